"""Find what a PDF can do, or carries, beside showing pages."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from trastienda.documents.limits import Limits
from trastienda.domain.templates import Risk

_ACTIONS = {
    "/JavaScript": Risk.JAVASCRIPT,
    "/Launch": Risk.LAUNCHES,
    "/RichMediaExecute": Risk.LAUNCHES,
    "/SubmitForm": Risk.SENDS,
    "/ImportData": Risk.SENDS,
    "/GoToE": Risk.FILES,
}
_KINDS = {"/EmbeddedFile": Risk.FILES, "/FileAttachment": Risk.FILES, "/RichMedia": Risk.FILES}


def active_content(reader: PdfReader, limits: Limits) -> set[Risk]:
    """What the file's objects can do; `Risk.CUT_SHORT` among them when there are too many to look at all."""
    risks: set[Risk] = set()
    numbers = _numbers(reader)
    for number, generation in islice(numbers, limits.objects):
        risks |= set(_risks_in(reader.get_object(IndirectObject(number, generation, reader))))
    if next(numbers, None) is not None:
        risks.add(Risk.CUT_SHORT)
    return risks


def _numbers(reader: PdfReader) -> Iterator[tuple[int, int]]:
    for generation, entries in reader.xref.items():
        for number in entries:
            yield number, generation
    for number in reader.xref_objStm:
        yield number, 0


def _risks_in(found: Any) -> Iterator[Risk]:
    # No recursion: what lies deep in itself shall not end this program.
    todo = [found]
    while todo:
        value = todo.pop()
        if isinstance(value, DictionaryObject):
            yield from _risks_of(value)
            todo += [one for one in value.values() if isinstance(one, DictionaryObject | ArrayObject)]
        elif isinstance(value, ArrayObject):
            todo += [one for one in value if isinstance(one, DictionaryObject | ArrayObject)]


def _risks_of(value: dict[Any, Any]) -> Iterator[Risk]:
    action = _got(value.get("/S"))
    if isinstance(action, str) and action in _ACTIONS:
        yield _ACTIONS[action]
    if "/JS" in value:
        yield Risk.JAVASCRIPT
    if "/EF" in value:
        yield Risk.FILES
    for key in ("/Type", "/Subtype"):
        kind = _got(value.get(key))
        if isinstance(kind, str) and kind in _KINDS:
            yield _KINDS[kind]


def _got(value: Any) -> Any:
    # A name may stand in an object of its own.
    return value.get_object() if isinstance(value, IndirectObject) else value
