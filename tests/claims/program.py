"""The real `trastienda`, entering into a ledger instead of a browser: `python -m tests.claims.program up`.

The ledger's path stands in CLAIMS_LEDGER. With CLAIMS_START set, the program says `ready` before it takes its
first account, and goes on when it is told to: so several processes begin at the same moment.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

from tests.claims.portal import Ledger, LedgerPortal, Orders
from trastienda.cli import main, running
from trastienda.engine import unattended
from trastienda.engine.bots import LoadedBot
from trastienda.engine.live import LiveAttempt
from trastienda.engine.worker import Worker
from trastienda.portal.evidence import Evidence
from trastienda.portal.facade import Gate, Portal


class LedgerWorker(Worker):
    """A worker whose portal is the ledger; everything else is the real one."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._ledger = Ledger(Path(os.environ["CLAIMS_LEDGER"]))
        self._orders = Orders(self._ledger)
        if "CLAIMS_START" in os.environ:
            print("ready", flush=True)  # noqa: T201 - the coordinator waits for it
            sys.stdin.readline()

    def start_browser(self) -> str:
        """There is none."""
        return "none"

    def _open_portal(self, bot: LoadedBot, account: str, *, gate: Gate, evidence: Evidence) -> Portal:
        return cast(Portal, LedgerPortal(self._ledger, self._orders, cast(LiveAttempt, gate), account))


if __name__ == "__main__":
    # A shell that starts something in the background has its interrupts ignored, by all that comes of it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with patch.object(unattended, "Worker", LedgerWorker), patch.object(running, "Worker", LedgerWorker):
        main()
