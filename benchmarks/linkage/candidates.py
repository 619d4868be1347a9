"""Find the pairs that are worth a comparison: the same ones for every method."""

import hashlib
import itertools
from pathlib import Path

import polars as pl

from benchmarks.linkage.kinds import SPLITS, Kind, Shape

LARGEST_BLOCK = 20
"""Pairs that agree in a key are candidates when no more than so many pairs agree in the same values."""

START = 3
"""So many first characters of a name or an address are a key of their own."""


def read(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The left and the right file of a set; every column but `id` is text."""
    left, right = (
        # A column without any value comes without a type.
        pl.read_parquet(folder / f"{side}.parquet").cast({pl.Null: pl.String})
        for side in ("left", "right")
    )
    return left, right


def with_date_parts(rows: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    """The rows with the columns `year`, `month` and `day` (texts without leading zeros) in place of the date's own."""
    names = ("year", "month", "day")
    if shape.parts:
        text = pl.col(shape.date[0])
        parts = [text.str.slice(*place).alias(name) for name, place in zip(names, shape.parts, strict=True)]
    else:
        parts = [pl.col(column).alias(name) for name, column in zip(names, shape.date, strict=True)]
    rows = rows.with_columns(parts)
    bare = [pl.col(name).str.strip_chars_start("0").replace("", None) for name in names]
    return rows.with_columns(bare)


def _keys(rows: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    """The rows with all columns in which an agreement makes a candidate."""
    given = next(name for name, kind in shape.fields.items() if kind is Kind.GIVEN)
    surname = next(name for name, kind in shape.fields.items() if kind is Kind.SURNAME)
    names = [pl.min_horizontal(given, surname), pl.max_horizontal(given, surname)]
    starts = [
        pl.col(name).str.slice(0, START).alias(f"{name} start")
        for name, kind in shape.fields.items()
        if kind in {Kind.GIVEN, Kind.SURNAME, Kind.WORDS}
    ]
    ends = [
        pl.col(name).str.slice(-START).alias(f"{name} end")
        for name, kind in shape.fields.items()
        if kind in {Kind.GIVEN, Kind.SURNAME}
    ]
    # Given name and surname in either order.
    return with_date_parts(rows, shape).with_columns(
        *starts, *ends, pl.concat_str(names, separator="|").alias("both names")
    )


def candidates(left: pl.DataFrame, right: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    """All pairs that agree in one column, or in up to `shape.depth` together, where few pairs do.

    Returns:
        `left` and `right` (ids of the rows) and `same` (whether they are the same entity), sorted.
    """
    left, right = _keys(left, shape), _keys(right, shape)
    columns = [name for name in left.columns if name not in {"id", "entity"}]
    found = []
    for size in range(1, shape.depth + 1):
        for names in itertools.combinations(columns, size):
            key = pl.concat_str(names, separator="|").alias("key")
            ours, theirs = (rows.select(pl.col("id"), key).drop_nulls() for rows in (left, right))
            sizes = ours.group_by("key").len("one").join(theirs.group_by("key").len("other"), on="key")
            small = sizes.filter(pl.col("one") * pl.col("other") <= LARGEST_BLOCK).select("key")
            found.append(
                ours.join(small, on="key")
                .join(theirs, on="key", suffix=" right")
                .select(pl.col("id").alias("left"), pl.col("id right").alias("right"))
            )
    pairs = pl.concat(found).unique().sort("left", "right")
    of_left, of_right = (
        rows.select(pl.col("id").alias(side), pl.col("entity").alias(f"{side} entity"))
        for side, rows in (("left", left), ("right", right))
    )
    named = pairs.join(of_left, on="left").join(of_right, on="right")
    learn = [
        (pl.col("left entity").is_in(half) & pl.col("right entity").is_in(half)).alias(f"learn {split}")
        for split in range(1, SPLITS + 1)
        for half in [[one for one in {*left["entity"], *right["entity"]} if calibrates(one, split)]]
    ]
    same = (pl.col("left entity") == pl.col("right entity")).alias("same")
    return named.select("left", "right", same, *learn).sort("left", "right")


def calibrates(entity: str, split: int) -> bool:
    """Whether an entity belongs to the calibration half of a split; it depends on the two alone."""
    return hashlib.sha256(f"{split} {entity}".encode()).digest()[0] % 2 == 0
