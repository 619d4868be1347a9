"""Bring the words of a text into one form, and align the words of two texts."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from trastienda.domain.fields.reading import Unreadable, clean
from trastienda.rules.align.lexicon import GIVEN_NAMES, NICKNAMES, SHORT_FORMS, SURNAMES
from trastienda.rules.verdict import LOST

LONGEST = 300
"""Characters; what is longer is no name and no address."""

_LONG_WORD = 4
"""From so many letters on, two slips leave enough of a word to compare it."""

_NEAR = 0.6
"""Words that differ in more than this share of their letters are not each other with slips."""

_KNOWN = GIVEN_NAMES | SURNAMES | SHORT_FORMS.keys() | NICKNAMES.keys()
_SOFT = str.maketrans("ñç", "nc")
_APART = re.compile(r"[^\w]+|_")
_ELISION = re.compile(r"(?<=\w)['’´`](?=\w)")
_LOST = frozenset(LOST)
_MAY_BE_GARBLED = re.compile(r"[^\x00-\x7f]{2,}|\ufffd")
_ORDINAL = re.compile(r"\.\s*(?=[ªº])")


class Step(StrEnum):
    """How one word stands to its counterpart, from the left text's side.

    `soft`: only ñ or ç differ. `variant`: a short form or nickname. `edit`: one slip; `doubtful`: one slip, but the
    word with the slip may as well be another name; `edits`: two slips in a longer word, or a slip and a short form.
    `lookalike`: one slip away, but both are names that people have. `other`: two known names, or words that have
    little in common; `strange`: not the same, but at least one is no name that we know, and they have half of their
    letters in common.
    """

    EQUAL = "equal"
    SOFT = "soft"
    VARIANT = "variant"
    EDIT = "edit"
    DOUBTFUL = "doubtful"
    EDITS = "edits"
    INITIAL = "initial"
    LOOKALIKE = "lookalike"
    SWAPPED = "swapped"
    MISSING = "missing"
    EXTRA = "extra"
    OTHER = "other"
    STRANGE = "strange"


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two words that stand for each other; `None` where a side has none."""

    left: str | None
    right: str | None
    step: Step


def strip_accents(text: str) -> str:
    """Remove accents and diaereses, but keep `ñ` and `ç`: in Spanish and Catalan they are letters of their own."""
    kept = []
    for char in unicodedata.normalize("NFC", text):
        parts = char if char in "ñÑçÇ" else unicodedata.normalize("NFD", char)
        kept += [part for part in parts if not unicodedata.combining(part)]
    return unicodedata.normalize("NFC", "".join(kept))


_BARE = {code: strip_accents(chr(code)) for code in range(0xC0, 0x250)}


def plain(text: str) -> str:
    """Lower case without accents, in NFC; punctuation and spaces stay as they are."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    lowered = unicodedata.normalize("NFC", lowered)
    # One table for the letters of Western Europe: names are read by the million.
    bare = lowered.translate(_BARE) if max(lowered) < "\u0250" else strip_accents(lowered)
    return _ORDINAL.sub("", bare)


def readable(text: str) -> str:
    """The text if it can be compared; empty where letters are hidden, lost or garbled, or where it is far too long."""
    if len(text) > LONGEST or not _LOST.isdisjoint(text):
        return ""
    if text.isprintable() and not _MAY_BE_GARBLED.search(text):
        return text
    try:
        return clean(text)
    except Unreadable:
        return ""


def words(text: str) -> tuple[str, ...]:
    """The words of a text in their one form: lower case, no accents, no punctuation; `ñ` and `ç` stay."""
    return tuple(word for word in _APART.split(_ELISION.sub("", plain(text))) if word)


def one_edit(left: str, right: str) -> bool:
    """Whether one slip explains the difference: restricted Damerau-Levenshtein distance of exactly 1.

    A letter changed, lost or added, or two neighbours exchanged (Damerau 1964: four fifths of all slips).
    """
    return abs(len(left) - len(right)) <= 1 and OSA.distance(left, right, score_cutoff=1) == 1


def meanings(word: str) -> tuple[str, ...]:
    """What a word may stand for: itself, what it is short for, or the names that it is a nickname of."""
    full = SHORT_FORMS.get(word, word)
    return NICKNAMES.get(full, (full,))


def is_known(word: str) -> bool:
    """Whether it is a name that people have: then it is less likely to be another one with a slip."""
    return word in _KNOWN


@lru_cache(maxsize=65_536)
def step_between(left: str, right: str) -> Step:
    """How two words stand to each other when they are put side by side."""
    if left == right:
        return Step.EQUAL
    if left.translate(_SOFT) == right.translate(_SOFT):
        return Step.SOFT
    if not set(meanings(left)).isdisjoint(meanings(right)):
        return Step.VARIANT
    if len(left) == 1 or len(right) == 1:
        return Step.INITIAL if left[0] == right[0] else Step.OTHER
    if one_edit(SHORT_FORMS.get(left, ""), right) or one_edit(left, SHORT_FORMS.get(right, "")):
        return Step.EDITS
    edits = OSA.distance(left, right)
    if is_known(left) and is_known(right):
        return Step.LOOKALIKE if edits == 1 else Step.OTHER
    if edits == 1:
        return Step.DOUBTFUL if _may_be_another(left, right) else Step.EDIT
    if edits == 2 and min(len(left), len(right)) >= _LONG_WORD:
        return Step.EDITS
    return Step.STRANGE if edits <= _NEAR * max(len(left), len(right)) else Step.OTHER


def _may_be_another(left: str, right: str) -> bool:
    """Whether a word that is no name is one slip away from a known name that is not its counterpart."""
    return not (known_beside(left) <= {right} and known_beside(right) <= {left})


@lru_cache(maxsize=65_536)
def known_beside(word: str) -> frozenset[str]:
    """The known names that are one slip away from a word; none for a word that is a known name itself."""
    if is_known(word):
        return frozenset()
    near = set().union(*(_BY_SHORTENED.get(short, ()) for short in _shortened(word)))
    return frozenset(name for name in near if one_edit(word, name))


def _shortened(word: str) -> set[str]:
    """The word, and the word with any one letter taken out: two words one slip apart have one of these in common."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _by_shortened() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in _KNOWN:
        for short in _shortened(name):
            found.setdefault(short, []).append(name)
    return found


_BY_SHORTENED = _by_shortened()


_RANK = {
    step: rank
    for rank, step in enumerate(
        (
            Step.EQUAL,
            Step.SOFT,
            Step.VARIANT,
            Step.EDIT,
            Step.DOUBTFUL,
            Step.INITIAL,
            Step.EDITS,
            Step.LOOKALIKE,
        )
    )
}


def align(left: Sequence[str], right: Sequence[str]) -> tuple[Aligned, ...]:
    """Pair the words of two texts.

    The closest pairs go first; what is left over is `other` or `strange` in pairs, then `missing` (the right text
    has a word that the left one lacks) or `extra`. Words that are equal but stand in another order are `swapped`. The
    alignment of (right, left) is the same one seen from the other side.

    Args:
        left, right: words as `words` gives them.

    Returns:
        the pairs, in the order of the left text, those without a left word last.
    """
    pairs = sorted(
        (_RANK[step], max(i, j), min(i, j), i, j)
        for i, one in enumerate(left)
        for j, other in enumerate(right)
        if (step := step_between(one, other)) in _RANK
    )
    steps = list(_RANK)
    to_right: dict[int, tuple[int, Step]] = {}
    taken: set[int] = set()
    for rank, _, _, i, j in pairs:
        if i not in to_right and j not in taken:
            to_right[i] = (j, steps[rank])
            taken.add(j)
    alone = [j for j in range(len(right)) if j not in taken]
    matched = [(i, j) for i, (j, _) in to_right.items()]
    found = []
    for i, word in enumerate(left):
        if i in to_right:
            j, step = to_right[i]
            crossed = any((i - k) * (j - m) < 0 for k, m in matched)
            found.append(Aligned(word, right[j], Step.SWAPPED if crossed and step is Step.EQUAL else step))
        elif alone:
            other = right[alone.pop(0)]
            found.append(Aligned(word, other, step_between(word, other)))
        else:
            found.append(Aligned(word, None, Step.EXTRA))
    return (*found, *(Aligned(None, right[j], Step.MISSING) for j in alone))
