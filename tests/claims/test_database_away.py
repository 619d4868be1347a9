"""The database crashes under load and recovers: no sale is lost or entered twice, nobody starts anything again."""

import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.claims.count import count
from tests.claims.crew import PATIENCE_S, crew_of
from tests.claims.place import Place
from tests.claims.sales import write_sales
from tests.support.postgres_keeper import Server
from tests.support.workplace import until
from trastienda.engine.dispatch import Dispatcher
from trastienda.engine.runs import progress
from trastienda.store import runs

NOTICED = ("The database cannot be used now", "Database connection failed")
"""What we and the dispatcher's library say; whoever of a program's threads meets it first says it."""
WAITING = "Nothing is begun before it answers"
BACK = "The database answers again"


@pytest.fixture
def place(tmp_path: Path, crashing_server: Server) -> Place:
    """A workspace on a server of its own."""
    root = tmp_path / "workspace"
    root.mkdir()
    return Place(root, crashing_server.url("postgres"), accounts=8)


def wait_for(true: Callable[[], object], what: str) -> None:
    until(true, what, within_s=PATIENCE_S)


def wait_for_settled(place: Place, wanted: int) -> None:
    wait_for(lambda: place.states()["settled"] >= wanted, f"{wanted} settled sales")


def said(place: Place, *texts: str) -> int:
    return sum(text in line for text in texts for line in place.told())


def crash(place: Place, server: Server) -> None:
    """Crash the server, and start it again once somebody has noticed."""
    before = said(place, *NOTICED)
    server.crash()
    wait_for(lambda: said(place, *NOTICED) > before, "somebody who notices")
    server.recover()


@pytest.mark.slow
def test_workers_go_on_by_themselves_after_every_crash_of_the_database(
    place: Place, crashing_server: Server
) -> None:
    items = 120
    place.take_in(range(1, items + 1))

    with crew_of(place) as crew:
        crew.start_together(2, "up")
        for share in (20, 50, 80):
            wait_for_settled(place, items * share // 100)
            crash(place, crashing_server)
        wait_for_settled(place, items)
        crew.stop()

    counted = count(place)
    assert (counted.taken_twice, counted.entered_twice, counted.broken, counted.troubles) == (0, 0, 0, [])
    assert counted.commits.total() == items


def test_a_run_by_hand_waits_for_the_database_and_ends_well(place: Place, crashing_server: Server) -> None:
    items = 60
    place.take_in([])
    sales = write_sales(place.root / "by-hand.json", range(1, items + 1))

    with crew_of(place) as crew:
        (run,) = crew.start_together(1, "run", "carrier", "--sales", str(sales))
        wait_for_settled(place, items // 4)
        while not said(place, WAITING):
            crash(place, crashing_server)
        run.communicate(timeout=PATIENCE_S)

    assert run.returncode == 0, "\n".join(place.told())
    assert count(place).states == {"settled": items}
    assert said(place, BACK)


def test_a_slot_whose_files_are_being_taken_in_takes_the_rest_in_afterwards(
    place: Place, crashing_server: Server
) -> None:
    place.take_in([])
    inbox = place.root / "runs" / "inbox" / "carrier"
    inbox.mkdir(parents=True)
    write_sales(inbox / "1.json", range(1, 11))
    write_sales(inbox / "2.json", range(11, 1_501))
    slot = f"schedule:carrier-office-hours:{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"

    with crew_of(place) as crew:
        crew.start_together(1, "up")
        with place.store() as store:
            dispatcher = Dispatcher(store)
            dispatcher.enqueue_slot(slot)
            dispatcher.close()
        wait_for(lambda: list(inbox.glob("taken/*-1.json")), "the first file, taken in")
        crash(place, crashing_server)
        wait_for(lambda: list(inbox.glob("taken/*-2.json")), "the second file, taken in")
        crew.working[0].send_signal(signal.SIGTERM)
        crew.working[0].communicate(timeout=PATIENCE_S)

    with place.store() as store:
        with store.read() as conn:
            (run,) = runs.latest(conn, trigger="schedule:carrier-office-hours")
        assert progress(store, run.id).total == 1_500
    assert [Path(file["file"]).name for file in run.intake["files"]] == ["1.json", "2.json"]
