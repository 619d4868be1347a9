"""Compare the names of two persons: given names, first surname, second surname."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from trastienda.rules.align.counted.names import ROWS, RULE
from trastienda.rules.align.evidence import Evidence, Part
from trastienda.rules.align.lexicon import GIVEN_NAMES, LINKS, PARTICLES, SURNAMES, TITLES
from trastienda.rules.align.slots import ALONE, EQUAL, Words, is_open, kind, mirrored, slot
from trastienda.rules.align.tables import RISK, first_counted, looked_up
from trastienda.rules.align.tokens import align, meanings, readable, words
from trastienda.rules.verdict import Verdict

SAME_WORDS = "same words in another order"
SCATTERED = "words in other places"
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
    row = first_counted(ROWS, found.row, found.kin)
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
        likeliest = readings(one)[0]
        return _compared(_fit(likeliest, likeliest, crossed=False), text, other_text)
    best = max(
        (fit for mine in readings(one) for theirs in readings(other) for fit in _fits(mine, theirs)),
        key=_rank,
    )
    if sorted(one) == sorted(other) and any(map(is_open, best[2])):
        parts = (Part("name", "reordered", text, other_text),)
        return Compared(SAME_WORDS, SAME_WORDS, parts, text, other_text)
    if is_open(best[2][2]) and (is_open(best[2][0]) or is_open(best[2][1])):
        common = sum(pair.step not in ALONE for pair in align(one, other))
        if common > 1:
            # Nobody can say which of these words are surnames: the parts would be guessed.
            row = f"{SCATTERED}: {common} of {max(len(one), len(other))} words in common"
            return Compared(row, row, (Part("name", "scattered", text, other_text),), text, other_text)
    return _compared(best, text, other_text)


# A plain tuple: it is made a few times for each pair, and a class of its own costs a tenth of the whole.
_Fit = tuple[int, str, tuple[str, str, str], Reading, Reading, bool]
"""How well two readings fit, the code of the row, codes of first surname, second surname and given names, the readings,
and whether the surnames are compared crosswise."""

_rank = itemgetter(0, 1)


def _fit(left: Reading, right: Reading, *, crossed: bool) -> _Fit:
    """Put two readings side by side, straight or crosswise."""
    theirs, theirs_too = (right.second, right.first) if crossed else (right.first, right.second)
    first_worth, first = slot(left.first, theirs)
    second_worth, second = slot(left.second, theirs_too)
    given_worth, given = slot(left.given, right.given)
    worth = first_worth + second_worth + given_worth - _DOUBT_COSTS * (left.doubt + right.doubt)
    row = _row(first, second, given, crossed)
    return worth - _SWAP_COSTS * crossed, row, (first, second, given), left, right, crossed


def _fits(left: Reading, right: Reading) -> Iterator[_Fit]:
    """The surnames straight, and crosswise where that could be any better."""
    straight = _fit(left, right, crossed=False)
    yield straight
    if straight[2][0] != EQUAL and (left.second or right.second):
        yield _fit(left, right, crossed=True)


def _compared(fit: _Fit, left: str, right: str) -> Compared:
    """The parts with their words, under the canonical texts."""
    _, row, codes, mine, theirs, crossed = fit
    swapped = "swapped " if crossed else ""
    first, second = (theirs.second, theirs.first) if crossed else (theirs.first, theirs.second)
    parts = (
        Part("first_surname", swapped + codes[0], " ".join(mine.first), " ".join(first)),
        Part("second_surname", swapped + codes[1], " ".join(mine.second), " ".join(second)),
        Part("given", codes[2], " ".join(mine.given), " ".join(theirs.given)),
    )
    return Compared(row, _kin(*codes, crossed), parts, left, right)


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
    # What a word adds to a reading's score when it is a given name, against being a surname.
    gains = [_as_given(word) - _as_surname(word) for word in name]
    every = sum(gains)
    one_last, one_first = every - gains[-1], every - gains[0]
    if size == 2:
        scores = [3 + one_last, one_first, 0]
    else:
        two_last = one_last - gains[-2]
        scores = [3 + one_last, one_first, 4 + two_last, 1 + one_first - gains[1]]
        if size > 3:
            scores.append(1 + two_last - gains[-3])
    best = max(scores)
    likely = [(best - score, place) for place, score in enumerate(scores) if score >= best - _CLOSE]
    return tuple(_reading(name, place, doubt) for doubt, place in sorted(likely))


def _reading(name: Words, place: int, doubt: int) -> Reading:
    """One of the ways: one surname last, one first, two last (or both words), two first, three last."""
    if place == 0:
        return Reading(name[:-1], name[-1:], (), doubt)
    if place == 1:
        return Reading(name[1:], name[:1], (), doubt)
    if place == 2:
        return Reading(name[:-2], name[-2:-1], name[-1:], doubt)
    if place == 3:
        return Reading(name[2:], name[:1], name[1:2], doubt)
    return Reading(name[:-3], name[-3:-1], name[-1:], doubt)


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
    """The code of a row's class; crossed surnames change places when they are seen from the other side."""
    first, second, given = kind(first), kind(second), kind(given)
    if crossed:
        first, second = sorted((first, second))
    return f"class: {_written(first, second, given, crossed)}"


def _written(first: str, second: str, given: str, crossed: bool) -> str:
    swapped = "swapped " if crossed else ""
    return f"first_surname {swapped}{first}, second_surname {swapped}{second}, given {given}"
