"""Reconcile a portal's export with our book: read it from top to bottom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from trastienda.errors import IntakeError
from trastienda.reconcile.findings import Findings
from trastienda.reconcile.formats import formats
from trastienda.reconcile.keys import HERE, join_keys, twins_of, write_keys
from trastienda.reconcile.kinds import Kind
from trastienda.reconcile.relink import relink
from trastienda.reconcile.rows import Rows
from trastienda.reconcile.shape import ROW, Shape
from trastienda.reconcile.sources import open_book, open_export
from trastienda.reconcile.verdicts import Verdicts

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows of one kind: of the export, and of our book."""

    there: int
    here: int


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a reconciliation came to.

    Attributes:
        there, here: rows of the export and of our book; each is in one kind of `tallies`.
        tallies: kind → its rows.
        findings: a line for everything that does not agree, with the columns of `findings.SCHEMA`; it is read from the
            scratch folder.
        compared: the fields that were compared.
        not_compared: fields that an order shows and that the export, or our book, has no column for.
        notes: how the files were read, and the headers that mean nothing to us.
    """

    there: int
    here: int
    tallies: Mapping[Kind, Tally]
    findings: pl.LazyFrame
    compared: tuple[str, ...]
    not_compared: tuple[str, ...]
    notes: tuple[str, ...]


def reconcile(export: Path, book: Path, shape: Shape, *, scratch: Path, say: Say) -> Reconciled:
    """Compare a portal's export with our book.

    Args:
        export: CSV, XLSX or Parquet of the portal, its texts as the portal writes them.
        book: CSV, XLSX or Parquet (or a folder of Parquet files) of our sales, with the portal's numbers of their
            orders.
        shape: the kind of sale and the words of the portal.
        scratch: an empty folder; the rows that do not agree and the hashes of all are written to it.
        say: told where it stands, in English.

    Raises:
        IntakeError: a file cannot be read, or the two have nothing in common that could be compared.
    """
    try:
        return _reconcile(export, book, shape, scratch, say)
    except pl.exceptions.PolarsError as error:
        reason = str(error).strip().splitlines()[0]
        raise IntakeError(
            f"{export.name} or {book.name} cannot be read to its end: {reason}. Look for a row with more cells than "
            "headers, or with an open quotation mark; export it again."
        ) from error


def _reconcile(export: Path, book: Path, shape: Shape, scratch: Path, say: Say) -> Reconciled:
    say("opening both files")
    there, here = open_export(export, shape, scratch=scratch), open_book(book, shape, scratch=scratch)
    how = formats(there, here, shape)
    if not how.fields:
        raise IntakeError(
            f"{export.name} and {book.name} have no column in common besides the order number; known are: "
            f"{', '.join(shape.fields)}."
        )
    say(f"comparing by order number and {len(how.names)} fields: {', '.join(how.names)}")
    keys = write_keys(there, scratch / "there.keys", how, shape, ours=False)
    keys_here = write_keys(here, scratch / "here.keys", how, shape, ours=True)
    joined = join_keys(keys, keys_here)
    say(f"{joined.there} rows there, {joined.here} here; {joined.agreeing} agree by their texts")
    rows = Rows(joined, scratch)
    rows.keep_there(there)
    alone = rows.alone_there()
    twins = twins_of(alone, keys, keys_here, joined, how, shape)
    rows.keep_here(here, twins[ROW + HERE])
    relinked = relink(alone, rows.alone_here(), rows.pairs(twins), how, shape)
    say(f"{len(relinked.moved)} orders found under another number; comparing the others value by value")
    (scratch / "findings").mkdir()
    findings = Findings(scratch / "findings", shape)
    verdicts = Verdicts(findings, rows, how, shape)
    verdicts.several(joined)
    doubled = verdicts.doubles(relinked, twins)
    verdicts.alone(relinked)
    agreeing = joined.agreeing + verdicts.pairs(doubled[ROW + HERE].to_list())
    # A repeated order's own pair agreed by its texts, unless it is among those that were looked at closely.
    open_pairs = joined.open.select(ROW, ROW + HERE)
    agreeing -= doubled.join(open_pairs, on=[ROW, ROW + HERE], how="anti").height
    tallies = {kind: Tally(findings.there[kind], findings.here[kind]) for kind in Kind}
    strange = dict.fromkeys([*there.strange, *here.strange])
    noted = f"Not compared, because they are no field of the sale: {', '.join(strange)}."
    return Reconciled(
        there=joined.there,
        here=joined.here,
        tallies=tallies | {Kind.AGREES: Tally(agreeing, agreeing)},
        findings=findings.close(),
        compared=how.names,
        not_compared=tuple(name for name in shape.fields if name not in how.names),
        notes=(*there.notes, *here.notes, *([noted] if strange else [])),
    )
