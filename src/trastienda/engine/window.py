"""Hold the one page of its portal that an attempt has open."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from trastienda.domain.evidence import Moment
from trastienda.errors import Rehearsed
from trastienda.portal.facade import Portal


class Window:
    """One page at a time: it stays open until the next one is opened, or until it is left.

    So whoever decides that a person must look can still keep what the decision was taken from.
    """

    def __init__(self, open_portal: Callable[[], Portal]) -> None:
        """Prepare; nothing is opened yet."""
        self._open_portal = open_portal
        self._portal: Portal | None = None
        self._kept = False

    @contextmanager
    def page(self) -> Iterator[Portal]:
        """A fresh page; where something goes wrong in the block is kept."""
        self.leave()
        portal = self._portal = self._open_portal()
        self._kept = False
        try:
            yield portal
        except Rehearsed:
            raise
        except Exception as trouble:
            self._kept = True
            portal.keep_trouble(trouble)
            raise

    def leave(self, *, for_a_case: bool = False) -> None:
        """Close the page that is open, if one is; `for_a_case` keeps what it shows, unless that is kept already."""
        portal, self._portal = self._portal, None
        if portal is None:
            return
        try:
            if for_a_case and not self._kept:
                portal.keep_trouble(moment=Moment.CASE)
        finally:
            portal.close()
