"""The demo portal as a process of its own: `python -m trastienda.demo.portal`.

The one account comes from the environment: TRASTIENDA_DEMO_USER (default "backoffice") and
TRASTIENDA_DEMO_PASSWORD (default "demo-trastienda": there is nothing behind it to protect).
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from trastienda.demo.portal.accounts import demo_account
from trastienda.demo.portal.server import DemoPortal


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or Ctrl-C. Returns 0, or 1 when a port is taken."""
    parser = argparse.ArgumentParser(prog="python -m trastienda.demo.portal", description=__doc__)
    parser.add_argument("--database", type=Path, required=True, help="SQLite file, made when missing")
    parser.add_argument("--port", type=int, default=0, help="port of the portal (0: a free one)")
    parser.add_argument("--admin-port", type=int, default=0, help="port of the admin API (0: a free one)")
    parser.add_argument("--ready-file", type=Path, help="JSON with url, admin_url and pid, once it serves")
    given = parser.parse_args(arguments)

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        with DemoPortal(given.database, demo_account(os.environ), given.port, given.admin_port) as portal:
            if given.ready_file is not None:
                _announce(given.ready_file, portal)
            sys.stderr.write(f"portal {portal.url}  admin {portal.admin_url}\n")
            stop.wait()
    except OSError as error:
        sys.stderr.write(f"{error.strerror or error}\n")
        return 1
    return 0


def _announce(ready: Path, portal: DemoPortal) -> None:
    # Written beside and moved over: who polls for the file never reads half of it.
    draft = ready.with_name(f"{ready.name}.{os.getpid()}")
    draft.write_text(json.dumps({"url": portal.url, "admin_url": portal.admin_url, "pid": os.getpid()}))
    draft.replace(ready)


if __name__ == "__main__":
    sys.exit(main())
