"""Visit a portal in rehearsal, and note what it shows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from loguru import logger
from pydantic import SecretStr

from trastienda.domain.case import Language, Reason, sentence
from trastienda.domain.evidence import Level, Moment
from trastienda.domain.record import Record, Reference
from trastienda.domain.sale import Sale
from trastienda.engine.bots import LoadedBot
from trastienda.errors import (
    ApplicationException,
    BusinessException,
    Rehearsed,
    SessionExpired,
    SignInRefused,
    UnderMaintenance,
)
from trastienda.portal.credentials import address, resolve
from trastienda.portal.dialogs import Met
from trastienda.portal.evidence import Evidence
from trastienda.portal.facade import Portal
from trastienda.portal.session import BrowserLoop
from trastienda.portal.watched import MarkerField, Watched
from trastienda.rules.drill import Opened

PATIENCE = 3
"""How many times longer than declared a page may take here: it shall be measured, not given up."""

MOST_SESSIONS = 4
"""So many sign-ins with one account are tried at most, whatever is declared."""


@dataclass(frozen=True, slots=True)
class Ours:
    """A settled sale of ours and the number of its order."""

    sale: Sale
    reference: Reference
    account: str


@dataclass(slots=True)
class Seen:
    """What the visits showed.

    Attributes:
        sign_ins: account → seconds that its sign-in took.
        refused: account → why it could not be signed in.
        tried, alive: sign-ins with the first account, and how many of them stayed signed in.
        lists: what each search showed.
        found: number of an order of ours → whether its search showed it.
        orders: orders of ours that were opened.
        marker: what the marker's field did.
        opened: seconds that each page took.
        dialogs: those that came.
        troubles: what went wrong, in sentences; by the visit: `sessions`, `find`, `read`, `enter`.
        changed: visits whose page lacked something of the book.
    """

    sign_ins: dict[str, float] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    tried: int = 0
    alive: int = 0
    lists: list[list[Record]] = field(default_factory=list)
    found: dict[str, bool] = field(default_factory=dict)
    orders: list[Opened] = field(default_factory=list)
    marker: MarkerField | None = None
    opened: list[float] = field(default_factory=list)
    dialogs: list[Met] = field(default_factory=list)
    troubles: dict[str, str] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)


class NothingLeaves:
    """The gate of a drill: nothing passes the commit point."""

    def before_commit(self) -> None:
        """Stop there, as asked."""
        raise Rehearsed("a drill stops before the commit point")

    def at_dispatch(self) -> None:
        """Stop whatever comes so far."""
        raise Rehearsed("a drill sends nothing")


class Visits:
    """Visits to one portal, one page each, in a browser of their own."""

    def __init__(
        self, loop: BrowserLoop, bot: LoadedBot, folder: Path, *, clock: Callable[[], datetime]
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            loop: the browser.
            bot: whose portal is visited.
            folder: where pictures go, below `evidence/`.
            clock: the current time.
        """
        self._loop = loop
        self._bot = bot
        self._clock = clock
        self._evidence = Evidence(folder, "drill", Level.FULL)
        self._sessions: dict[str, str] = {}
        self.seen = Seen()

    def sign_in(self, account: str) -> None:
        """Sign an account in.

        Raises:
            SignInRefused: the portal refused it; whoever calls must see that nobody tries again.
            ApplicationException: the portal is closed or cannot be reached: nothing can be observed.
        """
        began = self._clock()
        try:
            self._sign_in(account, self._context(account, 1))
        except (SignInRefused, BusinessException) as trouble:
            self.seen.refused[account] = told_of(trouble)
            if isinstance(trouble, SignInRefused):
                raise
        else:
            self.seen.sign_ins[account] = (self._clock() - began).total_seconds()

    def try_sessions(self, account: str, sale: Sale | None) -> None:
        """Sign in more often with an account that is signed in, then look which of its sessions still live."""
        number = min(max(self._bot.facts.sessions_per_account, 2), MOST_SESSIONS)
        opened = [self._context(account, 1)]
        with self._noting("sessions"):
            try:
                for session in range(2, number + 1):
                    self._sign_in(account, self._context(account, session))
                    opened.append(self._context(account, session))
            except SignInRefused:
                # With the password that has just worked: the portal refuses another session.
                number = len(opened) + 1
            self.seen.alive = sum([self._lives(context, account, sale) for context in opened])
            self.seen.tried = number

    def _context(self, account: str, session: int) -> str:
        name = f"{self._bot.name}/{account}"
        return name if session == 1 else f"{name}#{session}"

    def _sign_in(self, account: str, context: str) -> None:
        with self._portal(context, account) as portal:
            self._bot.verbs.sign_in(portal)
        self._sessions[account] = context

    def _lives(self, context: str, account: str, sale: Sale | None) -> bool:
        try:
            with self._portal(context, account) as portal:
                if sale is not None:
                    self._bot.verbs.find(portal, sale)
                else:
                    portal.open(self._plain_page())
        except SessionExpired:
            return False
        return True

    def _plain_page(self) -> str:
        """A page that can be opened without knowing an order."""
        book = self._bot.book
        plain = (name for name, path in book.pages.items() if "{" not in path and name != book.sign_in.page)
        name = next(plain, None)
        if name is None:
            raise ApplicationException("without a sale no page of the book can be opened")
        return name

    def find(self, sale: Sale, account: str, *, expected: Reference | None = None) -> None:
        """Search a sale; an order that is expected should be among what is shown."""
        with self._noting("find"), self._portal(self._sessions[account], account) as portal:
            records: list[Record] = self._bot.verbs.find(portal, sale)
            portal.keep(Moment.SEARCH)
            self.seen.lists.append(records)
            if expected is not None:
                self.seen.found[expected] = expected in {record.reference for record in records}

    def read(self, ours: Ours) -> None:
        """Open an order of ours."""
        with self._noting("read"), self._portal(self._sessions[ours.account], ours.account) as portal:
            record: Record = self._bot.verbs.read(portal, ours.reference)
            portal.keep(Moment.ORDER)
            self.seen.orders.append(Opened(ours.sale, record, portal.text()))

    def rehearse(self, sale: Sale, account: str) -> None:
        """Fill the whole order and stop before the commit point."""
        with self._noting("enter"), self._portal(self._sessions[account], account) as portal:
            try:
                self._bot.verbs.enter(portal, sale)
            except Rehearsed:
                return

    @contextmanager
    def _noting(self, visit: str) -> Iterator[None]:
        """What goes wrong in a visit is noted; the others go on."""
        try:
            yield
        except UnderMaintenance:
            raise
        except (ApplicationException, BusinessException) as trouble:
            logger.warning("the visit '{}' stopped: {}", visit, type(trouble).__name__)
            self.seen.troubles.setdefault(visit, told_of(trouble))
            if isinstance(trouble, BusinessException) and trouble.reason == Reason.PAGE_CHANGED:
                self.seen.changed.add(visit)

    @contextmanager
    def _portal(self, context: str, account: str) -> Iterator[Watched]:
        facts = self._bot.facts
        declared = next(one for one in facts.accounts if one.name == account)

        def credentials() -> tuple[str, SecretStr]:
            return resolve(declared.user).get_secret_value(), resolve(declared.password)

        portal = Watched(
            self._loop,
            clock=self._clock,
            account=context,
            base_url=address(facts.url),
            book=self._bot.book,
            facts=facts.model_copy(update={"navigation_timeout_s": facts.navigation_timeout_s * PATIENCE}),
            credentials=credentials,
            sign_in=_stay_out,
            gate=NothingLeaves(),
            evidence=self._evidence,
        )
        try:
            yield portal
        except (ApplicationException, BusinessException) as trouble:
            portal.keep_trouble(trouble)
            raise
        finally:
            self.seen.opened += portal.opened
            self.seen.dialogs += portal.dialogs
            self.seen.marker = portal.marker or self.seen.marker
            portal.close()


def _stay_out(portal: Portal) -> None:
    """A session that has ended is noted, not begun again: no visit types the password a second time."""
    raise SessionExpired("the portal ended the session")


def told_of(trouble: ApplicationException | BusinessException) -> str:
    """What went wrong, in a sentence for the terminal."""
    if isinstance(trouble, BusinessException):
        return sentence(Reason(trouble.reason), trouble.detail, Language.EN)
    return str(trouble)
