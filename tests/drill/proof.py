"""Say what must never be seen after a drill, from the portal's server and from our book."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tests.support.workplace import Workplace
from trastienda.demo.portal import Report
from trastienda.domain.item import AT_REST, Item, State
from trastienda.store import cases, items, journal

MOST_POSTS = 2
"""One, and one more when the first one provably saved nothing."""

SAVED_NOTHING = {
    "no_session",
    "session_expired_before_commit",
    "error_500_before_commit",
    "drop_before_commit",
    "duplicate_warning",
    "success_without_order",
}
"""How the portal's server says that a saving POST left no order."""

SHOWN_AS_SOLD = ("holder_id", "line", "plan", "address", "activation", "iban")
"""Fields that the portal keeps to the letter as they were sold."""


class Breach(StrEnum):
    """What must never happen."""

    DUPLICATE = "duplicate"
    LOST = "lost"
    WRONG = "wrong"
    UNKNOWN_ORDER = "unknown order"
    TOO_MANY_POSTS = "too many POSTs"
    LEFT_OPEN = "left open"
    BROKEN_JOURNAL = "broken journal"
    SWEPT = "found by the sweep"
    FAULT_NOT_MET = "fault not met"
    BROKEN_OFF = "broken off"


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that must never happen and did."""

    breach: Breach
    what: str

    def __str__(self) -> str:
        return f"{self.breach}: {self.what}"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a sale ended: our state of it, and POSTs and orders at the portal's server."""

    state: State
    posts: int
    orders: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What is to be seen when everything rests.

    Attributes:
        items: the items of our book.
        waiting: items with an open case.
        broken: items whose journal does not hold.
        report: what the portal's server received and holds.
    """

    items: Sequence[Item]
    waiting: Collection[int]
    broken: Collection[int]
    report: Report

    def item(self, sale: str) -> Item | None:
        """The item of a sale."""
        return next((item for item in self.items if item.sale_reference == sale), None)

    def ended(self, sale: str) -> Ended | None:
        """How a sale ended, `None` when it is no item."""
        item, heard = self.item(sale), self.report.of(sale)
        return Ended(item.state, heard.posts, len(heard.orders)) if item else None


def look(office: Workplace) -> Seen:
    """See how things stand."""
    with office.store() as store, store.read() as conn:
        return Seen(
            items=items.search(conn),
            waiting={case.item for case in cases.open_ones(conn)},
            broken={item for item, _ in journal.breaks(conn)},
            report=office.admin.report(),
        )


def violations(sale: str, seen: Seen) -> Iterator[Violation]:
    """Everything that must never happen with a sale and is to be seen."""
    item, heard = seen.item(sale), seen.report.of(sale)
    if item is None:
        yield Violation(Breach.LOST, f"{sale} is no item")
        return
    in_case = item.state is State.IN_CASE and item.id in seen.waiting
    if item.state not in AT_REST or (item.state is State.IN_CASE and not in_case):
        yield Violation(Breach.LEFT_OPEN, f"{sale} is {item.state} and nobody is asked")
    if item.id in seen.broken:
        yield Violation(Breach.BROKEN_JOURNAL, sale)
    if sum(outcome not in SAVED_NOTHING for outcome in heard.outcomes) > 1:
        yield Violation(Breach.DUPLICATE, f"{sale} was sent again after it was saved: {heard.outcomes}")
    if heard.posts > MOST_POSTS or any(one not in SAVED_NOTHING for one in heard.outcomes[:-1]):
        yield Violation(Breach.TOO_MANY_POSTS, f"{sale}: {heard.outcomes}")
    if item.state is State.SETTLED:
        yield from _of_settled(item, heard.orders, seen.report)
    elif heard.orders and not in_case:
        yield Violation(Breach.UNKNOWN_ORDER, f"{sale} is {item.state}, the portal holds {heard.orders}")


def _of_settled(item: Item, orders: Sequence[str], report: Report) -> Iterator[Violation]:
    sale = item.sale_reference
    if not orders:
        yield Violation(Breach.LOST, f"{sale} is settled and the portal holds no order")
        return
    if len(orders) > 1:
        yield Violation(Breach.DUPLICATE, f"{sale} is settled and the portal holds {orders}")
    if item.reference is None or item.reference not in orders:
        yield Violation(Breach.WRONG, f"{sale} is settled as {item.reference}, the portal holds {orders}")
        return
    assert item.sale is not None
    sold, order = item.sale, report.order(item.reference)
    if wrong := [name for name in SHOWN_AS_SOLD if order[name] != sold[name]] + _wrong_price(sold, order):
        yield Violation(Breach.WRONG, f"{sale} is settled with another {', '.join(wrong)}")


def _wrong_price(sold: Mapping[str, Any], order: Mapping[str, Any]) -> list[str]:
    same = sold["monthly_fee"] == f"{order['monthly_fee']} EUR"
    return [] if same else ["monthly_fee"]
