"""One try at one item, as the life of an item sees it: facts come in, the item is moved."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from trastienda import failpoints
from trastienda.domain.case import FieldRow
from trastienda.domain.facts import PortalFacts
from trastienda.domain.item import Item, State
from trastienda.domain.record import Record, Reference
from trastienda.domain.sale import Sale
from trastienda.failpoints import Failpoint
from trastienda.rules.breaker import Strain
from trastienda.rules.history import NOT_SEEN
from trastienda.rules.routing import AskPerson, Found, judge


@dataclass(frozen=True, slots=True)
class Owners:
    """What our book knows of orders that a search shows.

    Attributes:
        ours: order reference → our reference, for orders of other items of the portal.
        markers: our references of other sales that the orders carry, mapped to themselves.
    """

    ours: Mapping[str, str]
    markers: Mapping[str, str]


class Attempt(ABC):
    """One try at one item.

    The live one has a browser and a database (`engine.live`), the simulated one a model of a portal and a
    virtual clock (`trastienda.simulation`): the life of an item is the same code for both.

    Attributes:
        item: as it stands after the last move.
        sale: what was sold.
        facts: what its portal declares.
        met_portal: whether this try has had an answer of the portal.
    """

    def __init__(self, item: Item, sale: Sale, facts: PortalFacts) -> None:
        self.item = item
        self.sale = sale
        self.facts = facts
        self.met_portal = False
        self._seen: Sequence[Found] | None = None

    def reach(self, point: Failpoint) -> None:
        """Come to a place at which a drill may kill the worker."""
        failpoints.reach(point)

    # --- looking -----------------------------------------------------------------------------------------

    def find(self) -> Sequence[Found]:
        """Search by the bot, and judge every order that the search shows."""
        records = self._search()
        self._seen = self._judged(records)
        self._note("looked", _shown(self._seen))
        if self.item.reference in {record.reference for record in records}:
            self._raise_watermark()
        return self._seen

    def find_by_marker(self) -> Sequence[Found]:
        """Look for our marker in the portal's list of the account's own orders, and judge what carries it.

        Empty, without a look, where the portal has no marker or its selector book names no such list.
        """
        records = self._search_by_marker()
        if records is None:
            return []
        found = self._judged(records)
        self._note("looked_by_marker", _shown(found))
        return found

    def _judged(self, records: Sequence[Record]) -> list[Found]:
        self.met_portal = True
        owners = self._owners(records)
        return [
            judge(self.sale, record, self.facts, ours=owners.ours, references=owners.markers)
            for record in records
        ]

    def looked(self) -> Sequence[Found]:
        """What a search showed since anything was sent in this try; searches if there was none."""
        return self.find() if self._seen is None else self._seen

    def enter(self) -> Reference:
        """Fill the order and pass the commit point once, behind the gate."""
        reference = self._enter()
        self.met_portal = True
        self._seen = None
        return reference

    def read(self, reference: Reference) -> Record:
        """Open the order in a fresh page."""
        record = self._read(reference)
        self.met_portal = True
        return record

    @abstractmethod
    def _search(self) -> Sequence[Record]: ...

    @abstractmethod
    def _search_by_marker(self) -> Sequence[Record] | None:
        """The orders of the account's own list that carry our marker; `None` where that cannot be looked for."""

    @abstractmethod
    def _owners(self, records: Sequence[Record]) -> Owners: ...

    @abstractmethod
    def _enter(self) -> Reference: ...

    @abstractmethod
    def _read(self, reference: Reference) -> Record: ...

    @abstractmethod
    def _raise_watermark(self) -> None:
        """The list shows the order of this item's own intent."""

    @abstractmethod
    def watermark(self) -> datetime | None:
        """When the intent was written of the latest order of ours that the portal's list has shown."""

    @abstractmethod
    def now(self) -> datetime:
        """The current aware time."""

    # --- moves -------------------------------------------------------------------------------------------

    @abstractmethod
    def begin_entering(self) -> Item | None:
        """Move to `entering` with the customer's lease; returns the other sale that has it, if one has."""

    @abstractmethod
    def check_seal(self) -> None:
        """Refuse a sale that is not the one that was validated, or that was validated too long ago."""

    @abstractmethod
    def has_open_intent(self) -> bool:
        """Whether the commit point may have been passed and no outcome was written."""

    @abstractmethod
    def move(
        self,
        to: State,
        *,
        why: str,
        intent: str | None = None,
        detail: dict[str, Any] | None = None,
        **changes: Any,
    ) -> None:
        """Move the item, closing its intent in the same transaction when an outcome is given."""

    @abstractmethod
    def ask(self, ask: AskPerson, *, rows: Sequence[FieldRow] = (), **changes: Any) -> None:
        """Open a case, with the fields compared (or the rows given) and the evidence."""

    @abstractmethod
    def close_intent(self, outcome: str) -> None:
        """Write the outcome of the item's open intent, if it has one."""

    @abstractmethod
    def pause_account(self, why: str) -> None:
        """The portal refused the sign-in: nobody tries a second time before a person looked."""

    @abstractmethod
    def change_strain(self, change: Callable[[Strain], Strain]) -> Strain:
        """Change how the portal is doing, all items of it; returns how it was doing before."""

    @abstractmethod
    def fenced(self) -> None:
        """Somebody else has the item or the account: leave both alone."""

    @abstractmethod
    def end(self, outcome: str) -> None:
        """Note how this try ended and what evidence it left."""

    @abstractmethod
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
        """Owe the item another look after a pause, under a new generation; the try ends."""

    @abstractmethod
    def _note(self, kind: str, detail: dict[str, Any]) -> None:
        """Write a line into the item's journal."""

    def back_to_ready(self, why: str, *, pause: timedelta, intent: str | None = None, **changes: Any) -> None:
        """Nothing of this item is in the portal: it may be entered, from the look on."""
        self._put_off(State.READY, why, pause, ended=why, held_key=None, intent=intent, **changes)
        self.reach(Failpoint.READY_AGAIN_WRITTEN)

    def become_uncertain(self, why: str, *, pause: timedelta, said_success: bool = False) -> None:
        """The commit point may have been passed: from now on only a look decides."""
        self._put_off(
            State.UNCERTAIN,
            why,
            pause,
            ended="uncertain",
            uncertain_since=self.now() + pause,
            said_success=said_success,
            doubt=why,
            attempts=0,
        )
        self.reach(Failpoint.UNCERTAIN_WRITTEN)

    def wait(self, pause: timedelta, *, why: str = NOT_SEEN, **changes: Any) -> None:
        """The item stays where it is; the next look comes after the pause."""
        self._put_off(self.item.state, why, pause, ended=why, **changes)


def _shown(found: Sequence[Found]) -> dict[str, Any]:
    return {"orders": [f"{one.reference}: {one.kinship}" for one in found]}
