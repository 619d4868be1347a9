"""Press one thing with the mouse, after it was made sure that nothing else is met."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from loguru import logger
from playwright.async_api import Error, Frame, Page, Request
from playwright.async_api import TimeoutError as PlaywrightTimeout

from trastienda.domain.case import Reason
from trastienda.errors import BusinessException
from trastienda.portal.answers import Button, Outcome
from trastienda.portal.book import Element
from trastienda.portal.form import Filled, read
from trastienda.portal.pages import first_line, is_moving_on, path_of
from trastienda.portal.places import Wanted, within

_END = "() => globalThis[Symbol.for('trastienda.press')]?.end() ?? null"
_INSET = """frame => {
  const style = getComputedStyle(frame);
  return [frame.clientLeft + parseFloat(style.paddingLeft), frame.clientTop + parseFloat(style.paddingTop)];
}"""


RELEASE_S = 2.0
"""How long a page may take to give the mouse free; one that does not is on its way elsewhere."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the mouse meets what is meant: a frame, and a point in CSS pixels from the corner of the page."""

    frame: Frame
    x: float
    y: float


class Clicks:
    """The mouse of one page. What it presses was looked for by its name, seen, and hit by a point test."""

    def __init__(self, page: Page) -> None:
        """Take note, from now on, of every page that comes."""
        self._page = page
        self._arrived = asyncio.Event()
        self._listeners = {
            "framenavigated": lambda frame: self._arrive(frame == page.main_frame),
            "requestfailed": self._failed,
            "download": lambda _: self._arrive(True),
        }
        for event, listener in self._listeners.items():
            page.on(event, listener)  # type: ignore[call-overload]  # each event has its own overload

    def leave(self) -> None:
        """Take note of nothing more."""
        for event, listener in self._listeners.items():
            self._page.remove_listener(event, listener)

    async def press(
        self,
        element: Element,
        what: str,
        filled: Sequence[Filled] = (),
        *,
        timeout_s: float,
        leaves: bool,
        spot: Spot | None = None,
    ) -> bool:
        """Read the filled fields once more, then press the one visible, enabled, uncovered place of an element.

        Args:
            element: the book's element.
            what: its name in the book.
            filled: what was written before; all of it must still be there.
            timeout_s: how long it may be disabled or covered, and how long the page may take that it leads to.
            leaves: it leaves a step, and the page that it leads to is waited for; otherwise it commits.
            spot: where it was found a moment ago.

        Returns:
            whether it led to another page.

        Raises:
            BusinessException: a field lost its value, or there is not exactly one thing that can be pressed;
                nothing was pressed.
            playwright.async_api.Error: the page went away, or did not answer in time.
        """
        clock = asyncio.get_running_loop()
        end = clock.time() + timeout_s
        while True:
            if spot is None:
                spot = await self.find(element, what, filled, timeout_s=timeout_s, leaves=leaves)
            self._arrived.clear()
            await within(timeout_s, self._page.mouse.click(spot.x, spot.y))
            pressed = await self._pressed(spot.frame, timeout_s)
            if pressed is not None:
                break
            if clock.time() > end:
                raise self._trouble(element, what, "it moves, or lies under a frame, and cannot be met")
            spot = None
        if leaves and pressed:
            await self._wait_for_page(timeout_s)
        return pressed

    async def find(
        self,
        element: Element,
        what: str,
        filled: Sequence[Filled],
        *,
        timeout_s: float,
        leaves: bool,
        absent: Mapping[str, Wanted] = MappingProxyType({}),
    ) -> Spot:
        """Read the filled fields once more, and see where an element can be pressed.

        From now on the mouse meets it or nothing, until it was pressed or is given free by `release`.

        Args:
            element, what, filled, timeout_s, leaves: as for `press`.
            absent: name → what must not be there yet.

        Raises:
            BusinessException: as `press` does, or something is there that must not be.
        """
        try:
            answer, frame = await read(
                self._page,
                filled,
                timeout_s=timeout_s,
                pressed=element,
                leaves=leaves,
                absent=list(absent.values()),
            )
            if seen := [name for name, many in zip(absent, answer.seen, strict=True) if many]:
                raise BusinessException(
                    Reason.PAGE_CHANGED,
                    about={seen[0]: absent[seen[0]]},
                    what=f"'{seen[0]}' ({absent[seen[0]]}) is to be seen at {path_of(self._page)} "
                    f"before {what} was pressed.",
                )
        except BusinessException:
            for frame in self._page.frames:
                await self.release(frame)
            raise
        button = answer.button
        assert button is not None
        if button.outcome is not Outcome.WRITABLE:
            raise self._trouble(element, what, _said(button))
        x, y = await self._corner(frame)
        return Spot(frame, x + button.x, y + button.y)

    def _trouble(self, element: Element, what: str, said: str) -> BusinessException:
        at = f"at {path_of(self._page)}{element.named_at}"
        return BusinessException(
            Reason.PAGE_CHANGED, about={what: element}, what=f"{what} ({element}): {said} {at}."
        )

    async def release(self, frame: Frame) -> None:
        """Let the mouse press what it wants again, after `find` without a press."""
        try:
            await within(RELEASE_S, frame.evaluate(_END))
        except Error as gone:
            logger.debug("the mouse was not given free: {}", first_line(gone))

    async def _corner(self, frame: Frame) -> tuple[float, float]:
        """Where a frame's document begins in the page."""
        if frame.parent_frame is None:
            return 0, 0
        place = await frame.frame_element()
        box = await place.bounding_box()
        assert box is not None, "a frame that was just reached is not to be seen"
        left, top = await place.evaluate(_INSET)
        return box["x"] + left, box["y"] + top

    async def _pressed(self, frame: Frame, timeout_s: float) -> bool | None:
        """Whether the press leads to another page; `None` when it met nothing, or was swallowed."""
        try:
            told = await within(timeout_s, frame.evaluate(_END))
        except Error as error:
            if is_moving_on(error):
                return True
            raise
        if told is None:
            return True  # This is the next page already.
        return bool(told["leaves"]) if told["hit"] else None

    async def _wait_for_page(self, timeout_s: float) -> None:
        try:
            async with asyncio.timeout(timeout_s):
                await self._arrived.wait()
        except TimeoutError:
            raise PlaywrightTimeout(f"the next page did not come within {timeout_s:g} s") from None
        await self._page.wait_for_load_state("domcontentloaded", timeout=timeout_s * 1000)

    def _arrive(self, main: bool) -> None:
        if main:
            self._arrived.set()

    def _failed(self, request: Request) -> None:
        # An answer without a page (204, a file) leaves the page where it is.
        self._arrive(request.is_navigation_request() and request.frame == self._page.main_frame)


def _said(button: Button) -> str:
    listed = f": {', '.join(button.listed)}" if button.listed else ""
    match button.outcome:
        case Outcome.COVERED:
            return f"covered by <{button.over}>"
        case Outcome.AMBIGUOUS:
            return f"{len(button.listed)} ×, 1 × expected{listed}"
        case Outcome.MISSING:
            return "0 ×, 1 × expected"
        case Outcome.HIDDEN:
            return f"0 × to be seen{listed}"
    return str(button.outcome)
