"""Addresses: read into parts, and compared part by part."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.align.writings import TYPES, addresses, anything
from trastienda.rules.align.addresses import UNREADABLE, compare_addresses
from trastienda.rules.align.phrases import PARTS
from trastienda.rules.align.streets import read_address
from trastienda.rules.verdict import Verdict

ALCALA = "Calle de Alcalá 45, 3º B, 28014 Madrid"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (ALCALA, {"type": "calle", "street": "alcala", "number": "45", "floor": "3", "door": "b"}),
        ("C/ Alcalá, nº 45, piso 3 puerta B", {"type": "calle", "number": "45", "floor": "3", "door": "b"}),
        ("Alcalá 45 3B", {"type": "", "number": "45", "floor": "3", "door": "b"}),
        ("Alcalá 45, 3-1", {"floor": "3", "door": "1"}),
        ("Alcalá 45, 3.º-B", {"floor": "3", "door": "b"}),
        ("Alcalá 45, 3º 2ª", {"floor": "3", "door": "2"}),
        ("Alcalá 45, bajo izq.", {"floor": "bajo", "door": "izquierda"}),
        ("Alcalá 45, piso bajo, pta. dcha.", {"floor": "bajo", "door": "derecha"}),
        ("Alcalá 45, planta tercera, puerta 04", {"floor": "3", "door": "4"}),
        ("Alcalá 45, portal 2, esc. A, ático", {"block": "2", "stair": "a", "floor": "atico"}),
        ("Alcalá 45, portal nº 2", {"block": "2"}),
        ("Alcalá 45 bis", {"number": "45bis"}),
        ("Alcalá 45B, 3º", {"number": "45b", "floor": "3"}),
        ("Pza. Mayor s/n, 37002 Salamanca", {"type": "plaza", "number": "s/n", "postcode": "37002"}),
        ("Plaza Mayor, sin número", {"number": "s/n"}),
        ("Ctra. de Cádiz km 12,5, s/n", {"type": "carretera", "street": "cadiz", "number": "km12,5"}),
        ("Pº de Gracia 43, pral. 2ª", {"type": "paseo", "floor": "principal", "door": "2"}),
        ("Calle 2 de Mayo 5", {"street": "2 mayo", "number": "5"}),
        ("Calle de 12 octubre 85", {"street": "12 octubre", "number": "85"}),
        (
            "Carrera 7 # 45 - 12 Apto 301",
            {"type": "carrera", "street": "7", "number": "45-12", "door": "301"},
        ),
        (
            "Jr. de la Unión 300 Dpto. 5, Lima",
            {"type": "jiron", "number": "300", "door": "5", "town": "lima"},
        ),
        (
            "Av. Insurgentes 1602 Int. 4, Col. Crédito Constructor, 03940 CDMX",
            {"quarter": "credito constructor", "postcode": "03940", "town": "ciudad mexico"},
        ),
        ("Alcalá 45, 28014 Madrid", {"postcode": "28014", "town": "madrid", "province": "28"}),
        ("Mallorca 5, 8013 Barcelona", {"postcode": "08013", "province": "08"}),
        ("Real 5, Getafe (Madrid)", {"town": "getafe", "province": "28"}),
        ("Real 5, Getafe Madrid", {"town": "getafe", "province": "28"}),
        ("Real 5, Madrid, España", {"town": "madrid", "province": ""}),
        ("Real 5, Villanueva de Córdoba", {"town": "villanueva cordoba", "province": ""}),
        ("Real 5, Las Palmas de Gran Canaria, Las Palmas", {"town": "palmas gran canaria", "province": "35"}),
        ("Real 5, Los Olivos, Getafe, Madrid", {"quarter": "olivos", "town": "getafe", "province": "28"}),
        ("Real 5, Medellín, Antioquia", {"town": "medellin", "province": "antioquia"}),
        ("Real 5, 3º, A Coruña", {"floor": "3", "door": "", "town": "a coruña"}),
        ("Real 5, 3º, 15001 A Coruña", {"floor": "3", "door": "", "town": "a coruña"}),
        ("Real 5, 3º, A, Getafe", {"floor": "3", "door": "a", "town": "getafe"}),
        ("Real 5, 3º A Getafe", {"floor": "3", "door": "a", "town": "getafe"}),
        ("Real 5, 3º, A", {"floor": "3", "door": "a"}),
        ("Real 5, s/n", {"number": "5"}),
        ("Real 5, Madrid Madrid", {"town": "madrid", "province": "28"}),
        ("Real 5, Donostia / San Sebastián", {"town": "san sebastian"}),
        ("Real 5, portal, Getafe", {"block": "", "town": "getafe"}),
        ("Real 5, portal", {"block": ""}),
        ("Real 5, 3º B C, 12345678", {"floor": "3", "door": "b"}),
        ("Real 5, 08013 Barcelona 8014", {"postcode": "08013"}),
        ("Calle", {"type": "", "street": "calle", "number": ""}),
        ("Real 5, Madrid, 3º B", {"town": "3º b", "quarter": "madrid"}),
        ("Real 5 6 7 8", {"number": "5", "floor": "6", "door": "7"}),
        ("Real no 5", {"number": "5"}),
        ("Real no", {"street": "real no", "number": ""}),
    ],
)
def test_an_address_is_read_into_its_parts(text: str, parts: dict[str, str]) -> None:
    found: Any = read_address(text)

    seen = {name: getattr(found, name) for name in parts}
    assert {
        name: value if isinstance(value, str) else " ".join(value) for name, value in seen.items()
    } == parts


@pytest.mark.parametrize("text", ["", " , ", "???", "Call* Mayor 3", "C/ Mayor 3 " * 40])
def test_what_is_no_address_is_unclear(text: str) -> None:
    found = compare_addresses(text, ALCALA)

    assert (found.verdict, found.code) == (Verdict.UNCLEAR, UNREADABLE)


@pytest.mark.parametrize(
    "written",
    [
        "C/ Alcalá, nº 45, piso 3 puerta B, 28014 Madrid (Madrid)",
        "CL ALCALA 45 3ºB 28014 MADRID",
        "Alcalá, 45, 3.º B, 28014 Madrid",
        "Calle Alcalà 45, 3º B, Madrid",
        "Calle Alcala num. 45, 3 b, 28014",
    ],
)
def test_one_address_written_in_other_ways_is_a_match(written: str) -> None:
    assert compare_addresses(ALCALA, written).verdict is Verdict.MATCH


@pytest.mark.parametrize(
    "written",
    [
        "Calle de Alcalá 45, 3º C, 28014 Madrid",
        "Calle de Alcalá 45, 4º B, 28014 Madrid",
        "Calle de Alcalá 54, 3º B, 28014 Madrid",
        "Calle de Alcalá 45, portal 2, 3º C, 28014 Madrid",
        "Calle de Alcalá 45, 3º B, 28901 Getafe",
        "Calle de Goya 12, 1º A, 41001 Sevilla",
    ],
)
def test_another_home_differs(written: str) -> None:
    assert compare_addresses(ALCALA, written).verdict is Verdict.DIFFER


@pytest.mark.parametrize("risk", [0.001, 0.6])
@pytest.mark.parametrize("door", ["C", "A", "izq.", "1"])
def test_a_door_b_is_never_another_door(door: str, risk: float) -> None:
    found = compare_addresses(ALCALA, f"Calle de Alcalá 45, 3º {door}, 28014 Madrid", risk=risk)

    assert found.verdict is not Verdict.MATCH


def test_a_part_that_was_never_bounded_is_no_match_at_a_large_risk() -> None:
    found = compare_addresses("C/ Sol 4, 3º B", "C/ Soll 5, 3º B", risk=1)

    assert found.verdict is Verdict.UNCLEAR


def test_a_missing_door_is_unclear() -> None:
    assert compare_addresses(ALCALA, "Calle de Alcalá 45, 3º, 28014 Madrid").verdict is Verdict.UNCLEAR


@pytest.mark.parametrize(
    ("left", "right", "part", "step"),
    [
        ("Sol 45-47, Getafe", "Sol 45, Getafe", "number", "range"),
        ("Sol 45, Getafe", "Sol 45-47, Getafe", "number", "range"),
        ("Sol 45, 28901 Getafe", "Sol 45, 28902 Getafe", "postcode", "edit"),
        ("Sol 45, 28901 Getafe", "Sol 45, 28100 Getafe", "postcode", "other"),
        ("Sol 45, Getaef", "Sol 45, Getafe", "town", "edit"),
        ("Sol 45, 44100 Guadalajara", "Sol 45, Guadalajara, Jalisco", "province", "missing"),
        ("Sol 45, Col. Roma, Getafe", "Sol 45, Col. Centro, Getafe", "quarter", "other"),
        ("Nuestra Señora 4", "Señora 4", "street", "short"),
        ("Señora 4", "Nuestra Señora 4", "street", "short"),
        ("Juan Gila 4", "Juan Gill 4", "street", "edit"),
    ],
)
def test_each_part_of_an_address_says_how_it_differs(left: str, right: str, part: str, step: str) -> None:
    assert {one.name: one.step for one in compare_addresses(left, right).parts}[part] == step


@given(addresses | anything, addresses | anything)
def test_a_verdict_on_addresses_is_the_same_from_both_sides(left: str, right: str) -> None:
    there, back = compare_addresses(left, right), compare_addresses(right, left)

    assert (there.verdict, there.code, there.bound) == (back.verdict, back.code, back.bound)


@given(addresses | anything)
def test_equal_addresses_match_or_cannot_be_read(text: str) -> None:
    found = compare_addresses(text, text)

    assert found.verdict is (Verdict.UNCLEAR if found.code == UNREADABLE else Verdict.MATCH)


@given(addresses, addresses, st.data())
def test_formatting_an_address_never_changes_a_verdict(left: str, right: str, data: st.DataObject) -> None:
    kind = left.split()[0]
    formatted = data.draw(
        st.sampled_from(
            (
                left.upper(),
                left.lower(),
                left.replace(" ", "  "),
                left.translate(str.maketrans("áéíóú", "aeiou")),
                *(left.replace(kind, short, 1) for short in TYPES[kind]),
                left.replace("3º B", "3.º B"),
                left.replace(", s/n", " S/N"),
                left.replace("28014 Madrid", "28014 Madrid (Madrid)"),
                left.replace("08013", "8013"),
            )
        )
    )

    was, now = compare_addresses(left, right), compare_addresses(formatted, right)

    assert now.verdict is was.verdict


@given(addresses, addresses)
def test_the_sentence_names_every_part_of_an_address_that_differs(left: str, right: str) -> None:
    found = compare_addresses(left, right)

    for part in found.parts:
        if part.step not in ("=", "none"):
            assert PARTS[part.name]["es"] in found.sentence("es")
            assert PARTS[part.name]["en"] in found.sentence("en")
