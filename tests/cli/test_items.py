"""`items` answers: where is my sale?"""

import json
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from tests.cli.conftest import SALE
from tests.cli.shell import RUN, Shell
from trastienda.domain.item import State
from trastienda.store import items, runs
from trastienda.store.tables import journal


def listed(trastienda: Shell, *arguments: str) -> list[str]:
    return [one["sale_reference"] for one in trastienda("items", *arguments, "--json").facts]


def test_the_list_is_narrowed_by_state_bot_text_and_number(trastienda: Shell) -> None:
    assert listed(trastienda) == ["V-3", "V-2", "V-1"]
    assert listed(trastienda, "--state", "ready") == ["V-2", "V-1"]
    assert listed(trastienda, "--state", "ready", "--state", "rejected") == ["V-3", "V-2", "V-1"]
    assert listed(trastienda, "--search", "-2", "--bot", "carrier") == ["V-2"]
    assert listed(trastienda, "--limit", "1") == ["V-3"]


def test_a_list_that_goes_on_says_so(trastienda: Shell) -> None:
    assert "--limit 10" in trastienda("items", "--limit", "2").err
    assert "--limit" not in trastienda("items", "--limit", "3").err


def test_plain_lists_are_aligned_and_mask_the_customers_id(trastienda: Shell) -> None:
    header, *rows = trastienda("items").out.splitlines()

    assert header.split() == ["item", "sale", "customer", "state", "order", "bot", "next", "look"]
    assert {row.index("carrier") for row in rows} == {header.index("bot")}
    assert "*****678Z" in rows[-1]
    assert "12345678Z" not in "".join(rows)


def test_the_story_is_told_in_the_workspaces_language(trastienda: Shell) -> None:
    spanish = trastienda("items", "show", "V-1").out
    trastienda.change("config/workspace.toml", 'language = "es"', 'language = "en"')
    english = trastienda("items", "show", "1").out

    assert "Entró de sales.json, fila 1." in spanish
    assert "Validada: lista para grabar." in spanish
    assert "Taken in from sales.json, row 1." in english
    assert "Validated: ready to be entered." in english


def test_a_rejected_sale_says_why(trastienda: Shell) -> None:
    assert "columna «holder_id»: se leyó «*****678A»" in trastienda("items", "show", "V-3").out


def test_a_case_and_its_decision_are_part_of_the_story(trastienda: Shell) -> None:
    case = trastienda.open_case(1)
    trastienda(
        "cases", "decide", str(case.id), "reject", "--by", "eva.sanz", "--why", "cliente 12345678Z anulado"
    )

    story = trastienda("items", "show", "1").out

    assert f"Incidencia {case.id}: El pedido P-1 no dice lo que se vendió: monthly_fee." in story
    assert f"Incidencia {case.id}, decidida por eva.sanz: rechazar. «cliente *****678Z anulado»" in story


def test_everything_is_in_the_json_with_ids_masked(trastienda: Shell) -> None:
    trastienda.open_run()
    now = datetime.now(UTC)
    with trastienda.store() as store, store.begin() as conn:
        number = runs.start_attempt(conn, item=1, run=RUN, generation=1, now=now)
        runs.end_attempt(conn, number, outcome="settled", evidence=["evidence/one.jpg"], now=now)
    trastienda.open_case(1)

    answer = trastienda("items", "show", "1", "--json")

    facts = answer.facts
    assert (facts["item"], facts["sale_reference"], facts["state"]) == (1, "V-1", "in_case")
    assert [entry["kind"] for entry in facts["journal"]] == [
        "taken_in",
        "validated",
        "attempt",
        "case_opened",
    ]
    assert all(entry["told"] for entry in facts["journal"])
    assert facts["attempts"][0]["evidence"] == [f"runs/carrier/{RUN}/evidence/one.jpg"]
    assert [case["reason"] for case in facts["cases"]] == ["differs"]
    assert facts["journal_broken_at"] is None
    assert facts["sale"]["holder_id"] == "*****678Z"
    assert "12345678Z" not in answer.out
    assert "ES9121000418450200051332" not in answer.out


def test_a_changed_journal_is_said(trastienda: Shell) -> None:
    with trastienda.store() as store, store.begin() as conn:
        # Whoever wants to hide something would take the guard away first.
        conn.execute(sa.text("DROP TRIGGER journal_no_update"))
        conn.execute(sa.update(journal).where(journal.c.item == 1, journal.c.seq == 2).values(kind="settled"))

    assert trastienda("items", "show", "1", "--json").facts["journal_broken_at"] == 2
    assert "no encaja desde la línea 2" in trastienda("items", "show", "1").out


def test_a_reference_means_its_newest_item_and_names_the_earlier_ones(trastienda: Shell) -> None:
    trastienda.write("again.json", json.dumps([SALE | {"reference": "V-3"}]))
    trastienda("intake", "carrier", "again.json")

    facts = trastienda("items", "show", "V-3", "--json").facts

    assert (facts["item"], facts["others"]) == (4, [3])
    assert "3 (rejected)" in trastienda("items", "show", "V-3").out


def test_withdrawing_keeps_who_and_why(trastienda: Shell) -> None:
    answer = trastienda("items", "withdraw", "V-1", "--why", "se arrepiente", "--by", "eva.sanz")

    assert answer.code == 0
    assert trastienda.item(1).state is State.WITHDRAWN
    assert "Retirada por eva.sanz: «se arrepiente»" in trastienda("items", "show", "1").out


def test_who_withdraws_without_a_name_is_told_whose_name_is_kept(
    trastienda: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "operador7")

    answer = trastienda("items", "withdraw", "1", "--why", "se arrepiente", "--json")

    assert answer.facts["by"] == "operador7"
    assert "operador7, your user name on this machine" in answer.err


def test_an_item_in_the_portal_is_not_withdrawn(trastienda: Shell) -> None:
    now = datetime.now(UTC)
    with trastienda.store() as store, store.begin() as conn:
        items.move(conn, items.get(conn, 1), State.ENTERING, now=now, why="attempt")

    answer = trastienda("items", "withdraw", "1", "--why", "tarde", "--by", "eva.sanz")

    assert answer.code == 4
    assert trastienda.item(1).state is State.ENTERING


def test_a_reference_of_several_items_is_not_withdrawn(trastienda: Shell) -> None:
    trastienda.write("again.json", json.dumps([SALE | {"reference": "V-3"}]))
    trastienda("intake", "carrier", "again.json")

    answer = trastienda("items", "withdraw", "V-3", "--why", "x", "--by", "eva.sanz")

    assert answer.code == 2
    assert "3 (rejected), 4 (ready)" in answer.err


def test_a_texts_control_characters_do_not_reach_the_terminal(trastienda: Shell) -> None:
    trastienda("items", "withdraw", "1", "--why", "\x1b[2Jborrado", "--by", "eva.sanz")

    assert "\x1b" not in trastienda("items", "show", "1").out
