"""What lists show beside the rows themselves is read alike from both databases."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.support.desk import NOW, RUN, BackOffice, a_sale
from trastienda.cli.diagnosis import Verdict
from trastienda.cli.storecheck import examine_store
from trastienda.domain.item import State
from trastienda.store import overview
from trastienda.store.connection import open_store
from trastienda.store.schema import schema_of


@pytest.fixture
def office(database_url: str) -> Iterator[BackOffice]:
    """A store with our tables and nothing in it yet."""
    store = open_store(database_url)
    yield BackOffice(store)
    store.close()


def test_a_runs_items_are_counted_by_state(office: BackOffice) -> None:
    office.take_in(a_sale("V-1"), state=State.SETTLED)
    office.take_in(a_sale("V-2"), state=State.SETTLED)
    office.take_in(a_sale("V-3"), state=State.READY)

    with office.store.read() as conn:
        counts = overview.states_of_runs(conn, [RUN, "another"])

    assert counts == {RUN: {State.SETTLED: 2, State.READY: 1}}


def test_what_one_intake_refused_is_found_by_its_time(office: BackOffice) -> None:
    office.take_in(a_sale("V-1"), state=State.REJECTED)
    office.take_in(a_sale("V-2"), state=State.READY)

    with office.store.read() as conn:
        now = overview.rejected_at(conn, "carrier", NOW)
        later = overview.rejected_at(conn, "carrier", NOW + timedelta(microseconds=1))
        other = overview.rejected_at(conn, "energy", NOW)

    assert [row.sale_reference for row in now] == ["V-1"]
    assert (later, other) == ([], [])


def test_intents_references_and_the_newest_move_are_read(office: BackOffice) -> None:
    with office.store.read() as conn:
        assert overview.newest_move(conn) is None
    item = office.take_in(a_sale("V-1"))
    office.press_save(item, "recognised")

    with office.store.read() as conn:
        assert [row.outcome for row in overview.intents_of(conn, item.id)] == ["recognised"]
        assert overview.newest_move(conn) == NOW
        assert overview.sale_references(conn, limit=5) == ["V-1"]


def test_a_sound_database_is_found_sound(office: BackOffice) -> None:
    office.take_in(a_sale("V-1"))

    lines = list(examine_store(office.store))

    assert schema_of(office.store).current == schema_of(office.store).wanted
    assert [line.what for line in lines if line.verdict is not Verdict.OK] == []
    with office.store.read() as conn:
        assert overview.sale_references(conn, limit=5) == ["V-1"]


def test_an_empty_database_has_no_schema(empty_database_url: str) -> None:
    store = open_store(empty_database_url)
    try:
        schema = schema_of(store)
    finally:
        store.close()

    assert (schema.current, schema.known) == (None, True)
