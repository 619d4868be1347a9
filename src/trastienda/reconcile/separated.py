"""Read a CSV file of any size as a lazy frame of texts, after finding out its encoding and separator."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from trastienda.errors import IntakeError
from trastienda.intake.encoding import decode
from trastienda.intake.separated import separator_of
from trastienda.reconcile.shape import ROW

HEAD = 256 * 1024
"""So many bytes of a file tell its separator."""

CHUNK = 4 * 1024 * 1024
WIDE = {
    "UTF-16 LE": "utf-16-le",
    "UTF-16 BE": "utf-16-be",
    "UTF-16-LE": "utf-16-le",
    "UTF-16-BE": "utf-16-be",
}
WINDOWS = "Windows-1252"


def scan_separated(path: Path, *, scratch: Path) -> tuple[pl.LazyFrame, list[str], str]:
    """The rows of a CSV file.

    Args:
        path: the file.
        scratch: a folder in which a file that is not UTF-8 is written again.

    Returns:
        a frame with the columns "0", "1", … and `ROW` (the header's row is 1), the headers of those columns, and a
        sentence about how it was read.

    Raises:
        IntakeError: encoding or separator cannot be told, or the file is empty.
    """
    encoding = _encoding(path)
    if encoding not in ("UTF-8", "ASCII"):
        path = _as_utf8(path, encoding, scratch)
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.read(HEAD)
        if file.read(1):
            # The last line is half of one, and may be in the middle of a quoted cell.
            head = head[: head.rindex("\n") + 1] if "\n" in head else head
    separator = separator_of(_whole_rows(head), path.name)
    declared = head.startswith("sep=")
    lines = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
    skipped = 0
    headers: list[str] = []
    for cells in lines:
        if not (declared and lines.line_num == 1) and any(cell.strip() for cell in cells):
            headers = [cell.strip() for cell in cells]
            break
        skipped += 1
    first = 2 + skipped - declared
    frame = pl.scan_csv(
        path,
        separator=separator,
        schema={str(position): pl.String() for position in range(len(headers))},
        has_header=False,
        skip_rows=skipped + 1,
        glob=False,
        row_index_name=ROW,
        row_index_offset=first,
    )
    return frame, headers, f"{path.name}: {encoding}, separator {separator!r}"


def _whole_rows(head: str) -> str:
    """The rows before one that is cut in a quoted cell."""
    while head.count('"') % 2 and "\n" in head[:-1]:
        head = head[: head.rindex("\n", 0, -1) + 1]
    return head


def _encoding(path: Path) -> str:
    """The encoding of a file; only one that is neither ASCII nor UTF-8 is looked at closely."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    wide = not head.startswith(b"\xef\xbb\xbf") and (
        b"\x00" in head[:400] or head[:2] in (b"\xff\xfe", b"\xfe\xff")
    )
    if wide:
        return decode(head[: len(head) // 2 * 2], path.name).encoding
    found = {_encoding_of(lines, path.name) for lines in _lines(path)} - {"ASCII"}
    if len(found) > 1:
        raise IntakeError(
            f"{path.name} is partly in UTF-8 and partly in Windows-1252, so its letters cannot be told. "
            "Export it again."
        )
    return found.pop() if found else "ASCII"


def _encoding_of(lines: bytes, name: str) -> str:
    if lines.isascii():
        return "ASCII"
    try:
        lines.decode("utf-8")
    except UnicodeDecodeError:
        return decode(lines, name).encoding
    # What is garbled inside is the trouble of its own cell: it is unclear.
    return "UTF-8"


def _lines(path: Path) -> Iterator[bytes]:
    """The file in pieces that end with a line."""
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece + file.readline()


def _as_utf8(path: Path, encoding: str, scratch: Path) -> Path:
    # `utf-16` itself would take the byte order mark away; the exact names leave it as a letter.
    codec = WIDE.get(encoding, "cp1252")
    copy = scratch / path.name
    with path.open(encoding=codec, newline="") as old, copy.open("w", encoding="utf-8", newline="") as new:
        first = old.read(CHUNK)
        new.write(first.removeprefix("\ufeff"))
        while piece := old.read(CHUNK):
            new.write(piece)
    return copy
