"""Findings: said in both languages, hardest first."""

from typing import Any

import pytest
from pydantic import ValidationError

from trastienda.domain.case import Language
from trastienda.domain.finding import Finding, Severity


def finding(**changes: Any) -> Finding:
    said = {"code": "under_age", "severity": "reject", "es": "Es menor.", "en": "Is a minor."}
    return Finding.model_validate(said | changes)


def test_a_finding_speaks_the_language_it_is_asked_for() -> None:
    assert finding().sentence(Language.ES) == "Es menor."
    assert finding().sentence(Language.EN) == "Is a minor."


def test_severities_are_declared_hardest_first() -> None:
    assert list(Severity) == [Severity.REJECT, Severity.ASK, Severity.NOTE]


@pytest.mark.parametrize("part", ["es", "en"])
def test_a_finding_that_lacks_a_language_is_refused(part: str) -> None:
    with pytest.raises(ValidationError, match=part):
        finding(**{part: ""})


@pytest.mark.parametrize("code", ["", "1st", "Under_age", "under-age", "under age"])
def test_a_code_is_a_name_in_snake_case(code: str) -> None:
    with pytest.raises(ValidationError, match="code"):
        finding(code=code)


def test_a_finding_names_its_rule_set_and_the_sales_that_it_links() -> None:
    told = finding(rule="signals/1", linked=["V-1", "V-2"])

    assert Finding.model_validate_json(told.model_dump_json()) == told
    with pytest.raises(ValidationError, match="rule"):
        finding(rule="signals")


def test_a_finding_that_was_stored_before_there_were_rule_sets_is_read() -> None:
    said: dict[str, Any] = {"code": "under_age", "severity": "ask", "es": "Es menor.", "en": "Is a minor."}
    stored = said | {"fields": [], "seen": None, "expected": None}

    told = Finding.model_validate(stored)

    assert (told.rule, told.linked) == (None, ())
