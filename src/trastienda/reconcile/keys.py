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
from trastienda.rules.verdict import LOST

PRINTS = ("#print", "#print2")
IDENTITY, MARKER = "#identity", "#marker"
SEEDS = (20_261_125, 4_711)
ROWS_A_PART = 3_000_000
"""So many rows of one side are joined at a time."""

CROWD = 50
"""A value that more rows of one side share tells nobody apart: it is not searched by."""

HERE = " here"
"""Behind the names of our columns where both sides stand in one row."""

SEVERAL = "#several"

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
    text = pl.col("#text")
    prints = [text.hash(seed) for seed in SEEDS]
    if ours:
        # A text of ours with a sign that stands for a lost letter proves nothing by being equal.
        lost = text.str.contains(f"[{re.escape(LOST)}]")
        prints = [pl.when(~lost).then(one) for one in prints]
    marker = [pl.col(formats.marker).alias(MARKER)] if formats.marker else []
    identity = [_identity(formats, shape, canonical=True).alias(IDENTITY)] if ours else []
    keys = side.frame.select(
        ROW, ORDER, pl.concat_str(texts, separator="\x1f").alias("#text"), *identity, *marker
    )
    written = pl.col(ORDER).is_not_null() | (text.str.len_bytes() >= len(texts))
    kept = [pl.exclude("#text"), *(one.alias(name) for name, one in zip(PRINTS, prints, strict=True))]
    # The text is made once: within one step each expression would make its own.
    keys.filter(written).select(*kept).sink_parquet(
        path, compression="lz4", statistics=False, engine="streaming"
    )
    return pl.scan_parquet(path)


def _identity(formats: Formats, shape: Shape, *, canonical: bool) -> pl.Expr:
    """A hash of the identity fields, whatever separators they are written with; null where one is empty."""
    names = shape.facts.crosscheck.identity
    if any(name not in formats.fields for name in names):
        return pl.lit(None, pl.UInt64)
    texts = [loose(name, shape, canonical=canonical) for name in names]
    return pl.concat_str(texts, separator="\x1f").hash(SEEDS[0])


def loose(field: str, shape: Shape, *, canonical: bool = False) -> pl.Expr:
    """A field's texts without what writings change, for finding rows that may belong together; null where empty.

    Args:
        field: its name.
        shape: its type.
        canonical: the texts are canonical ones, which makes it cheap for the types that have no separators then.
    """
    kind, text = shape.kind_of(field), pl.col(field)
    if issubclass(kind, Phone):
        digits = text.str.strip_chars_start("+") if canonical else text.str.replace_all(r"[^0-9]", "")
        text = digits.str.tail(9)
    elif not (canonical and issubclass(kind, PersonId)):
        text = text.str.replace_all(r"[\s.\-]", "").str.to_uppercase()
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
        there.join(here.drop(IDENTITY), on=ORDER, how="full", suffix=HERE, coalesce=True)
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


def twins_of(
    alone: pl.DataFrame,
    there: pl.LazyFrame,
    here: pl.LazyFrame,
    joined: Joined,
    formats: Formats,
    shape: Shape,
) -> pl.DataFrame:
    """Orders without a sale (`ROW`) beside sales of the same identity that have their order (`TWIN`, `ROW + HERE`).

    `SEVERAL` says that the number of that order stands on a side more than once.

    An identity that a crowd of orders or sales shares tells nothing and is left out.

    Args:
        alone: full rows of the orders without a sale.
        there, here: the keys of both sides.
        joined: what the join of the numbers came to.
        formats, shape: what is compared.
    """
    strange = alone.select(ROW, _identity(formats, shape, canonical=False).alias(IDENTITY)).drop_nulls()
    unmatched = joined.open.filter(pl.col(ROW).is_null()).select(pl.col(ROW + HERE).alias(ROW))
    matched = (
        here.select(pl.col(ROW).alias(ROW + HERE), ORDER, IDENTITY)
        .join(strange.lazy(), on=IDENTITY, how="semi")
        .join(unmatched.lazy(), left_on=ROW + HERE, right_on=ROW, how="anti")
        .join(there.select(pl.col(ROW).alias(TWIN), ORDER), on=ORDER)
        .collect(engine="streaming")
    )
    twins = strange.join(matched, on=IDENTITY).filter(pl.len().over(IDENTITY) <= CROWD)
    several = pl.col(ORDER).is_in(joined.twice[ORDER].unique().implode()).alias(SEVERAL)
    return twins.select(ROW, TWIN, ORDER, ROW + HERE, several).sort(ROW, TWIN)
