"""Separation of duties: three people, however they type their names."""

import unicodedata

import pytest

from trastienda.domain.finding import Severity
from trastienda.rules.duties import may_decide, seller_is_not_validator


def test_two_people_may_sell_and_validate() -> None:
    assert seller_is_not_validator("ana.ruiz", "luis.gil") is None


@pytest.mark.parametrize(
    "validator",
    ["ana ruíz", " Ana  Ruíz", "ANA RUÍZ", unicodedata.normalize("NFD", "ana ruíz"), "ana\u200b ruíz"],
)
def test_one_person_never_sells_and_validates(validator: str) -> None:
    finding = seller_is_not_validator("ana ruíz", validator)

    assert finding is not None
    assert (finding.code, finding.severity) == ("seller_is_validator", Severity.REJECT)
    assert finding.fields == ("seller", "validator")
    assert finding.es == f"Quien vendió también validó ({validator}): debe validar otra persona."


def test_a_third_person_may_decide() -> None:
    assert may_decide("eva.sanz", seller="ana.ruiz", validator="luis.gil") is None


@pytest.mark.parametrize(
    ("decider", "es", "en"),
    [
        (
            "Ana.Ruiz ",
            "Ana.Ruiz  vendió esta venta y no puede decidir sobre ella.",
            "Ana.Ruiz  sold this sale and may not decide on it.",
        ),
        (
            "LUIS.GIL",
            "LUIS.GIL validó esta venta y no puede decidir sobre ella.",
            "LUIS.GIL validated this sale and may not decide on it.",
        ),
    ],
)
def test_who_sold_or_validated_never_decides(decider: str, es: str, en: str) -> None:
    finding = may_decide(decider, seller="ana.ruiz", validator="luis.gil")

    assert finding is not None
    assert (finding.code, finding.es, finding.en) == ("decider_is_involved", es, en)


def test_who_both_sold_and_validated_is_told_the_harder_of_the_two() -> None:
    finding = may_decide("ana.ruiz", seller="ana.ruiz", validator="ana.ruiz")

    assert finding is not None
    assert "vendió" in finding.es
