"""Read one row as a sale, or say why it is none."""

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from types import NoneType
from typing import Any, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from trastienda.domain.fields import Unreadable, mixed_scripts, printable
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.sale import Sale
from trastienda.intake.row import RawRow, Source

S = TypeVar("S", bound=Sale)


def read_sale(
    row: RawRow, sale_type: type[S], fields: Mapping[str, str], *, locale: str, tz: tzinfo
) -> S | list[Finding]:
    """The sale of a row, or all findings that forbid it.

    Args:
        fields: header → field, for every header of the row.
    """
    columns = {field: header for header, field in fields.items() if header in row.values}
    troubled = {fields[trouble.column] for trouble in row.troubles if trouble.column in fields}
    findings = [
        _finding(row.source, trouble.code, trouble.column, fields.get(trouble.column), trouble.seen,
                 trouble.expected, trouble.expected_es)
        for trouble in row.troubles
    ]  # fmt: skip
    # Cells in the wrong columns would give one senseless finding each.
    if any(not trouble.column for trouble in row.troubles):
        return findings
    try:
        sale = sale_type.model_validate(
            _given(row, sale_type, columns, troubled), context={"locale": locale, "tz": tz}
        )
    except ValidationError as error:
        details = [
            one for one in error.errors(include_url=False) if one["loc"][:1] not in {(f,) for f in troubled}
        ]
        return findings + [_of_error(row, one, columns) for one in details]
    return findings or sale


def _given(
    row: RawRow, sale_type: type[Sale], columns: Mapping[str, str], troubled: set[str]
) -> dict[str, str | None]:
    given: dict[str, str | None] = {}
    for field, header in columns.items():
        text = row.values[header]
        info = sale_type.model_fields[field]
        if field in troubled:
            continue
        if text.strip():
            given[field] = text
        elif info.is_required() and NoneType in get_args(info.annotation):
            given[field] = None
    return given


def _of_error(row: RawRow, error: ErrorDetails, columns: Mapping[str, str]) -> Finding:
    field = str(error["loc"][0]) if error["loc"] else None
    column = columns.get(field, field) if field else ""
    seen = row.values.get(column, "")
    cause = error.get("ctx", {}).get("error")
    if error["type"] == "missing":
        return _finding(row.source, "missing_value", column, field, "", "a value", "un valor")
    if isinstance(cause, Unreadable):
        return _finding(
            row.source, "unreadable_value", column, field, seen, cause.expected, cause.expected_es
        )
    message = error["msg"].removeprefix("Value error, ")
    return _finding(row.source, "invalid_value", column, field, seen, message, message)


def _finding(
    source: Source, code: str, column: str, field: str | None, seen: str, expected: str, expected_es: str
) -> Finding:
    shown = printable(seen)
    shown = shown if len(shown) <= 80 else shown[:79] + "…"
    place_es = source.sentence("es") + (f", columna «{column}»" if column else "")
    place_en = source.sentence("en") + (f", column '{column}'" if column else "")
    return Finding(
        code=code,
        severity=Severity.REJECT,
        es=f"{place_es}: "
        + (f"se leyó «{shown}»" if seen.strip() else "está vacía")
        + f"; se esperaba {expected_es}.",
        en=f"{place_en}: "
        + (f"saw '{shown}'" if seen.strip() else "it is empty")
        + f"; expected {expected}.",
        fields=(field,) if field else (),
        seen=shown,
        expected=expected,
    )


def script_notes(row: RawRow, sale: Sale, fields: Mapping[str, str]) -> Iterator[Finding]:
    """A note for every text of the sale that mixes alphabets: a Cyrillic "а" looks like a Latin one."""
    for header, field in fields.items():
        value: Any = getattr(sale, field)
        scripts = mixed_scripts(value) if isinstance(value, str) else ()
        if scripts:
            names = ", ".join(scripts)
            yield Finding(
                code="mixed_scripts",
                severity=Severity.NOTE,
                es=f"{row.source.sentence('es')}, columna «{header}»: mezcla alfabetos ({names}).",
                en=f"{row.source.sentence('en')}, column '{header}': it mixes alphabets ({names}).",
                fields=(field,),
                seen=str(value),
            )
