"""Papers, likely slips, and what every finding says of its rule."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.fibre import Fibre, codes, declared, findings
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


EVERYTHING = declared(
    consents=["ported"],
    papers=["id_copy", "order_form"],
    of_age="birth_date",
    max_age=90,
    positive=["fee", "months"],
    not_before_sale=["activation"],
    plausible={"activation": {"earliest": -3, "latest": 60}},
    postcode="postcode",
    province="province",
    plan="plan",
    price="fee",
    prices=[{"plan": "Fibra 600", "price": "29.90 EUR", "valid_from": "2026-01-01"}],
    months="months",
    permanence={"Fibra 600": [0, 12]},
    portability={"ported": "ported", "donor": "donor", "donor_holder": "donor_holder", "own": ["Acme"]},
    hours={"mon-fri": "09:00-21:00"},
    proof=["otp"],
    proof_of_plan={"Fibra 300": ["certificate"]},
    proof_max_age_days=3,
    email_typos={"gmail.con": "gmail.com"},
)
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - gets its zone
TEXTS = st.none() | st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=1, max_size=8)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "sold_at": TIMES,
            "validated_at": TIMES,
            "proof_at": TIMES,
            "proof_kind": st.sampled_from(["otp", "recording", None]),
            "proof_id": TEXTS,
            "email": st.sampled_from(["ana@gmail.con", "ana@ejemplo.es"]),
            "postcode": TEXTS | st.just("28014"),
            "province": TEXTS | st.just("Madrid"),
            "plan": TEXTS | st.sampled_from(["Fibra 600", "Fibra 300"]),
            "fee": st.sampled_from(["29.90 EUR", "0.00 EUR", "-1.00 USD", None]),
            "months": st.none() | st.integers(-12, 48),
            "activation": st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat),
            "birth_date": st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat),
            "ported": st.sampled_from([True, False, None]),
            "donor": TEXTS | st.just("Acme"),
            "donor_holder": st.sampled_from(["12345678Z", "87654321X", None]),
            "id_copy": st.sampled_from([True, False, None]),
            "order_form": TEXTS,
        },
    ),
    TIMES,
)
def test_whatever_a_sale_says_each_rule_answers_in_both_languages_hardest_first(
    values: dict[str, Any], now: datetime
) -> None:
    found = findings(EVERYTHING, now=now, **values)

    severities = [list(Severity).index(one.severity) for one in found]
    assert severities == sorted(severities)
    assert all(one.es != one.en and one.rule in RULE_SETS for one in found)
    assert all(field in Fibre.model_fields for one in found for field in one.fields)
