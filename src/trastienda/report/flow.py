"""Draw what became of a run's sales, as an SVG picture with widths by numbers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from trastienda.domain.case import Language
from trastienda.domain.item import State
from trastienda.report.facts import ItemFacts
from trastienda.report.words import say

WAYS = ("entered", "there", "no_order")
ENDS = ("settled", "waiting", "working", "rejected", "withdrawn")

END_OF: Mapping[State, str] = {
    State.SETTLED: "settled",
    State.REJECTED: "rejected",
    State.IN_CASE: "waiting",
    State.WITHDRAWN: "withdrawn",
}
"""State → the end it counts as; every other state is still `working`."""

COLOURS = {
    "taken_up": "#44546a",
    "entered": "#2f6f9f",
    "there": "#6a8caf",
    "no_order": "#8a8f98",
    "settled": "#2e7d4f",
    "waiting": "#c77700",
    "working": "#2f6f9f",
    "rejected": "#a63d40",
    "withdrawn": "#6b7280",
}

BAR = 14
GAP = 30
LEAST = 3.0
LONGEST_LABEL = 9
"""Room for the last column's texts, in widths of a capital letter."""


def ends_of(its: Sequence[ItemFacts]) -> dict[str, int]:
    """How many sales came to each end, in the order of `ENDS`; zeros included."""
    counts = Counter(END_OF.get(one.state, "working") for one in its)
    return {end: counts[end] for end in ("settled", "rejected", "waiting", "working", "withdrawn")}


@dataclass(frozen=True, slots=True)
class Size:
    """How large the picture is drawn: width, height of all sales together, size of its letters; in pixels."""

    width: int
    tall: int
    letters: int


WIDE = Size(width=760, tall=230, letters=15)
NARROW = Size(width=344, tall=250, letters=12)


def flow(its: Sequence[ItemFacts], language: Language, size: Size, *, name: str) -> Markup:
    """The picture: all sales → the way they went → where they stand.

    Args:
        its: the run's items.
        language: of the labels.
        size: `WIDE` or `NARROW`.
        name: prefix of the ids within the picture, unique in the page.

    Returns:
        one `<svg>` element with a title and a description that says the numbers; empty without items.
    """
    if not its:
        return Markup("")
    links = Counter((_way(one), END_OF.get(one.state, "working")) for one in its)
    return _Picture(links, language, size, name).draw()


def _way(one: ItemFacts) -> str:
    if one.entered_by_us:
        return "entered"
    return "there" if one.reference else "no_order"


@dataclass(slots=True)
class _Node:
    word: str
    count: int
    x: float
    y: float
    height: float
    used_in: float = 0
    used_out: float = 0


class _Picture:
    def __init__(
        self, links: Mapping[tuple[str, str], int], language: Language, size: Size, name: str
    ) -> None:
        self._links, self._language, self._size, self._name = links, language, size, name
        self._total = sum(links.values())
        last = size.width - BAR - 6 - size.letters * LONGEST_LABEL
        self._start = _Node("taken_up", self._total, 0, 24, self._tall(self._total))
        self._ways = self._stack([(way, self._sum(0, way)) for way in WAYS], x=last / 2)
        self._ends = self._stack([(end, self._sum(1, end)) for end in ENDS], x=last)

    def _sum(self, side: int, word: str) -> int:
        return sum(count for pair, count in self._links.items() if pair[side] == word)

    def _tall(self, count: int) -> float:
        return max(self._size.tall * count / self._total, LEAST)

    def _stack(self, counts: Sequence[tuple[str, int]], *, x: float) -> dict[str, _Node]:
        nodes, y = {}, 24.0
        for word, count in counts:
            if count:
                nodes[word] = _Node(word, count, x, y, self._tall(count))
                # A thin bar still needs room for its two lines of text.
                y += max(nodes[word].height + GAP / 2, 2 * self._size.letters + GAP / 2)
        return nodes

    def draw(self) -> Markup:
        nodes = [self._start, *self._ways.values(), *self._ends.values()]
        bands = [self._band(self._start, way, way.count, way.word) for way in self._ways.values()]
        for way, end in ((way, end) for way in self._ways for end in self._ends):
            if count := self._links.get((way, end), 0):
                bands.append(self._band(self._ways[way], self._ends[end], count, end))
        high = max(node.y + max(node.height, 2 * self._size.letters) for node in nodes) + 6
        title, told = f"{self._name}-title", f"{self._name}-desc"
        return Markup(
            '<svg class="{css}" viewBox="0 0 {width} {high:.0f}" role="img" aria-labelledby="{title} {told}">'
            '<title id="{title}">{heading}</title><desc id="{told}">{description}</desc>{body}</svg>'
        ).format(
            css=self._name,
            width=self._size.width,
            high=high,
            title=title,
            told=told,
            heading=say("flow", self._language),
            description=self._description(),
            body=Markup("").join([*bands, *(self._bar(node) for node in nodes)]),
        )

    def _description(self) -> str:
        said = [f"{say('taken_up', self._language)}: {self._total}"]
        said += [f"{say(node.word, self._language)}: {node.count}" for node in self._ways.values()]
        said += [f"{say(node.word, self._language)}: {node.count}" for node in self._ends.values()]
        return ". ".join(said) + "."

    def _band(self, left: _Node, right: _Node, count: int, colour: str) -> Markup:
        thick = self._tall(count)
        y1, y2 = left.y + left.used_out, right.y + right.used_in
        left.used_out += thick
        right.used_in += thick
        x1, x2 = left.x + BAR, right.x
        half = (x1 + x2) / 2
        return _tag(
            "path",
            d=f"M{x1:.1f},{y1:.1f} C{half:.1f},{y1:.1f} {half:.1f},{y2:.1f} {x2:.1f},{y2:.1f} "
            f"L{x2:.1f},{y2 + thick:.1f} C{half:.1f},{y2 + thick:.1f} {half:.1f},{y1 + thick:.1f} "
            f"{x1:.1f},{y1 + thick:.1f} Z",
            fill=COLOURS[colour],
            fill_opacity="0.22",
        )

    def _bar(self, node: _Node) -> Markup:
        letters, x = self._size.letters, node.x + BAR + 6
        bar = _tag(
            "rect",
            x=f"{node.x:.1f}",
            y=f"{node.y:.1f}",
            width=str(BAR),
            height=f"{node.height:.1f}",
            rx="2",
            fill=COLOURS[node.word],
        )
        number = _tag(
            "text",
            str(node.count),
            x=f"{x:.1f}",
            y=f"{node.y + letters:.1f}",
            font_size=str(letters + 2),
            font_weight="700",
        )
        word = _tag(
            "text",
            say(node.word, self._language),
            x=f"{x:.1f}",
            y=f"{node.y + 2 * letters + 2:.1f}",
            font_size=str(letters),
        )
        return bar + number + word


def _tag(name: str, text: str = "", **attributes: Any) -> Markup:
    written = Markup("").join(
        Markup(' {}="{}"').format(key.replace("_", "-"), value) for key, value in attributes.items()
    )
    return Markup("<{}{}>{}</{}>").format(Markup(name), written, escape(text), Markup(name))
