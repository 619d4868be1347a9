"""Find the value that stands beside a printed label."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trastienda.domain.papers import Segment
from trastienda.domain.templates import PaperField, Where
from trastienda.rules.crosscheck import strip_accents

MOST_PLACES = 20
"""A label that stands in more places than these says nothing; a file may have been made to be searched for long."""

_SAME_LINE = 0.5
"""Of a line's height: so much of two boxes must be at one height to stand on one line."""
_NEXT_LINE = 2.5
"""Heights of a line: a value below its label is no farther away."""
_AFTER_LABEL = ":.…·-–— "


@dataclass(frozen=True, slots=True)
class Printed:
    """A value as it is printed beside its label: "" where nothing stands there.

    Attributes:
        hidden: the file has it, but nobody sees it.
    """

    text: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """A label in a run of text, with what stands behind it in the same run."""

    segment: Segment
    behind: str


class Print:
    """The printed text of a file, searched once for all labels of its form.

    Args:
        segments: the text.
        labels: all labels of the form: a value ends where one of them begins, and is none of them.
    """

    def __init__(self, segments: Sequence[Segment], labels: Sequence[str]) -> None:
        self._pages: dict[int, list[Segment]] = defaultdict(list)
        self._found: dict[str, list[_Found]] = defaultdict(list)
        folded = sorted({_folded(label) for label in labels}, key=len, reverse=True)
        self._label = re.compile("|".join(_whole(one) for one in folded)) if folded else None
        for segment in segments:
            self._pages[segment.page].append(segment)
            for label, behind in self._parts(segment.text):
                self._found[label].append(_Found(segment, behind))

    def values(self, field: PaperField) -> tuple[Printed, ...]:
        """Every value beside the field's label, each once; none when the label is nowhere, or it has none."""
        values: list[Printed] = []
        places = [
            one
            for one in self._found.get(_folded(field.label or ""), ())
            if field.page in (None, one.segment.page)
        ]
        for one in places[:MOST_PLACES]:
            if one.behind and field.where is Where.RIGHT:
                values.append(Printed(one.behind, one.segment.hidden))
                values += [_printed(other) for other in self._over(one.segment)]
            else:
                values += self._beside(one.segment, field.where)
        if len(places) > MOST_PLACES:
            values.append(Printed("", hidden=False))
        return tuple(dict.fromkeys(values))

    def _parts(self, text: str) -> Iterator[tuple[str, str]]:
        """The labels that a run of text begins with or goes on with, folded, each with what stands behind it."""
        # One letter may fold to several; places in the folded text are led back by this list.
        folded, places = [], []
        for place, char in enumerate(text):
            for one in _folded(char) or (" " if char.isspace() else ""):
                folded.append(one)
                places.append(place)
        places.append(len(text))
        found = list(self._label.finditer("".join(folded))) if self._label else []
        if not found or found[0].start() > 0:
            return
        for number, label in enumerate(found):
            stop = found[number + 1].start() if number + 1 < len(found) else len(folded)
            yield label[0], text[places[label.end()] : places[stop]].lstrip(_AFTER_LABEL).strip()

    def _beside(self, label: Segment, where: Where) -> list[Printed]:
        """What stands next to a label: nothing, one text, or several in one place."""
        nearest = min(
            (one for one in self._pages[label.page] if one is not label and _is_beside(one, label, where)),
            key=lambda one: one.left if where is Where.RIGHT else -one.top,
            default=None,
        )
        if nearest is None or any(True for _ in self._parts(nearest.text)):
            return [Printed("", hidden=False)]
        return [_printed(one) for one in (nearest, *self._over(nearest))]

    def _over(self, segment: Segment) -> list[Segment]:
        """Other text in the same place: what was painted over is still in the file."""
        height = segment.top - segment.bottom
        return [
            one
            for one in self._pages[segment.page]
            if one is not segment
            and min(one.right, segment.right) - max(one.left, segment.left) > 1
            and min(one.top, segment.top) - max(one.bottom, segment.bottom) > _SAME_LINE * height
        ]


def says(words: str, segments: Sequence[Segment]) -> bool:
    """Whether visible text has these words, in one run of text; case and accents do not matter."""
    wanted = _folded(words)
    return any(wanted in _folded(segment.text) for segment in segments if not segment.hidden)


def _whole(label: str) -> str:
    """What finds a label, but no part of a longer word."""
    before, after = (r"(?<!\w)" if label[:1].isalnum() else ""), (r"(?!\w)" if label[-1:].isalnum() else "")
    return before + re.escape(label) + after


def _printed(segment: Segment) -> Printed:
    return Printed(segment.text.strip(), segment.hidden)


def _is_beside(one: Segment, label: Segment, where: Where) -> bool:
    height = max(label.top - label.bottom, 1.0)
    if where is Where.RIGHT:
        common = min(one.top, label.top) - max(one.bottom, label.bottom)
        return one.left >= label.right - 1 and common >= _SAME_LINE * min(height, one.top - one.bottom)
    overlap = min(one.right, label.right) - max(one.left, label.left)
    return overlap > 0 and 0 <= label.bottom - one.top + _SAME_LINE * height <= _NEXT_LINE * height


def _folded(text: str) -> str:
    return " ".join(strip_accents(unicodedata.normalize("NFKC", text)).casefold().split())
