"""Runs: a slot of a schedule fires once; a run knows its items and its attempts."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.store.races import race
from tests.support.desk import NOW, RUN, BackOffice, a_sale
from trastienda.store import runs, tables
from trastienda.store.connection import Store
from trastienda.store.runs import Run

SLOT = "schedule:nightly:2026-04-03T07:00:00Z"


def a_run(name: str = "r-1", **changes: Any) -> Run:
    usual: dict[str, Any] = {
        "id": name,
        "bot": "carrier",
        "trigger": "hand",
        "slot": None,
        "mode": "enter",
        "started_at": NOW,
        "ended_at": None,
        "outcome": None,
        "versions": {"trastienda": "0.1.0"},
        "intake": {"files": []},
    }
    return Run(**usual | changes)


def add(store: Store, run: Run) -> bool:
    with store.begin() as conn:
        return runs.add(conn, run)


def test_a_run_comes_back_as_it_was_opened(store: Store) -> None:
    assert add(store, a_run())

    with store.read() as conn:
        assert runs.get(conn, "r-1") == a_run()


def test_a_run_that_does_not_exist_is_an_error(store: Store) -> None:
    with store.read() as conn, pytest.raises(LookupError, match="there is no run 'r-9'"):
        runs.get(conn, "r-9")


def test_a_slot_fires_once(store: Store) -> None:
    assert add(store, a_run("r-1", slot=SLOT))
    assert not add(store, a_run("r-2", slot=SLOT))

    with store.read() as conn:
        assert [run.id for run in runs.latest(conn)] == ["r-1"]


def test_of_two_schedulers_that_fire_a_slot_at_the_same_moment_one_opens_the_run(store: Store) -> None:
    fired = race(
        store,
        lambda conn: runs.add(conn, a_run("r-1", slot=SLOT)),
        lambda conn: runs.add(conn, a_run("r-2", slot=SLOT)),
    )

    assert fired == (True, False)


def test_runs_by_hand_have_no_slot_to_fight_for(store: Store) -> None:
    assert add(store, a_run("r-1"))
    assert add(store, a_run("r-2"))


def test_two_runs_never_share_an_id(store: Store) -> None:
    add(store, a_run())

    with pytest.raises(sa.exc.IntegrityError):
        add(store, a_run())


def test_runs_are_listed_newest_first_of_a_bot_or_a_trigger(store: Store) -> None:
    add(store, a_run("r-1"))
    add(store, a_run("r-2", bot="energy", started_at=NOW + timedelta(hours=1)))
    add(store, a_run("r-3", trigger="schedule:nightly", started_at=NOW - timedelta(hours=1)))

    with store.read() as conn:
        assert [run.id for run in runs.latest(conn)] == ["r-2", "r-1", "r-3"]
        assert [run.id for run in runs.latest(conn, limit=1)] == ["r-2"]
        assert [run.id for run in runs.latest(conn, bot="carrier")] == ["r-1", "r-3"]
        assert [run.id for run in runs.latest(conn, trigger="schedule:nightly")] == ["r-3"]


def test_a_run_without_an_end_is_unfinished_oldest_first(store: Store) -> None:
    add(store, a_run("r-1", started_at=NOW + timedelta(hours=1)))
    add(store, a_run("r-2"))
    add(store, a_run("r-3", bot="energy"))
    with store.begin() as conn:
        runs.update(conn, "r-3", ended_at=NOW, outcome="done")

    with store.read() as conn:
        assert [run.id for run in runs.unfinished(conn)] == ["r-2", "r-1"]
        assert runs.unfinished(conn, bot="energy") == []
        assert (runs.get(conn, "r-3").outcome, runs.get(conn, "r-3").ended_at) == ("done", NOW)


def test_a_run_counts_an_item_once_as_it_first_got_it(store: Store, office: BackOffice) -> None:
    item = office.take_in()

    with store.begin() as conn:
        runs.enlist(conn, RUN, [item.id], how="open_before")
        how = conn.execute(sa.select(tables.run_items.c.how)).scalars().all()

    assert how == ["taken_in"]


def test_an_item_belongs_to_the_run_that_took_it_up_last_and_both_count_it(
    store: Store, office: BackOffice
) -> None:
    first, second = office.take_in(), office.take_in(a_sale("V-2"))
    add(store, a_run())

    with store.begin() as conn:
        runs.enlist(conn, "r-1", [second.id, first.id], how="open_before")

    with store.read() as conn:
        assert runs.item_ids(conn, "r-1") == runs.item_ids(conn, RUN) == [first.id, second.id]
    assert office.item(first.id).run == "r-1"


def test_a_dismissed_item_stays_as_it_is(store: Store, office: BackOffice) -> None:
    first, second = office.take_in(), office.take_in(a_sale("V-2"))

    with store.begin() as conn:
        runs.dismiss(conn, RUN, [first.id])

    with store.read() as conn:
        assert runs.item_ids(conn, RUN) == [second.id]
    assert office.item(first.id) == first


def test_an_attempt_keeps_its_outcome_and_its_evidence(store: Store, office: BackOffice) -> None:
    item = office.take_in(generation=3)
    with store.begin() as conn:
        number = runs.start_attempt(conn, item=item.id, run=RUN, generation=3, now=NOW)
        other = runs.start_attempt(conn, item=item.id, run=RUN, generation=3, now=NOW)
        runs.end_attempt(conn, number, outcome="settled", evidence=["a.png"], now=NOW)

    with store.read() as conn:
        first, second = runs.attempts_of(conn, [item.id])
    assert (first.id, first.outcome, first.evidence, first.ended_at) == (number, "settled", ["a.png"], NOW)
    assert (second.id, second.outcome, second.evidence, second.ended_at) == (other, None, [], None)
