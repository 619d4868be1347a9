"""Tie a row of a list to the case it was made from."""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from trastienda.store import facts


def list_secret(conn: sa.Connection) -> str:
    """The workspace's own secret, made once; a list that was signed with another one is not ours."""
    return facts.kept(conn, "list_secret", lambda: secrets.token_hex(32))


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs the rows of one list.

    Args:
        secret: `list_secret`.
        list_id: the list's own id.
    """

    secret: str
    list_id: str

    def seal(self) -> str:
        """Proves that the list is this workspace's."""
        return self._sign("list")

    def token(self, case: int, version: int, grey: Sequence[str]) -> str:
        """A row's token: one half for the case and its version, one for the texts shown."""
        return f"{self._row(case, version)}-{self._texts(case, version, grey)}"

    def is_row_of(self, token: str, case: int, version: int) -> bool:
        """Whether the token was made for this case and version."""
        return hmac.compare_digest(token.partition("-")[0], self._row(case, version))

    def shows(self, token: str, case: int, version: int, grey: Sequence[str]) -> bool:
        """Whether the row still shows the texts it was made with."""
        return hmac.compare_digest(token.partition("-")[2], self._texts(case, version, grey))

    def _row(self, case: int, version: int) -> str:
        return self._sign("row", str(case), str(version))

    def _texts(self, case: int, version: int, grey: Sequence[str]) -> str:
        return self._sign("texts", str(case), str(version), *map(_settled, grey))

    def _sign(self, *parts: str) -> str:
        message = "\x1f".join((self.list_id, *parts))
        return hmac.new(self.secret.encode(), message.encode(), hashlib.sha256).hexdigest()[:32]


def _settled(text: str) -> str:
    # Spreadsheet programs write line ends and runs of spaces their own way.
    return " ".join(unicodedata.normalize("NFC", text).replace("_x000D_", " ").split())
