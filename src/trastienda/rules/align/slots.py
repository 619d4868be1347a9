"""Say how the words of one part of a name or address stand to those of the other."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import product

from trastienda.rules.align.lexicon import COMPOUND_NICKNAMES
from trastienda.rules.align.tokens import Step, align, meanings, step_between

Words = tuple[str, ...]

EQUAL = "="
NONE = "none"
MISSING = "missing"
EXTRA = "extra"
SHORT = "short"
LONG = "long"
PART = "part"
STRANGE_PART = "strange part"
OTHER = "other"
STRANGE = "strange"

_WORTH = {
    Step.EQUAL: 40,
    Step.SOFT: 36,
    Step.VARIANT: 36,
    Step.SWAPPED: 34,
    Step.EDIT: 30,
    Step.DOUBTFUL: 25,
    Step.INITIAL: 20,
    Step.EDITS: 20,
    Step.LOOKALIKE: 5,
}
_MIRROR = {MISSING: EXTRA, EXTRA: MISSING, SHORT: LONG, LONG: SHORT}
ALONE = frozenset((Step.OTHER, Step.STRANGE, Step.MISSING, Step.EXTRA))
"""Steps of words without a counterpart."""

_OPEN = frozenset((MISSING, EXTRA, PART, OTHER, STRANGE, STRANGE_PART))


@lru_cache(maxsize=262_144)
def slot(left: Words, right: Words) -> tuple[int, str]:
    """Compare one part.

    Returns:
        how well it fits (higher is better, zero where a side has nothing), and its code: `=`, `none` (on both
        sides), `missing` (on the left), `extra`, `other`, `part` (some words fit, some are others), the same two as
        `strange` and `strange part` where a word is no known name, or what has to be forgiven, joined by `+`: `soft`,
        `variant`, `edit`, `doubtful`, `edits`, `initial`, `lookalike`, `swapped`, `short` (the left lacks words),
        `long`.
    """
    if left == right:
        return (40, EQUAL) if left else (0, NONE)
    if not left or not right:
        return 0, EXTRA if left else MISSING
    if _spelt_out(left, right):
        return 36, Step.VARIANT
    if len(left) == len(right) == 1:
        # Most parts are one word: no pairing needed.
        steps = [step_between(left[0], right[0])]
    else:
        steps = sorted(one.step for one in align(left, right))
    if Step.OTHER in steps or Step.STRANGE in steps:
        return _apart(steps)
    lacking = {Step.MISSING: SHORT, Step.EXTRA: LONG}
    flaws = [lacking.get(step, str(step)) for step in steps if step is not Step.EQUAL]
    worth = min(_WORTH.get(step, 40) for step in steps) - 4 * (len(flaws) - 1) - 2 * (steps[-1] in lacking)
    if flaws.count(Step.EDIT) + flaws.count(Step.DOUBTFUL) > 1:
        flaws.append(Step.EDITS)
    said = set(flaws) - ({Step.EDIT, Step.DOUBTFUL} if Step.EDITS in flaws else set())
    return worth, "+".join(sorted(said))


def _apart(steps: Sequence[Step]) -> tuple[int, str]:
    """Parts with words that are not the same: wholly, or beside others that are."""
    strange = Step.OTHER not in steps
    if all(step in ALONE for step in steps):
        return (-28, STRANGE) if strange else (-30, OTHER)
    return (-4, STRANGE_PART) if strange else (-5, PART)


def _spelt_out(left: Words, right: Words) -> bool:
    """Whether a nickname of a compound name (Juanma) stands for the names of the other side."""
    if COMPOUND_NICKNAMES.isdisjoint(left) and COMPOUND_NICKNAMES.isdisjoint(right):
        return False
    return not set(_spellings(left)).isdisjoint(_spellings(right))


def _spellings(part: Words) -> list[Words]:
    """A part with its nicknames as they are, and as the names that they stand for."""
    return [tuple(" ".join(one).split()) for one in product(*({word, *meanings(word)} for word in part))]


def mirrored(code: str) -> str:
    """The code of the same two parts seen from the other side."""
    return "+".join(sorted(_MIRROR.get(one, one) for one in code.split("+")))


def is_open(code: str) -> bool:
    """Whether a part is not explained: words are others, or one side has none."""
    return code in _OPEN


ALIKE = "alike"
WEAK = "weak"


def kind(code: str) -> str:
    """The kind of a code, by which rows are judged that are too rare to be counted one by one.

    `=`, `none`, `missing` (on either side), `other` (with `part` and `lookalike`), `strange` (with `strange part` and
    `doubtful`), `weak` (words lacking, an initial, two slips; with another flaw `strange`), or `alike`.
    """
    if code in (EQUAL, NONE):
        return code
    flaws = code.split("+")
    for name, flawed in _KINDS.items():
        if not flawed.isdisjoint(flaws):
            # Words lacking and the rest misspelt: too little is left of the part.
            return STRANGE if name == WEAK and len(flaws) > 1 else name
    return ALIKE


_KINDS = {
    MISSING: {MISSING, EXTRA},
    OTHER: {OTHER, PART, Step.LOOKALIKE},
    STRANGE: {STRANGE, STRANGE_PART, Step.DOUBTFUL},
    WEAK: {SHORT, LONG, Step.INITIAL, Step.EDITS},
}
