"""Read one row as a sale, or say why it is none."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import tzinfo
from operator import itemgetter
from types import NoneType
from typing import Any, Generic, NamedTuple, TypeVar, cast, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from trastienda.domain.fields import Door, Unreadable, is_latin, mixed_scripts, printable
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.sale import Sale
from trastienda.intake.building import build, is_sum_of_fields, value_reader
from trastienda.intake.row import RawRow, Source

S = TypeVar("S", bound=Sale)


class SaleReader(Generic[S]):
    """Reads rows that have the same columns.

    A row is read column by column, and whatever is amiss is left to the model: it reads the row anew, from its texts,
    and says everything that is wrong with it.
    """

    def __init__(
        self,
        sale_type: type[S],
        fields: Mapping[str, str],
        *,
        locale: str,
        tz: tzinfo | None,
        twice: Collection[str] = (),
    ) -> None:
        """Prepare for columns.

        Args:
            fields: header → field.
            locale, tz: how the texts are to be read.
            twice: fields whose columns are gone through twice.
        """
        self._type, self._fields = sale_type, fields
        self._context = {"locale": locale, "tz": tz}
        headers = {field: header for header, field in fields.items()}
        door = Door(locale, tz)
        self._columns = [
            _Column(
                headers[field],
                field,
                value_reader(sale_type, field, door, twice=field in twice),
                nothing=info.is_required() and NoneType in get_args(info.annotation),
            )
            for field, info in sale_type.model_fields.items()
            if field in headers
        ]
        self._required = {name for name, info in sale_type.model_fields.items() if info.is_required()}
        self._by_columns = is_sum_of_fields(sale_type)

    def read(self, rows: Sequence[RawRow]) -> list[S | list[Finding]]:
        """The sale of each row, or all findings that forbid it.

        A few hundred rows at once are read in two thirds of the time that they take one by one: each column's reader
        then works on in the processor's cache.
        """
        if not self._by_columns:
            return [self._explained(row) for row in rows]
        ahead = self._values(rows)
        return [
            self._explained(row)
            if values is None or row.troubles or not self._required <= values.keys()
            else build(self._type, values)
            for row, values in zip(rows, ahead, strict=True)
        ]

    def headers(self, fields: Sequence[str]) -> list[str]:
        """The columns of these fields, without those that have none."""
        return [column.header for field in fields for column in self._columns if column.field == field]

    def values(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[tuple[Any, ...] | None]:
        """The values of some columns in each row; `None` where one of them is empty or cannot be read.

        Args:
            headers: of the columns.
            rows: their texts.
        """
        columns = [column for header in headers for column in self._columns if column.header == header]
        without: set[int] = set()
        read = [
            column.values(texts, without, without)
            for column, texts in zip(columns, zip(*rows, strict=True), strict=True)
        ]
        return [None if index in without else values for index, values in enumerate(zip(*read, strict=True))]

    def _values(self, rows: Sequence[RawRow]) -> list[dict[str, Any] | None]:
        """Field → value of each row; `None` where a text cannot be read. What is not there has no value."""
        unread: set[int] = set()
        absent: set[int] = set()
        read = [
            column.values(texts, unread, absent)
            for column, texts in zip(self._columns, self._texts(rows), strict=True)
        ]
        names = [column.field for column in self._columns]
        return [
            None
            if index in unread
            else {name: value for name, value in zip(names, values, strict=True) if value is not _ABSENT}
            if index in absent
            else dict(zip(names, values, strict=True))
            for index, values in enumerate(zip(*read, strict=True))
        ]

    def _texts(self, rows: Sequence[RawRow]) -> Sequence[Sequence[str | None]]:
        """Column by column; `None` where a row does not have the column."""
        headers = [column.header for column in self._columns]
        with suppress(KeyError):  # Only in lists of objects: there each has its own columns.
            pick = itemgetter(*headers, headers[0])  # of two, so that it always gives a tuple
            return list(zip(*[pick(row.values) for row in rows], strict=True))[:-1]
        return [[row.values.get(header) for row in rows] for header in headers]

    def _explained(self, row: RawRow) -> S | list[Finding]:
        columns = {field: header for header, field in self._fields.items() if header in row.values}
        troubled = {
            self._fields[trouble.column] for trouble in row.troubles if trouble.column in self._fields
        }
        findings = [
            _finding(row.source, trouble.code, trouble.column, self._fields.get(trouble.column), trouble.seen,
                     trouble.expected, trouble.expected_es)
            for trouble in row.troubles
        ]  # fmt: skip
        # Cells in the wrong columns would give one senseless finding each.
        if any(not trouble.column for trouble in row.troubles):
            return findings
        try:
            sale = self._type.model_validate(self._given(row, troubled), context=self._context)
        except ValidationError as error:
            details = [
                one
                for one in error.errors(include_url=False)
                if one["loc"][:1] not in {(f,) for f in troubled}
            ]
            return findings + [_of_error(row, one, columns) for one in details]
        return findings or sale

    def _given(self, row: RawRow, troubled: set[str]) -> dict[str, str | None]:
        given: dict[str, str | None] = {}
        for column in self._columns:
            text = row.values.get(column.header)
            if text is None or column.field in troubled:
                continue
            if text.strip():
                given[column.field] = text
            elif column.nothing:
                given[column.field] = None
        return given


_ABSENT = object()


class _Column(NamedTuple):
    """A column: its header, its field, what reads its texts, and whether an empty cell means nothing (`None`)."""

    header: str
    field: str
    read: Callable[[str], Any]
    nothing: bool

    def values(self, texts: Sequence[str | None], unread: set[int], absent: set[int]) -> list[Any]:
        """The value of each text; puts the places of those without one into `unread` or `absent`."""
        read = self.read
        if all(texts) and not any(map(str.isspace, cast("Sequence[str]", texts))):
            with suppress(ValueError):  # Unreadable or invalid: which one of them is, is found out below.
                return [read(text) for text in cast("Sequence[str]", texts)]
        found: list[Any] = []
        for index, text in enumerate(texts):
            value: Any = _ABSENT
            if text and not text.isspace():
                try:
                    value = read(text)
                except ValueError:  # Why is for the model to say.
                    unread.add(index)
            elif self.nothing and text is not None:
                value = None
            else:
                absent.add(index)
            found.append(value)
        return found


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
    if is_latin("".join([value for value in vars(sale).values() if isinstance(value, str)])):
        return
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
