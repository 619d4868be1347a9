"""A row that is read column by column is the row that the model reads."""

import pickle
from enum import Enum
from typing import Annotated, Any, Literal, Self
from unittest import mock

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, BeforeValidator, field_validator, model_validator

from tests.intake.sheets import COLUMNS, MADRID, WRITTEN, MobileLine
from trastienda.domain.fields import Day, Money, Text
from trastienda.domain.finding import Finding
from trastienda.domain.sale import Sale
from trastienda.intake import RawRow, Source, reading
from trastienda.intake.building import is_sum_of_fields
from trastienda.intake.reading import SaleReader
from trastienda.intake.row import Trouble


class Size(Enum):
    """A choice that is no Literal."""

    SMALL = "small"
    LARGE = "large"


class Everything(MobileLine):
    """A field of every kind that a column can fill, with constraints."""

    months: Annotated[int, pydantic.Field(gt=0, le=36)] = 12
    share: pydantic.condecimal(max_digits=4) | None = None  # type: ignore[valid-type]  # as authors write it
    size: Size | None
    free: Annotated[str, AfterValidator(str.upper), pydantic.StringConstraints(min_length=2)] = "-"
    shade: Literal["rojo", "azul"] = "rojo"
    first_fee: Money | None = pydantic.Field(default=None, description="an optional one")
    noted: Annotated[str, BeforeValidator(lambda value: value + "!")] = "-"


FIELDS = COLUMNS | {
    name: name for name in ("note", "months", "share", "size", "free", "shade", "first_fee", "noted")
}
ROW = WRITTEN | {
    "note": "Núñez",
    "months": "24",
    "share": "0,5",
    "size": "Large",
    "free": "ab",
    "shade": "AZUL",
    "first_fee": "1",
    "noted": "x",
}
ODD = st.sampled_from(
    ["", " ", "\u00a0", "x", "X" * 30, "0", "37", "-1", "1,25", "1.25", "1.029,90 €", "Sí", "no", "12345,6789",
     "3/4/2026 10:15", "31/2/2026", "2026-04-03", "2026-10-25 02:30:00", "+34 612 34 56 78", "912345678",
     "612345678.0", "54362315K", "54362315J", "B99286320", "MuÃ±oz", "Mu?oz", "a\u200bb", "fibra_movil", "small",
     "V 1", "ANA.LOPEZ", "Аna"]
)  # fmt: skip
CHANGES = st.dictionaries(st.sampled_from(sorted(ROW)), ODD | st.none(), max_size=3)


def reader(sale_type: type[Sale] = Everything, *, locale: str = "es") -> SaleReader[Any]:
    return SaleReader(sale_type, FIELDS, locale=locale, tz=MADRID)


def row(changes: dict[str, str | None], *troubles: Trouble) -> RawRow:
    values = {header: text for header, text in (ROW | changes).items() if text is not None}
    return RawRow(Source("ventas.csv", None, 7), values, troubles)


def by_the_model(rows: list[RawRow], sale_type: type[Sale] = Everything) -> list[Any]:
    """What the model itself makes of the texts."""
    with mock.patch.object(reading, "is_sum_of_fields", return_value=False):
        return reader(sale_type).read(rows)


@given(st.lists(CHANGES, min_size=1, max_size=5))
def test_rows_of_any_texts_are_the_same_either_way(changes: list[dict[str, str | None]]) -> None:
    rows = [row(one) for one in changes]

    read = reader().read(rows)

    assert read == by_the_model(rows)


@pytest.mark.parametrize("share", ["0,5", None])
def test_a_sale_is_the_same_in_its_values_in_what_was_given_and_as_json(share: str | None) -> None:
    (read,), (slow,) = reader().read([row({"share": share})]), by_the_model([row({"share": share})])

    assert is_sum_of_fields(Everything)
    assert isinstance(read, Everything)
    assert (read.model_fields_set, read.model_dump(), read.model_dump_json(), hash(read)) == (
        slow.model_fields_set,
        slow.model_dump(),
        slow.model_dump_json(),
        hash(slow),
    )
    assert list(vars(read)) == list(vars(slow))
    assert (pickle.loads(pickle.dumps(read)), read.model_copy(update={"note": "b"}).note) == (slow, "b")
    assert (read.free, read.noted, read.months) == ("AB", "x!", 24)


def test_a_row_with_a_trouble_is_never_a_sale() -> None:
    trouble = Trouble("error_cell", "Alta", "#DIV/0!", "a value", "un valor")

    (read,) = reader().read([row({}, trouble)])

    assert [finding.code for finding in read] == ["error_cell"]


def test_one_bad_row_spoils_no_other_one_of_its_piece() -> None:
    rows = [row({}), row({"Línea": "1"}), row({"Titular": None}), row({})]

    read = reader().read(rows)

    assert [isinstance(one, Everything) for one in read] == [True, False, False, True]
    assert [one[0].code for one in read[1:3]] == ["unreadable_value", "missing_value"]


class Seen(Everything):
    """Its author looks at the whole sale."""

    @model_validator(mode="after")
    def _later(self) -> Self:
        if self.activation is None or self.activation < Day(2026, 5, 2):
            raise ValueError("too early")
        return self


class Trimmed(Everything):
    """Its author looks at a text before it is read."""

    @field_validator("note", mode="before")
    @classmethod
    def _shorter(cls, text: str) -> str:
        return text[:2]


class Counted(Everything):
    """Something of it is no field."""

    _reads: int = pydantic.PrivateAttr(default=0)


class Named(Everything):
    """A field goes by another name."""

    other: str = pydantic.Field(default="-", alias="otherwise")


class Fresh(Everything):
    """A default is made anew for each sale."""

    seen: Text = pydantic.Field(default_factory=lambda: Text("-"))


class Loose(Everything):
    """It takes what is no field."""

    model_config = pydantic.ConfigDict(extra="ignore")


class Made(Everything):
    """It does something when it is made."""

    def model_post_init(self, context: Any, /) -> None:
        """Look at the sale."""


@pytest.mark.parametrize("sale_type", [Seen, Trimmed, Counted, Named, Fresh, Loose, Made])
def test_a_model_with_a_will_of_its_own_is_left_to_pydantic(sale_type: type[Sale]) -> None:
    rows = [row({}), row({"Alta": "2/5/2026"})]

    read = reader(sale_type).read(rows)

    assert not is_sum_of_fields(sale_type)
    assert read == by_the_model(rows, sale_type)


def test_what_an_author_refuses_is_a_finding_and_what_they_change_is_changed() -> None:
    (refused,), (trimmed,) = reader(Seen).read([row({})]), reader(Trimmed).read([row({})])

    assert isinstance(refused[0], Finding)
    assert refused[0].expected == "too early"
    assert isinstance(trimmed, Trimmed)
    assert trimmed.note == "Nú"


def test_some_columns_alone_are_read_too() -> None:
    wanted = reader().headers(["line", "holder_id", "nothing_of_it"])

    values = reader().values(wanted, [["612345678", "54362315K"], ["", "54362315k"], ["1", "54362315K"]])

    assert wanted == ["Línea", "DNI / NIE"]
    assert values == [("+34612345678", "54362315K"), None, None]


def test_canonical_texts_are_read_as_such() -> None:
    canonical = row({"Cuota (€)": "39.90 EUR", "first_fee": "1.00 EUR"})

    (read,) = reader(locale="canonical").read([canonical])
    (slow,) = reader(locale="es").read([canonical])

    assert isinstance(read, list)
    assert isinstance(slow, list)
    assert "monthly_fee" not in {field for finding in read for field in finding.fields}
