"""Notice that the database is older than what was done with it: an old backup was restored."""

import os
import threading
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict

from trastienda.domain.facts import PortalFacts
from trastienda.store import journal, portals
from trastienda.store.connection import Store
from trastienda.store.portals import Hold

FILE = "anchor.json"
"""In the folder of the runs: a backup of the database alone does not bring an old one back with it."""


class Head(BaseModel):
    """What was known outside the database when an item was worked last.

    Attributes:
        item, seq, digest, at: the newest line of the journal.
        watermarks: portal → its watermark.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: int
    seq: int
    digest: str
    at: AwareDatetime
    watermarks: dict[str, AwareDatetime] = {}


class Anchor:
    """The journal's head and the portals' watermarks, kept in a file outside the database."""

    def __init__(self, store: Store, folder: Path) -> None:
        """Prepare.

        Args:
            store: the database that it vouches for.
            folder: where the file lies.
        """
        self._store = store
        self._file = folder / FILE
        self._turn = threading.Lock()

    def note(self, item: int) -> None:
        """Write down how far the journal has come, after an item was worked."""
        with self._turn, self._store.read() as conn:
            last = journal.of_item(conn, item)[-1]
            head = Head(
                item=item,
                seq=last.seq,
                digest=last.digest,
                at=last.at,
                watermarks=dict(portals.watermarks(conn)),
            )
            self._file.parent.mkdir(parents=True, exist_ok=True)
            half = self._file.with_suffix(f".{os.getpid()}")
            half.write_text(head.model_dump_json() + "\n", encoding="utf-8")
            half.replace(self._file)

    def reset(self) -> None:
        """Take the database as it is now for the truth: a sweep has reconciled it with the portal."""
        with self._store.read() as conn:
            newest = journal.newest_item(conn)
        if newest is None:
            self._file.unlink(missing_ok=True)
        else:
            self.note(newest)

    def lost_since(self) -> datetime | None:
        """When the newest thing happened that the database does not know of (UTC), `None` when it knows all."""
        if not self._file.exists():
            return None
        head = Head.model_validate_json(self._file.read_text(encoding="utf-8"))
        with self._store.read() as conn:
            known = {entry.digest for entry in journal.of_item(conn, head.item) if entry.seq == head.seq}
            shown = portals.watermarks(conn)
        behind = [at for portal, at in head.watermarks.items() if portal not in shown or shown[portal] < at]
        return max([*behind, *([] if head.digest in known else [head.at])], default=None)

    def hold_if_restored(self, facts: Iterable[tuple[str, PortalFacts]]) -> list[str]:
        """Hold every portal when the database is older than this file; returns the names of those held now.

        Args:
            facts: portal and what it declares.
        """
        lost = self.lost_since()
        held = []
        with self._store.begin() as conn:
            for portal, declared in facts:
                if lost is not None and portals.held(conn, portal) is None:
                    portals.hold(conn, portal, _hold(lost, declared))
                if portals.held(conn, portal) is not None:
                    held.append(portal)
        return held


def _hold(lost: datetime, facts: PortalFacts) -> Hold:
    # What was entered last may still be invisible: until then a sweep would find it missing, and the look
    # before an entry too.
    unseen = facts.visibility_bound_s if facts.visibility_bound_s is not None else facts.window_s
    return Hold(
        f"the database does not know what was done at {lost:%Y-%m-%d %H:%M:%S} UTC: an older one was put in its place",
        lost + timedelta(seconds=unseen) + facts.server_timeout,
    )
