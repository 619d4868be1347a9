"""Accounts: whoever takes one raises its epoch; a pause holds until a person ends it."""

import sqlalchemy as sa

from tests.store.races import race
from tests.support.desk import NOW
from trastienda.store import accounts
from trastienda.store.connection import Store


def take(conn: sa.Connection) -> int:
    return accounts.take(conn, "carrier", "one", holder="host:1")


def test_an_account_that_nobody_took_is_at_epoch_zero(store: Store) -> None:
    with store.read() as conn:
        assert accounts.epoch(conn, "carrier", "one") == 0


def test_every_taking_raises_the_epoch_of_that_account_alone(store: Store) -> None:
    with store.begin() as conn:
        assert [take(conn), take(conn)] == [1, 2]
        assert accounts.take(conn, "carrier", "two", holder="host:1") == 1
        assert accounts.take(conn, "energy", "one", holder="host:1") == 1
        assert accounts.epoch(conn, "carrier", "one") == 2


def test_two_who_take_an_account_at_the_same_moment_get_two_epochs(store: Store) -> None:
    assert race(store, take, take) == (1, 2)


def test_a_paused_account_says_why_until_somebody_resumes_it(store: Store) -> None:
    with store.begin() as conn:
        take(conn)
        accounts.pause(conn, "carrier", "one", why="contraseña rechazada", now=NOW)
        assert accounts.paused_why(conn, "carrier", "one") == "contraseña rechazada"
        assert accounts.paused_why(conn, "carrier", "two") is None

        assert accounts.resume(conn, "carrier", "one") == "contraseña rechazada"
        assert accounts.paused_why(conn, "carrier", "one") is None


def test_an_account_is_paused_even_before_anybody_took_it(store: Store) -> None:
    with store.begin() as conn:
        accounts.pause(conn, "carrier", "one", why="bloqueada", now=NOW)

        assert accounts.paused_why(conn, "carrier", "one") == "bloqueada"
        assert take(conn) == 1


def test_taking_an_account_does_not_end_its_pause(store: Store) -> None:
    with store.begin() as conn:
        accounts.pause(conn, "carrier", "one", why="bloqueada", now=NOW)
        take(conn)

        assert accounts.paused_why(conn, "carrier", "one") == "bloqueada"


def test_resuming_an_account_that_works_says_so(store: Store) -> None:
    with store.begin() as conn:
        assert accounts.resume(conn, "carrier", "one") is None
