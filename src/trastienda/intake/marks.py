"""Find in a workbook what calamine does not tell: error cells, hidden rows."""

import posixpath
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

from trastienda.errors import IntakeError
from trastienda.intake.limits import Limits

_ERROR_TYPE = re.compile(rb"t=[\"']e[\"']")
# Bounded on purpose: without a bound a crafted sheet of unclosed tags would be searched for hours.
_ERROR = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]{0,2000}\bt=[\"']e[\"'])(?=[^>]{0,2000}\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'])[^>]{0,2000}>"
    rb"(?P<inside>.{0,2000}?)</(?:\w+:)?c>",
    re.DOTALL,
)
_FILLED = re.compile(
    rb"<(?:\w+:)?c\b[^>]{0,2000}\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'](?:[^>]{0,2000}[^/>])?>", re.IGNORECASE
)
# Every cell, also one that is only painted: ten times faster, and enough where even those lie within the limits.
_COLUMN = re.compile(rb"r=[\"']([A-Za-z]{1,3})[0-9]")
_ROW = re.compile(rb"r=[\"'][A-Za-z]{1,3}([0-9]{1,7})")
# Cells beyond these are seldom; a piece without any need not be counted.
_NEAR_HEIGHT, _NEAR_WIDTH = 99_999, 26
_FAR = re.compile(rb"r=[\"'](?:[A-Za-z]{2}|[A-Za-z][0-9]{6})")
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]{1,20})</")
_HIDDEN = re.compile(
    rb"<(?:\w+:)?row\b(?=[^>]{0,2000}\bhidden=[\"'](?:1|true)[\"'])[^>]{0,2000}?\br=[\"']([0-9]{1,7})[\"']"
)
# A sheet is searched in pieces; each begins with the end of the one before it, longer than anything that is searched.
_PIECE = 1 << 22
_OVERLAP = 10_000


@dataclass(frozen=True, slots=True)
class Marks:
    """What one sheet has besides its values; rows and columns count from 1.

    Args:
        errors: (row, column) → the error that stands there ("#DIV/0!").
        hidden: rows that a person does not see, by hand or by a filter.
        height, width: the last row and the last column that hold anything, as far as they may be too far away:
            painted cells within the limits count too, and those of the first 26 columns and 99,999 rows need not.
    """

    errors: dict[tuple[int, int], str]
    hidden: frozenset[int]
    height: int
    width: int


def marks_of(path: Path, limits: Limits) -> dict[str, Marks]:
    """The marks of every worksheet of a workbook, by the sheet's name. Its size has been checked before.

    Raises:
        IntakeError: a part declares a document type, which a workbook never does and attacks do.
    """
    with ZipFile(path) as archive:
        names = set(archive.namelist())
        for name in names:
            if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in _beginning(archive, name):
                raise IntakeError(
                    f"{path.name} declares a document type in {name}, which no workbook does. It is not read."
                )
        targets = {
            link.get("Id"): posixpath.normpath(posixpath.join("/xl", link.get("Target", ""))).lstrip("/")
            for link in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        }
        sheets = {
            str(element.get("name")): targets.get(_relation(element))
            for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter()
            if element.tag.endswith("}sheet")
        }
        return {
            sheet: _marks(archive, part, limits) for sheet, part in sheets.items() if part in names and part
        }


def _beginning(archive: ZipFile, part: str) -> bytes:
    with archive.open(part) as file:
        return file.read(4096)


def _relation(sheet: ElementTree.Element) -> str | None:
    return next((value for key, value in sheet.items() if key.endswith("}id")), None)


def _marks(archive: ZipFile, part: str, limits: Limits) -> Marks:
    errors: dict[tuple[int, int], str] = {}
    hidden: set[int] = set()
    rows: set[bytes] = set()
    columns: set[bytes] = set()
    near = limits.allow(_NEAR_HEIGHT, _NEAR_WIDTH)
    for piece in _pieces(archive, part):
        errors.update(_errors(piece))
        if b"hidden" in piece:
            hidden.update(int(found[1]) for found in _HIDDEN.finditer(piece))
        if near and not _FAR.search(piece):
            continue
        rows.update(_ROW.findall(piece))
        columns.update(_COLUMN.findall(piece))
    height, width = _last(rows, columns)
    if not limits.allow(height, width):
        height, width = _filled(archive, part)
    return Marks(errors, frozenset(hidden), height, width)


def _pieces(archive: ZipFile, part: str) -> Iterator[bytes]:
    end = b""
    with archive.open(part) as file:
        while fresh := file.read(_PIECE):
            piece = end + fresh
            yield piece
            end = piece[-_OVERLAP:]


def _errors(xml: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for type_ in _ERROR_TYPE.finditer(xml):
        tag = xml.rfind(b"<", max(0, type_.start() - 2000), type_.start())
        found = _ERROR.match(xml, tag) if tag >= 0 else None
        if found:
            value = _VALUE.search(found["inside"])
            text = value[1].decode(errors="replace") if value else "#?"
            yield (int(found[2]), column_number(found[1].decode())), text


def _filled(archive: ZipFile, part: str) -> tuple[int, int]:
    rows: set[bytes] = set()
    columns: set[bytes] = set()
    for piece in _pieces(archive, part):
        for found in _FILLED.finditer(piece):
            columns.add(found[1])
            rows.add(found[2])
    return _last(rows, columns)


def _last(rows: Collection[bytes], columns: Collection[bytes]) -> tuple[int, int]:
    return (
        max(map(int, rows), default=0),
        max((column_number(letters.decode()) for letters in columns), default=0),
    )


def column_number(letters: str) -> int:
    """1 for "A", 27 for "AA"."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter.upper()) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """ "A" for 1, "AA" for 27."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
