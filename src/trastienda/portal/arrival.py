"""Wait for what a page of the portal should show, and know what came instead."""

from collections.abc import Mapping

from playwright.async_api import Error, Page, Response

from trastienda.domain.case import Reason
from trastienda.errors import ApplicationException, PortalRefused, SessionExpired, UnderMaintenance
from trastienda.portal.book import Book, Element
from trastienda.portal.pages import count, first_of, path_of, text_of

CLOSED = 503
"""What a portal under maintenance answers."""


class Arrival:
    """What comes to one page of a signed-in session."""

    def __init__(self, page: Page, book: Book, *, timeout_s: float) -> None:
        """Watch the page from now on.

        Args:
            page: the page.
            book: what the portal shows where a session is over, where it refuses and where it is closed.
            timeout_s: how long a page may take.
        """
        self._page = page
        self._book = book
        self._timeout_s = timeout_s
        self._status: int | None = None
        page.on("response", self._note)

    def _note(self, answer: Response) -> None:
        if answer.request.is_navigation_request() and answer.frame == self._page.main_frame:
            self._status = answer.status

    async def wait_for(self, wanted: Mapping[str, Element], what: str) -> None:
        """Wait until all of `wanted` is there; with nothing wanted, for any page of a signed-in session.

        Raises:
            SessionExpired: the portal shows its sign-in page instead.
            UnderMaintenance: it shows instead that it is closed.
            PortalRefused: it refuses what was typed before.
            ApplicationException: nothing known came in time.
        """
        page, limit_s = self._page, self._timeout_s
        marks = {
            **self._book.closed,
            "signed_out": self._book.sign_in.password,
            "refused": self._book.refused,
        }
        for name, element in (wanted or {"signed_in": self._book.signed_in}).items():
            seen = await first_of(page, {name: element, **marks}, timeout_s=limit_s)
            if seen == "maintenance":
                raise UnderMaintenance(f"the portal is closed for maintenance instead of showing {what}")
            if seen == "signed_out":
                raise SessionExpired(f"the portal asks for a sign-in instead of showing {what}")
            if seen == "refused":
                message = await text_of(page, self._book.refused, timeout_s=limit_s)
                raise PortalRefused(Reason.PORTAL_REFUSED, message=message)
            if seen is None:
                others = [count(page, other, timeout_s=limit_s) for other in wanted.values()]
                if any([await other for other in others]):
                    return  # The form is there and lacks a field: trying again will not bring it back.
                raise ApplicationException(f"{what}: '{name}' ({element}) did not come at {path_of(page)}")

    async def is_closed(self) -> bool:
        """Whether the page that is shown now says that the portal is closed for maintenance."""
        if self._status == CLOSED:
            return True
        try:
            places = [
                await count(self._page, one, timeout_s=self._timeout_s) for one in self._book.closed.values()
            ]
        except Error:
            return False
        return any(places)
