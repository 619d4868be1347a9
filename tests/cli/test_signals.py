"""`signals` lists what a seller's sales have in common; intake asks about it at once."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.cli.conftest import SALE
from tests.cli.shell import Shell

FACTS = "config/portals/carrier.toml"
SIGNALS = '[signals]\ncustomer = "holder_id"\nshared = ["iban"]\n\n[validation]'
HOLDERS = ("12345678Z", "00000000T", "87654321X", "99999999R")


def take_in(trastienda: Shell, *sales: dict[str, Any]) -> list[str]:
    """Their states after intake."""
    trastienda.write("more.json", json.dumps([SALE | sale for sale in sales]))
    answer = trastienda("intake", "carrier", "more.json", "--json")
    assert answer.code == 0, answer.err
    listed = {one["sale_reference"]: one["state"] for one in trastienda("items", "--json").facts}
    return [listed[sale["reference"]] for sale in sales]


def a_third_customer(number: int = 7, **values: Any) -> dict[str, Any]:
    return {"reference": f"V-{number}", "holder_id": HOLDERS[2], "line": "655667788"} | values


def test_an_account_of_three_customers_is_a_case_that_shows_the_other_sales(trastienda: Shell) -> None:
    trastienda.change(FACTS, "[validation]", SIGNALS)

    states = take_in(trastienda, a_third_customer())

    assert states == ["in_case"]
    (case,) = trastienda("cases", "--json").facts
    shown = trastienda("cases", "show", str(case["case"]), "--json").facts
    assert shown["sentence"].endswith("3 clientes de ana.ruiz tienen el mismo valor en «IBAN»: V-1, V-2.")
    assert [(one["code"], one["rule"], one["linked"]) for one in shown["findings"]] == [
        ("shared_value", "signals/1", ["V-1", "V-2"])
    ]


def test_without_signals_the_same_sale_is_ready(trastienda: Shell) -> None:
    assert take_in(trastienda, a_third_customer()) == ["ready"]


def test_rows_of_one_file_are_compared_with_each_other(trastienda: Shell) -> None:
    trastienda.change(FACTS, "[validation]", SIGNALS.replace("shared =", "customers = 4\nshared ="))

    states = take_in(
        trastienda, a_third_customer(), a_third_customer(8, holder_id=HOLDERS[3], line="644556699")
    )

    assert states == ["ready", "in_case"]


def test_a_duplicate_is_a_case_that_names_the_other_sale(trastienda: Shell) -> None:
    trastienda.change(FACTS, 'sector = "telecom"', 'sector = "telecom"\nduplicate_days = 30')

    states = take_in(trastienda, {"reference": "V-7", "sold_at": "21/10/2026 10:00",
                                  "validated_at": "21/10/2026 12:00"},
                     {"reference": "V-8", "line": "655667788"})  # fmt: skip

    assert states == ["in_case", "ready"]
    (case,) = trastienda("cases", "--json").facts
    assert "Otra venta tiene los mismos datos (Documento, Línea): V-1." in case["sentence"]


def test_all_that_is_asked_of_a_sale_is_shown_with_its_proof(trastienda: Shell) -> None:
    trastienda.change(FACTS, "[validation]", SIGNALS)
    proof: dict[str, Any] = {"proof_kind": "Grabación", "proof_id": "REC-77", "proof_at": "20/10/2026 10:05"}
    take_in(trastienda, a_third_customer(email="jose@gmail.con", **proof))
    (case,) = trastienda("cases", "--json").facts

    out = trastienda("cases", "show", str(case["case"])).out
    facts = trastienda("cases", "show", str(case["case"]), "--json").facts

    assert "proof     grabación de verificación · REC-77 · 20/10/2026 08:05 UTC" in out
    assert "parece una errata: ¿será «gmail.com»?" in out
    assert "tienen el mismo valor en «IBAN»: V-1, V-2." in out
    assert [one["code"] for one in facts["findings"]] == ["email_slip", "shared_value"]
    assert facts["proof"] == "grabación de verificación · REC-77 · 20/10/2026 08:05 UTC"


def test_a_supervisor_sees_every_signal_by_seller_in_the_workspaces_language(trastienda: Shell) -> None:
    trastienda.change(FACTS, "[validation]", SIGNALS)
    take_in(trastienda, a_third_customer())

    spanish = trastienda("signals", "carrier")
    trastienda.change("config/workspace.toml", 'language = "es"', 'language = "en"')
    english = trastienda("signals", "carrier")

    assert spanish.out == "3 clientes de ana.ruiz tienen el mismo valor en «IBAN»: V-1, V-2, V-7.\n"
    assert "indicios: 1. Ninguno es una prueba." in spanish.err
    assert english.out == "3 customers of ana.ruiz have the same value in 'IBAN': V-1, V-2, V-7.\n"
    assert "signals: 1. None of them is a proof." in english.err


def test_signals_are_facts_too_and_a_day_narrows_them(trastienda: Shell) -> None:
    trastienda.change(FACTS, "[validation]", SIGNALS)
    take_in(trastienda, a_third_customer())
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()

    assert trastienda("signals", "carrier", "--json").facts == [
        {
            "seller": "ana.ruiz",
            "code": "shared_value",
            "rule": "signals/1",
            "severity": "ask",
            "fields": ["iban"],
            "linked": ["V-1", "V-2", "V-7"],
            "sentence": "3 clientes de ana.ruiz tienen el mismo valor en «IBAN»: V-1, V-2, V-7.",
        }
    ]
    assert trastienda("signals", "carrier", "--since", tomorrow, "--json").facts == []


def test_a_portal_that_declares_none_is_told_what_to_declare(trastienda: Shell) -> None:
    answer = trastienda("signals", "carrier")

    assert answer.code == 2
    assert "config/portals/carrier.toml has no [signals]" in answer.err
