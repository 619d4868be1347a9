"""Find the value that stands beside a printed label."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trastienda.domain.papers import Segment
from trastienda.domain.templates import PaperField, Where
from trastienda.rules.crosscheck import strip_accents

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


def printed_values(
    field: PaperField, segments: Sequence[Segment], labels: Sequence[str]
) -> tuple[Printed, ...]:
    """Every value beside the field's label; none when the label is nowhere.

    Args:
        field: with a label.
        segments: the printed text.
        labels: all labels of the form: a value ends where one of them begins, and is none of them.
    """
    assert field.label is not None
    ordered = sorted(labels, key=len, reverse=True)
    found: list[Printed] = []
    for segment in segments:
        if field.page is not None and segment.page != field.page:
            continue
        for label, value in _parts(segment.text, ordered):
            if _folded(label) != _folded(field.label):
                continue
            if value and field.where is Where.RIGHT:
                found.append(Printed(value, segment.hidden))
                found += [_printed(one) for one in _over(segment, segments)]
            else:
                found += _beside(segment, field.where, segments, ordered)
    return tuple(dict.fromkeys(found))


def says(words: str, segments: Sequence[Segment]) -> bool:
    """Whether visible text has these words, in one run of text; case and accents do not matter."""
    return any(_folded(words) in _folded(segment.text) for segment in segments if not segment.hidden)


def _parts(text: str, labels: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The labels that a run of text begins with or goes on with, each with what stands behind it."""
    # One letter may fold to several; places in the folded text are led back by this list.
    folded, places = "", []
    for place, char in enumerate(text):
        for one in _folded(char) or (" " if char.isspace() else ""):
            folded += one
            places.append(place)
    places.append(len(text))
    starts: list[tuple[int, int, str]] = []
    at = 0
    while at < len(folded):
        label = _label_at(folded, at, labels)
        if label is None and at == 0:
            return
        if label is None:
            at += 1
        else:
            end = at + len(_folded(label))
            starts.append((at, end, label))
            at = end
    for number, (_, end, label) in enumerate(starts):
        stop = starts[number + 1][0] if number + 1 < len(starts) else len(folded)
        yield label, text[places[end] : places[stop]].lstrip(_AFTER_LABEL).strip()


def _label_at(folded: str, at: int, labels: Sequence[str]) -> str | None:
    """The longest label that begins at a place, as whole words."""
    if at and folded[at - 1].isalnum():
        return None
    for label in labels:
        wanted = _folded(label)
        behind = folded[at + len(wanted) : at + len(wanted) + 1]
        if folded.startswith(wanted, at) and not (wanted[-1:].isalnum() and behind.isalnum()):
            return label
    return None


def _beside(
    label: Segment, where: Where, segments: Sequence[Segment], labels: Sequence[str]
) -> list[Printed]:
    """What stands next to a label: nothing, one text, or several in one place."""
    nearest = min(
        (
            one
            for one in segments
            if one.page == label.page and one is not label and _is_beside(one, label, where)
        ),
        key=lambda one: one.left if where is Where.RIGHT else -one.top,
        default=None,
    )
    if nearest is None or _label_at(_folded(nearest.text), 0, labels) is not None:
        return [Printed("", hidden=False)]
    return [_printed(one) for one in (nearest, *_over(nearest, segments))]


def _over(segment: Segment, segments: Sequence[Segment]) -> list[Segment]:
    """Other text in the same place: what was painted over is still in the file."""
    height = segment.top - segment.bottom
    return [
        one
        for one in segments
        if one is not segment
        and one.page == segment.page
        and min(one.right, segment.right) - max(one.left, segment.left) > 1
        and min(one.top, segment.top) - max(one.bottom, segment.bottom) > _SAME_LINE * height
    ]


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
