"""A model of a client's portal: what it holds, what it shows of that, and when."""

import heapq
import math
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

from trastienda.domain.fields import Day, Money
from trastienda.domain.record import Record, Reference
from trastienda.errors import ApplicationException, UnderMaintenance
from trastienda.portal.facade import PageNotFound
from trastienda.simulation.faults import Screen, fate_of_post
from trastienda.simulation.model import DAY_S, HOUR_S, Rates
from trastienda.simulation.sales import Line, Sold, document

LOCALE = "es"
IN_THE_LIST = ("reference", "holder_id", "line", "plan", "monthly_fee")
"""Fields that a row of the list shows; the order's own page shows all but the bank account."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order in the portal, with what only the model's ledger knows of it.

    Attributes:
        reference: the portal's number.
        sold: the sale that somebody entered.
        post: the number of the POST that made it; two orders with the same one were made behind our back.
            `None` for one that a person entered.
        changed: field and text that the portal stored otherwise than it was typed.
        saved_at, listed_at, page_at, gone_at: since when the portal has it, the list shows it and its own
            page is there, and since when neither does (virtual seconds).
    """

    reference: Reference
    sold: Sold
    post: int | None
    changed: tuple[str, str] | None
    saved_at: float
    listed_at: float
    page_at: float
    gone_at: float

    @property
    def wrong_shown(self) -> bool:
        """Whether a field that the portal shows is not as it was sold."""
        return self.changed is not None and self.changed[0] != "iban"

    @property
    def wrong_unshown(self) -> bool:
        """Whether the field that it never shows back is not."""
        return self.changed is not None and self.changed[0] == "iban"

    def record(self, *, row: bool = False) -> Record:
        """The order as its own page shows it, or as a row of the list does."""
        texts = written(self.sold.sale)
        if self.post is None:
            texts["reference"] = ""
        if self.changed is not None and self.changed[0] in texts:
            texts[self.changed[0]] = self.changed[1]
        return Record(self.reference, {name: texts[name] for name in IN_THE_LIST} if row else texts)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser shows after a POST: the number where the page shows one, else what it says instead."""

    reference: Reference | None
    said_success: bool
    says: str
    takes: float


@dataclass
class ModelPortal:
    """A portal that saves orders and shows them later, with the faults of its rates.

    Attributes:
        rates: how often each fault happens.
        chance: where the faults are drawn from.
        orders: every order that it ever saved.
        posts: how many times we pressed its button.
        searches: how many times its list was searched.
    """

    rates: Rates
    chance: Random
    orders: list[Order] = field(default_factory=list)
    posts: int = 0
    searches: int = 0
    _of_customer: dict[str, list[Order]] = field(default_factory=lambda: defaultdict(list))
    _of_sale: dict[int, list[Order]] = field(default_factory=lambda: defaultdict(list))
    _of_reference: dict[str, Order] = field(default_factory=dict)
    _due: list[tuple[float, int, Sold, int | None]] = field(default_factory=list)
    _numbers: int = 0
    _dues: int = 0
    _listed_last: float = -math.inf
    _closed_until: float = -math.inf

    def page(self, at: float) -> None:
        """Open any page that comes before the commit point, or a look.

        Raises:
            ApplicationException: it does not load.
        """
        drawn = self.chance.random()
        if drawn < self.rates.maintenance:
            self._closed_until = at + self.rates.maintenance_s
        if at < self._closed_until:
            raise UnderMaintenance("the portal is under maintenance")
        if drawn < self.rates.maintenance + self.rates.page_fails:
            raise ApplicationException("the page did not load")

    def search(self, holder_id: str, at: float) -> list[Record]:
        """What the list shows now for a customer's document."""
        self.searches += 1
        self._catch_up(at)
        return [
            one.record(row=True) for one in self._of_customer[holder_id] if one.listed_at <= at < one.gone_at
        ]

    def with_marker(self, sold: Sold, at: float) -> list[Record]:
        """What the list of our own orders shows now under our reference of a sale."""
        self.searches += 1
        self._catch_up(at)
        rows = [
            one.record(row=True) for one in self._of_sale[sold.number] if one.listed_at <= at < one.gone_at
        ]
        return [row for row in rows if row.fields["reference"] == sold.sale.reference]

    def open(self, reference: str, at: float) -> Record:
        """What an order's own page shows now.

        Raises:
            PageNotFound: there is no such page, or not yet, or not any more.
        """
        self._catch_up(at)
        order = self._of_reference.get(reference)
        if order is None or not order.page_at <= at < order.gone_at:
            raise PageNotFound(f"there is no page for {reference}")
        return order.record()

    def post(self, sold: Sold, at: float, *, fused: bool) -> Answer:
        """The button is pressed; a request that is doubled on its way is still one POST of ours."""
        self._catch_up(at)
        self.posts += 1
        fate = fate_of_post(self.rates, self.chance, fused=fused)
        shown = None
        for delay in fate.saves:
            if delay:
                self._save_later(sold, at + delay, post=self.posts)
            else:
                shown = self._save(sold, at, post=self.posts)
        if fate.screen is Screen.SUCCESS:
            return Answer(shown or self._next_number(), True, fate.says, fate.takes)
        return Answer(None, fate.screen is Screen.WITHOUT_NUMBER, fate.says, fate.takes)

    def post_by_orphan(self, sold: Sold, at: float) -> None:
        """The browser of a dead worker presses the button; nobody sees the answer."""
        self.posts += 1
        self._save_later(sold, at, post=self.posts)

    def by_hand(self, sold: Sold, at: float) -> None:
        """A person will enter the sale then."""
        self._save_later(sold, at, post=None)

    def at_rest(self, at: float) -> list[Order]:
        """The orders that it still holds then, when nothing is on its way any more."""
        self._catch_up(at)
        return [order for order in self.orders if at < order.gone_at]

    def _save_later(self, sold: Sold, at: float, *, post: int | None) -> None:
        self._dues += 1
        heapq.heappush(self._due, (at, self._dues, sold, post))

    def _catch_up(self, at: float) -> None:
        """Save what is due, in the order of time: a monotone list depends on it."""
        while self._due and self._due[0][0] <= at:
            due, _, sold, post = heapq.heappop(self._due)
            self._save(sold, due, post=post)

    def _next_number(self) -> Reference:
        self._numbers += 1
        return Reference(f"P-{self._numbers:08d}")

    def _save(self, sold: Sold, at: float, *, post: int | None) -> Reference:
        rates, chance = self.rates, self.chance
        if chance.random() < rates.slow_list:
            lag = chance.uniform(0.0, rates.longest_lag_s)
        else:
            lag = min(chance.expovariate(1 / rates.usual_lag_s), rates.longest_lag_s)
        listed_at = at + lag
        if rates.monotone:
            listed_at = self._listed_last = max(listed_at, self._listed_last)
        page_at = listed_at if chance.random() < rates.late_page else at
        gone_at = at + chance.uniform(HOUR_S, 5 * DAY_S) if chance.random() < rates.deleted else math.inf
        changed = None if post is None else self._changed(sold.sale)
        order = Order(self._next_number(), sold, post, changed, at, listed_at, page_at, gone_at)
        self.orders.append(order)
        self._of_reference[order.reference] = order
        holder = changed[1] if changed is not None and changed[0] == "holder_id" else sold.sale.holder_id
        self._of_customer[holder].append(order)
        self._of_sale[sold.number].append(order)
        return order.reference

    def _changed(self, sale: Line) -> tuple[str, str] | None:
        drawn = self.chance.random()
        if drawn < self.rates.wrong_unshown:
            return "iban", ""
        if drawn < self.rates.wrong_unshown + self.rates.wrong_shown:
            return self.chance.choice(list(wrong_values(sale).items()))
        return None


def written(sale: Line) -> dict[str, str]:
    """The sale as a portal in Spanish writes it, without the field that it never shows back."""
    phone = sale.line[3:]
    return {
        "reference": sale.reference,
        "holder_id": str(sale.holder_id),
        "line": f"{phone[:3]} {phone[3:5]} {phone[5:7]} {phone[7:]}",
        "plan": str(sale.plan),
        "address": str(sale.address),
        "monthly_fee": _amount(sale.monthly_fee),
        "activation": _day(sale.activation),
    }


def wrong_values(sale: Line) -> dict[str, str]:
    """One wrong text for every field that the portal shows: cut, changed or somebody else's."""
    phone = written(sale)["line"]
    return {
        "reference": sale.reference[:-1],
        "holder_id": str(document(80_000_000 - int(sale.holder_id[:8]))),
        "line": phone[:-1] + str((int(phone[-1]) + 1) % 10),
        "plan": "Móvil sin límite",
        "address": sale.address[:12],
        "monthly_fee": "49,90 €",
        "activation": "31/12/2027",
    }


@lru_cache(maxsize=64)
def _amount(money: Money) -> str:
    return f"{money.shown(LOCALE)} €"


@lru_cache(maxsize=128)
def _day(day: Day) -> str:
    return day.shown(LOCALE)
