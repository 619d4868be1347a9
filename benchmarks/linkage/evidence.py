"""Turn the values of a pair into evidence levels: how far two fields agree, in words that have an order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz.distance import OSA, JaroWinkler

from benchmarks.linkage.candidates import with_date_parts
from benchmarks.linkage.kinds import Kind, Shape

Levels = npt.NDArray[np.int_]
Flags = npt.NDArray[np.bool_]

RARITY = (0.02, 0.005, 0.001, 0.0003)
"""An agreed value that fewer than this share of all records have is one level more evidence."""

ALIKE = (0.80, 0.90)
"""Jaro-Winkler similarities from which on two different words are somewhat and much alike."""

LONG = 5
"""From so many characters on two slips are no other value."""

EQUAL = ("equal, common", *(f"equal, rarer than {share:.2%}" for share in RARITY))

WORDS = (
    "other",
    "missing",
    "somewhat alike",
    "part",
    "much alike",
    "nearly swapped",
    "one slip",
    "swapped",
    *EQUAL,
)
NUMBERS = ("other", "missing", "two slips", "one slip", *EQUAL)
CHOICES = ("other", "missing", *EQUAL)
DATES = (
    "other",
    "month or day equal",
    "missing",
    "year equal",
    "month and day equal",
    "one equal, slips in the others",
    "year and one more equal",
    "two equal, a slip in the third",
    "day and month swapped",
    "equal",
)
APART = ("four or more differ", "three differ", "two differ", "one differs", "none differs")


@dataclass(frozen=True, slots=True)
class Column:
    """The levels that one field of all pairs has reached, and what the levels are called, from the least on."""

    name: str
    names: tuple[str, ...]
    levels: Levels


def words(left: str, right: str) -> int:
    """The level of two different texts of words."""
    distance = OSA.distance(left, right, score_cutoff=2)
    if distance == 1 and min(len(left), len(right)) > 2:
        return WORDS.index("one slip")
    alike = JaroWinkler.similarity(left, right)
    if alike >= ALIKE[1] or (distance == 2 and min(len(left), len(right)) >= LONG):
        return WORDS.index("much alike")
    shorter, longer = sorted((left, right), key=len)
    if longer.startswith(shorter) or set(shorter.split()) < set(longer.split()):
        return WORDS.index("part")
    return WORDS.index("somewhat alike") if alike >= ALIKE[0] else 0


def numbers(left: str, right: str) -> int:
    """The level of two different numbers or codes."""
    distance = OSA.distance(left, right, score_cutoff=2)
    if distance == 1:
        return NUMBERS.index("one slip")
    return NUMBERS.index("two slips") if distance == 2 and min(len(left), len(right)) >= LONG else 0


def choices(left: str, right: str) -> int:
    """The level of two different choices of a list: none."""
    return 0


_WAYS: Mapping[Kind, tuple[tuple[str, ...], Callable[[str, str], int]]] = {
    Kind.GIVEN: (WORDS, words),
    Kind.SURNAME: (WORDS, words),
    Kind.WORDS: (WORDS, words),
    Kind.NUMBER: (NUMBERS, numbers),
    Kind.CODE: (NUMBERS, numbers),
    Kind.CHOICE: (CHOICES, choices),
}


def evidence(left: pl.DataFrame, right: pl.DataFrame, pairs: pl.DataFrame, shape: Shape) -> list[Column]:
    """The evidence of all candidate pairs: a column for each field, for the parts of the date, and for all together.

    How common a value is comes from both files together, without labels.
    """
    left, right = with_date_parts(left, shape), with_date_parts(right, shape)
    ours = left[pairs["left"].to_numpy()]
    theirs = right[pairs["right"].to_numpy()]
    columns = [
        _column(name, kind, ours[name], theirs[name], pl.concat([left[name], right[name]]))
        for name, kind in shape.fields.items()
    ]
    _mark_swapped(columns, shape, ours, theirs)
    for part in ("year", "month", "day"):
        columns.append(
            _column(part, Kind.NUMBER, ours[part], theirs[part], pl.concat([left[part], right[part]]))
        )
    columns.append(_date(columns[-3:], _crossed(ours, theirs, "month", "day")))
    fields = [one for one in columns if one.name not in {"year", "month", "day"}]
    differ = sum((one.levels == 0).astype(int) for one in fields)
    columns.append(Column("together", APART, np.maximum(len(APART) - 1 - differ, 0)))
    return columns


def _column(name: str, kind: Kind, ours: pl.Series, theirs: pl.Series, all_values: pl.Series) -> Column:
    names, level_of = _WAYS[kind]
    both = pl.DataFrame({"ours": ours, "theirs": theirs}).with_row_index("row")
    distinct = both.select("ours", "theirs").unique()
    counts = all_values.drop_nulls().value_counts()
    share = dict(zip(counts[counts.columns[0]], counts["count"] / len(all_values), strict=True))
    common = names.index(EQUAL[0])
    found = []
    for one, other in distinct.iter_rows():
        if one is None or other is None:
            found.append(names.index("missing"))
        elif one == other:
            found.append(common + sum(share[one] < limit for limit in RARITY))
        else:
            found.append(level_of(one, other))
    told = distinct.with_columns(level=pl.Series(found, dtype=pl.Int64))
    rows = both.join(told, on=["ours", "theirs"], how="left", nulls_equal=True).sort("row")
    return Column(name, names, rows["level"].to_numpy().copy())


def _crossed(ours: pl.DataFrame, theirs: pl.DataFrame, one: str, other: str) -> Flags:
    """Where each of two fields equals the other one of the other side."""
    both = (ours[one] == theirs[other]) & (ours[other] == theirs[one])
    return both.fill_null(False).to_numpy().copy()


def _mark_swapped(columns: list[Column], shape: Shape, ours: pl.DataFrame, theirs: pl.DataFrame) -> None:
    """Raise two fields where each is much like the other one of the other side, or equals it."""
    for names in shape.swaps:
        pair = [next(one for one in columns if one.name == name) for name in names]
        across = [
            _column("across", Kind.WORDS, ours[one], theirs[other], ours[one].append(theirs[other])).levels
            for one, other in (names, names[::-1])
        ]
        reached = np.minimum(*across)
        for name, least in (("nearly swapped", "much alike"), ("swapped", EQUAL[0])):
            level = WORDS.index(name)
            for one in pair:
                one.levels[(reached >= WORDS.index(least)) & (one.levels < level)] = level


def _date(parts: list[Column], turned: Flags) -> Column:
    year, month, day = (one.levels for one in parts)
    equal, slip, missing = NUMBERS.index(EQUAL[0]), NUMBERS.index("one slip"), NUMBERS.index("missing")
    same = [one >= equal for one in (year, month, day)]
    near = [one >= slip for one in (year, month, day)]
    count = np.sum(same, axis=0)
    level = np.zeros(len(year), dtype=int)

    def reach(name: str, where: Flags) -> None:
        level[where] = np.maximum(level[where], DATES.index(name))

    reach("month or day equal", same[1] | same[2])
    reach("missing", (year == missing) & (month == missing) & (day == missing))
    reach("year equal", same[0])
    reach("month and day equal", same[1] & same[2])
    reach("one equal, slips in the others", (count == 1) & near[0] & near[1] & near[2])
    reach("year and one more equal", same[0] & (same[1] | same[2]))
    reach("two equal, a slip in the third", (count == 2) & near[0] & near[1] & near[2])
    reach("day and month swapped", same[0] & turned)
    reach("equal", count == 3)
    return Column("date", DATES, level)
