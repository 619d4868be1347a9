"""A person tries a comparison: the table, the sentence, and what the exit code says."""

import json
from typing import Any

import pytest

from tests.cli.conftest import SALE
from tests.cli.shell import Shell

SHOWN = {name: text for name, text in SALE.items() if name not in {"seller", "validator", "sold_at"}}
SHOWN = {name: text for name, text in SHOWN.items() if name not in {"validated_at", "channel", "campaign"}}


def put(trastienda: Shell, name: str, content: Any) -> str:
    trastienda.write(name, json.dumps(content))
    return name


def test_an_order_that_shows_what_was_sold_is_the_same_sale(trastienda: Shell) -> None:
    answer = trastienda("crosscheck", "try", "1", put(trastienda, "order.json", SHOWN))

    assert answer.code == 0
    assert "Es la misma venta: coincide todo lo comparado." in answer.out


def test_a_file_of_a_sale_is_compared_by_the_rules_that_are_named(trastienda: Shell) -> None:
    sale = put(trastienda, "sale.json", SALE)
    order = put(trastienda, "order.json", SHOWN | {"plan": "Móvil 50 GB", "holder_name": "JOSE MUÑOZ GARCIA"})

    answer = trastienda("crosscheck", "try", sale, order, "--portal", "carrier", "--json")

    assert answer.code == 1
    assert (answer.facts["verdict"], answer.facts["ground"]) == ("differ", "fields")
    assert answer.facts["sentence"].endswith("difiere: Tarifa.")
    first, *others = answer.facts["fields"]
    assert first == {
        "field": "plan",
        "sold": "Móvil 20 GB",
        "shown": "Móvil 50 GB",
        "verdict": "differ",
        "code": "near",
        "why": "otro valor, a una pulsación del vendido",
    }
    assert {one["verdict"] for one in others} == {"match"}
    assert next(one["code"] for one in others if one["field"] == "holder_name") == "equivalent"


def test_the_portals_profile_decides_and_no_id_is_shown_whole(trastienda: Shell) -> None:
    order = put(trastienda, "order.json", SHOWN | {"iban": "ES7620770024003102575766"})

    answer = trastienda("crosscheck", "try", "V-1", order, "--json")

    assert (answer.code, answer.facts["ground"]) == (1, "veto")
    assert "IBAN" in answer.facts["sentence"]
    assert "ES76" not in answer.out
    assert "12345678Z" not in answer.out


def test_what_the_record_lacks_is_not_shown(trastienda: Shell) -> None:
    order = put(trastienda, "order.json", {name: SHOWN[name] for name in ("holder_id", "line")})

    answer = trastienda("crosscheck", "try", "1", order, "--json")

    assert (answer.code, answer.facts["verdict"]) == (1, "unclear")
    assert {one["code"] for one in answer.facts["fields"]} == {"equal", "not_shown"}


@pytest.mark.parametrize(
    ("sale", "order", "options", "said"),
    [
        ("9", SHOWN, (), "There is no item or sale '9'"),
        ("sold.json", SHOWN, (), "There is no file sold.json"),
        ("3", SHOWN, (), "Item 3 has no sale: its row could not be read."),
        (SALE, SHOWN, (), "add --portal (carrier)"),
        (SALE, SHOWN, ("--portal", "carier"), "Did you mean 'carrier'?"),
        (SALE | {"holder_id": "1"}, SHOWN, ("--portal", "carrier"), "holder_id"),
        ("1", SHOWN | {"plam": "x"}, (), "MobileLine has no field 'plam'. Did you mean 'plan'?"),
        ("1", SHOWN | {"plan": 20}, (), "plan is 20; a text as the portal shows it is expected"),
        ("1", [SHOWN], (), "order.json holds one list; an object is expected"),
    ],
)
def test_a_call_that_cannot_be_understood_says_what_to_do(
    trastienda: Shell, sale: Any, order: Any, options: tuple[str, ...], said: str
) -> None:
    named = sale if isinstance(sale, str) else put(trastienda, "sale.json", sale)

    answer = trastienda("crosscheck", "try", named, put(trastienda, "order.json", order), *options)

    assert answer.code == 2
    assert said in answer.err


def test_a_file_that_is_no_json_is_refused(trastienda: Shell) -> None:
    trastienda.write("order.json", "{plan")

    answer = trastienda("crosscheck", "try", "1", "order.json")

    assert answer.code == 2
    assert "order.json is not readable JSON" in answer.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'anchor = ["line"]',
            "config/crosscheck/carrier.toml: unknown key 'anchor'. Did you mean 'anchors'?",
        ),
        (
            'veto = ["holder_idd"]',
            "config/crosscheck/carrier.toml veto: MobileLine has no field 'holder_idd'. Did you mean 'holder_id'?",
        ),
        ("risk = 2", "config/crosscheck/carrier.toml: risk: Input should be less than 1"),
    ],
)
def test_check_names_every_fault_of_a_profile(trastienda: Shell, text: str, said: str) -> None:
    trastienda.write("config/crosscheck/carrier.toml", text)

    answer = trastienda("check")

    assert answer.code == 2
    assert said in answer.out


def test_check_warns_of_a_profile_that_belongs_to_no_bot(trastienda: Shell) -> None:
    trastienda.write("config/crosscheck/carier.toml", "")

    answer = trastienda("check")

    assert answer.code == 0
    assert "config/crosscheck/carier.toml belongs to no bot" in answer.out
