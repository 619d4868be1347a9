"""The command line starts at once, and answers mistakes with the next step."""

import subprocess
import sys

import pytest

from tests.cli.shell import ROOT, Shell
from trastienda.cli import COMMANDS

HEAVY = {"RPA", "alembic", "apscheduler", "dbos", "loguru", "playwright", "pydantic", "rich", "sqlalchemy"}
"""Imports of tens of milliseconds to seconds, which nobody who asks for help shall pay."""

LIGHT = sorted(set(COMMANDS) - {"demo", "run"})
CALLS = [[], *([name] for name in LIGHT), ["cases", "decide"], ["items", "show"]]


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    script = f"""
import sys
from trastienda.cli import main
sys.argv = ["trastienda", *{words!r}, "--help"]
try:
    main()
finally:
    print(*sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)

    assert (done.returncode, done.stderr.split()) == (0, [])
    assert done.stdout.startswith("Usage: trastienda")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["casos"], "'cases'"),
        (["runs", "shw"], "'show'"),
        (["cases", "decde", "1"], "'decide'"),
        (["schedule", "nxt"], "'next'"),
        (["db", "upgrad"], "'upgrade'"),
        (["items", "--limt", "3"], "--limit"),
        (["check", "carier"], "'carrier'"),
        (["intake", "carier", "sales.json"], "'carrier'"),
        (["items", "--bot", "carier"], "'carrier'"),
        (["cases", "--bot", "carier"], "'carrier'"),
        (["runs", "--bot", "carier"], "'carrier'"),
        (["items", "show", "V-11"], "'V-1'"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, list) else "",
)
def test_a_misspelt_name_is_answered_with_the_nearest_one(
    trastienda: Shell, words: list[str], meant: str
) -> None:
    answer = trastienda(*words)

    assert answer.code == 2
    assert meant in answer.err
    assert answer.out == ""


def test_an_option_in_front_of_a_command_is_not_ignored(trastienda: Shell) -> None:
    answer = trastienda("cases", "--json", "show", "1")

    assert answer.code == 2
    assert "cases show … --json" in answer.err


def test_outside_of_a_workspace_nothing_happens(trastienda: Shell) -> None:
    trastienda.folder = trastienda.folder.parent

    answer = trastienda("items")

    assert answer.code == 2
    assert "is in no workspace" in answer.err


def test_a_database_that_is_none_is_said_with_the_next_step(trastienda: Shell) -> None:
    for left in (trastienda.folder / "runs").glob("trastienda.db-*"):
        left.unlink()
    trastienda.write("runs/trastienda.db", "this is no database, but long enough to be taken for one" * 20)

    answer = trastienda("items")

    assert answer.code == 1
    assert "not a database" in answer.err
    assert "trastienda doctor" in answer.err


def test_a_file_that_cannot_be_written_is_named(trastienda: Shell) -> None:
    answer = trastienda("cases", "export", "sales.json/list.xlsx")

    assert answer.code == 1
    assert "sales.json" in answer.err
    assert "Traceback" not in answer.err


def test_data_go_to_stdout_and_the_rest_to_stderr(trastienda: Shell) -> None:
    trastienda.open_case(1)

    answer = trastienda.process("cases")

    assert answer.code == 0
    assert [line.split()[0] for line in answer.out.splitlines()] == ["case", "1"]
    assert "cases show" in answer.err
