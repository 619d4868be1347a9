"""`schedule` shows what `up` does and when."""

from datetime import UTC, datetime

import pytest

from tests.cli.shell import Shell

SETTINGS = "config/workspace.toml"
SECOND = """
[[schedules]]
name = "carrier-night"
bot = "carrier"
cron = "30 2 * * *"
timezone = "Europe/Madrid"
folder = "runs/inbox/night"
"""


def test_schedules_are_listed_with_their_next_time(trastienda: Shell) -> None:
    facts = trastienda("schedule", "list", "--json").facts

    assert [(one["name"], one["bot"], one["task"], one["folder"]) for one in facts] == [
        ("carrier-office-hours", "carrier", "enter", "runs/inbox/carrier"),
        ("carrier-evening-sweep", "carrier", "sweep", None),
    ]
    assert all(datetime.fromisoformat(one["next"]) > datetime.now(UTC) for one in facts)
    assert trastienda("schedule", "--json").facts == facts
    assert "carrier-office-hours" in trastienda("schedule").out


@pytest.mark.parametrize(
    ("wrong", "said"), [("", "has no folder"), ('task = "enter"\n#', "needs the folder of its sales files")]
)
def test_a_sweep_has_no_folder_and_an_entry_needs_one(trastienda: Shell, wrong: str, said: str) -> None:
    folder = 'folder = "runs/inbox/night"'
    trastienda.write(
        SETTINGS, SECOND.replace(folder, f"{wrong}{folder}" if wrong else f'task = "sweep"\n{folder}')
    )

    answer = trastienda("schedule")

    assert answer.code == 2
    assert said in answer.err


def test_the_next_times_of_all_schedules_are_in_one_order(trastienda: Shell) -> None:
    settings = trastienda.folder / SETTINGS
    trastienda.write(SETTINGS, settings.read_text(encoding="utf-8") + SECOND)

    answer = trastienda("schedule", "next", "--count", "400", "--json")

    times = [datetime.fromisoformat(one["at"]) for one in answer.facts]
    assert len(times) == 400
    assert times == sorted(times)
    assert {one["schedule"] for one in answer.facts} == {
        "carrier-office-hours",
        "carrier-evening-sweep",
        "carrier-night",
    }
    assert all(one["slot"].startswith(f"schedule:{one['schedule']}:") for one in answer.facts)


def test_a_change_of_the_clocks_is_warned_of_on_stderr(trastienda: Shell) -> None:
    trastienda.change(SETTINGS, "*/15 8-20 * * mon-fri", "30 2 * * *")

    answer = trastienda("schedule", "next", "--count", "1", "--json")

    assert len(answer.facts) == 1
    assert "fires twice" in answer.err


def test_without_schedules_the_next_step_is_said(trastienda: Shell) -> None:
    trastienda.write(SETTINGS, 'language = "es"\n')

    assert trastienda("schedule", "--json").facts == []
    assert "[[schedules]]" in trastienda("schedule").err


def test_up_refuses_to_start_without_a_schedule(trastienda: Shell) -> None:
    trastienda.write(SETTINGS, 'language = "es"\n')

    answer = trastienda("up")

    assert (answer.code, answer.out) == (2, "")
    assert "trastienda run BOT --sales FILE" in answer.err


def test_up_refuses_a_schedule_without_its_bot(trastienda: Shell) -> None:
    trastienda.change(SETTINGS, 'bot = "carrier"', 'bot = "carrer"')

    answer = trastienda("up")

    assert answer.code == 2
    assert "Did you mean 'carrier'?" in answer.err
