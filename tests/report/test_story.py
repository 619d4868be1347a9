"""Every word that the program writes into a journal has its sentence, in both languages."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.cli.shell import ROOT
from trastienda.domain.case import Language
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.item import State
from trastienda.domain.journal import Entry
from trastienda.report.story import KINDS, stands, tell

ES, EN = Language.ES, Language.EN
AT = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)


def told(kind: str, language: Language = ES, **detail: Any) -> str:
    return tell(Entry(1, 1, AT, kind, detail, "", ""), language=language)


def written() -> Iterator[tuple[str, str]]:
    """Every word and every reason that stands as a text in a call that writes a journal."""
    for file in sorted((ROOT / "src" / "trastienda").rglob("*.py")):
        if "cli" in file.parts:
            continue
        for call in (
            node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)
        ):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            texts = [
                one.value
                for argument in call.args
                for one in (
                    [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
                )
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            why = [
                one.value.value
                for one in call.keywords
                if one.arg == "why"
                and isinstance(one.value, ast.Constant)
                and isinstance(one.value.value, str)
            ]
            if name in {"move", "_move", "add", "add_all", "Onward"}:
                yield from (("kind", word) for word in why)
            elif name in {"_note", "append"} and texts and call.keywords + call.args[1:]:
                yield from (("kind", word) for word in texts[:1])
            elif name in {"_put_off", "back_to_ready", "become_uncertain", "wait"}:
                yield from (("because", word) for word in [*texts, *why])


WRITTEN = sorted(set(written()))


def test_the_words_are_found_in_the_source() -> None:
    words = {word for sort, word in WRITTEN if sort == "kind"}

    assert words >= {
        "taken_in",
        "validated",
        "attempt",
        "looked",
        "intent",
        "recognised",
        "settled",
        "decided",
        "taken_up",
    }


@pytest.mark.parametrize("word", [word for sort, word in WRITTEN if sort == "kind"])
def test_every_word_of_the_journal_has_a_sentence(word: str) -> None:
    assert word in KINDS


@pytest.mark.parametrize("reason", [word for sort, word in WRITTEN if sort == "because"])
def test_every_reason_to_wait_is_said_in_spanish(reason: str) -> None:
    detail: dict[str, Any] = {"from": "ready", "to": "ready", "because": reason, "pause_s": 2.0}

    assert reason in told("put_off", EN, **detail)
    assert reason not in told("put_off", ES, **detail)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_sentence_never_fails_for_want_of_a_detail(kind: str) -> None:
    assert told(kind, ES)
    assert told(kind, EN) != told(kind, ES)


def test_an_unknown_outcome_says_that_nobody_knows() -> None:
    detail: dict[str, Any] = {
        "from": "entering",
        "to": "uncertain",
        "because": "the page answered 500",
        "pause_s": 1.0,
    }

    assert told("put_off", **detail) == (
        "Dudosa: puede que se guardara y no se sabe: the page answered 500. Se vuelve a mirar en 1 s."
    )


def test_the_look_says_how_each_order_stands_to_the_sale() -> None:
    assert told("looked", orders=[]) == "Se buscó en el portal: ningún pedido."
    assert told("looked", orders=["P-1: same", "P-2: other"]) == (
        "Se buscó en el portal: P-1 es esta venta, P-2 es de otra venta."
    )


def test_the_cross_check_names_what_was_not_simply_equal() -> None:
    codes = {"plan": "equal", "holder_name": "equivalent", "monthly_fee": "accepted"}

    assert told("settled", EN, cross_check=codes) == (
        "Opened again and cross-checked: 3 fields match, written another way: holder_name, "
        "with an accepted difference: monthly_fee. Settled."
    )


def test_ids_in_peoples_and_portals_words_are_masked_but_order_numbers_are_not() -> None:
    decided: dict[str, Any] = {"case": 1, "decision": "reject", "by": "eva", "why": "era de 12345678Z"}

    assert "12345678Z" not in told("decided", **decided)
    assert "12345678Z" not in told("put_off", because="/pedidos?q=12345678Z", pause_s=0)
    # It looks like the id of a company, with a fitting check digit.
    assert "P-00012369" in told("recognised", order="P-00012369")


def test_a_rejection_says_the_findings_and_no_note() -> None:
    refused = Finding(code="no_consent", severity=Severity.REJECT, es="Falta el permiso.", en="No consent.")
    noted = Finding(code="mixed", severity=Severity.NOTE, es="Mezcla alfabetos.", en="Mixed alphabets.")
    entry = Entry(1, 2, AT, "rejected", {"findings": ["no_consent"]}, "", "")

    assert tell(entry, language=ES, findings=[refused, noted]) == "Rechazada: Falta el permiso."


@pytest.mark.parametrize("state", State)
def test_every_state_is_said(state: State) -> None:
    assert stands(state, None, ES) != stands(state, None, EN)
