"""A workspace of many accounts whose sales are taken in and wait."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from os import environ
from pathlib import Path

import sqlalchemy as sa

from tests.claims.portal import Ledger
from tests.claims.sales import write_sales
from trastienda.cli.workplace import upgrade
from trastienda.domain.case import Language
from trastienda.engine.bots import load_bot
from trastienda.engine.dispatch import Dispatcher
from trastienda.engine.receive import receive
from trastienda.store import tables
from trastienda.store.connection import Store, open_store
from trastienda.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
TIMES = {"visibility_bound_s": 1, "server_timeout_s": 1, "window_s": 3}
ACCOUNT = '[[accounts]]\nname = "a{number:02}"\nuser = "env:NOBODY"\npassword = "env:NOTHING"\n'


class Place:
    """A workspace, its database, and the ledger of its portal."""

    def __init__(self, root: Path, url: str, *, accounts: int) -> None:
        """Set the workspace up.

        Args:
            root: an empty folder.
            url: of an empty database.
            accounts: how many the portal has.
        """
        self.root = root
        self.url = url
        self.ledger = Ledger(root / "ledger.jsonl")
        for folder in ("bots", "selectors", "config"):
            shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
        _edit(
            root / "config" / "workspace.toml",
            {r"^url = .*$": f'url = "{url}"', r"^cron = .*$": 'cron = "0 3 1 1 *"'},
        )
        _edit(
            root / "config" / "portals" / "carrier.toml",
            {
                r"^locale = .*$": 'locale = "canonical"',
                r"^\[\[accounts\]\]\n(.+\n)+": "\n".join(
                    ACCOUNT.format(number=number) for number in range(1, accounts + 1)
                ),
                **{rf"^{name} = .*$": f"{name} = {seconds}" for name, seconds in TIMES.items()},
            },
        )

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The workspace's database."""
        store = open_store(self.url)
        try:
            yield store
        finally:
            store.close()

    def take_in(self, numbers: Iterable[int]) -> None:
        """Take sales in; each is owed its entry."""
        workspace = Workspace.at(self.root)
        sales = write_sales(self.root / "sales.json", numbers)
        with self.store() as store:
            if store.is_empty():
                upgrade(store)
            dispatcher = Dispatcher(store)
            receive(
                store,
                load_bot(workspace, "carrier"),
                sales,
                run=None,
                dispatch=dispatcher.enqueue,
                language=Language.ES,
                now=datetime.now(UTC),
            )
            dispatcher.close()

    def states(self) -> Counter[str]:
        """State → items in it."""
        with self.store() as store, store.read() as conn:
            rows = conn.execute(
                sa.select(tables.items.c.state, sa.func.count()).group_by(tables.items.c.state)
            )
            return Counter({row[0]: row[1] for row in rows})

    def start(self, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start `trastienda …` on the ledger; what it says goes to a file of its own."""
        told = self.root / f"told-{len(list(self.root.glob('told-*')))}.txt"
        with told.open("w") as diary:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.claims.program", *arguments],
                cwd=self.root,
                env={
                    **environ,
                    "PYTHONPATH": str(ROOT),
                    "CLAIMS_LEDGER": str(self.root / "ledger.jsonl"),
                    **(env or {}),
                },
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=diary,
                text=True,
            )

    def told(self) -> list[str]:
        """Every line that any of the programs said on stderr."""
        return [line for file in sorted(self.root.glob("told-*")) for line in file.read_text().splitlines()]


def _edit(path: Path, changes: Mapping[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for pattern, replacement in changes.items():
        text, found = re.subn(pattern, replacement.replace("\\", "\\\\"), text, flags=re.MULTILINE)
        assert found >= 1, f"{path.name} has no {pattern}"
    path.write_text(text, encoding="utf-8")
