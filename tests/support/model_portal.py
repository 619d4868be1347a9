"""A portal in memory that keeps what its facts declare, and nothing else that one hopes for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from trastienda import failpoints
from trastienda.bot import Bot
from trastienda.domain.case import Reason
from trastienda.domain.evidence import Moment
from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import Money, PersonId, Phone, Text
from trastienda.domain.item import Item
from trastienda.domain.record import Record, Reference
from trastienda.domain.sale import Sale
from trastienda.engine.life import ORPHAN_S
from trastienda.errors import (
    ApplicationException,
    BusinessException,
    OutcomeUnknown,
    PortalRefused,
    SessionExpired,
    SignInRefused,
    UnderMaintenance,
)
from trastienda.failpoints import Failpoint
from trastienda.portal.facade import Gate, PageNotFound, Portal

ANOTHER_HOLDER = "00000000T"
NEVER_DECLARED_S = 30.0
"""How late an order may be shown by a portal that declares no bound."""


class Line(Sale):
    """A mobile line: two fields that tell orders apart, and two that only the order's own page shows."""

    holder_id: PersonId
    line: Phone
    plan: Text
    monthly_fee: Money


class Saving(StrEnum):
    """What becomes of a saving request, and what the bot hears of it."""

    SAVED = "saved, and the success page says so"
    ANSWER_LOST = "saved, and the answer is lost"
    NUMBER_UNREAD = "saved, and the success page shows no number"
    SAVED_LATE = "the answer is lost, and it is saved later"
    NOT_SAVED = "not saved, and the answer is lost"
    REFUSED = "refused"
    WARNED = "not saved: the portal warns of a duplicate"
    GHOST = "not saved, and the success page shows a number"
    GHOST_UNREAD = "not saved, and the success page shows no number"
    TWICE = "saved twice behind the portal, and the success page shows one number"
    TWICE_LOST = "saved twice behind the portal, and the answer is lost"
    OTHER_FEE = "saved with another fee, and the success page says so"
    PLAN_CUT = "saved with its plan cut, and the success page says so"
    OTHER_NUMBER = "saved, and the success page shows the number of another order"
    DEFECT = "saved, and the bot has a defect right afterwards"
    OTHER_HOLDER = "saved under another customer, and the answer is lost"


SAYS_SUCCESS = {
    Saving.SAVED,
    Saving.GHOST,
    Saving.TWICE,
    Saving.OTHER_FEE,
    Saving.PLAN_CUT,
    Saving.OTHER_NUMBER,
}
SAYS_SUCCESS_ALONE = {Saving.NUMBER_UNREAD, Saving.GHOST_UNREAD}
SAYS_NOTHING = sorted({*Saving} - SAYS_SUCCESS - {Saving.REFUSED, Saving.WARNED})
SAVES_NOTHING = {Saving.NOT_SAVED, Saving.REFUSED, Saving.WARNED, Saving.GHOST, Saving.GHOST_UNREAD}
SAVES_TWICE = {Saving.TWICE, Saving.TWICE_LOST}


class Trouble(StrEnum):
    """What a page may show instead of what was asked for."""

    FAILS = "error 500, or too slow"
    CLOSED = "maintenance"
    EXPIRED = "the session is over"
    LOCKED_OUT = "the sign-in is refused"
    CHANGED = "a column or a field is missing"
    WARNS = "the form warns of a duplicate before anything is pressed"
    WRONG_ORDER = "another order's page"
    MASKED = "a field is masked"
    NAMELESS = "the order's number is missing"
    DEFECT = "the bot has a defect"


class Defect(Exception):
    """A defect of a bot."""


@dataclass(frozen=True)
class Luck:
    """What the portal has in store for one step.

    Attributes:
        saving: for the saving request.
        lag: when the order is shown, as a share of the visibility bound.
        page_lags: whether the order's own page comes with that lag too.
        late: when a late order is saved, as a share of the server's time-out (and of an orphan's life).
        trouble, at, lasting: which page (1 is the step's first) has trouble, and whether those after it have.
    """

    saving: Saving = Saving.SAVED
    lag: float = 0
    page_lags: bool = False
    late: float = 1
    trouble: Trouble | None = None
    at: int = 1
    lasting: bool = False


CLEAR = Luck()


@dataclass
class Order:
    """One order of the portal's own ledger.

    Attributes:
        number, shown: as its page shows it.
        request: the saving request that made it; `None` where a person typed it.
        saved_at, listed_at, page_at: since when it exists, a search shows it, its page opens.
        deleted: a person took it out.
    """

    number: str
    shown: dict[str, str]
    request: int | None
    saved_at: datetime
    listed_at: datetime
    page_at: datetime
    deleted: bool = False


@dataclass
class Clock:
    """The time, moved by whoever tells the story."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class ModelPortal:
    """The portal.

    Attributes:
        orders: its ledger, oldest first.
        requests: item of every saving request that reached it.
        read: item → generation and record of the last page that was read for it.
        on_saving: told the item before a saving request is worked on.
        luck: what it has in store.
    """

    facts: PortalFacts
    clock: Clock
    on_saving: Callable[[Item], None] = lambda _: None
    orders: list[Order] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    read: dict[int, tuple[int, Record]] = field(default_factory=dict)
    luck: Luck = CLEAR
    _pages: int = 0
    _numbers: int = 0

    def expect(self, luck: Luck) -> None:
        """A step begins."""
        self.luck, self._pages = luck, 0

    # --- pages ---------------------------------------------------------------------------------------------------

    def page(self, name: str) -> Trouble | None:
        """A page is asked for; raises its trouble, or returns the trouble that only its content has."""
        self._pages += 1
        luck = self.luck
        if self._pages != luck.at and not (luck.lasting and self._pages > luck.at):
            return None
        match luck.trouble:
            case Trouble.FAILS:
                raise ApplicationException(f"page {name} answered 500")
            case Trouble.CLOSED:
                raise UnderMaintenance("closed for maintenance")
            case Trouble.EXPIRED:
                raise SessionExpired("the portal asks for a sign-in")
            case Trouble.LOCKED_OUT:
                raise SignInRefused("wrong password")
            case Trouble.CHANGED:
                raise BusinessException(Reason.PAGE_CHANGED, what=name)
            case Trouble.DEFECT:
                raise Defect
            case Trouble.WARNS if name == "form":
                raise BusinessException(Reason.DUPLICATE_WARNING, message="¿Duplicado?")
            case Trouble.NAMELESS if name == "orders":
                raise BusinessException(Reason.SEARCH_UNCLEAR, what="an order without its number")
        return luck.trouble

    def search(self, holder_id: str) -> list[Record]:
        """Every order of a customer that the list shows by now."""
        return [
            Record(Reference(order.number), self._row(order))
            for order in self.listed()
            if order.shown["holder_id"] == holder_id
        ]

    def _row(self, order: Order) -> dict[str, str]:
        shown = ["holder_id", "line", *([self.facts.marker.field] if self.facts.marker else [])]
        return {name: order.shown[name] for name in shown}

    def own_orders(self) -> list[Record]:
        """The orders of our account that the list shows by now."""
        return [
            Record(Reference(order.number), self._row(order))
            for order in self.listed()
            if order.request is not None
        ]

    def listed(self) -> list[Order]:
        """The orders that a search shows by now."""
        now = self.clock.now
        # A monotone list that shows an order shows every order that was saved before it.
        since = max((one.saved_at for one in self.orders if one.listed_at <= now), default=None)
        return [
            order
            for order in self.existing()
            if order.listed_at <= now
            or (self.facts.monotone and since is not None and order.saved_at <= since)
        ]

    def existing(self) -> list[Order]:
        """The orders that were saved and that nobody took out."""
        return [order for order in self.orders if order.saved_at <= self.clock.now and not order.deleted]

    def order(self, number: str) -> Order | None:
        """The order whose page opens under this number by now."""
        now = self.clock.now
        return next((one for one in self.existing() if one.number == number and one.page_at <= now), None)

    def open(self, item: Item, number: str, trouble: Trouble | None) -> Record:
        """An order's own page."""
        order = self.order(number)
        if order is None:
            raise PageNotFound("404")
        if trouble is Trouble.WRONG_ORDER:
            order = next((one for one in self.existing() if one.number != number), order)
        shown = dict(order.shown)
        if trouble is Trouble.MASKED:
            shown["monthly_fee"] = "****"
        if self.facts.marker is None:
            del shown["reference"]
        record = Record(None if trouble is Trouble.NAMELESS else Reference(order.number), shown)
        self.read[item.id] = (item.generation, record)
        return record

    # --- saving --------------------------------------------------------------------------------------------------

    def receive(self, item: Item, sale: Line, *, orphaned: bool = False) -> Exception | str:
        """A saving request leaves; what the bot will hear of it."""
        saving, luck, facts = self.luck.saving, self.luck, self.facts
        late_s = luck.late * facts.server_timeout_s if saving is Saving.SAVED_LATE else 0
        if orphaned:
            # The worker is dead, and its browser sends on its own.
            late_s += luck.late * ORPHAN_S
        self.on_saving(item)
        self.requests.append(item.id)
        number = self._number()
        if saving not in SAVES_NOTHING:
            self._save(number, sale, saving, late_s)
        if saving in SAVES_TWICE:
            self._save(self._number(), sale, saving, late_s)
        if saving is Saving.OTHER_NUMBER:
            number = next((one.number for one in reversed(self.existing()) if one.number != number), number)
        if saving in SAYS_SUCCESS:
            return number
        if saving is Saving.REFUSED:
            return PortalRefused(Reason.PORTAL_REFUSED, message="No.")
        if saving is Saving.WARNED:
            return BusinessException(Reason.DUPLICATE_WARNING, message="¿Duplicado?")
        if saving is Saving.DEFECT:
            return Defect()
        return OutcomeUnknown(saving.value, said_success=saving in SAYS_SUCCESS_ALONE)

    def type_in(self, sale: Line, *, marked: bool, lag: float) -> Order:
        """A person types the order of a sale."""
        shown = as_shown(sale) | ({} if marked else {"reference": ""})
        return self._add(self._number(), shown, None, self.clock.now, lag, page_lags=False)

    def _save(self, number: str, sale: Line, saving: Saving, late_s: float) -> None:
        shown = as_shown(sale)
        if saving is Saving.OTHER_FEE:
            shown["monthly_fee"] = "99.00 EUR"
        if saving is Saving.PLAN_CUT:
            shown["plan"] = shown["plan"][:6]
        if saving is Saving.OTHER_HOLDER and self.facts.marker is not None:
            # Without a marker nothing but a person could tell whose it is.
            shown["holder_id"] = ANOTHER_HOLDER
        saved_at = self.clock.now + timedelta(seconds=late_s)
        request = len(self.requests) - 1
        self._add(number, shown, request, saved_at, self.luck.lag, page_lags=self.luck.page_lags)

    def _add(
        self,
        number: str,
        shown: dict[str, str],
        request: int | None,
        saved_at: datetime,
        lag: float,
        *,
        page_lags: bool,
    ) -> Order:
        bound = self.facts.visibility_bound_s
        listed_at = saved_at + timedelta(seconds=lag * (NEVER_DECLARED_S if bound is None else bound))
        page_at = listed_at if page_lags else saved_at
        order = Order(number, shown, request, saved_at, listed_at, page_at)
        self.orders.append(order)
        return order

    def _number(self) -> str:
        self._numbers += 1
        return f"P-{self._numbers}"


def as_shown(sale: Line) -> dict[str, str]:
    """A sale as the portal shows it."""
    names = ("reference", "holder_id", "line", "plan", "monthly_fee")
    return {name: str(text) for name, text in sale.model_dump(mode="json", include=set(names)).items()}


class ModelPage(Portal):
    """The portal as the bot sees it."""

    def __init__(self, portal: ModelPortal, gate: Gate) -> None:
        self._portal = portal
        self._at = gate

    def open(self, page: str, **values: str) -> None:
        self._values = values
        try:
            self._trouble = self._portal.page(page)
        except SessionExpired:
            self._trouble = self._portal.page(page)

    def rows(self, name: str) -> list[Record]:
        return (
            self._portal.own_orders() if name == "own_orders" else self._portal.search(self._values["query"])
        )

    def record(self, name: str) -> Record:
        return self._portal.open(self._item, self._values["number"], self._trouble)

    def fill(self, name: str, sale: Any) -> None:
        self._sale: Line = sale

    def commit(self, name: str) -> Reference:
        self._at.before_commit()
        try:
            self._at.at_dispatch()
        except Orphaned:
            self._portal.receive(self._item, self._sale, orphaned=True)
            raise
        answer = self._portal.receive(self._item, self._sale)
        failpoints.reach(Failpoint.IN_FLIGHT)
        failpoints.reach(Failpoint.ANSWERED)
        if isinstance(answer, Exception):
            raise answer
        return Reference(answer)

    def keep(self, moment: Moment) -> None:
        """There is nothing to take a picture of."""

    def keep_trouble(self, trouble: Exception | None = None, moment: Moment = Moment.TROUBLE) -> None:
        """There is nothing to take a picture of."""

    def close(self) -> None:
        """There is nothing to close."""

    @property
    def _item(self) -> Item:
        item: Item = self._at.item  # type: ignore[attr-defined]  # the gate is the attempt
        return item


class Died(BaseException):
    """The process was killed: nothing catches it, as nothing catches SIGKILL."""


class Orphaned(Died):
    """It was killed with its request on the way: its browser lives on for a moment."""


class LineBot(Bot[Line]):
    """Enters lines into the model portal."""

    def sign_in(self, portal: Portal) -> None:
        """The model's page does it."""

    def find(self, portal: Portal, sale: Line) -> list[Record]:
        portal.open("orders", query=str(sale.model_dump(mode="json")["holder_id"]))
        return portal.rows("orders")

    def enter(self, portal: Portal, sale: Line) -> Reference:
        portal.open("form")
        portal.fill("form", sale)
        return portal.commit("save")

    def read(self, portal: Portal, reference: Reference) -> Record:
        portal.open("order", number=reference)
        return portal.record("order")
