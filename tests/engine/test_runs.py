"""Where a run stands, on both databases."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.support.desk import NOW, RUN, BackOffice, a_sale
from trastienda.domain.item import State
from trastienda.engine.runs import Progress, progress
from trastienda.store.connection import open_store

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def desk(database_url: str) -> Iterator[BackOffice]:
    store = open_store(database_url)
    yield BackOffice(store)
    store.close()


def sales_in(desk: BackOffice, *states: State) -> None:
    for number, state in enumerate(states, start=1):
        waits = {"next_at": LATER + timedelta(minutes=number)} if state is State.UNCERTAIN else {}
        desk.take_in(a_sale(f"V-{number}", line=f"+3461234567{number}"), state=state, **waits)


def test_a_run_counts_its_items_and_names_what_is_in_hand(desk: BackOffice) -> None:
    sales_in(desk, State.SETTLED, State.READY, State.ENTERING, State.IN_CASE, State.SETTLED)

    assert progress(desk.store, RUN) == Progress(
        states={State.SETTLED: 2, State.READY: 1, State.ENTERING: 1, State.IN_CASE: 1},
        resting=3,
        total=5,
        next_look=None,
        in_hand=("V-3",),
    )


def test_a_run_whose_items_all_wait_says_when_the_next_look_is(desk: BackOffice) -> None:
    sales_in(desk, State.SETTLED, State.UNCERTAIN, State.UNCERTAIN)

    assert progress(desk.store, RUN).next_look == LATER + timedelta(minutes=2)


def test_an_item_that_may_be_looked_at_now_leaves_nothing_to_wait_for(desk: BackOffice) -> None:
    sales_in(desk, State.UNCERTAIN, State.READY)

    assert progress(desk.store, RUN).next_look is None


def test_a_run_of_which_all_rests_has_no_next_look(desk: BackOffice) -> None:
    sales_in(desk, State.SETTLED, State.IN_CASE)

    seen = progress(desk.store, RUN)

    assert (seen.resting, seen.total, seen.next_look, seen.in_hand) == (2, 2, None, ())
