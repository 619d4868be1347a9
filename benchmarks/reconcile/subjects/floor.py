"""Read both files and join them on the order's number; nothing is compared. Nobody can be faster with polars."""

import sys
from pathlib import Path

import polars as pl

from benchmarks.reconcile.subjects import BOOK, EXPORT


def main(folder: Path) -> None:
    """Read and join."""
    export = pl.read_csv(folder / EXPORT, separator=";", infer_schema=False)
    book = pl.read_parquet(folder / BOOK)
    export.join(book, left_on="Nº de pedido", right_on="order", how="inner")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
