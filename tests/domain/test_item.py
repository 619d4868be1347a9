"""Work items: the one table of moves."""

import re
from collections.abc import Iterator

import pytest

from trastienda.domain.item import AT_REST, AT_WORK, ENDED, MOVES, IllegalMove, State, check_move


def paths(state: State, walked: tuple[State, ...] = ()) -> Iterator[tuple[State, ...]]:
    """Every way from a state that comes by no state twice."""
    walked = (*walked, state)
    yield walked
    for following in MOVES[state] - set(walked):
        yield from paths(following, walked)


def test_every_state_has_its_row_in_the_table() -> None:
    assert set(MOVES) == set(State)


def test_every_state_can_be_reached_from_received() -> None:
    assert {path[-1] for path in paths(State.RECEIVED)} == set(State)


def test_no_path_to_settled_avoids_entered() -> None:
    settled = [path for path in paths(State.RECEIVED) if path[-1] is State.SETTLED]

    assert settled
    assert all(path[-2] is State.ENTERED for path in settled)


def test_nothing_is_entered_before_it_was_ready_and_looked_for() -> None:
    assert {state for state, moves in MOVES.items() if State.ENTERING in moves} == {State.READY}


def test_what_ended_moves_again_only_when_a_sweep_reopens_it_for_a_person() -> None:
    assert {State.SETTLED, State.REJECTED, State.WITHDRAWN} == ENDED
    assert {state: set(MOVES[state]) for state in ENDED if MOVES[state]} == {State.SETTLED: {State.IN_CASE}}


def test_an_item_never_gets_stuck() -> None:
    assert all(any(path[-1] in ENDED for path in paths(state)) for state in State)


def test_a_person_cannot_take_out_what_may_be_in_the_portal() -> None:
    assert {state for state, moves in MOVES.items() if State.WITHDRAWN in moves} == {
        State.RECEIVED,
        State.READY,
        State.IN_CASE,
    }


def test_the_machine_owes_a_next_step_to_all_but_those_that_rest_or_were_just_received() -> None:
    assert {State.READY, State.ENTERING, State.UNCERTAIN, State.ENTERED} == AT_WORK
    assert not AT_WORK & AT_REST


def test_the_table_cannot_be_changed_at_run_time() -> None:
    with pytest.raises(TypeError):
        MOVES[State.SETTLED] = frozenset({State.READY})  # type: ignore[index]  # being refused is the point


@pytest.mark.parametrize("source", State)
@pytest.mark.parametrize("target", State)
def test_a_move_is_allowed_when_the_table_has_it_or_when_it_is_none(source: State, target: State) -> None:
    allowed = target in MOVES[source] or target is source

    if allowed:
        check_move(source, target)
        return
    with pytest.raises(IllegalMove, match=re.escape(f"from '{source}' to '{target}'")):
        check_move(source, target)
