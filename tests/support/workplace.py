"""A workspace of its own with a demo portal beside it, worked by the real program in real processes."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from trastienda.demo.portal import Admin, DemoPortal
from trastienda.demo.samples import load_scenario, prepare
from trastienda.intake import read_rows
from trastienda.store import items
from trastienda.store.connection import Store, open_store

embedded = pytest.mark.parametrize("empty_database_url", ["sqlite"], indirect=True)
"""For what does not differ between the databases and takes long: SQLite alone."""

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
PASSWORD = "canary-8d1f-in-no-file"
PATIENCE_S = 240.0


@dataclass(slots=True)
class Workplace:
    """A workspace on a temporary folder, and the portal that its bot enters into."""

    root: Path
    url: str
    portal: DemoPortal
    admin: Admin
    environment: dict[str, str] = field(default_factory=dict)
    patience_s: float = PATIENCE_S

    def start(self, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start `trastienda …` in the workspace."""
        return subprocess.Popen(
            [sys.executable, "-m", "trastienda", *arguments],
            cwd=self.root,
            env={**os.environ, **self.environment, **(env or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def call(self, *arguments: str, code: int = 0, env: Mapping[str, str] | None = None) -> str:
        """Run `trastienda …` to its end, expect its exit code, and return its stdout."""
        process = self.start(*arguments, env=env)
        try:
            out, err = process.communicate(timeout=self.patience_s)
        except subprocess.TimeoutExpired:
            kill(process)
            raise
        assert process.returncode == code, f"exit {process.returncode}\n{out}\n{err}"
        return out

    def facts(self, *arguments: str) -> Any:
        """What a command prints with `--json`."""
        return json.loads(self.call(*arguments, "--json"))

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The workspace's database."""
        store = open_store(self.url)
        try:
            yield store
        finally:
            store.close()

    def sample(self, name: str, references: Iterable[str], **changes: str) -> Path:
        """A file with some of the sample sales, with changed columns where asked for."""
        wanted = set(references)
        rows = [
            {**row.values, **changes}
            for row in read_rows(SAMPLES / "carrier-sales.xlsx", locale="es")
            if row.values["Referencia"] in wanted
        ]
        path = self.root / name
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        return path

    def stage_the_scenario(self) -> None:
        """Seed the portal's orders and arm its faults, as the demo does."""
        prepare(self.admin, load_scenario(SAMPLES / "carrier-portal.json"))

    def states(self) -> dict[str, str]:
        """Our reference → state of its item."""
        with self.store() as store, store.read() as conn:
            return {item.sale_reference: item.state.value for item in items.search(conn)}

    def orders(self) -> dict[str, list[str]]:
        """Our reference → numbers of the orders that the portal holds for it."""
        held: dict[str, list[str]] = {}
        for order in self.admin.report().orders:
            held.setdefault(order["reference"], []).append(order["number"])
        return held


@contextmanager
def workplace(
    root: Path, url: str, *, accounts: Sequence[str] = ("backoffice",), latency: float = 0.02
) -> Iterator[Workplace]:
    """Set up a workspace on a database, and its portal.

    Args:
        root: an empty folder.
        url: of an empty database.
        accounts: the logins of the portal, each named as its user.
        latency: how long the look-ups of the portal's form take, in seconds.
    """
    for folder in ("bots", "selectors", "config"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    settings = root / "config" / "workspace.toml"
    default = 'url = "sqlite:///runs/trastienda.db"'
    text = settings.read_text(encoding="utf-8")
    assert default in text
    settings.write_text(text.replace(default, f'url = "{url}"'), encoding="utf-8")
    _declare(root / "config" / "portals" / "carrier.toml", accounts)
    with (
        DemoPortal(root / "portal.db", users=dict.fromkeys(accounts, PASSWORD), latency=latency) as portal,
        Admin(portal.admin_url) as admin,
    ):
        users = {_variable(number): name for number, name in enumerate(accounts)}
        yield Workplace(
            root, url, portal, admin, {"CARRIER_URL": portal.url, "CARRIER_PASSWORD": PASSWORD, **users}
        )


def _declare(facts: Path, accounts: Sequence[str]) -> None:
    declared = "\n".join(
        f'[[accounts]]\nname = "{name}"\nuser = "env:{_variable(number)}"\npassword = "env:CARRIER_PASSWORD"\n'
        for number, name in enumerate(accounts)
    )
    text, found = re.subn(
        r"^\[\[accounts\]\]\n(.+\n)+", declared, facts.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert found == 1
    facts.write_text(text, encoding="utf-8")


def _variable(number: int) -> str:
    """The environment's name for the user of an account; the first one's is that of the repository's own portal."""
    return f"CARRIER_USER_{number}" if number else "CARRIER_USER"


def until(true: Callable[[], Any], what: str, *, within_s: float = 60.0) -> Any:
    """Wait for something that another process does; fails with `what` when it does not come."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        result = true()
        if result:
            return result
        time.sleep(0.05)
    raise AssertionError(f"{what} did not come within {within_s} s")


def kill(process: subprocess.Popen[str]) -> None:
    """SIGKILL, as a power cut or an operator would."""
    process.send_signal(signal.SIGKILL)
    process.communicate()
