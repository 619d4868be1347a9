"""Find out how an export writes each field, from some of its rows and our sales of the same orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from trastienda.reconcile.shape import ORDER, Shape
from trastienda.reconcile.sources import Source
from trastienda.reconcile.writings import Writing, writings

SAMPLE = 2_000
"""So many rows of the export are looked at."""

FIRST_SALES = 200_000
"""Our sales of those rows are looked for among so many first, and among all only when fewer than `ENOUGH` are found."""

ENOUGH = 200


@dataclass(frozen=True, slots=True)
class Formats:
    """How one export writes.

    Attributes:
        fields: the fields that both sides have and that are compared, but for the marker; in the sale's order.
        marker: the field with our reference, where both sides have it.
        chosen: field → the writing that most rows of the sample have.
    """

    fields: tuple[str, ...]
    marker: str | None
    chosen: Mapping[str, Writing]

    @property
    def names(self) -> tuple[str, ...]:
        """All that is compared, the marker last."""
        return (*self.fields, self.marker) if self.marker else self.fields


def formats(export: Source, book: Source, shape: Shape) -> Formats:
    """The writing of each field with which most sampled rows become equal; the first one where none does."""
    both = [name for name in shape.fields if name in export.fields and name in book.fields]
    marker = shape.marker if shape.marker in both else None
    fields = tuple(name for name in both if name != marker)
    sample = export.frame.select(ORDER, *fields).head(SAMPLE).collect(engine="streaming")
    wanted = pl.col(ORDER).is_in(sample.get_column(ORDER).drop_nulls().implode())
    mine = book.frame.select(ORDER, *fields)
    ours = mine.head(FIRST_SALES).filter(wanted).collect(engine="streaming")
    if ours.height < ENOUGH:
        ours = mine.filter(wanted).collect(engine="streaming")
    pairs = sample.join(ours, on=ORDER, suffix=" here")
    return Formats(fields, marker, {name: _likeliest(pairs, name, writings(shape, name)) for name in fields})


def _likeliest(pairs: pl.DataFrame, field: str, ways: Sequence[Writing]) -> Writing:
    ours, theirs = pl.col(f"{field} here"), pl.col(field)
    equal = pairs.select((way(ours) == theirs).sum().alias(str(n)) for n, way in enumerate(ways)).row(0)
    # The first of several: the list begins with the likeliest.
    return ways[max(range(len(ways)), key=lambda n: (equal[n], -n))]
