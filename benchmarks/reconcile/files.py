"""Write a world to a folder: `python -m benchmarks.reconcile.files ROWS SEED FOLDER`."""

import sys
from pathlib import Path

from benchmarks.reconcile.orders import world
from benchmarks.reconcile.subjects import BOOK, EXPORT


def main(n: int, seed: int, folder: Path) -> None:
    """Write the export as CSV, the book as Parquet, and the truth about both."""
    made = world(n, seed)
    made.export.write_csv(folder / EXPORT, separator=";")
    made.book.write_parquet(folder / BOOK)
    made.there.write_parquet(folder / "there.parquet")
    made.here.write_parquet(folder / "here.parquet")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
