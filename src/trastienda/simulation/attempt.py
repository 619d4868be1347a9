"""One try at one item with a model portal, a book in memory and a virtual clock."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from trastienda.domain.case import FieldRow
from trastienda.domain.item import Item, State
from trastienda.domain.record import Record, Reference
from trastienda.engine.attempt import Attempt, Owners
from trastienda.errors import OutcomeUnknown, Stale
from trastienda.failpoints import Failpoint
from trastienda.rules.breaker import Strain
from trastienda.rules.routing import AskPerson
from trastienda.simulation.book import Book
from trastienda.simulation.model import FORM_S, LOOK_S, READ_S
from trastienda.simulation.world import World


class SimulatedAttempt(Attempt):
    """One try at one item: the simulator's hands. It decides nothing.

    Args:
        world: the simulation.
        book: what we know.
        item: the item as the book has it.
        dispatch: owes the item another step: item, virtual seconds from now.
        stall: lets the worker sleep until another one has taken its item over.
    """

    def __init__(
        self,
        world: World,
        book: Book,
        item: Item,
        *,
        dispatch: Callable[[Item, float], None],
        stall: Callable[[], None],
    ) -> None:
        self._sold = world.sold[item.id]
        super().__init__(item, self._sold.sale, world.facts)
        self._world = world
        self._clock = world.clock
        self._portal = world.portal
        self._book = book
        self._dispatch = dispatch
        self._stall = stall

    def reach(self, point: Failpoint) -> None:
        """Come to a place at which the worker may die, or stall."""
        if self._world.may_crash(point, self._sold):
            self._stall()

    def now(self) -> datetime:
        """The virtual time."""
        return self._clock.now()

    # --- looking and entering ----------------------------------------------------------------------------

    def _search(self) -> Sequence[Record]:
        self._clock.spend(LOOK_S)
        self._portal.page(self._clock.at)
        return self._portal.search(self._sold.sale.holder_id, self._clock.at)

    def _search_by_marker(self) -> Sequence[Record]:
        self._clock.spend(LOOK_S)
        self._portal.page(self._clock.at)
        return self._portal.with_marker(self._sold, self._clock.at)

    def _owners(self, records: Sequence[Record]) -> Owners:
        return self._book.owners(self.item, records)

    def _enter(self) -> Reference:
        self._clock.spend(FORM_S)
        self._portal.page(self._clock.at)
        self.reach(Failpoint.FORM_FILLED)
        self.item = self._book.write_intent(self.item, self.now())
        self.reach(Failpoint.INTENT_WRITTEN)
        self._at_dispatch()
        self.reach(Failpoint.ABOUT_TO_SEND)
        answer = self._portal.post(self._sold, self._clock.at, fused=self._world.fused)
        self.reach(Failpoint.IN_FLIGHT)
        self._clock.spend(answer.takes)
        self.reach(Failpoint.ANSWERED)
        if answer.reference is None:
            raise OutcomeUnknown(answer.says, said_success=answer.said_success)
        return answer.reference

    def _at_dispatch(self) -> None:
        """The fuse's last look: a worker that was taken for dead sends nothing."""
        current = self._book.items[self.item.id]
        if (current.generation, current.state) != (self.item.generation, State.ENTERING):
            raise Stale(f"item {self.item.id} was taken over; nothing was sent")

    def _read(self, reference: Reference) -> Record:
        self._clock.spend(READ_S)
        self._portal.page(self._clock.at)
        record = self._portal.open(reference, self._clock.at)
        self._book.confirm_intent(self.item)
        return record

    def _raise_watermark(self) -> None:
        self._book.raise_watermark(self.item)

    def watermark(self) -> datetime | None:
        """When the intent was written of the latest order of ours that the portal's list has shown."""
        return self._book.watermark

    # --- moves -------------------------------------------------------------------------------------------

    def begin_entering(self) -> Item | None:
        """Move to `entering` with the customer's lease; returns the other sale that has it, if one has."""
        holder = self._book.holder_of_key(self.item, at=self._clock.at)
        if holder is not None:
            return holder
        self.item = self._book.move(
            self.item,
            State.ENTERING,
            attempts=self.item.attempts + 1,
            held_key=self.item.customer_key,
        )
        return None

    def check_seal(self) -> None:
        """Nothing in the model changes a sale after its validation: there is nothing to check."""

    def has_open_intent(self) -> bool:
        """Whether the commit point may have been passed and no outcome was written."""
        return self._book.has_open_intent(self.item)

    def move(
        self,
        to: State,
        *,
        why: str,
        intent: str | None = None,
        detail: dict[str, Any] | None = None,
        **changes: Any,
    ) -> None:
        """Move the item, closing its intent when an outcome is given."""
        # The fence comes first: in a database both are one transaction.
        self.item = self._book.move(self.item, to, **changes)
        if intent is not None:
            self._book.close_intent(self.item, intent)

    def _put_off(
        self,
        to: State,
        why: str,
        pause: timedelta,
        *,
        ended: str,
        intent: str | None = None,
        **changes: Any,
    ) -> None:
        due = self.now() + pause
        self.move(to, why=why, intent=intent, generation=self.item.generation + 1, next_at=due, **changes)
        self._dispatch(self.item, pause.total_seconds())

    def fenced(self) -> None:
        """Somebody else has the item: leave it alone."""

    def close_intent(self, outcome: str) -> None:
        """Write the outcome of the item's open intent, if it has one."""
        self._book.close_intent(self.item, outcome)

    def pause_account(self, why: str) -> None:
        """The model portal never refuses a sign-in."""
        raise AssertionError(f"a sign-in was refused in a model without sign-ins: {why}")

    def change_strain(self, change: Callable[[Strain], Strain]) -> Strain:
        """Change how the portal is doing, all items of it; returns how it was doing before."""
        before = self._book.strain
        self._book.strain = change(before)
        return before

    def ask(self, ask: AskPerson, *, rows: Sequence[FieldRow] = (), **changes: Any) -> None:
        """Open a case, which is the item's end here: what people decide is not simulated."""
        self.item = self._book.into_case(self.item, ask.reason.value, at=self._clock.at, **changes)
        self.reach(Failpoint.CASE_WRITTEN)

    def end(self, outcome: str) -> None:
        """Nobody reads how a simulated try ended."""

    def _note(self, kind: str, detail: dict[str, Any]) -> None:
        """Nobody reads the journal of a simulation."""
