"""Several processes share a portal's accounts: each works those that it holds, and no other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.claims.crew import Crew, crew_of
from tests.claims.place import Place
from tests.claims.program import LedgerWorker
from tests.support.workplace import until
from trastienda.domain.item import Item, State
from trastienda.engine.bots import load_bot
from trastienda.store import accounts, items, locks
from trastienda.workspace import Workspace

ONE, TWO = "a01", "a02"


@pytest.fixture
def place(tmp_path: Path, empty_database_url: str) -> Place:
    """Two accounts with some sales each."""
    place = Place(tmp_path, empty_database_url, accounts=2)
    place.take_in(range(1, 9))
    assert {item.account for item in of_place(place)} == {ONE, TWO}
    return place


@pytest.fixture
def crew(place: Place) -> Iterator[Crew]:
    with crew_of(place) as crew:
        yield crew


def of_place(place: Place) -> list[Item]:
    with place.store() as store, store.read() as conn:
        return items.search(conn)


def states_with(place: Place, account: str) -> set[State]:
    return {item.state for item in of_place(place) if item.account == account}


def is_free(place: Place, account: str) -> bool:
    with place.store() as store:
        lock = locks.try_hold(store, f"account/carrier/{account}")
        if lock is not None:
            lock.release()
        return lock is not None


@pytest.mark.parametrize("empty_database_url", ["sqlite"], indirect=True)
def test_a_run_does_what_it_holds_watches_the_rest_and_goes_on_with_what_becomes_free(
    place: Place, crew: Crew
) -> None:
    with place.store() as store:
        ours = locks.try_hold(store, f"account/carrier/{ONE}")
        assert ours is not None

        run = crew.start("run", "carrier")
        until(lambda: states_with(place, TWO) == {State.SETTLED}, "the sales of the free account")

        assert states_with(place, ONE) == {State.READY}
        ours.release()
        run.communicate(timeout=60)
    assert run.returncode == 0
    assert states_with(place, ONE) == {State.SETTLED}


@pytest.mark.parametrize("empty_database_url", ["sqlite"], indirect=True)
def test_up_leaves_accounts_beyond_its_limit_to_others(place: Place, crew: Crew) -> None:
    crew.start("up", "--accounts", "1")
    until(lambda: states_with(place, ONE) == {State.SETTLED}, "the sales of the first account")

    assert is_free(place, TWO)
    crew.start("up", "--accounts", "1")
    until(lambda: states_with(place, TWO) == {State.SETTLED}, "the sales of the second account")
    crew.stop()


@pytest.fixture
def worker(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[LedgerWorker]:
    """A worker of this process that holds both accounts and lost their locks."""
    monkeypatch.setenv("CLAIMS_LEDGER", str(place.root / "ledger.jsonl"))
    workspace = Workspace.at(place.root)
    bots = {"carrier": load_bot(workspace, "carrier")}
    with place.store() as store, LedgerWorker(workspace, store, bots) as worker:
        assert worker.take() == []
        with store.begin() as conn:
            assert conn.execute(CUT_LOCKS).scalar_one() == 2
        yield worker


CUT_LOCKS = sa.text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
    "WHERE locktype = 'advisory' AND datname = current_database()"
)


@pytest.mark.parametrize("empty_database_url", ["postgresql"], indirect=True)
def test_a_worker_whose_locks_are_lost_begins_nothing_more(place: Place, worker: LedgerWorker) -> None:
    for item in of_place(place):
        worker.pipeline.process(item.id, item.generation)

    assert place.ledger.read() == ([], 0)
    assert {item.state for item in of_place(place)} == {State.READY}


@pytest.mark.parametrize("empty_database_url", ["postgresql"], indirect=True)
def test_lost_accounts_that_nobody_took_are_taken_anew_in_a_new_epoch(
    place: Place, worker: LedgerWorker
) -> None:
    renewed = worker.renew()

    assert (renewed.lost, renewed.gained) == ([], [])
    with place.store() as store, store.read() as conn:
        assert [accounts.epoch(conn, "carrier", name) for name in (ONE, TWO)] == [2, 2]
    for item in of_place(place)[:1]:
        worker.pipeline.process(item.id, item.generation)
        assert item.id in {entry.item for entry in place.ledger.read()[0]}
