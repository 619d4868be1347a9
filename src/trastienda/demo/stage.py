"""Set the demo's stage: the portal as a process of its own, and what a bot needs to reach it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from trastienda.errors import ApplicationException

STARTS_WITHIN_S = 30.0
USER = "backoffice"
PASSWORD = "demo-trastienda"


@dataclass(frozen=True, slots=True)
class Stage:
    """A demo portal that accepts connections: where it is, and where its faults are switched."""

    url: str
    admin_url: str

    @property
    def environment(self) -> dict[str, str]:
        """The references of `config/portals/carrier.toml`."""
        return {"CARRIER_URL": self.url, "CARRIER_USER": USER, "CARRIER_PASSWORD": PASSWORD}


@contextmanager
def demo_portal(folder: Path, *, port: int = 0) -> Iterator[Stage]:
    """Start the portal on a free loopback port; it keeps its orders in `folder/portal.db` and stops with the block.

    Raises:
        ApplicationException: it did not start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ready = folder / "portal.json"
    ready.unlink(missing_ok=True)
    log = folder / "portal.log"
    command = [sys.executable, "-m", "trastienda.demo.portal", "--database", str(folder / "portal.db")]
    with log.open("ab") as lines:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--ready-file", str(ready)],
            stdout=lines,
            stderr=lines,
            env={**os.environ, "TRASTIENDA_DEMO_USER": USER, "TRASTIENDA_DEMO_PASSWORD": PASSWORD},
            # Ctrl-C is for the bot, which finishes its order: the portal must outlive it.
            start_new_session=True,
        )
    try:
        until = time.monotonic() + STARTS_WITHIN_S
        while not ready.exists():
            if process.poll() is not None or time.monotonic() > until:
                raise ApplicationException(f"The demo portal did not start; {log} says why.")
            time.sleep(0.05)
        told = json.loads(ready.read_text(encoding="utf-8"))
        yield Stage(told["url"], told["admin_url"])
    finally:
        process.terminate()
        process.wait()
