"""The portal's database file."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from trastienda.demo.portal.faults import Faults
from trastienda.demo.portal.orders import Orders
from trastienda.demo.portal.sessions import Sessions

_SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT UNIQUE, haystack TEXT NOT NULL DEFAULT '',
    reference TEXT NOT NULL, holder_id TEXT NOT NULL, holder_name TEXT NOT NULL, birth_date TEXT NOT NULL,
    email TEXT NOT NULL, contact_phone TEXT NOT NULL, technology TEXT NOT NULL, plan TEXT NOT NULL,
    line TEXT NOT NULL, address TEXT NOT NULL, province TEXT NOT NULL, monthly_fee TEXT NOT NULL,
    activation TEXT NOT NULL, iban TEXT NOT NULL, terms_accepted INTEGER NOT NULL,
    marketing_accepted INTEGER NOT NULL, status TEXT NOT NULL, created_at TEXT NOT NULL,
    visible_from TEXT NOT NULL, account TEXT NOT NULL, origin TEXT NOT NULL, seed_key TEXT UNIQUE
);
CREATE INDEX IF NOT EXISTS orders_twin ON orders (holder_id, line);
CREATE TABLE IF NOT EXISTS saving_posts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, marker TEXT NOT NULL, document TEXT NOT NULL,
    account TEXT NOT NULL, outcome TEXT NOT NULL, number TEXT
);
CREATE TABLE IF NOT EXISTS sessions (
    token TEXT PRIMARY KEY, account TEXT NOT NULL, csrf TEXT NOT NULL, last_seen TEXT NOT NULL,
    draft TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS failed_sign_ins (account TEXT PRIMARY KEY, tries INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS faults (
    id TEXT PRIMARY KEY, content TEXT NOT NULL, fired INTEGER NOT NULL, active INTEGER NOT NULL
);
"""

# Numbers start where a portal that has been in use for a while would be.
_FIRST_ORDER = 12_344


class Storage:
    """One SQLite file with everything that must survive a restart.

    Used from the server's one event loop only: no two statements ever run at the same time.
    """

    def __init__(self, database: Path) -> None:
        database.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(_SCHEMA)
        if self._connection.execute("SELECT 1 FROM sqlite_sequence WHERE name = 'orders'").fetchone() is None:
            self._connection.execute("INSERT INTO sqlite_sequence VALUES ('orders', ?)", (_FIRST_ORDER,))
        self.orders = Orders(self._connection)
        self.faults = Faults(self._connection)
        self.sessions = Sessions(self._connection)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing for the statements inside; they must not await."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def note_post(self, *, now: datetime, marker: str, document: str, account: str) -> int:
        """Count a saving POST the moment it arrives; returns the id that its outcome is noted under."""
        cursor = self._connection.execute(
            "INSERT INTO saving_posts (at, marker, document, account, outcome)"
            " VALUES (?, ?, ?, ?, 'received')",
            (now.isoformat(), marker, document, account),
        )
        return cursor.lastrowid or 0

    def note_outcome(self, post: int, outcome: str, number: str | None = None) -> None:
        """Say what became of a saving POST; the number of the order that it saved stays once noted."""
        self._connection.execute(
            "UPDATE saving_posts SET outcome = ?, number = coalesce(?, number) WHERE id = ?",
            (outcome, number, post),
        )

    def report(self) -> dict[str, Any]:
        """What the server received and what it holds, as `GET /report` answers it."""
        orders = self.orders.everything()
        posts = self._connection.execute("SELECT * FROM saving_posts ORDER BY id").fetchall()
        markers: dict[str, dict[str, Any]] = {}

        def of(marker: str) -> dict[str, Any]:
            return markers.setdefault(marker, {"posts": 0, "saved": 0, "orders": [], "outcomes": []})

        saved_by_post: set[str] = set()
        for post in posts:
            entry = of(post["marker"])
            entry["posts"] += 1
            entry["outcomes"].append(post["outcome"])
            for number in (post["number"] or "").split():
                entry["saved"] += 1
                entry["orders"].append(number)
                saved_by_post.add(number)
        # A seeded order belongs to the marker that it shows; a saved one to the marker that was posted,
        # which a cut reference would no longer tell.
        for order in orders:
            if order.number not in saved_by_post and order.content.reference:
                of(order.content.reference)["orders"].append(order.number)
        return {
            "markers": markers,
            "posts": len(posts),
            "saved": len(saved_by_post),
            "orders_by_account": dict(Counter(order.account for order in orders)),
            "orders": [order.as_dict() for order in orders],
        }

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
