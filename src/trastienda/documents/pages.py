"""Read what a person sees on the pages of a PDF: printed text with its place, and ink."""

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
_SEEN_FROM = 30
"""Steps of grey, of 256: by so much a letter changes the page where a person sees it."""
_MOST_PIXELS = 8_000_000
_DARK, _PAPER = 128, 242
_SCALE = 2.0
"""Pixels a point: a letter of six points has twelve of them in height."""

Edges = tuple[float, float, float, float]


@dataclass(slots=True)
class _Run:
    """A run of text that is being put together; edges in points of the page as it is seen."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    hidden: bool


class Pages:
    """The pages of a file, as a viewer without scripts shows them.

    Attributes:
        count: of the pages.
        segments: their printed text, once it was read.

    Raises:
        PdfiumError: the file cannot be opened.
    """

    def __init__(self, document: bytes, limits: Limits) -> None:
        self._limits = limits
        self._pdf = pdfium.PdfDocument(document)
        # Only now, before any page is loaded, are form fields drawn.
        self._pdf.init_forms()
        self._loaded: dict[int, _Page] = {}
        self.segments: list[Segment] = []
        self.count = len(self._pdf)

    def close(self) -> None:
        """Let the file go."""
        self._pdf.close()

    def is_outsize(self) -> bool:
        """Whether a page is larger, or smaller, than any paper."""
        return any(not _is_paper(self._page(number)) for number in range(min(self.count, self._limits.pages)))

    def read(self) -> bool:
        """Read the printed text of all pages into `segments`; returns whether there is more than the limits allow."""
        letters = self._limits.letters
        for number in range(min(self.count, self._limits.pages)):
            page = self._page(number)
            letters -= page.text.count_chars()
            if letters < 0:
                return True
            self.segments += _segments(page, number + 1, self._limits)
            if len(self.segments) > self._limits.segments:
                del self.segments[self._limits.segments :]
                return True
        return self.count > self._limits.pages

    def shown_in(self, place: Place) -> tuple[str, bool]:
        """The text that a place shows, white space collapsed, and whether a part of what was read there is hidden."""
        page = self._page(place.page - 1)
        text = page.text.get_text_bounded(*place.rectangle)
        left, bottom, right, top = _turned(page.page)(place.rectangle)
        return " ".join(text.split()), any(
            one.hidden
            and one.page == place.page
            and min(one.right, right) - max(one.left, left) > 1
            and min(one.top, top) - max(one.bottom, bottom) > (one.top - one.bottom) / 2
            for one in self.segments
        )

    def ink(self, box: Box) -> Ink | None:
        """How much is drawn in a box; `None` where there is no such page or place."""
        if box.page > min(self.count, self._limits.pages):
            return None
        page = self._page(box.page - 1)
        width, height = page.page.get_size()
        if not _is_paper(page) or box.right > width or box.top > height:
            return None
        crop = (box.left, box.bottom, width - box.right, height - box.top)
        rows = _shades(page, scale=_SCALE, crop=crop)
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
    letters = _letters(page)
    sight = _Sight(page) if letters and _is_paper(page) else None
    runs: list[_Run] = []
    for char, edges in letters:
        # Marks are small, and a blank is nothing to be seen.
        hidden = sight is None or (char.isalnum() and not sight.sees(edges))
        _put(runs, char, edges, hidden)
    return [
        Segment(
            page=number,
            left=round(run.left, 1),
            bottom=round(run.bottom, 1),
            right=round(run.right, 1),
            top=round(run.top, 1),
            text=run.text[: limits.text],
            hidden=run.hidden,
        )
        for run in runs
        if run.text.strip()
    ]


def _letters(page: _Page) -> list[tuple[str, Edges]]:
    """Every letter of a page, in the file's order, with its place."""
    text, as_seen = page.text, _turned(page.page)
    box = pdfium_c.FS_RECTF()
    letters = []
    for index in range(text.count_chars()):
        if pdfium_c.FPDFText_IsGenerated(text, index) == 1:
            continue
        code = pdfium_c.FPDFText_GetUnicode(text, index)
        if not pdfium_c.FPDFText_GetLooseCharBox(text, index, box):
            continue
        # A letter that its font gives no meaning to is shown, but nobody knows what it is.
        char = "\ufffd" if pdfium_c.FPDFText_HasUnicodeMapError(text, index) == 1 else chr(code or 0xFFFD)
        letters.append((char, as_seen((box.left, box.bottom, box.right, box.top))))
    return letters


class _Sight:
    """What of a page's text a person sees: the places in which the page looks different without any text.

    So a letter is not seen that leaves no ink, has the colour of what lies under it, lies under a patch or a picture,
    on a layer that is off, or outside of the page.
    """

    def __init__(self, page: _Page) -> None:
        width, height = page.page.get_size()
        self._scale = min(_SCALE, (_MOST_PIXELS / (width * height)) ** 0.5)
        texts = list(page.page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT]))
        self._with = _shades(page, scale=self._scale)
        for one in texts:
            pdfium_c.FPDFPageObj_SetIsActive(one, False)
        self._without = _shades(page, scale=self._scale)
        for one in texts:
            pdfium_c.FPDFPageObj_SetIsActive(one, True)

    def sees(self, edges: Edges) -> bool:
        """Whether the letter in this place is seen."""
        left, bottom, right, top = (edge * self._scale for edge in edges)
        height = len(self._with)
        # Its neighbours' edges reach into its box.
        inset = (right - left) * 0.2
        start, end = max(0, round(left + inset)), max(0, round(right - inset)) + 1
        for row in range(max(0, int(height - top)), min(height, int(height - bottom) + 1)):
            here, bare = self._with[row][start:end], self._without[row][start:end]
            if (
                here != bare
                and max(abs(one - other) for one, other in zip(here, bare, strict=True)) >= _SEEN_FROM
            ):
                return True
        return False


def _put(runs: list[_Run], char: str, edges: Edges, hidden: bool) -> None:
    """Add a letter to the last run, or begin a new one with it."""
    left, bottom, right, top = edges
    last = runs[-1] if runs else None
    size = max(top - bottom, 1.0)
    if (
        last is not None
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
        last.hidden |= hidden
    elif not char.isspace():
        runs.append(_Run(char, left, bottom, right, top, hidden))


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
