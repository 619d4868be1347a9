"""Processes race for the same items; killed or stalled, none takes or enters what another one did.

`make claims` is the same with 10,000 items.
"""

from pathlib import Path

import pytest

from tests.claims.place import Place
from tests.claims.race import Raced, race_on_postgresql, race_on_sqlite
from tests.support.databases import sqlite_url


def assert_taken_once(raced: Raced, items: int) -> None:
    counted = raced.counted
    assert (counted.taken_twice, counted.entered_twice, counted.left, counted.after_waking) == (0, 0, 0, 0)
    assert (counted.states, counted.broken, counted.troubles) == ({"settled": items}, 0, [])
    assert counted.commits.total() == items


@pytest.mark.slow
@pytest.mark.parametrize(("workers", "limit", "items"), [(2, None, 160), (4, 6, 300)])
def test_workers_on_postgresql_take_no_item_twice(
    tmp_path: Path, empty_postgres_url: str, workers: int, limit: int | None, items: int
) -> None:
    place = Place(tmp_path, empty_postgres_url, accounts=16)
    place.take_in(range(1, items + 1))

    raced = race_on_postgresql(place, workers=workers, limit=limit)

    assert_taken_once(raced, items)
    assert len(raced.counted.commits) >= workers


@pytest.mark.slow
def test_a_worker_and_impatient_runs_on_sqlite_take_no_item_twice(tmp_path: Path) -> None:
    place = Place(tmp_path, sqlite_url(tmp_path / "trastienda.db"), accounts=16)

    raced = race_on_sqlite(place, items=300, files=3, patience_s=1)

    assert_taken_once(raced, 300)
    assert raced.interrupts
