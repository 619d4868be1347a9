"""`intake` takes a file in and says what it could not take."""

import json
from typing import Any

import pytest

from tests.cli.conftest import SALE
from tests.cli.shell import Shell
from trastienda.domain.item import State

NEW = SALE | {"reference": "V-10", "line": "600111222", "holder_id": "11111111H"}


def work_items(*payloads: dict[str, Any]) -> str:
    return json.dumps([{"payload": payload, "files": {}} for payload in payloads])


def test_counts_and_every_rejected_row_are_said(trastienda: Shell) -> None:
    wrong = NEW | {"reference": "V-11", "monthly_fee": "mucho", "validator": "ana.ruiz"}
    trastienda.write("more.json", json.dumps([NEW, wrong]))

    answer = trastienda("intake", "carrier", "more.json")

    assert answer.code == 0
    assert "more.json: 2 rows, 2 taken in (1 ready, 1 rejected)." in answer.out
    assert "more.json, fila 2, columna «monthly_fee»: se leyó «mucho»; se esperaba" in answer.out
    assert "trastienda run carrier" in answer.err
    assert trastienda.item(4).state is State.READY


def test_the_facts_of_a_rejection_say_where_what_and_what_was_expected(trastienda: Shell) -> None:
    row = {name: value for name, value in NEW.items() if name != "monthly_fee"}
    trastienda.write("more.json", json.dumps([row | {"Cuota mensual": "mucho"}]))

    (rejection,) = trastienda("intake", "carrier", "more.json", "--json").facts["rejections"]

    assert (rejection["file"], rejection["sheet"], rejection["row"]) == ("more.json", None, 1)
    (reason,) = rejection["reasons"]
    assert (reason["fields"], reason["columns"], reason["seen"]) == (
        ["monthly_fee"],
        ["Cuota mensual"],
        "mucho",
    )
    assert "1.029,90" in reason["expected"] or "amount" in reason["expected"]


def test_a_persons_id_is_masked_in_a_rejection(trastienda: Shell) -> None:
    trastienda.write("more.json", json.dumps([NEW | {"holder_id": "11111111A"}]))

    answer = trastienda("intake", "carrier", "more.json", "--json")

    assert "11111111A" not in answer.out
    assert "*****111A" in answer.out


def test_the_same_file_takes_in_nothing_twice(trastienda: Shell) -> None:
    facts = trastienda("intake", "carrier", "sales.json", "--json").facts

    assert (facts["rows"], facts["taken_in"], facts["known"], facts["rejections"]) == (3, 0, 3, [])


@pytest.mark.parametrize("name", ["RC_WORKITEM_INPUT_PATH", "RPA_INPUT_WORKITEM_PATH"])
def test_without_a_file_the_robocorp_work_items_are_taken_in(
    trastienda: Shell, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    trastienda.write("devdata/work-items.json", work_items(NEW))
    monkeypatch.setenv(name, "devdata/work-items.json")

    facts = trastienda("intake", "carrier", "--json").facts

    assert (facts["file"], facts["taken_in"], facts["states"]) == ("work-items.json", 1, {"ready": 1})


def test_without_a_file_and_without_work_items_the_call_is_wrong(
    trastienda: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RC_WORKITEM_INPUT_PATH", raising=False)
    monkeypatch.delenv("RPA_INPUT_WORKITEM_PATH", raising=False)

    answer = trastienda("intake", "carrier")

    assert answer.code == 2
    assert "RC_WORKITEM_INPUT_PATH" in answer.err


def test_a_file_that_cannot_be_used_takes_in_nothing(trastienda: Shell) -> None:
    trastienda.write("more.json", '{"not": "a list"}')

    answer = trastienda("intake", "carrier", "more.json")

    assert (answer.code, answer.out) == (2, "")
    assert "a list of objects" in answer.err
    assert len(trastienda("items", "--json").facts) == 3
