"""Read the form fields of a PDF: their values, and where they stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from trastienda.documents.limits import Limits

DEEPEST = 32
_RADIO = 1 << 15
_PUSH = 1 << 16
_INHERITED = ("/FT", "/V", "/Ff", "/Opt")
OFF = "/Off"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form field stands: page (1-based), its rectangle, whether the file draws it itself."""

    page: int
    rectangle: tuple[float, float, float, float]
    drawn: bool


@dataclass(frozen=True, slots=True)
class FormField:
    """A form field.

    Attributes:
        value: as a text; a tick box is "true" or "false"; "" where it is empty.
        ticks: what its boxes show, for tick boxes and radio buttons; `None` for anything else.
        places: where it stands on pages.
        signature: whether it is a signature field, and then whether somebody signed (`value` is "signed").
    """

    name: str
    value: str
    ticks: str | None
    places: tuple[Place, ...]
    signature: bool


class TooDeep(Exception):
    """Form fields lie in each other without an end."""


def read_form(reader: PdfReader, limits: Limits) -> tuple[list[FormField], bool]:
    """The form fields of a file, and whether there are more than `limits` allows.

    Raises:
        TooDeep: fields lie in each other without an end.
    """
    form = _got(reader.root_object.get("/AcroForm"))
    if not isinstance(form, DictionaryObject):
        return [], False
    pages = _pages_of_widgets(reader, limits)
    fields: list[FormField] = []
    for node, name, inherited in _terminals(_got(form.get("/Fields")), "", {}, 0):
        if len(fields) == limits.fields:
            return fields, True
        fields.append(_field(node, name, inherited, pages, limits))
    return fields, False


def has_xfa(reader: PdfReader) -> bool:
    """Whether the form is described a second time in XML, which some viewers show instead."""
    form = _got(reader.root_object.get("/AcroForm"))
    return isinstance(form, DictionaryObject) and _got(form.get("/XFA")) is not None


def _got(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _pages_of_widgets(reader: PdfReader, limits: Limits) -> dict[int, int]:
    """Object number of a widget → its page, 1-based."""
    found: dict[int, int] = {}
    for number in range(min(len(reader.pages), limits.pages)):
        annotations = _got(reader.pages[number].get("/Annots"))
        for one in annotations if isinstance(annotations, ArrayObject) else ():
            if isinstance(one, IndirectObject):
                found.setdefault(one.idnum, number + 1)
    return found


def _terminals(
    nodes: Any, above: str, inherited: Mapping[str, Any], depth: int
) -> Iterator[tuple[DictionaryObject, str, Mapping[str, Any]]]:
    """The fields at the ends of the tree, with their full names and what they inherit."""
    if depth > DEEPEST:
        raise TooDeep(f"form fields lie more than {DEEPEST} deep in each other")
    for node in nodes if isinstance(nodes, ArrayObject) else ():
        node = _got(node)
        if not isinstance(node, DictionaryObject):
            continue
        own = str(_got(node.get("/T")) or "")
        name = f"{above}.{own}" if above and own else above or own
        given = {**inherited, **{key: _got(node[key]) for key in _INHERITED if key in node}}
        kids = _got(node.get("/Kids"))
        named = (
            [kid for kid in kids or () if "/T" in (_got(kid) or {})] if isinstance(kids, ArrayObject) else []
        )
        if named:
            yield from _terminals(ArrayObject(named), name, given, depth + 1)
        else:
            yield node, name, given


def _field(
    node: DictionaryObject, name: str, given: Mapping[str, Any], pages: Mapping[int, int], limits: Limits
) -> FormField:
    kids = _got(node.get("/Kids"))
    widgets = list(kids) if isinstance(kids, ArrayObject) else [node.indirect_reference or node]
    places = tuple(place for one in widgets[: limits.pages] if (place := _place(one, pages)) is not None)
    kind, value = given.get("/FT"), given.get("/V")
    if kind == "/Sig":
        return FormField(name, "signed" if value is not None else "", None, places, signature=True)
    flags = given.get("/Ff")
    if kind == "/Btn" and not (isinstance(flags, int) and flags & _PUSH):
        radio = isinstance(flags, int) and bool(flags & _RADIO)
        states = [_got((_got(one) or {}).get("/AS")) for one in widgets]
        shown = next((state for state in states if state not in (None, OFF)), OFF if OFF in states else None)
        return FormField(
            name,
            _tick(value if value is not None else OFF, radio),
            None if shown is None else _tick(shown, radio),
            places,
            signature=False,
        )
    return FormField(name, _text(value, given.get("/Opt"), limits), None, places, signature=False)


def _place(widget: Any, pages: Mapping[int, int]) -> Place | None:
    page = pages.get(widget.idnum) if isinstance(widget, IndirectObject) else None
    node = _got(widget)
    if page is None or not isinstance(node, DictionaryObject):
        return None
    rectangle = _got(node.get("/Rect"))
    if not isinstance(rectangle, ArrayObject) or len(rectangle) != 4:
        return None
    x0, y0, x1, y1 = (float(_got(one)) for one in rectangle)
    appearance = _got(node.get("/AP"))
    drawn = isinstance(appearance, DictionaryObject) and _got(appearance.get("/N")) is not None
    return Place(page, (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), drawn)


def _tick(state: Any, radio: bool) -> str:
    if state == OFF or not str(state):
        return "" if radio else "false"
    return str(state).removeprefix("/") if radio else "true"


def _text(value: Any, options: Any, limits: Limits) -> str:
    if value is None:
        return ""
    if isinstance(value, ArrayObject):
        return ", ".join(_text(_got(one), options, limits) for one in value)[: limits.text + 1]
    if isinstance(value, StreamObject):
        text = value.get_data()[: limits.text + 1].decode("utf-8", errors="replace")
    elif isinstance(value, bytes):
        text = value[: limits.text + 1].decode("utf-8", errors="replace")
    else:
        text = str(value)[: limits.text + 1]
    for one in options if isinstance(options, ArrayObject) else ():
        pair = _got(one)
        # An option has a value for machines and one for people; people see, and sell, the second.
        if isinstance(pair, ArrayObject) and len(pair) == 2 and str(_got(pair[0])) == text:
            return str(_got(pair[1]))[: limits.text + 1]
    return text
