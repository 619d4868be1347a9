"""What a ported line must bring."""

from typing import Any

import pytest

from tests.rules.fibre import codes, declared, findings

RULES = {
    "ported": "ported",
    "donor": "donor",
    "donor_holder": "donor_holder",
    "same_holder": "holder_id",
    "own": ["Acme Móvil"],
    "donors": ["Operador Uno", "Operador Dos"],
}
PORTED = declared(portability=RULES)
FIT: dict[str, Any] = {"ported": True, "donor": "Operador Uno", "donor_holder": "12345678Z"}


def test_a_ported_line_with_its_donor_and_its_holder_is_fit() -> None:
    assert codes(PORTED, **FIT) == []
    assert codes(PORTED, **(FIT | {"donor": "OPERADOR UNO"})) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"donor": None}, ["donor_missing"]),
        ({"donor": "acme movil"}, ["donor_is_the_client"]),
        ({"donor": "Operador Tres"}, ["donor_unknown"]),
        ({"donor_holder": None}, ["donor_holder_missing"]),
        ({"donor_holder": "87654321X"}, ["donor_holder_differs"]),
        ({"ported": None}, ["nothing_to_check"]),
        ({"ported": False}, ["donor_without_portability"]),
        ({"ported": False, "donor": None, "donor_holder": None}, []),
    ],
)
def test_what_is_missing_or_contradicts_is_told(change: dict[str, Any], expected: list[str]) -> None:
    assert codes(PORTED, **(FIT | change)) == expected


def test_only_the_donor_is_needed_where_nothing_more_is_declared() -> None:
    facts = declared(portability={"ported": "ported", "donor": "donor"})

    assert codes(facts, ported=True, donor="Whoever") == []
    assert codes(facts, ported=True) == ["donor_missing"]


def test_a_holder_need_not_be_ours_where_nobody_says_so() -> None:
    facts = declared(portability={"ported": "ported", "donor": "donor", "donor_holder": "donor_holder"})

    assert codes(facts, ported=True, donor="Whoever", donor_holder="87654321X") == []


def test_no_document_stands_in_the_sentence() -> None:
    (finding,) = findings(PORTED, **(FIT | {"donor_holder": "87654321X"}))

    assert "87654321X" not in finding.es + finding.en
    assert finding.fields == ("donor_holder", "holder_id")


def test_a_holder_to_compare_with_needs_the_other_one() -> None:
    with pytest.raises(ValueError, match="declare that one too"):
        declared(portability={"ported": "ported", "donor": "donor", "same_holder": "holder_id"})
