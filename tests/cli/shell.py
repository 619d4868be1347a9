"""Call the command line the way a person does, and look at what it answers."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trastienda.desk.opening import open_case
from trastienda.domain.case import Case, FieldRow, Reason
from trastienda.domain.item import Item, State
from trastienda.store import items, runs
from trastienda.store.connection import Store, open_store
from trastienda.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
RUN = "20261121T215500-7f3a"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call left behind: its exit code, stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def facts(self) -> Any:
        """Stdout as JSON."""
        return json.loads(self.out)


class Shell:
    """The command line in a workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str) -> Answer:
        """Call the program."""
        return self.process(*arguments)

    def process(self, *arguments: str, env: Mapping[str, str] | None = None) -> Answer:
        """Call the program as a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "trastienda", *arguments],
            cwd=self.folder,
            env={**os.environ, **(env or {})},
            capture_output=True,
            text=True,
            timeout=120,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def write(self, path: str, text: str) -> None:
        """Write a file of the workspace."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def change(self, path: str, old: str, new: str) -> None:
        """Replace a text in a file of the workspace, where it must stand."""
        text = (self.folder / path).read_text(encoding="utf-8")
        assert old in text
        self.write(path, text.replace(old, new))

    def lines(self, path: str, text: str) -> list[int]:
        """The lines of a file of the workspace that hold a text, 1-based."""
        lines = (self.folder / path).read_text(encoding="utf-8").splitlines()
        return [number for number, line in enumerate(lines, start=1) if text in line]

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The workspace's database."""
        store = open_store(Workspace.at(self.folder).store_url)
        try:
            yield store
        finally:
            store.close()

    def item(self, number: int) -> Item:
        """An item as its row says it now."""
        with self.store() as store, store.read() as conn:
            return items.get(conn, number)

    def open_case(
        self, item: int, *, rows: Sequence[FieldRow] = (), orders: Sequence[str] = ("P-1",)
    ) -> Case:
        """Give an item a case, as a run does that found another price in the portal."""
        fee = FieldRow("monthly_fee", "39.90 EUR", "40,90 €", "differ", "other_value", "P-1")
        document = FieldRow("holder_id", "12345678Z", "12345678-Z", "match", "equivalent", "P-1")
        rows, now = rows or [document, fee], datetime.now(UTC)
        with self.store() as store, store.begin() as conn:
            moved = items.move(conn, items.get(conn, item), State.ENTERING, now=now, why="attempt")
            _, case = open_case(
                conn,
                moved,
                reason=Reason.DIFFERS,
                detail={"orders": ", ".join(orders), "fields": "monthly_fee"},
                rows=rows,
                orders=orders,
                evidence=["evidence/item-1-try-1-1-order.jpg"],
                now=now,
            )
        return case

    def open_run(self, run: str = RUN) -> None:
        """Let a run take up all items that are ready."""
        now = datetime.now(UTC)
        with self.store() as store, store.begin() as conn:
            runs.add(
                conn,
                runs.Run(
                    run, "carrier", "hand", None, "enter", now, None, None, {"trastienda": "0"}, {"files": []}
                ),
            )
            ready = items.search(conn, states=[State.READY])
            runs.enlist(conn, run, [item.id for item in ready], how="found_open")
