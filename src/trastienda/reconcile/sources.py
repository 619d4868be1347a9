"""Open a file of orders or sales as a lazy frame of texts under the names of a sale's fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from babel.numbers import get_decimal_symbol

from trastienda.domain.fields import CANONICAL, fold
from trastienda.errors import IntakeError
from trastienda.intake.files import read_tables
from trastienda.intake.headers import duplicate
from trastienda.intake.row import RawRow
from trastienda.reconcile.separated import scan_separated
from trastienda.reconcile.shape import LOST_HERE, ORDER, ROW, SALE, Shape

SUFFIXES = (".csv", ".parquet", ".xlsx", ".xlsm")
FIRST_TEXTS = 200
"""So many texts of a column tell whether it holds canonical ones."""


@dataclass(frozen=True, slots=True)
class Source:
    """One side, ready to be scanned.

    Attributes:
        frame: a text column for each known header, named by its field; `ROW`, and `ORDER` without outer white space.
        fields: the sale's fields among its columns.
        strange: headers that mean nothing to us.
        notes: how the file was read.
    """

    frame: pl.LazyFrame
    fields: tuple[str, ...]
    strange: tuple[str, ...]
    notes: tuple[str, ...]


def open_export(path: Path, shape: Shape, *, scratch: Path) -> Source:
    """The portal's export, every cell as the text that the portal shows.

    Args:
        path: CSV, XLSX or Parquet.
        shape: the words of the portal.
        scratch: a folder for what must be written again.

    Raises:
        IntakeError: it cannot be read, or has no column for the order's number.
    """
    frame, headers, notes = _scan(path, shape.facts.locale, scratch)
    return _named(path.name, frame, headers, notes, shape)


def open_book(path: Path, shape: Shape, *, scratch: Path) -> Source:
    """Our book, every cell in canonical text.

    A column of texts that are canonical is taken as it is. Anything else is read as the portal's locale writes it; what
    cannot be read so is marked as lost.

    Args:
        path: CSV, XLSX or Parquet; a folder of Parquet files too.
        shape: the words of the portal and of our files.
        scratch: a folder for what must be written again.

    Raises:
        IntakeError: it cannot be read, or has no column for the order's number.
    """
    locale = shape.facts.locale
    frame, headers, notes = _scan(path, locale, scratch)
    named = _named(path.name, frame, headers, notes, shape)
    head = named.frame.head(FIRST_TEXTS).collect(engine="streaming")
    for name in named.fields:
        if _is_canonical(head.get_column(name), name, shape):
            continue
        texts = named.frame.select(name).unique().collect(engine="streaming").to_series()
        written = [text for text in texts.to_list() if text]
        canonical = [shape.canonical(name, text, locale) for text in written]
        known = pl.LazyFrame(
            {name: written, "#canonical": canonical}, schema={name: pl.String, "#canonical": pl.String}
        )
        frame = named.frame.join(known, on=name, how="left", maintain_order="left").drop(name)
        named = Source(frame.rename({"#canonical": name}), named.fields, named.strange, named.notes)
    return named


def _scan(path: Path, locale: str, scratch: Path) -> tuple[pl.LazyFrame, list[str], tuple[str, ...]]:
    """A frame of texts with the columns "0", "1", … and `ROW`, their headers, and how it was read."""
    if not path.exists():
        raise IntakeError(f"There is no file {path}.")
    if path.is_dir():
        return _scan_parquet(path, locale)
    match path.suffix.casefold():
        case ".csv":
            frame, headers, note = scan_separated(path, scratch=scratch)
            return frame, headers, (note,)
        case ".parquet":
            return _scan_parquet(path, locale)
        case ".xlsx" | ".xlsm":
            return _scan_workbook(path, locale)
    raise IntakeError(f"{path.name} is none of {', '.join(SUFFIXES)}. Save it as CSV, XLSX or Parquet.")


def _scan_parquet(path: Path, locale: str) -> tuple[pl.LazyFrame, list[str], tuple[str, ...]]:
    try:
        frame = pl.scan_parquet(
            path / "*.parquet" if path.is_dir() else path, row_index_name=ROW, row_index_offset=1
        )
        schema = frame.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise IntakeError(f"{path.name} is not a readable Parquet file: {error}. Export it again.") from error
    headers = [name for name in schema if name != ROW]
    texts = [_text(pl.col(name), schema[name], locale).alias(str(n)) for n, name in enumerate(headers)]
    return frame.select(ROW, *texts), headers, (f"{path.name}: Parquet",)


def _text(column: pl.Expr, kind: pl.DataType, locale: str) -> pl.Expr:
    """A typed column as the texts that `intake` would make of such cells."""
    if kind == pl.String:
        return column
    if kind == pl.Boolean:
        return pl.when(column).then(pl.lit("true")).when(~column).then(pl.lit("false"))
    if kind == pl.Datetime:
        zone = "%:z" if getattr(kind, "time_zone", None) else ""
        return column.dt.to_string(f"%Y-%m-%d %H:%M:%S{zone}").str.strip_suffix(" 00:00:00")
    if kind.is_float() or kind.is_decimal():
        symbol = "." if locale == CANONICAL else get_decimal_symbol(locale)
        exact = column.cast(pl.String)
        exact = (
            pl.when(exact.str.contains(".", literal=True))
            .then(exact.str.strip_chars_end("0"))
            .otherwise(exact)
        )
        return exact.str.strip_suffix(".").str.replace(".", symbol, literal=True)
    return column.cast(pl.String)


def _scan_workbook(path: Path, locale: str) -> tuple[pl.LazyFrame, list[str], tuple[str, ...]]:
    tables = [table for table in read_tables(path, locale=locale) if next(iter(table.rows), None)]
    if len(tables) != 1:
        found = ", ".join(table.name for table in tables) or "none"
        raise IntakeError(
            f"{path.name} must have one visible sheet with rows, found: {found}. Hide or split the others."
        )
    (table,) = tables
    if table.refused:
        raise IntakeError(table.refused)
    rows = [(row.source.row, *(_cell(row, header) for header in table.headers)) for row in table.rows]
    schema = {ROW: pl.UInt32, **{str(n): pl.String for n in range(len(table.headers))}}
    frame = pl.DataFrame(rows, schema=schema, orient="row").lazy()
    return frame, list(table.headers), tuple(note.en for note in table.notes)


def _cell(row: RawRow, header: str) -> str:
    lost = any(trouble.column in ("", header) for trouble in row.troubles)
    return row.values[header] + (LOST_HERE if lost else "")


def _named(
    name: str, frame: pl.LazyFrame, headers: Sequence[str], notes: tuple[str, ...], shape: Shape
) -> Source:
    twice = duplicate(name, [header for header in headers if header])
    if twice:
        raise IntakeError(twice)
    known = shape.known_headers()
    found: dict[str, str] = {}
    for position, header in enumerate(headers):
        field = known.get(fold(header))
        if field is None:
            continue
        if field in found:
            other = headers[int(found[field])]
            raise IntakeError(
                f"{name}: the columns '{other}' and '{header}' both mean {field.removeprefix('#')}."
            )
        found[field] = str(position)
    if ORDER not in found:
        raise IntakeError(
            f"{name} has no column for the portal's order number. Its columns: {', '.join(headers)}. Name it as the "
            f"portal does: {', '.join(shape.orders) or 'order'}, or 'order'."
        )
    columns = [pl.col(position).alias(field) for field, position in found.items()]
    reference = pl.col(found["reference"]) if "reference" in found else pl.lit(None, pl.String)
    frame = frame.select(ROW, *columns, reference.alias(SALE))
    order = pl.col(ORDER).str.strip_chars()
    return Source(
        frame.with_columns(pl.when(order != "").then(order)),
        tuple(field for field in found if not field.startswith("#")),
        tuple(header for header in headers if header and fold(header) not in known),
        notes,
    )


def _is_canonical(texts: pl.Series, field: str, shape: Shape) -> bool:
    """Whether all texts of a column's head are canonical; a marked one is not."""
    return all(shape.canonical(field, text, CANONICAL) == text for text in texts.unique().to_list() if text)
