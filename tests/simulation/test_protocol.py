"""The protocol keeps its promises in the model, and the model notices when one of its rules is broken."""

from collections.abc import Iterator

import pytest
from loguru import logger

from tests.simulation.worlds import entered
from trastienda.engine import life
from trastienda.rules import sweep as rules_sweep
from trastienda.rules.routing import Enter, Settle, after_find
from trastienda.simulation import book as simulation_book
from trastienda.simulation.attempt import SimulatedAttempt
from trastienda.simulation.book import Book
from trastienda.simulation.figures import Figures
from trastienda.simulation.policies import invented, simulate
from trastienda.simulation.portal import ModelPortal
from trastienda.simulation.protocol import by_protocol


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logger.disable("trastienda")
    yield
    logger.enable("trastienda")


@pytest.fixture(scope="module")
def by_the_rules() -> Figures:
    return entered()


def silent(figures: Figures) -> dict[str, int]:
    """What may never happen without a person being asked."""
    return {
        "duplicates": figures.duplicates_silent,
        "lost": figures.lost_silent,
        "wrong": figures.wrong_silent_shown,
        "open": figures.open,
    }


NOTHING = {"duplicates": 0, "lost": 0, "wrong": 0, "open": 0}


@pytest.mark.parametrize(("portal", "seed"), [("harsh", 1), ("harsh", 2), ("harsh", 3), ("mild", 1)])
def test_nothing_is_silently_doubled_lost_or_wrong(portal: str, seed: int) -> None:
    figures = simulate("protocol", invented(1500, portal=portal, seed=seed), portal=portal, seed=seed)

    assert silent(figures) == NOTHING
    assert figures.sent_twice == 0
    assert figures.settled + figures.cases == 1500
    # What 100,000 sales may cost people at most, with room for chance in so few.
    assert figures.cases <= (25 if portal == "harsh" else 8)


@pytest.mark.parametrize("seed", [4, 5])
def test_nothing_is_silent_where_every_fault_is_ten_times_as_frequent(seed: int) -> None:
    figures = entered(seed=seed)

    assert silent(figures) == NOTHING
    assert figures.duplicates > 0
    assert figures.settled > 300


@pytest.mark.parametrize("seed", [7, 8])
def test_nothing_is_sent_twice(seed: int) -> None:
    assert entered(seed=seed).sent_twice == 0


OFTEN_SAVED_OTHERWISE = {"wrong_shown": 0.5, "unknown": 0.3, "unknown_saved": 1.0}


def test_an_order_saved_under_another_search_key_is_found_by_our_marker() -> None:
    figures = entered(OFTEN_SAVED_OTHERWISE)

    assert figures.sent_twice == 0
    assert silent(figures) == NOTHING


def test_without_a_look_by_the_marker_it_is_entered_again_and_the_sweep_finds_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ModelPortal, "with_marker", lambda *_: [])

    figures = entered(OFTEN_SAVED_OTHERWISE)

    assert figures.sent_twice > 0
    assert silent(figures) == NOTHING


def test_without_the_fuse_the_portal_holds_more_duplicates() -> None:
    with_fuse, without = (entered({"repeated": 0.1}, sales=300, fused=fused) for fused in (True, False))

    assert without.duplicates > with_fuse.duplicates + 10


def test_without_the_sweep_a_duplicate_that_is_listed_late_stays_silent() -> None:
    figures = entered(enter=lambda world: by_protocol(world, swept=False))

    assert figures.duplicates_silent > 0


def test_a_portal_that_shows_orders_later_than_declared_is_entered_twice() -> None:
    assert entered(visibility_bound_s=60.0, window_s=300.0).sent_twice > 1


def test_an_unknown_outcome_is_a_case_where_an_empty_search_proves_nothing(by_the_rules: Figures) -> None:
    figures = entered(visibility_bound_s=None)

    assert silent(figures) == NOTHING
    assert figures.reasons["no_trace"] > by_the_rules.reasons["no_trace"] + 50


def test_a_rule_that_enters_without_waiting_enters_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(life, "after_probe", lambda found, **_: after_find(found))

    assert entered({"wrong_shown": 0.0}, sales=400).sent_twice > 1


def test_a_rule_that_settles_whatever_it_reads_settles_wrong_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(life, "after_read", lambda *_, **__: (Settle(), ()))
    monkeypatch.setattr(rules_sweep, "after_read", lambda *_, **__: (Settle(), ()))

    assert entered(sales=400).wrong_silent_shown > 1


def test_a_look_that_is_left_out_enters_what_a_person_had_entered(monkeypatch: pytest.MonkeyPatch) -> None:
    with_look = entered({"by_hand": 0.3}, sales=300)
    monkeypatch.setattr(life, "after_find", lambda *_, **__: Enter())

    assert entered({"by_hand": 0.3}, sales=300).duplicates > with_look.duplicates + 10


def test_a_worker_that_nobody_fences_enters_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    stalling = {"stall": 0.1, "crash": 0.0, "wrong_shown": 0.0}
    fenced = entered(stalling, sales=400)

    move = Book.move
    monkeypatch.setattr(simulation_book, "check_move", lambda *_: None)
    monkeypatch.setattr(
        Book, "move", lambda book, item, to, **changes: move(book, book.items[item.id], to, **changes)
    )
    monkeypatch.setattr(SimulatedAttempt, "_at_dispatch", lambda attempt: None)

    assert (silent(fenced), fenced.sent_twice) == (NOTHING, 0)
    assert entered(stalling, sales=400).sent_twice > 1


def test_a_worker_that_crashes_all_the_time_goes_on_from_what_was_written_down() -> None:
    figures = entered({"crash": 0.1, "stall": 0.0, "wrong_shown": 0.0}, sales=400)

    assert silent(figures) == NOTHING
    assert figures.sent_twice == 0
    assert figures.settled > 250


def test_a_monotone_list_cuts_the_wait_short() -> None:
    rates = {"longest_lag_s": 60.0, "monotone": True, "wrong_shown": 0.0}

    short_cut = entered(rates, sales=400, monotone=True, visibility_bound_s=60.0)
    waiting = entered(rates, sales=400, visibility_bound_s=60.0)

    assert silent(short_cut) == silent(waiting) == NOTHING
    assert short_cut.sent_twice == waiting.sent_twice == 0
    assert short_cut.searches_per_sale < waiting.searches_per_sale / 2
