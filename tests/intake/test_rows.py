"""Reading one row, and the declaration of columns."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Self

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import model_validator

from tests.intake.sheets import COLUMNS, MADRID, WRITTEN, MobileLine
from trastienda.domain.fields import Money
from trastienda.domain.finding import Finding
from trastienda.domain.sale import Sale
from trastienda.errors import IntakeError, WorkspaceError
from trastienda.intake import RawRow, Source, parse_sale
from trastienda.intake.cells import number_text
from trastienda.intake.marks import column_letters, column_number

ROW = RawRow(Source("ventas.csv", None, 7), WRITTEN)


def parsed(
    row: RawRow, sale_type: type[Sale] = MobileLine, columns: Mapping[str, str] = COLUMNS
) -> Sale | list[Finding]:
    return parse_sale(row, sale_type, columns=columns, locale="es", tz=MADRID)


def test_a_row_is_a_sale_or_every_reason_why_it_is_none() -> None:
    refused = parsed(ROW._replace(values=WRITTEN | {"Línea": "1", "Acepta": "quizá", "Referencia": "V 1"}))

    assert isinstance(parsed(ROW), MobileLine)
    assert isinstance(refused, list)
    assert sorted(finding.fields for finding in refused) == [("line",), ("reference",), ("terms_accepted",)]


def test_a_row_of_another_sheet_is_refused() -> None:
    with pytest.raises(IntakeError, match=r"ventas.csv, row 7 has an unknown column 'Precio'"):
        parsed(ROW._replace(values={"Precio": "1"}))


def test_a_rule_of_the_bots_author_becomes_a_finding_without_a_column() -> None:
    class Paid(MobileLine):
        @model_validator(mode="after")
        def _paid(self) -> Self:
            if self.monthly_fee == Money("39.90", "EUR"):
                raise ValueError("too cheap")
            return self

    refused = parsed(ROW, Paid)

    assert isinstance(refused, list)
    assert [(f.code, f.fields, f.expected) for f in refused] == [("invalid_value", (), "too cheap")]


def test_columns_that_name_no_field_are_the_workspaces_fault() -> None:
    with pytest.raises(
        WorkspaceError, match=r"'Titular' is declared as 'holder_nam'.*Did you mean 'holder_name'"
    ):
        parsed(ROW, columns=COLUMNS | {"Titular": "holder_nam"})


def test_columns_that_are_equal_but_for_accents_cannot_mean_two_fields() -> None:
    with pytest.raises(WorkspaceError, match="declared as"):
        parsed(ROW, columns=COLUMNS | {"LINEA": "note"})


def test_a_long_value_is_cut_and_an_invisible_one_is_written_out() -> None:
    refused = parsed(ROW._replace(values=WRITTEN | {"Titular": "a\u200b" + "b" * 200}))

    assert isinstance(refused, list)
    assert refused[0].seen is not None
    assert refused[0].seen.startswith("a<U+200B>b")
    assert len(refused[0].seen) == 80


@given(st.integers(1, 16_384))
def test_columns_are_counted_as_spreadsheets_do(number: int) -> None:
    assert column_number(column_letters(number)) == number


def test_the_first_column_of_three_letters_is_number_703() -> None:
    assert column_letters(703) == "AAA"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False, allow_infinity=False))
def test_a_number_cell_reads_back_as_the_amount_it_shows(amount: Decimal) -> None:
    assert Money.parse(number_text(amount, "es"), locale="es") == Money(amount, "EUR")
