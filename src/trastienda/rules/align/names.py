"""Compare the names of two persons: given names, first surname, second surname."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from trastienda.rules.align.counted.names import ROWS, RULE
from trastienda.rules.align.evidence import Evidence, Part
from trastienda.rules.align.lexicon import GIVEN_NAMES, LINKS, PARTICLES, SURNAMES, TITLES
from trastienda.rules.align.slots import EQUAL, Words, is_open, kind, mirrored, slot
from trastienda.rules.align.tables import RISK, looked_up
from trastienda.rules.align.tokens import meanings, readable, words
from trastienda.rules.verdict import Verdict

SAME_WORDS = "same words in another order"
UNREADABLE = "unreadable"

_CLOSE = 1
"""A reading that is worse than the best one by no more than this is tried as well."""

_SWAP_COSTS = 10
"""Swapped surnames must fit better than straight ones by more than this."""

_DOUBT_COSTS = 20
"""So must a reading that is not the likeliest."""


class Reading(NamedTuple):
    """One way to read a name; any of the three parts may be empty. `doubt` is 0 for the likeliest way."""

    given: Words
    first: Words
    second: Words
    doubt: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """Two names, aligned.

    Attributes:
        row: code of the row, the same for both directions.
        kin: code of its class, by which rows are judged that are too rare to be counted.
        parts: both surnames and the given names, seen from the left name; empty when one is unreadable.
        left, right: canonical texts.
    """

    row: str
    kin: str
    parts: tuple[Part, ...]
    left: str
    right: str


def compare_names(left: str, right: str, *, risk: float = RISK) -> Evidence:
    """Compare the names of two persons.

    The question is whether both texts write one name. A father and a son may have one name: who wants to know
    whether they are one person asks `persons.compare_persons`.

    Args:
        left, right: names as people write them, "Given Surname Surname" or "Surname Surname, Given".
        risk: the error that `match` and `differ` may have.
    """
    found = aligned(left, right)
    row = found.row if found.row in ROWS else found.kin
    verdict, bound = looked_up(row, ROWS, risk)
    if found.parts and found.left == found.right:
        verdict, bound = Verdict.MATCH, bound if verdict is Verdict.MATCH else None
    return Evidence(verdict, row, RULE, bound, found.left, found.right, found.parts)


def aligned(left: str, right: str) -> Compared:
    """Align two names; a text without a name, or with lost letters, gives the row `unreadable`."""
    one, other = name_words(left), name_words(right)
    text, other_text = " ".join(one), " ".join(other)
    if not one or not other:
        return Compared(UNREADABLE, UNREADABLE, (), text, other_text)
    if one == other:
        same = readings(one)[0]
        return _Fit.of(same, same, crossed=False).compared(text, other_text)
    fits = [fit for mine in readings(one) for theirs in readings(other) for fit in _fits(mine, theirs)]
    best = max(fits, key=lambda fit: (fit.worth, fit.row))
    if any(map(is_open, best.codes)) and sorted(one) == sorted(other):
        parts = (Part("name", "reordered", text, other_text),)
        return Compared(SAME_WORDS, SAME_WORDS, parts, text, other_text)
    return best.compared(text, other_text)


class _Fit(NamedTuple):
    """Two readings side by side.

    Attributes:
        worth: how well they fit.
        row: the code.
        codes: of first surname, second surname, given names.
        left, right: the readings; the right one's surnames are exchanged when they are swapped.
        crossed: whether they are.
    """

    worth: int
    row: str
    codes: tuple[str, str, str]
    left: Reading
    right: Reading
    crossed: bool

    @classmethod
    def of(cls, left: Reading, right: Reading, *, crossed: bool) -> "_Fit":
        """Put them side by side, straight or with the right one's surnames exchanged."""
        if crossed:
            right = Reading(right.given, right.second, right.first, right.doubt)
        (a, first), (b, second), (c, given) = map(
            slot, (left.first, left.second, left.given), (right.first, right.second, right.given)
        )
        codes = first, second, given
        return cls(
            a + b + c - _SWAP_COSTS * crossed - _DOUBT_COSTS * (left.doubt + right.doubt),
            _row(*codes, crossed),
            codes,
            left,
            right,
            crossed,
        )

    def compared(self, left: str, right: str) -> Compared:
        """The parts with their words, under the canonical texts."""
        swapped = "swapped " if self.crossed else ""
        first, second, given = self.codes
        parts = (
            Part("first_surname", swapped + first, " ".join(self.left.first), " ".join(self.right.first)),
            Part("second_surname", swapped + second, " ".join(self.left.second), " ".join(self.right.second)),
            Part("given", given, " ".join(self.left.given), " ".join(self.right.given)),
        )
        # The row is the same from both sides, and so is its class.
        kin = _kin(*map(kind, self.codes), self.crossed)
        return Compared(self.row, kin, parts, left, right)


def _fits(left: Reading, right: Reading) -> Iterator[_Fit]:
    """The surnames straight, and swapped where that could be any better."""
    straight = _Fit.of(left, right, crossed=False)
    yield straight
    if straight.codes[0] != EQUAL and (left.second or right.second):
        yield _Fit.of(left, right, crossed=True)


@lru_cache(maxsize=65_536)
def name_words(text: str) -> Words:
    """The words of a name in the order "Given Surname Surname", without particles and forms of address.

    Empty where the text holds no name, or where letters were lost or hidden.
    """
    text = readable(text)
    before, comma, after = text.partition(",")
    if comma and "," not in after and before.strip() and after.strip():
        text = f"{after} {before}"
    found = words(text)
    kept = [word for word in found if word not in PARTICLES] or list(found)
    while len(kept) > 1 and kept[0] in TITLES:
        del kept[0]
    last = len(kept) - 1
    return tuple(word for place, word in enumerate(kept) if not (1 < place < last and word in LINKS))


@lru_cache(maxsize=65_536)
def readings(name: Words) -> tuple[Reading, ...]:
    """The likely ways to read a name: where its surnames begin, and whether they come first.

    Args:
        name: as `name_words` gives it, at least one word.
    """
    size = len(name)
    if size == 1:
        return (Reading(name, (), ()),) if _is_given(name[0]) else (Reading((), name, ()),)
    tried = [(3, Reading(name[:-1], name[-1:], ()))]
    tried.append((0, Reading(name[1:], name[:1], ())))
    tried.append(
        (4, Reading(name[:-2], name[-2:-1], name[-1:])) if size > 2 else (0, Reading((), name[:1], name[1:]))
    )
    if size > 2:
        tried.append((1, Reading(name[2:], name[:1], name[1:2])))
    if size > 3:
        tried.append((1, Reading(name[:-3], name[-3:-1], name[-1:])))
    scored = [
        (prior + sum(map(_as_given, one.given)) + sum(map(_as_surname, one.first + one.second)), one)
        for prior, one in tried
    ]
    best = max(score for score, _ in scored)
    likely = sorted((best - score, one) for score, one in scored if score >= best - _CLOSE)
    return tuple(one._replace(doubt=doubt) for doubt, one in likely)


def _is_given(word: str) -> bool:
    return any(one.split()[0] in GIVEN_NAMES for one in meanings(word))


def _is_surname(word: str) -> bool:
    return any(one in SURNAMES for one in meanings(word))


@lru_cache(maxsize=65_536)
def _as_given(word: str) -> int:
    """How well a word fits among the given names."""
    if len(word) == 1:
        return 1
    if _is_given(word):
        return 1 if _is_surname(word) else 2
    return -2 if _is_surname(word) else 0


@lru_cache(maxsize=65_536)
def _as_surname(word: str) -> int:
    """How well a word fits among the surnames."""
    if len(word) == 1:
        return -1
    if _is_surname(word):
        return 1 if _is_given(word) else 2
    return -2 if _is_given(word) else 0


@lru_cache(maxsize=65_536)
def _row(first: str, second: str, given: str, crossed: bool) -> str:
    """The code of a row, the same from both sides."""
    one, other = (second, first) if crossed else (first, second)
    return min(
        _written(first, second, given, crossed),
        _written(mirrored(one), mirrored(other), mirrored(given), crossed),
    )


@lru_cache(maxsize=4096)
def _kin(first: str, second: str, given: str, crossed: bool) -> str:
    """The code of a class of rows; crossed surnames change places when they are seen from the other side."""
    if crossed:
        first, second = sorted((first, second))
    return f"class: {_written(first, second, given, crossed)}"


def _written(first: str, second: str, given: str, crossed: bool) -> str:
    swapped = "swapped " if crossed else ""
    return f"first_surname {swapped}{first}, second_surname {swapped}{second}, given {given}"
