"""`doctor` says what is wrong and what to do, and never a secret."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa

from tests.cli.shell import Shell
from trastienda.rules.breaker import Strain
from trastienda.store import accounts, portals
from trastienda.store.tables import items, journal

SECRET = "canary-5f0c-never-printed"


class _Portal(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(503 if self.path.startswith("/down") else 200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def portal() -> Iterator[str]:
    """The address of a server that answers."""
    with HTTPServer(("127.0.0.1", 0), _Portal) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def healthy(trastienda: Shell, portal: str, monkeypatch: pytest.MonkeyPatch, browser_path: str) -> Shell:
    """A workspace with nothing wrong."""
    for name, value in (("URL", portal), ("USER", "backoffice"), ("PASSWORD", SECRET)):
        monkeypatch.setenv(f"CARRIER_{name}", value)
    return trastienda


def wrong(trastienda: Shell, code: int) -> list[str]:
    """What is wrong, in words."""
    answer = trastienda("doctor", "--json")
    assert answer.code == code, answer.out
    assert answer.facts["ok"] is (code == 0)
    return [
        f"{line['what']}: {line['says']} {line['do']}"
        for line in answer.facts["lines"]
        if line["verdict"] == "wrong"
    ]


def test_nothing_is_wrong_with_a_healthy_workspace(healthy: Shell) -> None:
    answer = healthy("doctor")

    assert answer.code == 0, answer.out
    assert "Nothing is wrong" in answer.err
    for what in (
        "python",
        "workspace",
        "disk",
        "database",
        "journal",
        "carrier",
        "schedules",
        "clock",
        "browser",
    ):
        assert f"ok       {what}" in answer.out
    assert "portal 127.0.0.1 answers 200" in answer.out
    assert SECRET not in answer.out + answer.err


def test_credentials_and_address_that_are_missing_are_named_by_their_reference(
    healthy: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CARRIER_URL")
    monkeypatch.delenv("CARRIER_PASSWORD")

    password, url = wrong(healthy, 2)

    assert "env:CARRIER_PASSWORD" in password
    assert "Set the environment variable" in password
    assert "env:CARRIER_URL" in url


def test_a_portal_that_does_not_answer_is_the_machines_trouble(
    healthy: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The discard port: nobody listens there.
    monkeypatch.setenv("CARRIER_URL", "http://user:hidden@127.0.0.1:9")

    (said,) = wrong(healthy, 1)

    assert "portal 127.0.0.1 does not answer: ConnectError" in said
    assert "hidden" not in said


def test_a_portal_in_maintenance_is_a_warning(
    healthy: Shell, portal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARRIER_URL", f"{portal}/down")

    answer = healthy("doctor")

    assert answer.code == 0
    assert "warning  carrier      portal 127.0.0.1 answers 503" in answer.out


def test_a_browser_that_is_not_there_is_said_with_the_command(
    healthy: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRASTIENDA_BROWSER", "/nowhere/chromium")

    (said,) = wrong(healthy, 1)

    assert "/nowhere/chromium" in said
    assert "apt-get install" in said


def test_a_changed_journal_a_clock_behind_and_a_paused_account_are_found(healthy: Shell) -> None:
    with healthy.store() as store, store.begin() as conn:
        conn.execute(sa.text("DROP TRIGGER journal_no_update"))
        conn.execute(sa.update(journal).where(journal.c.item == 2).values(kind="settled"))
        conn.execute(
            sa.update(items).where(items.c.id == 1).values(moved_at=datetime.now(UTC) + timedelta(hours=1))
        )
        accounts.take(conn, "carrier", "backoffice", holder="x")
        accounts.pause(conn, "carrier", "backoffice", why="wrong password", now=datetime.now(UTC))

    chain, clock, paused = wrong(healthy, 2)

    assert "item 2 does not hold from entry 1" in chain
    assert "Set the clock" in clock
    assert "backoffice is paused: wrong password" in paused


def test_a_portal_that_is_paused_or_waits_for_a_sweep_is_told_with_what_to_do(healthy: Shell) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    with healthy.store() as store, store.begin() as conn:
        portals.put_strain(conn, "energy", Strain(0, 1, later, "closed for maintenance"))
        portals.hold(conn, "carrier", portals.Hold("an older database was put in its place", later))

    lines = healthy("doctor", "--json").facts

    told = {(line["verdict"], line["what"]): line["do"] for line in lines["lines"]}
    assert "trastienda sweep carrier" in told["wrong", "carrier"]
    assert "trastienda portals resume energy" in told["warning", "energy"]


def test_a_newer_database_and_faults_of_the_workspace_are_found(healthy: Shell) -> None:
    with healthy.store() as store, store.begin() as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    healthy.write("selectors/__init__.py", "")
    healthy.change("selectors/carrier.yaml", "order_detail:", "order_details:")

    stray, database, book = wrong(healthy, 2)

    assert "selectors/__init__.py" in stray
    assert "9999" in database
    assert "Did you mean 'order_details'?" in book


def test_looking_changes_nothing(healthy: Shell) -> None:
    for file in (healthy.folder / "runs").glob("trastienda.db*"):
        file.unlink()

    answer = healthy("doctor")

    assert answer.code == 0
    assert "none yet" in answer.out
    assert not list((healthy.folder / "runs").glob("trastienda.db*"))


def test_outside_of_a_workspace_the_machine_is_still_looked_at(healthy: Shell) -> None:
    healthy.folder = healthy.folder.parent

    answer = healthy("doctor")

    assert answer.code == 2
    assert "wrong    workspace" in answer.out
    assert "ok       browser" in answer.out
