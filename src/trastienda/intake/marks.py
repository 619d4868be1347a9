"""Find in a workbook what calamine does not tell: error cells, hidden rows."""

import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

from trastienda.errors import IntakeError

# Bounded on purpose: without a bound a crafted sheet of unclosed tags would be searched for hours.
_ERROR = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]{0,2000}\bt=[\"']e[\"'])(?=[^>]{0,2000}\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'])[^>]{0,2000}>"
    rb"(?P<inside>.{0,2000}?)</(?:\w+:)?c>",
    re.DOTALL,
)
_FILLED = re.compile(
    rb"<(?:\w+:)?c\b[^>]{0,2000}\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'](?:[^>]{0,2000}[^/>])?>", re.IGNORECASE
)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]{1,20})</")
_HIDDEN = re.compile(
    rb"<(?:\w+:)?row\b(?=[^>]{0,2000}\bhidden=[\"'](?:1|true)[\"'])[^>]{0,2000}?\br=[\"']([0-9]{1,7})[\"']"
)


@dataclass(frozen=True, slots=True)
class Marks:
    """What one sheet has besides its values; rows and columns count from 1.

    Args:
        errors: (row, column) → the error that stands there ("#DIV/0!").
        hidden: rows that a person does not see, by hand or by a filter.
        height, width: the last row and the last column that hold anything.
    """

    errors: dict[tuple[int, int], str]
    hidden: tuple[int, ...]
    height: int
    width: int


def marks_of(path: Path) -> dict[str, Marks]:
    """The marks of every worksheet of a workbook, by the sheet's name. Its size has been checked before.

    Raises:
        IntakeError: a part declares a document type, which a workbook never does and attacks do.
    """
    with ZipFile(path) as archive:
        names = set(archive.namelist())
        for name in names:
            if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(name)[:4096]:
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
        return {sheet: _marks(archive.read(part)) for sheet, part in sheets.items() if part in names and part}


def _relation(sheet: ElementTree.Element) -> str | None:
    return next((value for key, value in sheet.items() if key.endswith("}id")), None)


def _marks(xml: bytes) -> Marks:
    errors = {}
    for found in _ERROR.finditer(xml):
        value = _VALUE.search(found["inside"])
        text = value[1].decode(errors="replace") if value else "#?"
        errors[int(found[2]), column_number(found[1].decode())] = text
    # A set first: a workbook has millions of cells but few columns.
    places = {(found[1], found[2]) for found in _FILLED.finditer(xml)}
    return Marks(
        errors,
        tuple(int(found[1]) for found in _HIDDEN.finditer(xml)),
        height=max((int(row) for _, row in places), default=0),
        width=max(
            (column_number(letters.decode()) for letters in {letters for letters, _ in places}), default=0
        ),
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
