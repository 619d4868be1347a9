"""Read a JSON list of objects, or of Robocorp work items, into a table."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from trastienda.errors import IntakeError
from trastienda.intake.cells import cell_text, is_lossy
from trastienda.intake.encoding import decode
from trastienda.intake.headers import duplicate
from trastienda.intake.limits import Limits, read_bytes
from trastienda.intake.row import ListedRows, RawRow, Source, Table, Trouble, is_empty, note

_WORK_ITEM = {"payload", "files"}


def read_objects(path: Path, *, locale: str, limits: Limits) -> Table:
    """The objects of a JSON file as rows; row 1 is the first object.

    A list in which every object is `{"payload": {...}, "files": {...}}` is Robocorp's: its payloads are
    the rows.

    Raises:
        IntakeError: it is no JSON, no list, or an object has a name twice.
    """
    objects = _loaded(path, limits)
    notes = []
    if objects and all(
        isinstance(item, dict) and "payload" in item and item.keys() <= _WORK_ITEM for item in objects
    ):
        files = sum(len(item["files"]) for item in objects if isinstance(item.get("files"), dict))
        objects = [item["payload"] for item in objects]
        notes.append(
            note(
                "work_items_read",
                f"{path.name}: {len(objects)} elementos de trabajo de Robocorp; "
                f"sus {files} ficheros no se leen.",
                f"{path.name}: {len(objects)} Robocorp work items; their {files} files are not read.",
            )
        )
    rows = [
        _row(Source(path.name, None, number), item, locale) for number, item in enumerate(objects, start=1)
    ]
    headers = tuple(dict.fromkeys(header for row in rows for header in row.values))
    refused = duplicate(path.name, headers)
    rows = ListedRows(row for row in rows if not is_empty(row))
    return Table(path.name, headers, rows, refused, notes, len(rows))


def _loaded(path: Path, limits: Limits) -> list[Any]:
    text = decode(read_bytes(path, limits), path.name).text
    try:
        objects = json.loads(
            text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_without_twins
        )
    except (ValueError, RecursionError) as error:
        raise IntakeError(f"{path.name} is not readable JSON: {error}.") from error
    if not isinstance(objects, list):
        raise IntakeError(
            f"{path.name} holds one {type(objects).__name__}; a list of objects is read, one a sale."
        )
    if len(objects) > limits.rows:
        raise IntakeError(f"{path.name} has {len(objects)} rows; at most {limits.rows} are read. Split it.")
    return objects


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    loaded = dict(pairs)
    if len(loaded) < len(pairs):
        raise ValueError(f"an object has a name twice: {', '.join(sorted(name for name, _ in pairs))}")
    return loaded


def _row(source: Source, item: Any, locale: str) -> RawRow:
    if item is None:
        return RawRow(source, {})
    if not isinstance(item, dict):
        seen = json.dumps(item, ensure_ascii=False, default=str)
        trouble = Trouble(
            "not_an_object", "", seen, "an object with columns and values", "un objeto con columnas y valores"
        )
        return RawRow(source, {}, (trouble,))
    troubles = []
    values = {}
    for header, value in item.items():
        values[header], found = _value(header, value, locale)
        if found is not None:
            troubles.append(found)
    return RawRow(source, values, tuple(troubles))


def _value(header: str, value: Any, locale: str) -> tuple[str, Trouble | None]:
    if value is None:
        return "", None
    if isinstance(value, dict | list):
        seen = json.dumps(value, ensure_ascii=False, default=str)
        return seen, Trouble("not_plain", header, seen, "a plain value", "un valor simple")
    text = cell_text(value, locale)
    if is_lossy(value):
        return text, Trouble(
            "lossy_number",
            header,
            text,
            "a text for so long a number",
            "un texto para un número tan largo",
        )
    return text, None
