"""Reduce both sides to order number, fingerprint and identity, and join them: which rows need a closer look?

A fingerprint is the 128-bit hash of a row's texts, ours in the portal's writing. Two rows of one order number with
equal fingerprints have equal texts in every compared field. Hashes are small: what must be in the memory at one time is
the numbers and hashes of a part of the orders, however long the rows are and however many there are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from trastienda.domain.fields import PersonId, Phone
from trastienda.reconcile.formats import Formats
from trastienda.reconcile.shape import ORDER, ROW, Shape
from trastienda.reconcile.sources import Source
from trastienda.rules.crosscheck import LOST

PRINTS = ("#print", "#print2")
IDENTITY, MARKER = "#identity", "#marker"
SEEDS = (20_261_125, 4_711)
ROWS_A_PART = 3_000_000
"""So many rows of one side are joined at a time."""

CROWD = 50
"""A value that more rows of one side share tells nobody apart: it is not searched by."""

HERE = " here"
"""Behind the names of our columns where both sides stand in one row."""

TWIN = ROW + " twin"
"""The row of an order that has its sale, beside one of the same identity that has none."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What the join of the order numbers came to.

    Attributes:
        there, here: rows of the export and of our book.
        agreeing: pairs of one order, once on each side, whose texts are equal.
        open: the other rows, `ROW` and `ROW here`: pairs of one order, and rows alone; the order stands in `ORDER`.
        twice: the rows of orders that stand on a side more than once, the same columns; pairs as the join makes them.
    """

    there: int
    here: int
    agreeing: int
    open: pl.DataFrame
    twice: pl.DataFrame


def write_keys(side: Source, path: Path, formats: Formats, shape: Shape, *, ours: bool) -> pl.LazyFrame:
    """Write a side's order numbers, fingerprints and identities to a Parquet file, and open it.

    Args:
        side: the export or our book.
        path: of the new file.
        formats: how the export writes.
        shape: names the identity.
        ours: whether the side is our book, whose texts are canonical and must be written in the portal's way.
    """
    texts = [
        (formats.chosen[name](pl.col(name)) if ours else pl.col(name)).fill_null("")
        for name in formats.fields
    ]
    row = pl.concat_str(texts, separator="\x1f")
    prints = [row.hash(seed) for seed in SEEDS]
    if ours:
        # A text of ours with a sign that stands for a lost letter proves nothing by being equal.
        lost = row.str.contains(f"[{re.escape(LOST)}]")
        prints = [pl.when(~lost).then(one) for one in prints]
    marker = [pl.col(formats.marker).alias(MARKER)] if formats.marker else []
    identity = [] if ours else [_identity(formats, shape).alias(IDENTITY)]
    written = pl.col(ORDER).is_not_null() | (row.str.len_bytes() >= len(texts))
    side.frame.select(
        ROW,
        ORDER,
        *(one.alias(name) for name, one in zip(PRINTS, prints, strict=True)),
        *identity,
        *marker,
        written.alias("#written"),
    ).filter("#written").drop("#written").sink_parquet(
        path, compression="lz4", statistics=False, engine="streaming"
    )
    return pl.scan_parquet(path)


def _identity(formats: Formats, shape: Shape) -> pl.Expr:
    """A hash of the identity fields, whatever separators they are written with; null where one is empty."""
    names = shape.facts.crosscheck.identity
    if not names or any(name not in formats.fields for name in names):
        return pl.lit(None, pl.UInt64)
    return pl.concat_str([loose(name, shape) for name in names], separator="\x1f").hash(SEEDS[0])


def loose(field: str, shape: Shape) -> pl.Expr:
    """A field's texts without what writings change, for finding rows that may belong together; null where empty."""
    kind, text = shape.kind_of(field), pl.col(field)
    if issubclass(kind, Phone):
        digits = text.str.replace_all(r"[^0-9]", "")
        text = pl.when(digits.str.len_bytes() > 9).then(digits.str.tail(9)).otherwise(digits)
    elif issubclass(kind, PersonId):
        text = text.str.replace_all(r"[ .\-]", "").str.to_uppercase()
    else:
        text = text.str.replace_all(r"[\s.\-]", "").str.to_lowercase()
    return pl.when(text != "").then(text)


def join_keys(there: pl.LazyFrame, here: pl.LazyFrame) -> Joined:
    """Join two files of keys part by part, each part the orders of one residue of their hash."""
    many = [side.select(pl.len()).collect(engine="streaming").item() for side in (there, here)]
    parts = max(1, -(-max(many) // ROWS_A_PART))
    agreeing, found = 0, []
    for part in range(parts):
        joined = _join_part(*(_part(side, part, parts) for side in (there, here)))
        agrees, rest = joined
        agreeing += agrees
        found.append(rest)
    rest = pl.concat(found)
    twice = rest.get_column("#twice")
    rest = rest.drop("#twice")
    return Joined(many[0], many[1], agreeing, rest.filter(~twice), rest.filter(twice))


def _part(side: pl.LazyFrame, part: int, parts: int) -> pl.LazyFrame:
    return side if parts == 1 else side.filter(pl.col(ORDER).fill_null("").hash(SEEDS[1]) % parts == part)


def _join_part(there: pl.LazyFrame, here: pl.LazyFrame) -> tuple[int, pl.DataFrame]:
    columns: Sequence[str] = there.collect_schema().names()
    joined = (
        there.drop(IDENTITY)
        .join(here, on=ORDER, how="full", suffix=HERE, coalesce=True)
        .select(
            ORDER,
            ROW,
            ROW + HERE,
            pl.all_horizontal(pl.col(one) == pl.col(one + HERE) for one in PRINTS)
            .fill_null(False)
            .alias("#equal"),
            _marker_agrees().alias("#marked") if MARKER in columns else pl.lit(True).alias("#marked"),
        )
        .collect(engine="streaming")
    )
    # An order without a number is alone, however many of them there are.
    twice = pl.col(ORDER).is_duplicated() & pl.col(ORDER).is_not_null()
    judged = joined.with_columns(twice.alias("#twice"))
    agrees = pl.col("#equal") & pl.col("#marked") & ~pl.col("#twice")
    return (
        int(judged.select(agrees.sum()).item()),
        judged.filter(~agrees).select(ORDER, ROW, ROW + HERE, "#twice"),
    )


def _marker_agrees() -> pl.Expr:
    """A blank marker says nothing: an order typed by a person carries none."""
    shown = pl.col(MARKER)
    return (shown.is_null() | (shown == "") | (shown == pl.col(MARKER + HERE))).fill_null(False)


def twins_of(there: pl.LazyFrame, here: pl.LazyFrame, joined: Joined) -> pl.DataFrame:
    """Orders without a sale (`ROW`) beside orders of the same identity that have theirs (`TWIN`, `ROW + HERE`).

    An identity that a crowd of orders shares tells nothing and is left out.
    """
    alone = joined.open.filter(pl.col(ROW + HERE).is_null() & pl.col(ORDER).is_not_null()).select(ROW)
    strange = there.select(ROW, IDENTITY).join(alone.lazy(), on=ROW, how="semi").drop_nulls()
    strange = strange.collect(engine="streaming").lazy()
    others = there.join(strange, on=IDENTITY, how="semi").join(strange, on=ROW, how="anti")
    several = joined.twice.lazy().select(ORDER)
    matched = (
        others.select(pl.col(ROW).alias(TWIN), ORDER, IDENTITY)
        .join(here.select(pl.col(ROW).alias(ROW + HERE), ORDER), on=ORDER)
        .join(several, on=ORDER, how="anti")
    )
    twins = strange.join(matched, on=IDENTITY).collect(engine="streaming")
    return twins.filter(pl.len().over(IDENTITY) <= CROWD).select(ROW, TWIN, ROW + HERE)
