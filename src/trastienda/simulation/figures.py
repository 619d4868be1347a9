"""Count what came of the sales, against what the portal really holds."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trastienda.simulation.portal import Order


class End(StrEnum):
    """How a sale's way ended, as far as the one who entered it knows."""

    SETTLED = "settled"
    CASE = "case"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Ending:
    """What is reported of a sale: how it ended, the order that it is said to be, why a person has it."""

    end: End
    reference: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """One line of the table: what was reported, and what the ledger of the model says of it.

    Attributes:
        policy, portal, sales, seed: what was simulated.
        settled, cases, open: sales by how they ended; together all of them.
        duplicates: sales of which the portal holds several orders, whoever made them.
        duplicates_silent: those of them that no person has been asked about.
        sent_twice: sales of which it holds orders of several POSTs of ours: entered twice by us.
        lost_silent: sales that are said to be settled and of which it holds no order.
        wrong_silent_shown: settled sales whose order has another value in a field that the portal shows.
        wrong_silent_unshown: the same in the field that it never shows back.
        searches_per_sale: searches of the portal's list, the sweep's own pass over it not counted.
        reasons: why people were asked, how many times.
    """

    policy: str
    portal: str
    sales: int
    seed: int
    settled: int
    duplicates: int
    duplicates_silent: int
    sent_twice: int
    lost_silent: int
    wrong_silent_shown: int
    wrong_silent_unshown: int
    open: int
    cases: int
    searches_per_sale: float
    reasons: Mapping[str, int]


def counted(
    endings: Sequence[Ending],
    orders: Sequence[Order],
    *,
    policy: str,
    portal: str,
    seed: int,
    searches: int,
) -> Figures:
    """The figures of a simulation.

    Args:
        endings: by the sale's number.
        orders: what the portal holds at the end.
        policy, portal, seed: what was simulated.
        searches: how many times the list was searched.
    """
    of_sale = _of_sale(endings, orders)
    ends = Counter(ending.end for ending in endings)
    several = [number for number, held in of_sale.items() if len(held) > 1]
    shown = unshown = lost = 0
    for number, ending in enumerate(endings):
        if ending.end is not End.SETTLED:
            continue
        held = of_sale.get(number)
        if not held:
            lost += 1
            continue
        said = next((order for order in held if order.reference == ending.reference), held[0])
        shown += said.wrong_shown
        unshown += said.wrong_unshown
    return Figures(
        policy=policy,
        portal=portal,
        sales=len(endings),
        seed=seed,
        settled=ends[End.SETTLED],
        duplicates=len(several),
        duplicates_silent=sum(endings[number].end is not End.CASE for number in several),
        sent_twice=sum(
            len({order.post for order in of_sale[number] if order.post is not None}) > 1 for number in several
        ),
        lost_silent=lost,
        wrong_silent_shown=shown,
        wrong_silent_unshown=unshown,
        open=ends[End.OPEN],
        cases=ends[End.CASE],
        searches_per_sale=round(searches / max(len(endings), 1), 2),
        reasons=dict(sorted(Counter(one.reason for one in endings if one.reason).items())),
    )


def _of_sale(endings: Sequence[Ending], orders: Sequence[Order]) -> Mapping[int, Sequence[Order]]:
    """Sale → its orders: those that somebody entered for it.

    Two equal sales may have changed orders, where neither carries our reference: an order that only another
    sale claims is that one's.
    """
    claims: dict[str, list[int]] = defaultdict(list)
    for number, ending in enumerate(endings):
        if ending.end is End.SETTLED and ending.reference is not None:
            claims[ending.reference].append(number)
    held: dict[int, list[Order]] = defaultdict(list)
    for order in orders:
        claimed_by = claims.get(order.reference, [])
        own = order.sold.number
        held[own if own in claimed_by or not claimed_by else claimed_by[0]].append(order)
    return held
