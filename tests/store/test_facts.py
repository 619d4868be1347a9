"""Facts that are made once and kept."""

import pytest

from tests.store.races import race
from trastienda.store.connection import Store
from trastienda.store.facts import kept


def test_a_fact_is_made_once_and_kept(store: Store) -> None:
    with store.begin() as conn:
        assert kept(conn, "secret", lambda: "first") == "first"
    with store.begin() as conn:
        assert kept(conn, "secret", lambda: pytest.fail("made again")) == "first"


def test_facts_have_names_of_their_own(store: Store) -> None:
    with store.begin() as conn:
        assert [kept(conn, name, lambda: name) for name in ("a", "b")] == ["a", "b"]  # noqa: B023


def test_two_who_ask_at_the_same_moment_get_the_same_fact(store: Store) -> None:
    got = race(
        store,
        lambda conn: kept(conn, "secret", lambda: "first"),
        lambda conn: kept(conn, "secret", lambda: "second"),
    )

    assert got == ("first", "first")


def test_a_fact_that_was_rolled_back_is_made_again(store: Store) -> None:
    def make_and_fail() -> None:
        with store.begin() as conn:
            kept(conn, "secret", lambda: "first")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        make_and_fail()

    with store.begin() as conn:
        assert kept(conn, "secret", lambda: "second") == "second"
