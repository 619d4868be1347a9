"""The demo portal as a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.demo.visitor import Visitor, seed_order
from trastienda.demo.portal import Admin, DemoPortal

ACCOUNT = {"TRASTIENDA_DEMO_USER": "turno-noche", "TRASTIENDA_DEMO_PASSWORD": "otra-secreta"}


@contextmanager
def running(folder: Path, **environment: str) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, Any]]]:
    """A portal's process and what its ready file says; it is stopped at the end."""
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    command = [sys.executable, "-m", "trastienda.demo.portal", "--database", str(folder / "portal.db")]
    process = subprocess.Popen(
        [*command, "--ready-file", str(ready)],
        env={**os.environ, **environment},
        stderr=subprocess.PIPE,
    )
    with process:
        try:
            deadline = time.monotonic() + 30
            while not ready.exists() and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.02)
            yield process, json.loads(ready.read_text())
        finally:
            process.terminate()


def test_the_ready_file_tells_where_the_portal_serves(tmp_path: Path) -> None:
    with running(tmp_path) as (process, ready), Admin(ready["admin_url"]) as admin:
        assert ready["pid"] == process.pid
        assert admin.healthy()
        visitor = Visitor(ready["url"])
        with visitor.http:
            assert visitor.http.get("/login").status_code == 200


def test_sigterm_stops_it_cleanly_and_the_orders_stay(tmp_path: Path) -> None:
    with running(tmp_path) as (process, ready), Admin(ready["admin_url"]) as admin:
        numbers = admin.seed([seed_order()])
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0

    with running(tmp_path) as (_, ready), Admin(ready["admin_url"]) as admin:
        assert [order["number"] for order in admin.report().orders] == numbers


def test_orders_survive_a_killed_portal(tmp_path: Path) -> None:
    with running(tmp_path) as (process, ready), Admin(ready["admin_url"]) as admin:
        numbers = admin.seed([seed_order()])
        process.kill()
        process.wait(timeout=10)

    with running(tmp_path) as (_, ready), Admin(ready["admin_url"]) as admin:
        assert [order["number"] for order in admin.report().orders] == numbers


def test_the_account_comes_from_the_environment(tmp_path: Path) -> None:
    with running(tmp_path, **ACCOUNT) as (_, ready):
        visitor = Visitor(ready["url"])
        with visitor.http:
            page = visitor.http.get("/login")
            answer = visitor.post("/login", page, {"Usuario": "turno-noche", "Contraseña": "otra-secreta"})

    assert answer.headers["location"] == "/pedidos"


def test_a_taken_port_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(OSError, match=f"cannot listen on 127.0.0.1:{port}"):
            DemoPortal(tmp_path / "portal.db", {}, port).__enter__()


def test_a_portal_in_this_process_starts_and_stops_in_well_under_a_second(tmp_path: Path) -> None:
    begun = time.monotonic()

    with DemoPortal(tmp_path / "portal.db", {}):
        pass

    assert time.monotonic() - begun < 1
