"""Pass the commit point once, and say what came of it only when that is certain."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from loguru import logger
from playwright.async_api import Error, Page

from trastienda.domain.case import Reason
from trastienda.domain.evidence import Moment
from trastienda.domain.facts import PortalFacts
from trastienda.domain.record import Reference
from trastienda.errors import BusinessException, OutcomeUnknown, PortalRefused
from trastienda.portal.book import Commit, Element
from trastienda.portal.clicks import Clicks, Spot
from trastienda.portal.dialogs import Dialogs
from trastienda.portal.evidence import Evidence
from trastienda.portal.form import Filled
from trastienda.portal.fuse import Fuse
from trastienda.portal.pages import count, first_line, first_of, path_of, text_of, texts_of, words_of
from trastienda.portal.places import Wanted, Words

FIRST_LOOK_S = 0.05
"""How long after the click the first look for an outcome comes, when no answer does before."""

ARRIVING_S = 1.0
"""How long an answer that is no outcome may take to become a page: it is evidence all the same."""

_WARNINGS = {"duplicate", "duplicate_warning"}
"""The outcomes that say that the order may be there already: by the book's element, by the declared words."""


@dataclass(frozen=True, slots=True)
class CommitPoint:
    """The one element of a page that cannot be taken back.

    Attributes:
        page: the page, with the form filled.
        clicks: its mouse.
        name, commit: the element in the book.
        signed_out: what the portal shows where a session is over.
        dialogs: what the page says in dialogs.
        evidence: where the picture of the confirmation goes.
        facts: the portal's times, and its words for a duplicate.
    """

    page: Page
    clicks: Clicks
    name: str
    commit: Commit
    signed_out: Element
    dialogs: Dialogs
    evidence: Evidence
    facts: PortalFacts

    @property
    def page_s(self) -> float:
        """How long a page may take, in seconds."""
        return self.facts.navigation_timeout_s

    @property
    def limit_s(self) -> float:
        """How long an answer may take: the server may still work on what it was sent."""
        return self.facts.server_timeout_s + self.page_s

    async def find(self, filled: Sequence[Filled]) -> Spot:
        """See that it can be pressed, that every field still holds its value, and that no outcome is shown yet.

        Raises:
            BusinessException: one of them is not so; nothing was sent.
        """
        return await self.clicks.find(
            self.commit.press, self.name, filled, timeout_s=self.page_s, leaves=False, absent=self._outcomes()
        )

    async def press(self, spot: Spot, fuse: Fuse) -> Reference:
        """Press it through the fuse; returns the number that the success page shows.

        Raises:
            PortalRefused: the portal's own refusal, with the form still there.
            BusinessException: the portal's warning of a duplicate; nothing more was pressed.
            OutcomeUnknown: anything else, a lost browser included.
            Exception: what the last look raised; nothing was sent.
        """
        self.dialogs.asked = fuse.trip_if_nothing_was_sent
        loaded = asyncio.Event()
        self.page.on("domcontentloaded", lambda _: loaded.set())
        try:
            fuse.engage()
            # The one line that cannot be taken back.
            await self.clicks.press(
                self.commit.press, self.name, timeout_s=self.page_s, leaves=False, spot=spot
            )
            seen = await self._seen(fuse, loaded)
            # Before the verdict: what was not sent by now never will be.
            fuse.lock()
            await fuse.settled()
            if seen is None and any(one.navigation for one in fuse.saves):
                # A page that is closed while its answer comes in may never close (9 of 25 times).
                with suppress(TimeoutError):
                    await asyncio.wait_for(loaded.wait(), ARRIVING_S)
            verdict = await self._verdict(seen, fuse)
        except (Error, BusinessException) as trouble:
            raise OutcomeUnknown(f"after the click: {first_line(trouble)}") from None
        finally:
            fuse.lock()
        if isinstance(verdict, Exception):
            raise verdict
        return verdict

    def _outcomes(self) -> dict[str, Wanted]:
        outcomes: dict[str, Wanted] = {"done": self.commit.done.shows}
        if self.commit.duplicate:
            outcomes["duplicate"] = self.commit.duplicate
        if self.facts.duplicate_warning:
            # Before the refusal: the same words in an alert are the warning all the same.
            outcomes["duplicate_warning"] = Words(self.facts.duplicate_warning)
        return outcomes | {"refused": self.commit.refused, "signed_out": self.signed_out}

    async def _seen(self, fuse: Fuse, loaded: asyncio.Event) -> str | None:
        """What the page shows, or `None` as soon as the fuse knows that no known page will come."""
        tripped = asyncio.ensure_future(fuse.tripped.wait())
        answered = asyncio.ensure_future(fuse.answered.wait())
        came = asyncio.ensure_future(loaded.wait())
        # Looking right away would only keep the page's own script from its work.
        await asyncio.wait((tripped, answered), timeout=FIRST_LOOK_S, return_when=asyncio.FIRST_COMPLETED)
        if answered.done() and any(one.navigation for one in fuse.saves):
            # A look at the page that is being left would only keep the next one from coming.
            await asyncio.wait((tripped, came), timeout=FIRST_LOOK_S, return_when=asyncio.FIRST_COMPLETED)
        looking = asyncio.ensure_future(first_of(self.page, self._outcomes(), timeout_s=self.limit_s))
        tasks = {looking, tripped, answered, came}
        try:
            await asyncio.wait({looking, tripped, answered}, return_when=asyncio.FIRST_COMPLETED)
            if not looking.done() and not tripped.done():
                # The server has said what it had to say; its page takes as long as any other.
                await asyncio.wait(
                    {looking, tripped}, timeout=self.page_s, return_when=asyncio.FIRST_COMPLETED
                )
            return looking.result() if looking.done() and not tripped.done() else None
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _verdict(self, seen: str | None, fuse: Fuse) -> Reference | Exception:
        if fuse.refusal is not None and fuse.sent == 0:
            return fuse.refusal
        if fuse.stopped:
            logger.warning("the portal's page sent its saving request again; {} stopped", fuse.stopped)
        if seen == "done":
            return await self._done(fuse)
        # Whatever the page says after a failure or a stopped request may be about just that.
        certain = fuse.failure is None and fuse.stopped == 0
        if seen in _WARNINGS and certain:
            message = await text_of(self.page, self._outcomes()[seen], timeout_s=self.page_s)
            return BusinessException(Reason.DUPLICATE_WARNING, message=message)
        warned = next((said for said in self.dialogs.said if self.facts.warns_of_duplicate(said)), None)
        if warned is not None and certain:
            return BusinessException(Reason.DUPLICATE_WARNING, message=warned)
        if seen == "refused" and certain and await self._form_is_still_there():
            message = await text_of(self.page, self.commit.refused, timeout_s=self.page_s)
            return PortalRefused(Reason.PORTAL_REFUSED, message=message)
        dialog = " and a dialog, which was dismissed" if self.dialogs.said else ""
        return OutcomeUnknown(
            fuse.failure
            or f"no known page came after {fuse.sent} request(s), but {path_of(self.page)}{dialog}",
            said=await self._words(),
        )

    async def _done(self, fuse: Fuse) -> Reference | OutcomeUnknown:
        if fuse.sent == 0 or fuse.failure is not None:
            why = fuse.failure or "nothing went through the fuse"
            return OutcomeUnknown(f"a success page, but {why}", said_success=True)
        if sum(one.navigation for one in fuse.saves) > 1:
            return OutcomeUnknown(f"a success page after {fuse.sent} requests", said_success=True)
        number = self.commit.done.reference
        shown = await texts_of(self.page, number, timeout_s=self.page_s)
        if not shown:
            # It may come a moment after the rest of the page.
            await first_of(self.page, {"number": number}, timeout_s=self.page_s)
            shown = await texts_of(self.page, number, timeout_s=self.page_s)
        await self.evidence.keep(self.page, Moment.CONFIRMATION)
        if len(shown) != 1 or not shown[0]:
            return OutcomeUnknown(f"the success page shows {len(shown)} order numbers", said_success=True)
        return Reference(shown[0])

    async def _words(self) -> str:
        """What the page says of what came, in its own words."""
        try:
            # A form that is still there has a heading of its own, which tells nothing.
            stayed = await self._form_is_still_there()
            return await words_of(self.page, alerts_alone=stayed, timeout_s=self.page_s)
        except Error:
            return ""

    async def _form_is_still_there(self) -> bool:
        return await count(self.page, self.commit.press, timeout_s=self.page_s) > 0
