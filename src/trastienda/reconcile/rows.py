"""Put the full rows of whatever does not agree at first sight aside, and give them out a batch at a time."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from trastienda.reconcile.keys import HERE, Joined
from trastienda.reconcile.shape import ORDER, ROW
from trastienda.reconcile.sources import Source

PAIRS_A_BATCH = 100_000


class Rows:
    """The rows that the join of the numbers left open, of both sides; they lie in two files."""

    def __init__(self, joined: Joined, scratch: Path) -> None:
        """Prepare.

        Args:
            joined: what the join of the numbers left open.
            scratch: where the two files are written.
        """
        self._joined, self._scratch = joined, scratch
        self._both = pl.concat([joined.open, joined.twice])

    def keep_there(self, export: Source) -> None:
        """Read the export once more and keep what is open."""
        self._there = _put_aside(export.frame, self._both[ROW], self._scratch / "there.rows")

    def keep_here(self, book: Source, twins: pl.Series) -> None:
        """Read our book once more and keep what is open, and the rows of `twins`."""
        wanted = pl.concat([self._both[ROW + HERE], twins])
        self._here = _put_aside(book.frame, wanted, self._scratch / "here.rows")

    def alone_there(self) -> pl.DataFrame:
        """The orders without a sale; those without a number are not among them."""
        open_ = self._joined.open
        return self.there(open_.filter(pl.col(ROW + HERE).is_null() & pl.col(ORDER).is_not_null())[ROW])

    def alone_here(self) -> pl.DataFrame:
        """The sales without an order."""
        open_ = self._joined.open
        return self.here(open_.filter(pl.col(ROW).is_null())[ROW + HERE])

    def without_number(self) -> pl.DataFrame:
        """The rows of the export that have no order number."""
        open_ = self._joined.open
        return self.there(open_.filter(pl.col(ORDER).is_null() & pl.col(ROW).is_not_null())[ROW])

    def there(self, numbers: pl.Series) -> pl.DataFrame:
        """Full rows of the export, by their numbers."""
        return _of(self._there, numbers)

    def here(self, numbers: pl.Series) -> pl.DataFrame:
        """Full rows of our book, by their numbers."""
        return _of(self._here, numbers)

    def pairs(self, numbers: pl.DataFrame) -> pl.DataFrame:
        """Full pairs by `ROW` and `ROW + HERE`: the export's columns, and ours with `HERE` behind their names."""
        ours = self.here(numbers[ROW + HERE]).select(pl.all().name.suffix(HERE))
        theirs = self.there(numbers[ROW])
        pairs = numbers.select(ROW, ROW + HERE).join(theirs, on=ROW, maintain_order="left")
        return pairs.join(ours, on=ROW + HERE, maintain_order="left")

    def batches(self) -> Iterator[pl.DataFrame]:
        """All pairs of one number whose texts are not equal."""
        numbers = self._joined.open.select(ROW, ROW + HERE).drop_nulls().sort(ROW)
        for start in range(0, numbers.height, PAIRS_A_BATCH):
            yield self.pairs(numbers.slice(start, PAIRS_A_BATCH))


def _put_aside(frame: pl.LazyFrame, numbers: pl.Series, path: Path) -> pl.LazyFrame:
    wanted = numbers.drop_nulls().unique()
    frame.filter(pl.col(ROW).is_in(wanted.implode())).sink_parquet(
        path, compression="lz4", engine="streaming"
    )
    return pl.scan_parquet(path)


def _of(rows: pl.LazyFrame, numbers: pl.Series) -> pl.DataFrame:
    return rows.join(_wanted(numbers), on=ROW, how="semi").collect(engine="streaming").sort(ROW)


def _wanted(numbers: pl.Series) -> pl.LazyFrame:
    return pl.LazyFrame({ROW: numbers.drop_nulls().unique()}, schema={ROW: pl.UInt32})
