"""`trastienda up`: slots fire once, folders are taken in, a person's run does not disturb it."""

import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.workplace import Workplace, embedded, until
from trastienda.engine.runs import new_run_id
from trastienda.store import runs
from trastienda.store.runs import Run

EVERY_MINUTE = 'cron = "* * * * *"'
INBOX = "runs/inbox/carrier"


@pytest.fixture
def missed_slot(office: Workplace) -> None:
    """A schedule that fires every minute and was not served for an hour: `up` catches up at once."""
    settings = office.root / "config" / "workspace.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('cron = "*/15 8-20 * * mon-fri"', EVERY_MINUTE), encoding="utf-8")
    office.call("db", "upgrade")
    before = datetime.now(UTC) - timedelta(hours=1)
    past = Run(
        id=new_run_id(before),
        bot="carrier",
        trigger="schedule:carrier-office-hours",
        slot="schedule:carrier-office-hours:long-ago",
        mode="enter",
        started_at=before,
        ended_at=before,
        outcome="done",
        versions={},
        intake={"files": []},
    )
    with office.store() as store, store.begin() as conn:
        runs.add(conn, past)


@pytest.fixture
def up(office: Workplace, missed_slot: None) -> Iterator[subprocess.Popen[str]]:
    """`trastienda up` at work."""
    process = office.start("up")
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def test_a_slot_takes_the_folder_in_and_its_sales_are_settled(
    office: Workplace, missed_slot: None, request: pytest.FixtureRequest
) -> None:
    inbox = office.root / INBOX
    inbox.mkdir(parents=True)
    office.sample(f"{INBOX}/sales.json", ["V-2026-0001", "V-2026-0002"])

    process: subprocess.Popen[str] = request.getfixturevalue("up")
    until(lambda: list(office.states().values()) == ["settled"] * 2, "two settled sales")
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=60)

    assert process.returncode == 0, told
    assert [path.name[-10:] for path in (inbox / "taken").iterdir()] == ["sales.json"]
    with office.store() as store, store.read() as conn:
        fired = [run for run in runs.latest(conn, bot="carrier") if run.outcome == "done" and run.versions]
    assert fired
    assert (office.root / "runs" / "carrier" / fired[-1].id / "report.html").is_file()


@embedded
def test_a_person_s_run_beside_it_queues_its_sales_and_disturbs_nothing(
    office: Workplace, up: subprocess.Popen[str]
) -> None:
    until(lambda: _held(office), "the account's lock")
    sales = office.sample("by-hand.json", ["V-2026-0003"])

    office.call("run", "carrier", "--sales", str(sales))

    assert office.states() == {"V-2026-0003": "settled"}
    assert up.poll() is None
    up.send_signal(signal.SIGTERM)
    up.communicate(timeout=60)
    assert up.returncode == 0


@embedded
def test_what_needs_the_account_for_itself_is_refused_while_up_holds_it(
    office: Workplace, up: subprocess.Popen[str]
) -> None:
    until(lambda: _held(office), "the account's lock")

    office.call("run", "carrier", "--rehearse", code=4)

    assert up.poll() is None


def _held(office: Workplace) -> bool:
    from trastienda.store import locks

    with office.store() as store:
        lock = locks.try_hold(store, "account/carrier/backoffice")
        if lock is None:
            return True
        lock.release()
        return False
