"""Draw a red outline round what a case is about, on top of the page, while its picture is taken."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from loguru import logger
from playwright.async_api import Error, Frame, Page

from trastienda.portal.inpage import in_page
from trastienda.portal.pages import first_line
from trastienda.portal.places import Wanted, within

LIMIT_S = 5.0
"""How long a frame may take to say where something stands, or to draw round it."""

# In the top layer, so that nothing of the page lies over it; by properties, which no policy of the page forbids.
_DRAW = """marks => {
  for (const [name, x, y, width, height] of marks) {
    const mark = document.createElement('div');
    mark.setAttribute('data-trastienda-mark', '');
    mark.popover = 'manual';
    mark.style.cssText = `all: initial; position: absolute; box-sizing: border-box; pointer-events: none;
      left: ${x + scrollX - 4}px; top: ${y + scrollY - 4}px; width: ${width + 8}px; height: ${height + 8}px;
      border: 3px solid #d00000; border-radius: 3px; overflow: visible;`;
    const label = document.createElement('div');
    label.textContent = name;
    const place = y + scrollY < 28 ? 'top: 100%' : 'bottom: 100%';
    label.style.cssText = `all: initial; position: absolute; left: -3px; ${place}; padding: 1px 6px;
      background: #d00000; color: #fff; font: bold 13px/1.4 sans-serif; white-space: nowrap;`;
    mark.append(label);
    document.documentElement.append(mark);
    mark.showPopover();
  }
}"""
_ERASE = "() => document.querySelectorAll('[data-trastienda-mark]').forEach(mark => mark.remove())"


@asynccontextmanager
async def marked(page: Page, about: Mapping[str, Wanted]) -> AsyncIterator[None]:
    """Have every visible place of some elements outlined and named, in whatever frame, while the block lasts.

    What is not there is not marked; a page that does not let itself be drawn on is not marked either.

    Args:
        page: the page.
        about: name, as people read it → element.
    """
    drawn: list[Frame] = []
    try:
        for frame in page.frames if about else ():
            try:
                places = await in_page(frame, list(about.values()), "boxes", timeout_s=LIMIT_S)
                marks = [[name, *box] for name, boxes in zip(about, places, strict=True) for box in boxes]
                if marks:
                    drawn.append(frame)
                    await within(LIMIT_S, frame.evaluate(_DRAW, marks))
            except Error as error:
                logger.debug("nothing is marked: {}", first_line(error))
        yield
    finally:
        for frame in drawn:
            try:
                await within(LIMIT_S, frame.evaluate(_ERASE))
            except Error as error:
                logger.debug("the marks stay: {}", first_line(error))
