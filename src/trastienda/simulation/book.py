"""Keep our items in memory the way the database keeps them."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from trastienda.domain.customer import customer_key
from trastienda.domain.facts import PortalFacts
from trastienda.domain.item import Item, State, check_move
from trastienda.domain.record import Record
from trastienda.engine.attempt import Owners
from trastienda.errors import Stale
from trastienda.rules.breaker import CALM, Strain
from trastienda.simulation.sales import Sold

DECIDED_AFTER_S = 8 * 3600.0
"""A person decides a case within a working day: until then it may keep its customer from a second sale."""


@dataclass(slots=True)
class Intent:
    """The note that the commit point is about to be passed, and what became of it."""

    written_at: datetime
    outcome: str | None = None


@dataclass
class Book:
    """Items, intents and what we know of the portal; a move is refused to whoever holds an older generation.

    Attributes:
        items: by number.
        reasons: item in a case → why a person must look.
        watermark: when the intent was written of the latest order of ours that the list has shown.
        strain: how the portal has been doing.
    """

    items: list[Item]
    reasons: dict[int, str] = field(default_factory=dict)
    watermark: datetime | None = None
    strain: Strain = CALM
    _intents: dict[int, Intent] = field(default_factory=dict)
    _with_reference: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _held: dict[str, int] = field(default_factory=dict)
    _freed_at: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, sold: Iterable[Sold], facts: PortalFacts) -> "Book":
        """A book in which every sale is ready to be entered."""
        return cls([_item(one, facts) for one in sold])

    # --- items ---------------------------------------------------------------------------------------------

    def move(self, item: Item, to: State, **changes: Any) -> Item:
        """Move an item, as `store.items.move` does.

        Raises:
            Stale: somebody else moved it.
            IllegalMove: the table does not allow it.
        """
        check_move(item.state, to)
        current = self.items[item.id]
        if (current.generation, current.state) != (item.generation, item.state):
            raise Stale(f"item {item.id} is no longer '{item.state}' in generation {item.generation}")
        if "held_key" in changes:
            self._hold(item, changes.pop("held_key"))
        moved = dataclasses.replace(current, state=to, **changes)
        self.items[item.id] = moved
        if moved.reference != current.reference:
            if current.reference is not None:
                self._with_reference[current.reference].remove(item.id)
            if moved.reference is not None:
                self._with_reference[moved.reference].append(item.id)
        return moved

    def into_case(self, item: Item, reason: str, *, at: float, **changes: Any) -> Item:
        """Open a case, as `desk.opening.open_case` does: an open intent keeps the customer's key."""
        if not self.has_open_intent(item):
            changes = {"held_key": None} | changes
        moved = self.move(item, State.IN_CASE, next_at=None, **changes)
        self.reasons[item.id] = reason
        if self._held.get(item.customer_key) == item.id:
            self._freed_at[item.customer_key] = at + DECIDED_AFTER_S
        return moved

    def holder_of_key(self, item: Item, *, at: float) -> Item | None:
        """The other sale with equal search keys that is in the portal, or was sent and nobody knows."""
        if self._freed_at.get(item.customer_key, at + 1) <= at:
            del self._held[item.customer_key], self._freed_at[item.customer_key]
        holder = self._held.get(item.customer_key, item.id)
        return None if holder == item.id else self.items[holder]

    def _hold(self, item: Item, key: str | None) -> None:
        if key is not None:
            self._held[key] = item.id
        elif self._held.get(item.customer_key) == item.id:
            del self._held[item.customer_key]

    # --- orders of ours --------------------------------------------------------------------------------------

    def owners(self, item: Item, records: Sequence[Record]) -> Owners:
        """What we know of the orders that a search shows, as `store.items` looks it up."""
        ours, markers = {}, {}
        for record in records:
            for other in self._with_reference.get(record.reference or "", ()):
                if other != item.id:
                    ours[str(record.reference)] = self.items[other].sale_reference
            marker = record.fields.get("reference", "")
            if marker != item.sale_reference and self.of_marker(marker) is not None:
                markers[marker] = marker
        return Owners(ours, markers)

    def of_marker(self, marker: str) -> Item | None:
        """The item whose sale has this reference of ours."""
        number = marker.removeprefix("V-")
        if len(number) != 7 or not number.isdecimal() or int(number) >= len(self.items):
            return None
        return self.items[int(number)]

    # --- intents ---------------------------------------------------------------------------------------------

    def has_open_intent(self, item: Item) -> bool:
        """Whether the commit point may have been passed and no outcome was written."""
        intent = self._intents.get(item.id)
        return intent is not None and intent.outcome is None

    def write_intent(self, item: Item, now: datetime) -> Item:
        """Note that the commit point is about to be passed.

        Raises:
            Stale: the item was moved, or another intent of it is still open.
        """
        moved = self.move(item, State.ENTERING)
        if self.has_open_intent(item):
            raise Stale(f"item {item.id} already has an intent without an outcome")
        self._intents[item.id] = Intent(now)
        return moved

    def close_intent(self, item: Item, outcome: str) -> None:
        """Write the outcome of the item's open intent, if it has one."""
        if self.has_open_intent(item):
            self._intents[item.id].outcome = outcome

    def confirm_intent(self, item: Item) -> None:
        """The order that a success page named was read back."""
        intent = self._intents.get(item.id)
        if intent is not None and intent.outcome == "recognised":
            intent.outcome = "seen"

    def raise_watermark(self, item: Item) -> None:
        """The list shows the order of this item's own intent, if it had one."""
        intent = self._intents.get(item.id)
        if intent is None or intent.outcome not in ("seen", "found"):
            return
        if self.watermark is None or self.watermark < intent.written_at:
            self.watermark = intent.written_at


def _item(sold: Sold, facts: PortalFacts) -> Item:
    return Item(
        id=sold.number,
        bot="model",
        portal="model",
        account="model",
        sale_reference=sold.sale.reference,
        sale=None,
        seal=None,
        state=State.READY,
        generation=1,
        customer_key=customer_key(sold.sale, facts.search_keys),
        attempts=0,
        sent=0,
        reference=None,
        said_success=False,
        doubt=None,
        uncertain_since=None,
        next_at=None,
        dismissed=(),
        accepted={},
        run=None,
    )
