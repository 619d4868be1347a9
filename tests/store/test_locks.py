"""Locks: one holder at a time, and they die with their process."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from trastienda.store.connection import Store
from trastienda.store.locks import Lock, try_hold

HOLDER = """
import sys
from trastienda.store.connection import open_store
from trastienda.store.locks import try_hold

lock = try_hold(open_store(sys.argv[1]), sys.argv[2])
print("held" if lock is not None and lock.alive() else "refused", flush=True)
sys.stdin.read()
"""

NAME = "account/carrier/one"


@pytest.fixture
def other_process(database_url: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that tries to hold the lock and says whether it does; it lives until it is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, database_url, NAME],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def answer(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def held_within(store: Store, seconds: float) -> Lock | None:
    """Try until the lock is there: a server notices a dead process only when it reads from its connection."""
    deadline = time.monotonic() + seconds
    while (lock := try_hold(store, NAME)) is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return lock


def test_a_lock_has_one_holder_even_within_a_process(store: Store) -> None:
    lock = try_hold(store, NAME)

    assert lock is not None
    assert lock.alive()
    assert try_hold(store, NAME) is None
    lock.release()


def test_locks_of_other_names_are_free(store: Store) -> None:
    locks = [try_hold(store, name) for name in (NAME, "account/carrier/two", "worker")]

    for lock in locks:
        assert lock is not None
        lock.release()


def test_many_locks_leave_the_store_the_connections_that_it_works_with(store: Store) -> None:
    locks = [try_hold(store, f"account/carrier/{number}") for number in range(30)]

    with store.begin() as first, store.begin() if not store.is_sqlite else store.read() as second:
        assert [conn.execute(sa.select(1)).scalar_one() for conn in (first, second)] == [1, 1]
    for lock in locks:
        assert lock is not None
        lock.release()


def test_a_lock_that_was_given_back_can_be_taken_at_once(store: Store) -> None:
    for _ in range(20):
        lock = try_hold(store, NAME)
        assert lock is not None
        lock.release()


def test_a_lock_that_was_given_back_is_not_alive_and_may_be_given_back_again(store: Store) -> None:
    lock = try_hold(store, NAME)
    assert lock is not None

    lock.release()
    lock.release()

    assert not lock.alive()


def test_a_lock_that_another_process_holds_is_refused(
    store: Store, other_process: subprocess.Popen[str]
) -> None:
    assert answer(other_process) == "held"

    assert try_hold(store, NAME) is None


def test_a_process_is_refused_what_we_hold(database_url: str, store: Store) -> None:
    lock = try_hold(store, NAME)
    assert lock is not None

    done = subprocess.run(
        [sys.executable, "-c", HOLDER, database_url, NAME],
        input="",
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "refused\n"
    assert lock.alive()
    lock.release()


def test_a_lock_dies_with_its_process(store: Store, other_process: subprocess.Popen[str]) -> None:
    assert answer(other_process) == "held"

    other_process.send_signal(signal.SIGKILL)
    other_process.wait()
    lock = held_within(store, 20)

    assert lock is not None
    assert lock.alive()
    lock.release()


def test_a_lock_outlives_the_pause_of_its_process(store: Store, other_process: subprocess.Popen[str]) -> None:
    assert answer(other_process) == "held"

    other_process.send_signal(signal.SIGSTOP)
    lock = try_hold(store, NAME)
    other_process.send_signal(signal.SIGCONT)

    assert lock is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_lock_whose_connection_the_server_cut_is_lost_for_good(store: Store) -> None:
    lock = try_hold(store, NAME)
    assert lock is not None
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        ours = sa.text(
            "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
            "WHERE locktype = 'advisory' AND datname = current_database()"
        )
        conn.execute(ours)

    assert [lock.alive(), lock.alive(), lock.alive()] == [False, False, False]
    lock.release()
    again = try_hold(store, NAME)
    assert again is not None
    again.release()
