"""The portal as a bot sees it: about ten words, plain synchronous calls."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar
from urllib.parse import quote

from loguru import logger
from playwright.async_api import Error, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout
from pydantic import SecretStr

from trastienda.domain.case import Reason
from trastienda.domain.facts import PortalFacts
from trastienda.domain.record import Record, Reference
from trastienda.errors import (
    ApplicationException,
    BookError,
    BusinessException,
    OutcomeUnknown,
    PortalRefused,
    SessionExpired,
    SignInRefused,
)
from trastienda.portal import form, reading
from trastienda.portal.book import Book, Element
from trastienda.portal.evidence import Evidence
from trastienda.portal.fuse import Fuse
from trastienda.portal.pages import first_of, only, path_of, text_of
from trastienda.portal.session import BrowserLoop

T = TypeVar("T")

NOT_FOUND = {404, 410}


class PageNotFound(ApplicationException):
    """The portal says that there is no such page: an order that is not to be seen (yet)."""


class Gate(Protocol):
    """What the commit point asks before it is passed."""

    def before_commit(self) -> None:
        """Called when the form is filled and read back; writes the intent, or raises and nothing is sent."""
        ...

    def at_dispatch(self) -> None:
        """Called at the last moment before the saving request leaves; raises to stop it."""
        ...


class Credentials(Protocol):
    """How a session gets user and password, at the moment when they are typed."""

    def __call__(self) -> tuple[str, SecretStr]: ...


class Portal:
    """One page of one account, for one attempt at one item."""

    def __init__(
        self,
        loop: BrowserLoop,
        *,
        account: str,
        base_url: str,
        book: Book,
        facts: PortalFacts,
        credentials: Credentials,
        sign_in: Callable[["Portal"], None],
        gate: Gate,
        evidence: Evidence,
    ) -> None:
        """Prepare the portal of one attempt; close it with `close`.

        Args:
            loop: does the browser work.
            account: the context's key: one live session each.
            base_url: where the portal is.
            book, facts: where things are, and what the portal declares.
            credentials: asked only when the sign-in page is filled.
            sign_in: the bot's verb, used when the portal asks for a sign-in.
            gate: asked at the commit point.
            evidence: where pictures go.
        """
        self._loop = loop
        self._account = account
        self._base_url = base_url.rstrip("/")
        self._book = book
        self._facts = facts
        self._credentials = credentials
        self._sign_in = sign_in
        self._gate = gate
        self._evidence = evidence
        self._limit_s = facts.navigation_timeout_s
        self._filled: list[form.Filled] = []
        self._committed = False
        self._page: Page = loop.call(self._new_page)

    def open(self, page: str, **values: str) -> None:
        """Open a page of the book; `values` fill the names in its path. Signs in when the portal asks for it."""
        try:
            self._do(self._open, page, values)
        except SessionExpired:
            if page == self._book.sign_in.page:
                raise
            logger.info("signing in")
            self._sign_in(self)
            self._do(self._open, page, values)

    def sign_in(self) -> None:
        """Fill in the sign-in page with the account's user and password, and check that it worked."""
        self._do(self._fill_sign_in)

    def fill(self, name: str, sale: object) -> None:
        """Write the sale's values into a form of the book, and read every one back."""
        self._do(self._fill, name, sale)

    def click(self, name: str) -> None:
        """Press an element of the book that commits nothing."""
        self._do(self._click, name)

    def rows(self, name: str) -> list[Record]:
        """Every row of a list of the book, over all its pages."""
        return self._do(self._rows, name)

    def record(self, name: str) -> Record:
        """The order that the page shows."""
        return self._do(self._record, name)

    def commit(self, name: str) -> Reference:
        """Press the one element that cannot be taken back; returns the number that the success page shows."""
        if self._committed:
            raise BookError(f"commit('{name}') is called a second time in one attempt; an order is sent once.")
        press = self._book.commit(name)
        self._do(self._ready_to_commit, press.press, name)
        self._gate.before_commit()
        self._committed = True
        return self._do(self._commit, name)

    def run(self, work: Callable[[Page], Awaitable[T]]) -> T:
        """The way out: run an async function of the Playwright page."""
        return self._do(work, self._page)

    def keep_trouble(self) -> None:
        """Keep a picture and a snapshot of where something went wrong; never of the sign-in page."""
        self._loop.call(self._keep_trouble)

    def keep(self, name: str) -> None:
        """Keep a picture of the page."""
        self._loop.call(self._evidence.picture, self._page, name)

    def close(self) -> None:
        """Close the page; the account's session stays."""
        self._loop.call(self._loop.close_page, self._page)

    def _do(self, work: Callable[..., Awaitable[T]], *args: object) -> T:
        """Run a step; a time-out or a lost browser before the commit point is an application exception."""
        try:
            return self._loop.call(work, *args)
        except PlaywrightTimeout as error:
            raise ApplicationException(f"too slow at {path_of(self._page)}: {_first_line(error)}") from error
        except Error as error:
            raise ApplicationException(f"the browser failed at {path_of(self._page)}: {_first_line(error)}") from error

    async def _new_page(self) -> Page:
        return await self._loop.new_page(
            self._account,
            locale=self._facts.locale,
            timezone=self._facts.timezone,
            timeout_s=self._limit_s,
        )

    async def _open(self, name: str, values: dict[str, str]) -> None:
        template = self._book.path(name)
        try:
            path = template.format_map({key: quote(str(value), safe="") for key, value in values.items()})
        except KeyError as missing:
            raise BookError(f"Page '{name}' ({template}) needs {missing}; open('{name}', {missing}=…).") from None
        self._filled = []
        answer = await self._page.goto(f"{self._base_url}{path}", wait_until="domcontentloaded")
        if answer is not None and answer.status in NOT_FOUND:
            raise PageNotFound(f"the portal has no page {name} for this ({answer.status})")
        if answer is not None and answer.status >= 500:
            raise ApplicationException(f"page {name} answered {answer.status}")
        if name != self._book.sign_in.page:
            await self._await({}, f"page {name}")

    async def _await(self, wanted: dict[str, Element], what: str) -> None:
        """Wait for all of `wanted` on a page of a signed-in session.

        Raises:
            SessionExpired: the portal shows its sign-in page instead.
            PortalRefused: the portal refuses what was typed before.
            ApplicationException: nothing known came in time.
        """
        marks = {"signed_out": self._book.sign_in.password, "refused": self._book.refused}
        for name, element in (wanted or {"signed_in": self._book.signed_in}).items():
            seen = await first_of(self._page, {name: element, **marks}, timeout_s=self._limit_s)
            if seen == "signed_out":
                raise SessionExpired(f"the portal asks for a sign-in instead of showing {what}")
            if seen == "refused":
                raise PortalRefused(Reason.PORTAL_REFUSED, message=await text_of(self._page, self._book.refused))
            if seen is None:
                raise ApplicationException(f"{what}: '{name}' ({element}) did not come at {path_of(self._page)}")

    async def _fill_sign_in(self) -> None:
        page, places = self._page, self._book.sign_in
        user, password = self._credentials()
        await (await only(page, places.user, "sign_in.user")).fill(user)
        await (await only(page, places.password, "sign_in.password")).fill(password.get_secret_value())
        await (await only(page, places.submit, "sign_in.submit")).click()
        outcomes = {"signed_in": self._book.signed_in, "refused": places.refused}
        match await first_of(page, outcomes, timeout_s=self._limit_s):
            case "signed_in":
                return
            case "refused":
                message = await text_of(page, places.refused)
                raise SignInRefused(f"the portal refused the sign-in of account '{self._account}': {message}")
        raise ApplicationException("the sign-in led to no page that is known")

    async def _fill(self, name: str, sale: object) -> None:
        fields = self._book.form(name)
        await self._await(dict(fields), f"form {name}")
        self._filled = await form.fill(self._page, fields, sale, self._facts, timeout_s=self._limit_s)

    async def _click(self, name: str) -> None:
        place = await only(self._page, self._book.element(name), name)
        self._filled = []
        await place.click()

    async def _rows(self, name: str) -> list[Record]:
        return await reading.rows(self._page, self._book.table(name), timeout_s=self._limit_s)

    async def _record(self, name: str) -> Record:
        return await reading.record(self._page, self._book.detail(name))

    async def _ready_to_commit(self, press: Element, name: str) -> None:
        await only(self._page, press, name)
        # The page had time to change its mind since the form was filled.
        await form.read_back(self._filled, self._facts)
        await self._evidence.picture(self._page, "form")

    async def _commit(self, name: str) -> Reference:
        commit = self._book.commit(name)
        outcomes = {"done": commit.done.shows}
        if commit.duplicate:
            outcomes["duplicate"] = commit.duplicate
        outcomes |= {"refused": commit.refused, "signed_out": self._book.sign_in.password}
        limit_s = self._facts.server_timeout_s + self._limit_s
        async with Fuse(self._page, last_look=self._gate.at_dispatch, timeout_s=limit_s) as fuse:
            try:
                # The one line that cannot be taken back.
                await (await only(self._page, commit.press, name)).click(no_wait_after=True)
                seen = await self._outcome(outcomes, fuse, limit_s)
                if fuse.refusal is not None and fuse.sent == 0:
                    raise fuse.refusal
                return await self._recognised(seen, name, fuse)
            except (Error, BusinessException) as error:
                if isinstance(error, PortalRefused) or getattr(error, "reason", None) == Reason.DUPLICATE_WARNING:
                    raise
                raise OutcomeUnknown(f"after the click: {_first_line(error)}") from error

    async def _outcome(self, outcomes: dict[str, Element], fuse: Fuse, limit_s: float) -> str | None:
        """What the page shows, or `None` as soon as the fuse knows that no known page will come."""
        looking = asyncio.ensure_future(first_of(self._page, outcomes, timeout_s=limit_s))
        tripped = asyncio.ensure_future(fuse.tripped.wait())
        done, pending = await asyncio.wait({looking, tripped}, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        return looking.result() if looking in done else None

    async def _recognised(self, seen: str | None, name: str, fuse: Fuse) -> Reference:
        commit = self._book.commit(name)
        if fuse.stopped:
            logger.warning("the portal's page sent a saving request again; {} stopped", fuse.stopped)
        match seen:
            case "done" if fuse.sent == 1 and fuse.failure is None:
                shown = await text_of(self._page, commit.done.reference)
                await self._evidence.picture(self._page, "confirmation")
                if not shown:
                    raise OutcomeUnknown("the success page shows no order number", said_success=True)
                return Reference(shown)
            case "done":
                raise OutcomeUnknown(f"a success page after {fuse.sent} requests", said_success=True)
            case "duplicate" if commit.duplicate:
                raise BusinessException(
                    Reason.DUPLICATE_WARNING, message=await text_of(self._page, commit.duplicate)
                )
            case "refused" if await self._form_is_still_there(commit.press):
                raise PortalRefused(Reason.PORTAL_REFUSED, message=await text_of(self._page, commit.refused))
        raise OutcomeUnknown(fuse.failure or f"no known page came after the click, but {path_of(self._page)}")

    async def _form_is_still_there(self, press: Element) -> bool:
        return await first_of(self._page, {"press": press}, timeout_s=1) is not None

    async def _keep_trouble(self) -> None:
        try:
            signing_in = await first_of(self._page, {"password": self._book.sign_in.password}, timeout_s=0.05)
        except Error as gone:
            logger.warning("no evidence of the trouble: {}", _first_line(gone))
            return
        if signing_in is None:
            await self._evidence.picture(self._page, "trouble")
            await self._evidence.snapshot(self._page, "trouble")


def _first_line(error: Exception) -> str:
    text = error.message if isinstance(error, Error) else str(error)
    return text.splitlines()[0] if text else type(error).__name__

