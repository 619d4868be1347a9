"""Hold what a subject found against what was planted."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from trastienda.reconcile.kinds import Kind

FIRST_ROW = {"there": 2, "here": 1}
"""The number of a side's first row, as people count: the header of the CSV is row 1."""


@dataclass(frozen=True, slots=True)
class Score:
    """Counted in rows of both sides.

    Attributes:
        planted: rows that do not agree.
        found: those of them that were given their kind, with their field where one was planted, and the right other row
            where they moved.
        invented: rows that agree and were given another kind, and rows that were linked with a wrong one.
        moved, relinked: pairs that moved to another number, and those of them that were linked.
    """

    planted: int
    found: int
    invented: int
    moved: int
    relinked: int


def score(folder: Path, found: Path) -> Score:
    """The score of a subject's file; `folder` has the truth, `there.parquet` and `here.parquet`."""
    told = pl.read_parquet(found).select(
        "kind", pl.col("row_there", "row_here").cast(pl.Int64), pl.col("fields").cast(pl.List(pl.String))
    )
    truth = {
        side: pl.read_parquet(folder / f"{side}.parquet")
        .with_row_index("row", offset=first)
        .cast({"row": pl.Int64})
        for side, first in FIRST_ROW.items()
    }
    linked = truth["there"].drop_nulls("link").join(truth["here"], on="link", suffix="_here")
    links = linked.select(pl.col("row").alias("row_there"), pl.col("row_here"), pl.lit(True).alias("right"))
    told = told.join(links, on=["row_there", "row_here"], how="left")
    moved = told.filter(pl.col("kind") == Kind.MOVED)
    planted = hits = wrong = 0
    for side, rows in truth.items():
        mine = told.filter(pl.col(f"row_{side}").is_not_null()).unique(f"row_{side}", keep="first")
        both = rows.join(mine, left_on="row", right_on=f"row_{side}", how="left", suffix="_told")
        is_planted = pl.col("kind") != Kind.AGREES
        named = (pl.col("field") == "") | pl.col("fields").list.contains(pl.col("field")).fill_null(False)
        rightly = (pl.col("kind") != Kind.MOVED) | pl.col("right").fill_null(False)
        hit = is_planted & (pl.col("kind") == pl.col("kind_told")).fill_null(False) & named & rightly
        mislinked = (pl.col("kind_told") == Kind.MOVED).fill_null(False) & pl.col("right").is_null()
        counts = both.select(
            is_planted.sum(),
            hit.sum().alias("hits"),
            ((~is_planted & pl.col("kind_told").is_not_null()) | mislinked).sum().alias("wrong"),
        ).row(0)
        planted, hits, wrong = planted + counts[0], hits + counts[1], wrong + counts[2]
    return Score(planted, hits, wrong, links.height, int(moved["right"].sum()))
