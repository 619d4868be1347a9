"""The portal as a bot sees it: about ten words, plain synchronous calls."""

# Longer than 300 lines because every word of a bot stands here, and what it becomes right below.

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar
from urllib.parse import quote

from loguru import logger
from playwright.async_api import Download as Arriving
from playwright.async_api import Error, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from trastienda.domain.case import Reason
from trastienda.domain.evidence import Download, Moment
from trastienda.domain.facts import PortalFacts
from trastienda.domain.record import Record, Reference
from trastienda.errors import (
    ApplicationException,
    BookError,
    BusinessException,
    OutcomeUnknown,
    SessionExpired,
    SignInRefused,
    UnderMaintenance,
)
from trastienda.portal import form, reading
from trastienda.portal.arrival import Arrival
from trastienda.portal.book import Book
from trastienda.portal.clicks import Clicks, Spot
from trastienda.portal.commit import CommitPoint
from trastienda.portal.dialogs import Dialogs
from trastienda.portal.evidence import Evidence
from trastienda.portal.fuse import Fuse
from trastienda.portal.pages import count, first_line, path_of
from trastienda.portal.places import within
from trastienda.portal.session import BrowserLoop
from trastienda.portal.sign_in import Credentials, fill_sign_in

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
        pause_on_trouble: bool = False,
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
            evidence: where pictures, pages and traces go.
            pause_on_trouble: open Playwright's inspector where something went wrong, and wait for a person there.
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
        self._pause_on_trouble = pause_on_trouble
        self._limit_s = facts.navigation_timeout_s
        self._filled: list[form.Filled] = []
        self._committed = False
        self._clean = True
        self._went_wrong = False
        self._fuse: Fuse | None = None
        self._popups: list[Page] = []
        self._left: list[Page] = []
        try:
            loop.call(self._new_page)
        except Error as error:
            raise ApplicationException(f"the browser gave no page: {first_line(error)}") from None

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
        """Press an element of the book that commits nothing; where it opens a window, the order goes on in that."""
        self._do(self._click, name)

    def download(self, name: str) -> Download:
        """Press a download of the book and keep its file with the evidence of this attempt.

        Returns:
            where the file is kept, its size, and the SHA-256 of its bytes.

        Raises:
            ApplicationException: no file came in time, or not the whole of it.
        """
        return self._do(self._download, name)

    def rows(self, name: str) -> list[Record]:
        """Every row of a list of the book, over all its pages."""
        table = self._book.table(name)
        return self._do(lambda: reading.rows(self._page, self._clicks, table, timeout_s=self._limit_s))

    def record(self, name: str) -> Record:
        """The order that the page shows."""
        detail = self._book.detail(name)
        return self._do(lambda: reading.record(self._page, detail, timeout_s=self._limit_s))

    def commit(self, name: str) -> Reference:
        """Press the one element that cannot be taken back; returns the number that the success page shows.

        Raises:
            BusinessException: the form changed, or the portal refused the order or warned of a duplicate.
            OutcomeUnknown: it was pressed and no page that is known for certain came.
            BookError: it is the second call of an attempt; nothing was pressed.
        """
        if self._committed:
            raise BookError(f"commit('{name}') is called a second time in an attempt: an order is sent once.")
        point = CommitPoint(
            page=self._page,
            clicks=self._clicks,
            name=name,
            commit=self._book.commit(name),
            signed_out=self._book.sign_in.password,
            dialogs=self._dialogs,
            evidence=self._evidence,
            facts=self._facts,
        )
        self._clean = False
        spot = self._do(self._ready_to_commit, point)
        try:
            self._gate.before_commit()
        except BaseException:
            self._tidy(self._clicks.release, spot.frame)
            raise
        self._committed = True
        try:
            reference = self._loop.call(point.press, spot, self._fuse)
        except Error as gone:
            raise OutcomeUnknown(f"after the click: {first_line(gone)}") from None
        self._clean = True
        return reference

    def run(self, work: Callable[[Page], Awaitable[T]]) -> T:
        """The way out: run an async function of the Playwright page."""
        return self._do(work, self._page)

    def keep_trouble(self, trouble: Exception | None = None, moment: Moment = Moment.TROUBLE) -> None:
        """Keep where something went wrong, or where a case was found, whole; never the sign-in page.

        Args:
            trouble: what went wrong; what it is about is outlined in the picture.
            moment: `trouble` or `case`.
        """
        self._went_wrong = True
        self._tidy(self._keep_trouble, trouble, moment)

    def keep(self, moment: Moment) -> None:
        """Keep of the page what the level of the evidence says."""
        self._tidy(self._evidence.keep, self._page, moment)

    def close(self) -> None:
        """Keep the trace, close the page and the windows that it opened; the account's session stays.

        A page that only looked, and met no trouble, is left for the account's next attempt.
        """
        self._tidy(self._close)

    def _tidy(self, work: Callable[..., Awaitable[None]], *args: object) -> None:
        """Do what is done around an order's own steps: without a browser there is nothing to do."""
        try:
            self._loop.call(work, *args)
        except Error as gone:
            logger.warning("{}", first_line(gone))

    def _do(self, work: Callable[..., Awaitable[T]], *args: object) -> T:
        with self._troubles():
            return self._loop.call(work, *args)

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        """Give every trouble its class: before the commit point nothing was sent, after it nobody knows."""
        trouble: ApplicationException | BusinessException | None = None
        try:
            yield
        except PlaywrightTimeout as error:
            trouble = ApplicationException(f"too slow at {path_of(self._page)}: {first_line(error)}")
        except Error as error:
            trouble = ApplicationException(
                f"the browser failed at {path_of(self._page)}: {first_line(error)}"
            )
        except (ApplicationException, BusinessException) as known:
            trouble = known
        if trouble is not None:
            self._clean = False
        if self._committed:
            if trouble is not None:
                raise OutcomeUnknown(f"after the commit: {trouble}") from None
            return
        if trouble is not None and self._is_closed():
            raise UnderMaintenance(f"the portal is closed for maintenance at {path_of(self._page)}") from None
        if not isinstance(trouble, SignInRefused):
            # A dialog explains best why the rest went wrong.
            self._dialogs.check()
            self._check_windows()
        if trouble is not None:
            # Without the original: the log of the call that it carries holds what was typed.
            raise trouble from None

    def _check_windows(self) -> None:
        """Say that more than one window came where the order was to go on in one: nobody knows which is meant."""
        if self._left and self._popups:
            raise BusinessException(
                Reason.PAGE_CHANGED, what=f"{1 + len(self._popups)} windows opened, 1 × expected."
            )

    def _is_closed(self) -> bool:
        try:
            return self._loop.call(self._arrival.is_closed)
        except Error:
            return False  # Without a browser nobody can tell.

    async def _new_page(self) -> None:
        page = await self._loop.page(
            self._account,
            locale=self._facts.locale,
            timezone=self._facts.timezone,
            timeout_s=self._limit_s,
        )
        self._dialogs = Dialogs(page, self._facts)
        self._work_in(page)

    def _work_in(self, page: Page) -> None:
        self._page = page
        page.on("popup", self._note_popup)
        self._clicks = Clicks(page)
        self._arrival = Arrival(page, self._clicks, self._book, timeout_s=self._limit_s)

    def _note_popup(self, popup: Page) -> None:
        self._popups.append(popup)

    async def _open(self, name: str, values: dict[str, str]) -> None:
        template = self._book.path(name)
        try:
            path = template.format_map({key: quote(str(value), safe="") for key, value in values.items()})
        except KeyError as missing:
            raise BookError(
                f"Page '{name}' ({template}) needs {missing}; open('{name}', {missing}=…)."
            ) from None
        self._filled = []
        # Whatever comes between the sign-in page and the next one may be part of signing in.
        if name == self._book.sign_in.page:
            await self._evidence.drop_trace()
        else:
            await self._evidence.begin_trace(self._page)
        answer = await self._page.goto(f"{self._base_url}{path}", wait_until="domcontentloaded")
        if answer is not None and answer.status in NOT_FOUND:
            raise PageNotFound(f"the portal has no page {name} for this ({answer.status})")
        if answer is not None and answer.status >= 500:
            raise ApplicationException(f"page {name} answered {answer.status}")
        if name == self._book.sign_in.page:
            await self._arrival.take_walls_away()
        else:
            await self._arrival.wait_for_page(f"page {name}")

    async def _fill_sign_in(self) -> None:
        await self._evidence.drop_trace()
        await fill_sign_in(
            self._page,
            self._book,
            self._credentials,
            self._dialogs,
            account=self._account,
            timeout_s=self._limit_s,
        )

    async def _fill(self, name: str, sale: object) -> None:
        fields = self._book.form(name)
        filled = await form.fill(
            self._page,
            fields,
            sale,
            self._facts,
            came_instead=lambda: self._arrival.came_instead(f"form {name}"),
            timeout_s=self._limit_s,
        )
        if not filled:
            raise self._arrival.did_not_come(f"form {name}", *next(iter(fields.items())))
        # A page may have several forms, and one that is filled again has its last values.
        again = {one.name for one in filled}
        self._filled = [one for one in self._filled if one.name not in again] + filled

    async def _click(self, name: str) -> None:
        element, filled = self._book.element(name), self._filled
        before = len(self._popups)
        # A page that changes its mind about a step does so before it is left, or never.
        await self._clicks.press(element, name, filled, timeout_s=self._limit_s, leaves=True)
        self._filled = []
        if element.opens_window:
            await self._go_on_in_window(name, before)

    async def _download(self, name: str) -> Download:
        arrived: asyncio.Future[Arriving] = asyncio.get_running_loop().create_future()

        def arrive(download: Arriving) -> None:
            if not arrived.done():
                arrived.set_result(download)

        def opened(popup: Page) -> None:
            popup.on("download", arrive)

        self._page.on("download", arrive)
        self._page.on("popup", opened)
        try:
            await self._clicks.press(
                self._book.download(name), name, self._filled, timeout_s=self._limit_s, leaves=True
            )
            return await within(self._limit_s, self._kept(name, arrived))
        except PlaywrightTimeout:
            raise ApplicationException(
                f"download '{name}': no whole file came within {self._limit_s:g} s, at {path_of(self._page)}"
            ) from None
        finally:
            self._page.remove_listener("download", arrive)
            self._page.remove_listener("popup", opened)

    async def _kept(self, name: str, arrived: "asyncio.Future[Arriving]") -> Download:
        return await self._evidence.keep_download(name, await arrived)

    async def _go_on_in_window(self, name: str, before: int) -> None:
        if len(self._popups) == before:
            await self._page.wait_for_event("popup", timeout=self._limit_s * 1000)
        self._left.append(self._page)
        self._work_in(self._popups.pop(before))
        await self._arrival.wait_for_page(f"the window of {name}")
        # Not before: the empty document that a window begins with is loaded at once.
        await self._page.wait_for_load_state("domcontentloaded", timeout=self._limit_s * 1000)

    async def _ready_to_commit(self, point: CommitPoint) -> Spot:
        await self._evidence.keep(self._page, Moment.FORM)
        # It stays armed for as long as the page lives, whatever the page's script has in mind.
        self._fuse = Fuse(self._page, last_look=self._gate.at_dispatch, timeout_s=point.limit_s)
        arming = asyncio.ensure_future(self._fuse.arm())
        try:
            # Last of all: the page had time to change its mind since the form was filled.
            spot = await point.find(self._filled)
        finally:
            await arming
        if spot.frame != self._page.main_frame:
            await self._fuse.prove(spot.frame)
        return spot

    async def _keep_trouble(self, trouble: Exception | None, moment: Moment) -> None:
        try:
            if await count(self._page, self._book.sign_in.password, timeout_s=self._limit_s):
                return
        except Error as gone:
            return logger.warning("no evidence of the trouble: {}", first_line(gone))
        about = trouble.about if isinstance(trouble, BusinessException) else {}
        named = {self._facts.label(name): element for name, element in about.items()}
        await self._evidence.keep(self._page, moment, named)
        if self._pause_on_trouble:
            # A person looks for as long as it takes; without a window Playwright does not wait.
            await self._page.pause()

    async def _close(self) -> None:
        await self._evidence.keep_trace(wrong=self._went_wrong)
        self._dialogs.leave()
        self._clicks.leave()
        self._page.remove_listener("popup", self._note_popup)
        pages = (*self._popups, self._page, *self._left)
        if self._fuse is not None:
            known = self._clean or not self._committed
            if not (known and await self._fuse.leave(pages)):
                # A page may have more in mind, and only one that goes with its context sends nothing on its way.
                await self._loop.renew(self._account)
        elif self._clean and not self._went_wrong and len(pages) == 1 and not self._page.is_closed():
            self._loop.rest(self._account, self._page)
            return
        for page in pages:
            await self._loop.close_page(page)
