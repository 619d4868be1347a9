"""A postcode against its province."""

from typing import Any

import pytest

from tests.rules.fibre import codes, declared, findings
from trastienda.domain.finding import Severity
from trastienda.rules.fit.places import PROVINCES

PLACES = declared(postcode="postcode", province="province")


@pytest.mark.parametrize(
    ("postcode", "province"),
    [
        ("28014", "Madrid"),
        ("28014", "MADRID"),
        ("08013", "Barcelona"),
        ("15001", "A Coruña"),
        ("15001", "La Coruña"),
        ("15001", "Coruña (A)"),
        ("01001", "Araba/Álava"),
        ("01001", "Alava"),
        ("03001", "Alicante - Alacant"),
        ("35001", "Palmas, Las"),
        ("38001", "Santa Cruz de Tenerife"),
        ("07001", "Islas Baleares"),
        ("48001", "Vizcaya"),
        ("26001", "La Rioja"),
        ("52001", "Melilla"),
    ],
)
def test_a_province_is_known_by_each_of_its_names(postcode: str, province: str) -> None:
    assert codes(PLACES, postcode=postcode, province=province) == []


def test_a_postcode_of_another_province_asks_and_names_both() -> None:
    (finding,) = findings(PLACES, postcode="28014", province="Toledo")

    assert (finding.code, finding.severity) == ("postcode_of_another_province", Severity.ASK)
    assert finding.es == "El código postal 28014 es de Madrid, no de Toledo."
    assert finding.en == "Postcode 28014 belongs to Madrid, not to Toledo."
    assert finding.fields == ("postcode", "province")


@pytest.mark.parametrize("postcode", ["8013", "53001", "00100", "28014-Madrid"])
def test_what_is_no_spanish_postcode_is_asked_about(postcode: str) -> None:
    assert codes(PLACES, postcode=postcode, province="Madrid") == ["postcode_unknown"]


def test_a_province_that_nobody_knows_is_asked_about() -> None:
    assert codes(PLACES, postcode="28014", province="Nueva Castilla") == ["province_unknown"]


def test_two_provinces_in_one_cell_are_not_the_one_of_the_postcode() -> None:
    assert codes(PLACES, postcode="28014", province="Madrid/Toledo") == ["postcode_of_another_province"]


@pytest.mark.parametrize("empty", ["postcode", "province"])
def test_an_empty_field_cannot_be_checked(empty: str) -> None:
    given: dict[str, Any] = {"postcode": "28014", "province": "Madrid", empty: None}

    assert codes(PLACES, **given) == ["nothing_to_check"]


def test_the_table_has_the_52_codes_and_no_name_twice() -> None:
    names = [name for names in PROVINCES.values() for name in names]

    assert list(PROVINCES) == [f"{number:02}" for number in range(1, 53)]
    assert len(set(names)) == len(names)
    assert all(codes(PLACES, postcode=f"{code}001", province=name) == [] for code, all_names in PROVINCES.items()
               for name in all_names)  # fmt: skip
