"""Wait for what a page of the portal should show, and know what came instead."""

from loguru import logger
from playwright.async_api import Error, Page

from trastienda.domain.case import Reason
from trastienda.errors import ApplicationException, PortalRefused, SessionExpired, UnderMaintenance
from trastienda.portal.book import Book, Element
from trastienda.portal.clicks import Clicks
from trastienda.portal.pages import counts, first_of, is_moving_on, path_of, text_of
from trastienda.portal.places import within

_STATUS = "() => performance.getEntriesByType('navigation')[0]?.responseStatus"
MOST_WALLS = 5
"""A page that puts more before itself than this puts them there again and again."""

CLOSED = 503
"""What a portal under maintenance answers."""


class Arrival:
    """What comes to one page of a signed-in session."""

    def __init__(self, page: Page, clicks: Clicks, book: Book, *, timeout_s: float) -> None:
        """Prepare to look at the page.

        Args:
            page: the page.
            clicks: its mouse.
            book: what the portal shows where a session is over, where it refuses and where it is closed.
            timeout_s: how long a page may take.
        """
        self._page = page
        self._clicks = clicks
        self._book = book
        self._walls = {f"walls.{name}": wall for name, wall in book.walls.items()}
        self._timeout_s = timeout_s

    async def wait_for_page(self, what: str) -> None:
        """Wait for any page of a signed-in session; what it puts before itself is taken away.

        Raises:
            SessionExpired: the portal shows its sign-in page instead.
            UnderMaintenance: it shows instead that it is closed.
            PortalRefused: it refuses what was typed before.
            ApplicationException: nothing known came in time.
        """
        wanted = {**self._walls, "signed_in": self._book.signed_in, **self._marks}
        seen, walls = await first_of(self._page, wanted, timeout_s=self._timeout_s), 0
        while seen in self._walls and walls < MOST_WALLS:
            await self._take_away(seen)
            seen, walls = await first_of(self._page, wanted, timeout_s=self._timeout_s), walls + 1
        if seen is None:
            raise self.did_not_come(what, "signed_in", self._book.signed_in)
        await self._tell(seen, what)

    async def take_walls_away(self) -> None:
        """Press what takes away what stands before the page now."""
        seen = await counts(self._page, self._walls, timeout_s=self._timeout_s)
        for name, many in seen.items():
            if many:
                await self._take_away(name)

    async def _take_away(self, name: str) -> None:
        logger.info("taking '{}' away", name)
        await self._clicks.press(self._walls[name], name, timeout_s=self._timeout_s, leaves=True)

    async def came_instead(self, what: str) -> None:
        """See whether the page shows something else than what is waited for.

        Raises:
            SessionExpired, UnderMaintenance, PortalRefused: as for a page.
        """
        try:
            found = await counts(self._page, self._marks, timeout_s=self._timeout_s)
        except Error as error:
            if not is_moving_on(error):
                raise
            return
        for name in self._marks:
            if found[name]:
                await self._tell(name, what)

    @property
    def _marks(self) -> dict[str, Element]:
        return {
            **self._book.closed,
            "signed_out": self._book.sign_in.password,
            "refused": self._book.refused,
        }

    async def _tell(self, seen: str, what: str) -> None:
        """Raise what a mark says that came instead."""
        if seen == "maintenance":
            raise UnderMaintenance(f"the portal is closed for maintenance instead of showing {what}")
        if seen == "signed_out":
            raise SessionExpired(f"the portal asks for a sign-in instead of showing {what}")
        if seen == "refused":
            message = await text_of(self._page, self._book.refused, timeout_s=self._timeout_s)
            raise PortalRefused(Reason.PORTAL_REFUSED, message=message)

    def did_not_come(self, what: str, name: str, element: Element) -> ApplicationException:
        """What was waited for did not come in time; nothing else did that is known."""
        return ApplicationException(f"{what}: '{name}' ({element}) did not come at {path_of(self._page)}")

    async def is_closed(self) -> bool:
        """Whether the page that is shown now says that the portal is closed for maintenance."""
        try:
            if await within(self._timeout_s, self._page.evaluate(_STATUS)) == CLOSED:
                return True
            return any((await counts(self._page, self._book.closed, timeout_s=self._timeout_s)).values())
        except Error:
            return False
