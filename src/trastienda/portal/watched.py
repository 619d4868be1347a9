"""A portal that notes what a rehearsal meets on its way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from playwright.async_api import Page

from trastienda.portal.book import Element
from trastienda.portal.dialogs import Met
from trastienda.portal.facade import Portal
from trastienda.portal.pages import only
from trastienda.portal.places import within
from trastienda.portal.session import BrowserLoop


@dataclass(frozen=True, slots=True)
class MarkerField:
    """What the marker's field did with a text one character too long.

    Attributes:
        kept: how many characters remained.
        limit: its `maxlength`, `None` where it has none.
    """

    kept: int
    limit: int | None


class Watched(Portal):
    """A portal whose pages are timed, and whose marker field is tried when its form is filled.

    Attributes:
        opened: seconds that each page took which was opened.
        marker: what the marker's field did, once a form with it was filled.
    """

    def __init__(self, loop: BrowserLoop, *, clock: Callable[[], datetime], **prepared: Any) -> None:
        """Prepare it like any portal.

        Args:
            loop, prepared: what `Portal` takes.
            clock: the current time.
        """
        super().__init__(loop, **prepared)
        self._clock = clock
        self.opened: list[float] = []
        self.marker: MarkerField | None = None

    @property
    def dialogs(self) -> Sequence[Met]:
        """The dialogs that came, oldest first."""
        return self._dialogs.met

    def open(self, page: str, **values: str) -> None:
        """Open a page, and note how long it took."""
        began = self._clock()
        super().open(page, **values)
        self.opened.append((self._clock() - began).total_seconds())

    def fill(self, name: str, sale: object) -> None:
        """Fill a form, and try the marker's field if it is one of the form's."""
        super().fill(name, sale)
        marker, fields = self._facts.marker, self._book.form(name)
        if marker is not None and marker.field in fields:
            self.marker = self._do(self._try_marker, fields[marker.field], marker.length)

    def text(self) -> str:
        """The whole text of the page."""
        return self.run(self._text)

    async def _text(self, page: Page) -> str:
        return await within(self._limit_s, page.inner_text("body"))

    async def _try_marker(self, element: Element, length: int) -> MarkerField:
        """Type one character too many the way a person does, then put back what was there."""
        place = await only(self._page, element, "marker", timeout_s=self._limit_s)
        before = await place.input_value()
        limit = await within(self._limit_s, place.evaluate("el => el.maxLength"))
        await place.clear()
        await place.press_sequentially("X" * (length + 1))
        # Leaving the field is when a script cuts a text that is too long.
        await place.blur()
        kept = len(await place.input_value())
        await place.fill(before)
        await place.blur()
        return MarkerField(kept, limit if limit >= 0 else None)
