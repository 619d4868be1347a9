"""Papers, likely slips, and what every finding says of its rule."""

import re

import pytest

from tests.rules.fibre import codes, declared, findings
from trastienda.domain.finding import Severity
from trastienda.rules.validate import RULE_SETS, RULES_VERSION


@pytest.mark.parametrize(
    ("id_copy", "order_form", "missing"),
    [
        (True, "F-1", []),
        (False, "F-1", ["id_copy"]),
        (None, "F-1", ["id_copy"]),
        (True, None, ["order_form"]),
    ],
)
def test_a_required_paper_that_is_not_there_is_asked_for(
    id_copy: bool | None, order_form: str | None, missing: list[str]
) -> None:
    found = findings(declared(papers=["id_copy", "order_form"]), id_copy=id_copy, order_form=order_form)

    assert [(one.code, one.severity, list(one.fields)) for one in found] == [
        ("paper_missing", Severity.ASK, [name]) for name in missing
    ]


def test_a_domain_that_is_declared_as_a_slip_is_asked_about_with_what_was_meant() -> None:
    facts = declared(email_typos={"gmail.con": "gmail.com"})

    (finding,) = findings(facts, email="ana@gmail.con")

    assert (finding.code, finding.severity, finding.expected) == ("email_slip", Severity.ASK, "gmail.com")
    assert finding.es == "El dominio «gmail.con» de «email» parece una errata: ¿será «gmail.com»?"
    assert codes(facts, email="ana@gmail.com") == []
    assert codes(declared(), email="ana@gmail.con") == []


@pytest.mark.parametrize(
    ("icc", "expected"),
    [
        ("8934071179009330000", ["icc_rounded"]),
        ("8934071179000247807", []),
        ("8934071179000247880", []),
        (None, []),
    ],
)
def test_a_sim_number_that_a_spreadsheet_rounded_is_asked_about(icc: str | None, expected: list[str]) -> None:
    assert codes(declared(), icc=icc) == expected


def test_every_finding_names_its_rule_set_with_its_version() -> None:
    facts = declared(papers=["id_copy"], consents=["ported"])

    found = findings(facts, validator="ana.ruiz")

    assert {one.code: one.rule for one in found} == {
        "seller_is_validator": "people/1",
        "consent_missing": "consents/1",
        "paper_missing": "consents/1",
    }


def test_a_seal_names_every_rule_set() -> None:
    assert sorted(RULE_SETS) == RULES_VERSION.split()
    assert all(re.fullmatch(r"[a-z]+/[1-9][0-9]*", name) for name in RULE_SETS)
