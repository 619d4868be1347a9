"""The script that one would write with polars: bring both sides to one form, join, compare."""

import sys
from pathlib import Path

import polars as pl

from benchmarks.reconcile.subjects import ACCENTS, BOOK, EXPORT, FIELDS, HEADERS, found_path


def form(side: pl.DataFrame) -> pl.DataFrame:
    """Texts that are equal when their values are."""
    text = pl.col
    day = [
        text(name).str.replace(r"^(\d{2}).(\d{2}).(\d{4})$", "$3-$2-$1")
        for name in ("birth_date", "activation")
    ]
    amount = text("monthly_fee").str.replace_all(r"[^0-9,.]", "")
    spanish = amount.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    return side.with_columns(
        *day,
        text("order").str.strip_chars(),
        text("holder_id").str.replace_all("[^0-9A-Za-z]", "").str.to_uppercase(),
        text("holder_name").str.strip_chars().str.to_lowercase().str.replace_many(ACCENTS),
        text("email").str.to_lowercase(),
        text("line").str.replace_all("[^0-9]", "").str.tail(9),
        text("plan").str.strip_chars(),
        text("iban").str.replace_all(" ", "", literal=True),
        pl.when(amount.str.contains(",", literal=True))
        .then(spanish)
        .otherwise(amount)
        .cast(pl.Float64)
        .alias("monthly_fee"),
    )


def main(folder: Path) -> None:
    """Reconcile."""
    export = pl.read_csv(
        folder / EXPORT, separator=";", infer_schema=False, row_index_name="row", row_index_offset=2
    )
    book = pl.read_parquet(folder / BOOK, row_index_name="row", row_index_offset=1)
    there, here = form(export.rename(HEADERS)), form(book)
    twice = pl.concat(
        [side.filter(pl.col("order").is_duplicated())["order"] for side in (there, here)]
    ).unique()
    double_there = there.filter(pl.col("order").is_in(twice.implode()))
    double_here = here.filter(pl.col("order").is_in(twice.implode()))
    there = there.join(double_there, on="row", how="anti")
    here = here.join(double_here, on="row", how="anti")
    pairs = there.join(here, on="order", how="full", suffix="_here", coalesce=True)
    none = pl.lit(None, pl.UInt32)
    wrong = pl.concat_list(
        pl.when(pl.col(name).ne_missing(pl.col(f"{name}_here"))).then(pl.lit(name)) for name in FIELDS
    ).list.drop_nulls()
    found = pairs.select(
        pl.when(pl.col("row").is_null())
        .then(pl.lit("missing"))
        .when(pl.col("row_here").is_null())
        .then(pl.lit("unknown"))
        .otherwise(pl.lit("differs"))
        .alias("kind"),
        pl.col("row").alias("row_there"),
        "row_here",
        wrong.alias("fields"),
    ).filter((pl.col("kind") != "differs") | (pl.col("fields").list.len() > 0))
    lists = pl.lit([], pl.List(pl.String)).alias("fields")
    kind = pl.lit("twice").alias("kind")
    doubles = [
        double_there.select(kind, pl.col("row").alias("row_there"), none.alias("row_here"), lists),
        double_here.select(kind, none.alias("row_there"), pl.col("row").alias("row_here"), lists),
    ]
    pl.concat([found, *doubles]).write_parquet(found_path(folder, "polars"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
