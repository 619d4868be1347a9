"""Ids are hidden wherever they stand, and nothing else is."""

import pytest

from trastienda.domain.masking import is_document, mask_ids, mask_pair, masked


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("12345678Z", "*****678Z"),
        ("12.345.678-Z", "*****678Z"),
        ("12345678 Z", "*****678Z"),
        ("1234567L", "*****567L"),
        ("x1234567l", "*****567l"),
        ("B58378431", "*****8431"),
        ("ES9121000418450200051332", "*****1332"),
        ("ES91 2100 0418 4502 0005 1332", "*****1332"),
        ("es91 2100 0418 4502 0005 1332", "*****1332"),
        ("GB29 NWBK 6016 1331 9268 19", "*****6819"),
        ("BOXW310820HNERXN09", "*****XN09"),
        ("GODE561231GR8", "*****1GR8"),
        ("MAB-930714-8T4", "*****48T4"),
        ("12.345.678-5", "*****6785"),
        ("12.345.684-k", "*****684k"),
        ("900.123.456-8", "*****4568"),
        ("20-12345678-6", "*****6786"),
        ("El campo muestra «12345678A», no «12345678Z».", "El campo muestra «*****678A», no «*****678Z»."),
    ],
)
def test_an_id_is_hidden_but_for_its_end(text: str, hidden: str) -> None:
    assert mask_ids(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "V-2026-0001",
        "P20260001",
        "+34612345678",
        "Calle Mayor 12, 28014 Madrid",
        "29.90 EUR",
        "20260403 a las 9",
        "1.234.567,89 EUR",
        "2026-04-03",
        "PED-20260403",
        "ORD251104001",
    ],
)
def test_references_phones_and_addresses_stay_readable(text: str) -> None:
    assert mask_ids(text) == text


def test_a_short_text_is_hidden_too() -> None:
    assert masked("7Z") == "*****7Z"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (" 12345678Z ", True),
        ("B58378431", True),
        ("P20260001", False),
        ("ES9121000418450200051332", False),
        ("Ana", False),
    ],
)
def test_a_document_of_identity_is_told_from_a_bank_account(text: str, is_one: bool) -> None:
    assert is_document(text) is is_one


@pytest.mark.parametrize(
    ("expected", "shown", "both"),
    [
        ("12345678Z", "87654321X", ("*****678Z", "*****321X")),
        ("12345678Z", "1234567", ("*****678Z", "*****4567")),
        ("12345678Z", "11145678Z", ("*****678Z", "*****678Z (≠)")),
        ("12345678Z", "12345678Z", ("*****678Z", "*****678Z")),
        ("12345678Z", None, ("*****678Z", None)),
        ("12345678Z", " ", ("*****678Z", " ")),
        ("Ana Ruiz", "12345678Z", ("Ana Ruiz", "*****678Z")),
        ("Ana Ruiz", None, ("Ana Ruiz", None)),
        ("P20260001", "P20260002", ("P20260001", "P20260002")),
    ],
)
def test_what_stands_beside_an_id_is_hidden_with_it(
    expected: str, shown: str | None, both: tuple[str, str | None]
) -> None:
    assert mask_pair(expected, shown) == both
