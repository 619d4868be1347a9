"""Read what a person sees on the pages of a PDF: printed text with its place, and ink."""

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from trastienda.documents.forms import Place
from trastienda.documents.limits import Limits
from trastienda.domain.papers import Ink, Segment
from trastienda.domain.templates import LARGEST_PAGE, Box

_SAME_LINE = 0.35
"""Of a line's height: so far may a letter stand above or below the one before it."""
_WORD_GAP, _WIDE_GAP = 0.12, 1.1
"""Of a line's height: a gap that is a space, and one that parts two runs of text."""
_INVISIBLE = {3, 7}
"""Modes of text that leave no ink (ISO 32000-1, table 106)."""
_SEEN_FROM = 40
"""Steps of grey, of 256, between paper and letter that a person can read."""
_DARK, _PAPER = 128, 242
_INK_SCALE = 2.0

Edges = tuple[float, float, float, float]


@dataclass(slots=True)
class _Run:
    """A run of text that is being put together; edges in points of the page as it is seen."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    invisible: bool


class Pages:
    """The pages of a file, as a viewer without scripts shows them.

    Raises:
        PdfiumError: the file cannot be opened.
    """

    def __init__(self, document: bytes, limits: Limits) -> None:
        self._limits = limits
        self._pdf = pdfium.PdfDocument(document)
        # Only now, before any page is loaded, are form fields drawn.
        self._pdf.init_forms()
        self._loaded: dict[int, _Page] = {}
        self.count = len(self._pdf)

    def close(self) -> None:
        """Let the file go."""
        self._pdf.close()

    def is_outsize(self) -> bool:
        """Whether a page is larger, or smaller, than any paper."""
        return any(not _is_paper(self._page(number)) for number in range(min(self.count, self._limits.pages)))

    def segments(self) -> tuple[list[Segment], bool]:
        """The printed text of all pages, and whether there is more than the limits allow."""
        found: list[Segment] = []
        letters = self._limits.letters
        for number in range(min(self.count, self._limits.pages)):
            page = self._page(number)
            letters -= page.text.count_chars()
            if letters < 0:
                return found, True
            found += _segments(page, number + 1, self._limits)
            if len(found) > self._limits.segments:
                return found[: self._limits.segments], True
        return found, self.count > self._limits.pages

    def shown_in(self, places: Iterable[Place]) -> list[str]:
        """The text that each place shows, white space collapsed; "" for an empty one."""
        return [
            " ".join(self._page(place.page - 1).text.get_text_bounded(*place.rectangle).split())
            for place in places
        ]

    def ink(self, box: Box) -> Ink | None:
        """How much is drawn in a box; `None` where there is no such page or place."""
        if box.page > min(self.count, self._limits.pages):
            return None
        page = self._page(box.page - 1)
        width, height = page.page.get_size()
        if not _is_paper(page) or box.right > width or box.top > height:
            return None
        crop = (box.left, box.bottom, width - box.right, height - box.top)
        rows = _shades(page, scale=_INK_SCALE, crop=crop)
        area = sum(len(row) for row in rows)
        dark, faint = (sum(sum(1 for one in row if one < limit) for row in rows) for limit in (_DARK, _PAPER))
        return Ink(dark=dark / area, any=faint / area)

    def _page(self, number: int) -> "_Page":
        """A page with its form fields and notes made part of it, so that their text has a place."""
        if number not in self._loaded:
            page = self._pdf[number]
            if self._pdf.formenv is not None:
                page.flatten()
                page.close()
                page = self._pdf[number]
            self._loaded[number] = _Page(page, page.get_textpage())
        return self._loaded[number]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page with its text; the library keeps both for as long as the file is open."""

    page: pdfium.PdfPage
    text: pdfium.PdfTextPage


def _is_paper(page: _Page) -> bool:
    return all(1 <= side <= LARGEST_PAGE for side in page.page.get_size())


def _shades(page: _Page, *, scale: float, crop: Edges = (0, 0, 0, 0)) -> list[bytes]:
    """The greys of a page, or of what is left of it when so much is cut off its sides, row by row from the top."""
    bitmap = page.page.render(scale=scale, crop=crop, grayscale=True, may_draw_forms=False)
    buffer = memoryview(bitmap.buffer).cast("B")
    return [
        bytes(buffer[start : start + bitmap.width])
        for start in range(0, bitmap.stride * bitmap.height, bitmap.stride)
    ]


def _segments(page: _Page, number: int, limits: Limits) -> list[Segment]:
    runs = _runs(page)
    shades = _shades(page, scale=1) if runs and _is_paper(page) else None
    return [
        Segment(
            page=number,
            left=round(run.left, 1),
            bottom=round(run.bottom, 1),
            right=round(run.right, 1),
            top=round(run.top, 1),
            text=run.text[: limits.text],
            hidden=run.invisible or shades is None or not _has_contrast(run, shades),
        )
        for run in runs
        if run.text.strip()
    ]


def _has_contrast(run: _Run, shades: Sequence[bytes]) -> bool:
    """Whether there are light and dark in the run's place: white letters on white paper have neither."""
    height, width = len(shades), len(shades[0])
    first, last = max(0, int(height - run.top)), min(height, int(height - run.bottom) + 1)
    start, end = max(0, int(run.left)), min(width, int(run.right) + 1)
    if first >= last or start >= end:
        return False
    parts = [row[start:end] for row in shades[first:last]]
    return max(max(part) for part in parts) - min(min(part) for part in parts) >= _SEEN_FROM


def _runs(page: _Page) -> list[_Run]:
    text, as_seen = page.text, _turned(page.page)
    box = pdfium_c.FS_RECTF()
    runs: list[_Run] = []
    modes: dict[int, bool] = {}
    for index in range(text.count_chars()):
        if pdfium_c.FPDFText_IsGenerated(text, index) == 1:
            continue
        code = pdfium_c.FPDFText_GetUnicode(text, index)
        if not pdfium_c.FPDFText_GetLooseCharBox(text, index, box):
            continue
        # A letter that its font gives no meaning to is shown, but nobody knows what it is.
        char = "\ufffd" if pdfium_c.FPDFText_HasUnicodeMapError(text, index) == 1 else chr(code or 0xFFFD)
        drawn = pdfium_c.FPDFText_GetTextObject(text, index)
        key = ctypes.addressof(drawn.contents) if drawn else 0
        if key not in modes:
            modes[key] = bool(drawn) and pdfium_c.FPDFTextObj_GetTextRenderMode(drawn) in _INVISIBLE
        _put(runs, char, as_seen((box.left, box.bottom, box.right, box.top)), modes[key])
    return runs


def _put(runs: list[_Run], char: str, edges: Edges, invisible: bool) -> None:
    """Add a letter to the last run, or begin a new one with it."""
    left, bottom, right, top = edges
    last = runs[-1] if runs else None
    size = max(top - bottom, 1.0)
    if (
        last is not None
        and last.invisible is invisible
        and abs(bottom - last.bottom) <= _SAME_LINE * size
        and -_WIDE_GAP * size <= left - last.right <= _WIDE_GAP * size
    ):
        if left - last.right > _WORD_GAP * size and not last.text.endswith(" "):
            last.text += " "
        last.text += char
        last.right, last.top, last.bottom = (
            max(last.right, right),
            max(last.top, top),
            min(last.bottom, bottom),
        )
    elif not char.isspace():
        runs.append(_Run(char, left, bottom, right, top, invisible))


class _turned:
    """Brings a rectangle of a page into the page as a person sees it: turned, its lower left corner at 0, 0."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._box = page.get_bbox()
        self._rotation = page.get_rotation()

    def __call__(self, edges: Edges) -> Edges:
        x0, y0, x1, y1 = self._box
        left, bottom, right, top = edges
        match self._rotation:
            case 90:
                return bottom - y0, x1 - right, top - y0, x1 - left
            case 180:
                return x1 - right, y1 - top, x1 - left, y1 - bottom
            case 270:
                return y1 - top, left - x0, y1 - bottom, right - x0
        return left - x0, bottom - y0, right - x0, top - y0
