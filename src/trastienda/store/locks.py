"""Locks that die with their process."""

import hashlib
import threading
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from filelock import FileLock, Timeout

from trastienda.store.connection import Store


class Lock(Protocol):
    """A lock that is held."""

    def alive(self) -> bool:
        """Whether it is still held; once `False`, its holder must stop at once."""
        ...

    def release(self) -> None:
        """Give it back."""
        ...


def try_hold(store: Store, name: str) -> Lock | None:
    """Take the named lock without waiting.

    SQLite: a lock file beside the database. PostgreSQL: a session's advisory lock, so the URL must lead to
    the server directly or through a pooler in session mode.

    Returns:
        the lock, or `None` while somebody else holds it.
    """
    if store.is_sqlite:
        database = store.engine.url.database
        assert database is not None
        folder = Path(database).parent / "locks"
        folder.mkdir(exist_ok=True)
        return _FileLock.try_hold(folder / f"{name.replace('/', '--')}.lock")
    return _AdvisoryLock.try_hold(store.engine, name)


class _FileLock:
    def __init__(self, lock: FileLock) -> None:
        self._lock = lock

    @classmethod
    def try_hold(cls, path: Path) -> "_FileLock | None":
        # Whoever holds it may be asked from any thread of the worker.
        lock = FileLock(path, timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            return None
        return cls(lock)

    def alive(self) -> bool:
        return self._lock.is_locked

    def release(self) -> None:
        self._lock.release()


class _AdvisoryLock:
    def __init__(self, connection: sa.Connection, key: int) -> None:
        self._connection = connection
        self._key = key
        self._turn = threading.Lock()

    @classmethod
    def try_hold(cls, engine: sa.Engine, name: str) -> "_AdvisoryLock | None":
        key = int.from_bytes(hashlib.sha256(f"trastienda/{name}".encode()).digest()[:8], signed=True)
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.execute(sa.select(sa.func.pg_try_advisory_lock(key))).scalar_one():
            # Held for as long as the process lives: in the pool, many accounts would leave nothing to work with.
            connection.detach()
            return cls(connection, key)
        connection.close()
        return None

    def alive(self) -> bool:
        with self._turn:
            return self._answers(sa.text("SELECT 1"))

    def release(self) -> None:
        with self._turn:
            if not self._connection.closed:
                # Unlocked here and now: the server notices a closed session only a moment later.
                self._answers(sa.select(sa.func.pg_advisory_unlock(self._key)))
                self._connection.close()

    def _answers(self, query: sa.Executable) -> bool:
        # A lost or closed connection fails here for good: SQLAlchemy opens no other one in its place.
        try:
            self._connection.execute(query)
        except sa.exc.SQLAlchemyError:
            return False
        return True
