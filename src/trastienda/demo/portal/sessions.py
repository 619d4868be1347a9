"""The portal's server sessions: one live session per account."""

from __future__ import annotations

import json
import secrets
import sqlite3
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MAX_TRIES = 3


@dataclass(slots=True)
class Session:
    """A signed-in visitor with the order being written, one value per input name."""

    token: str
    account: str
    csrf: str
    draft: dict[str, str] = field(default_factory=dict)


class Sessions:
    """The table of sessions, with the count of failed sign-ins."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def open(self, account: str, *, now: datetime) -> Session:
        """A new session; an older one of the account ends."""
        self._connection.execute("DELETE FROM sessions WHERE account = ?", (account,))
        self._connection.execute("DELETE FROM failed_sign_ins WHERE account = ?", (account,))
        session = Session(secrets.token_urlsafe(24), account, secrets.token_urlsafe(24))
        self._connection.execute(
            "INSERT INTO sessions (token, account, csrf, last_seen, draft) VALUES (?, ?, ?, ?, '{}')",
            (session.token, account, session.csrf, now.isoformat()),
        )
        return session

    def find(self, token: str, *, now: datetime, idle: timedelta) -> Session | None:
        """The live session of a token, touched; None when it never was, was kicked out or idled too long."""
        row = self._connection.execute("SELECT * FROM sessions WHERE token = ?", (token,)).fetchone()
        if row is None:
            return None
        if now - datetime.fromisoformat(row["last_seen"]) > idle:
            self.close(token)
            return None
        self._connection.execute(
            "UPDATE sessions SET last_seen = ? WHERE token = ?", (now.isoformat(), token)
        )
        return Session(row["token"], row["account"], row["csrf"], json.loads(row["draft"]))

    def keep_draft(self, session: Session) -> None:
        """Store the order being written."""
        self._connection.execute(
            "UPDATE sessions SET draft = ? WHERE token = ?", (json.dumps(session.draft), session.token)
        )

    def close(self, token: str) -> None:
        """End one session."""
        self._connection.execute("DELETE FROM sessions WHERE token = ?", (token,))

    def close_all(self) -> int:
        """End every session; returns how many there were."""
        return self._connection.execute("DELETE FROM sessions").rowcount

    def locked(self, account: str) -> bool:
        """Whether the account has used up its tries."""
        row = self._connection.execute(
            "SELECT tries FROM failed_sign_ins WHERE account = ?", (account,)
        ).fetchone()
        return row is not None and row["tries"] >= MAX_TRIES

    def note_failure(self, account: str) -> None:
        """Count a refused sign-in."""
        self._connection.execute(
            "INSERT INTO failed_sign_ins VALUES (?, 1) ON CONFLICT (account) DO UPDATE SET tries = tries + 1",
            (account,),
        )

    def unlock(self, account: str) -> None:
        """Forget an account's refused sign-ins."""
        self._connection.execute("DELETE FROM failed_sign_ins WHERE account = ?", (account,))
