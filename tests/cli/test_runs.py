"""`runs` says what came of each run."""

import shlex

import pytest

from tests.cli.shell import RUN, Shell
from trastienda.report.facts import run_facts

LATER = "20261122T080000-11aa"


def test_without_runs_the_next_step_is_said(trastienda: Shell) -> None:
    answer = trastienda("runs")

    assert (answer.code, answer.out) == (0, "")
    assert "trastienda run BOT" in answer.err
    assert trastienda("runs", "--json").facts == []
    assert trastienda("runs", "show", "latest").code == 2


def test_the_newest_run_stands_first_with_its_counts(trastienda: Shell) -> None:
    trastienda.open_run()
    trastienda.open_run(LATER)

    newest, older = trastienda("runs", "--json").facts

    assert (newest["run"], older["run"]) == (LATER, RUN)
    assert older["states"] == {"ready": 2}
    assert trastienda("runs").out.splitlines()[2].endswith("hand  not yet  2 ready")


def test_the_json_of_a_run_is_exactly_its_facts(trastienda: Shell) -> None:
    trastienda.open_run()

    facts = trastienda("runs", "show", RUN, "--json").facts

    with trastienda.store() as store, store.read() as conn:
        assert facts == run_facts(conn, RUN).model_dump(mode="json")


@pytest.mark.parametrize("written", [LATER, "20261122", "latest"])
def test_a_run_is_named_by_id_by_its_beginning_or_as_the_latest(trastienda: Shell, written: str) -> None:
    trastienda.open_run()
    trastienda.open_run(LATER)

    assert trastienda("runs", "show", written, "--json").facts["run"] == LATER


def test_a_beginning_of_several_runs_lists_them(trastienda: Shell) -> None:
    trastienda.open_run()
    trastienda.open_run(LATER)

    answer = trastienda("runs", "show", "2026112")

    assert answer.code == 2
    assert RUN in answer.err
    assert LATER in answer.err


def test_a_misspelt_run_is_answered_with_the_nearest(trastienda: Shell) -> None:
    trastienda.open_run()

    assert f"Did you mean '{RUN}'?" in trastienda("runs", "show", "20261121T215500-7f3b").err


def test_a_person_reads_the_headline_and_where_the_folder_is(trastienda: Shell) -> None:
    trastienda.open_run()
    trastienda.open_case(1)

    answer = trastienda("runs", "show", "latest")

    assert answer.out.startswith("2 ventas: 1 espera una decisión, 1 sigue en curso.\n")
    assert "1  El pedido dice otra cosa" in answer.out
    assert f"runs/carrier/{RUN}/report.html" in answer.out
    assert f"trastienda cases --run {RUN}" in answer.err


def test_a_run_is_shown_as_a_film_strip_in_its_folder(trastienda: Shell) -> None:
    trastienda.open_run()

    answer = trastienda("runs", "open", "latest", "--no-browser")

    assert (answer.code, answer.out.strip()) == (0, f"runs/carrier/{RUN}/film.html")
    page = (trastienda.folder / answer.out.strip()).read_text(encoding="utf-8")
    assert "V-1" in page
    assert "No hubo ningún intento." in page


@pytest.mark.parametrize("meant", ["V-1", "1"])
def test_one_sale_of_a_run_is_shown_alone(trastienda: Shell, meant: str) -> None:
    trastienda.open_run()

    answer = trastienda("runs", "open", RUN, meant, "--no-browser")

    page = (trastienda.folder / answer.out.strip()).read_text(encoding="utf-8")
    assert answer.out.strip() == f"runs/carrier/{RUN}/film-item-1.html"
    assert page.count("<details") == 1


def test_a_misspelt_sale_of_a_run_is_answered_with_the_nearest(trastienda: Shell) -> None:
    trastienda.open_run()

    answer = trastienda("runs", "open", RUN, "V-11", "--no-browser")

    assert answer.code == 2
    assert "V-1" in answer.err


def test_the_film_strip_is_opened_in_the_persons_browser(trastienda: Shell) -> None:
    trastienda.open_run()
    trastienda.write("browser.sh", '#!/bin/sh\necho "$1" > opened\n')
    browser = trastienda.folder / "browser.sh"
    browser.chmod(0o755)

    answer = trastienda.process("runs", "open", RUN, env={"BROWSER": f"{shlex.quote(str(browser))} %s"})

    opened = (trastienda.folder / "opened").read_text(encoding="utf-8").strip()
    assert opened == (trastienda.folder / answer.out.strip()).as_uri()
