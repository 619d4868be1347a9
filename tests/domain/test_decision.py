"""Decisions: a closed list, each with its author, its reason and its own parts."""

from typing import Any

import pytest
from pydantic import ValidationError

from trastienda.domain.decision import Decision, Kind


def decision(**parts: Any) -> Decision:
    return Decision.model_validate({"kind": "look again", "by": "eva.sanz", "why": "lo miré"} | parts)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.THIS_ORDER])
def test_a_decision_needs_no_more_than_an_author_and_a_reason(kind: Kind) -> None:
    assert decision(kind=kind).kind is kind


@pytest.mark.parametrize("part", ["by", "why"])
@pytest.mark.parametrize("text", ["", "   ", "\u200b", " \u2060\ufeff ", "x" * 2001, None])
def test_a_decision_without_a_readable_author_or_reason_is_none(part: str, text: str | None) -> None:
    with pytest.raises(ValidationError, match=part):
        decision(**{part: text})


def test_white_space_around_the_words_is_dropped() -> None:
    assert decision(by=" eva.sanz\n").by == "eva.sanz"


def test_it_is_this_order_names_the_order() -> None:
    assert decision(kind="it is this order", reference=" P-7 ").reference == "P-7"
    for reference in (None, "", "\u200b"):
        with pytest.raises(ValidationError):
            decision(kind="it is this order", reference=reference)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.THIS_ORDER])
def test_no_other_decision_names_an_order(kind: Kind) -> None:
    with pytest.raises(ValidationError, match="no other decision does"):
        decision(kind=kind, reference="P-7")


@pytest.mark.parametrize("kind", Kind)
def test_corrections_go_with_enter_alone(kind: Kind) -> None:
    parts = {"kind": kind, "corrections": {"line": "612 345 678"}}
    if kind is Kind.THIS_ORDER:
        parts["reference"] = "P-7"

    if kind is Kind.ENTER:
        assert decision(**parts).corrections == {"line": "612 345 678"}
        return
    with pytest.raises(ValidationError, match="corrections go with 'enter'"):
        decision(**parts)


def test_a_decision_is_closed_and_frozen() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        decision(approved=True)
    with pytest.raises(ValidationError, match="Input should be"):
        decision(kind="settle")
    with pytest.raises(ValidationError, match="frozen"):
        decision().by = "otra"  # type: ignore[misc]  # being refused is the point


def test_a_decision_goes_through_json_unchanged() -> None:
    made = decision(kind="enter", corrections={"line": "612 345 678"})

    assert Decision.model_validate_json(made.model_dump_json()) == made
