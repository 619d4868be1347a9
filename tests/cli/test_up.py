"""`up` works until it is told to stop."""

import os
import signal
import subprocess
import sys

import pytest

from tests.cli.shell import Shell

QUIET = {"CARRIER_URL": "http://127.0.0.1:9", "CARRIER_USER": "x", "CARRIER_PASSWORD": "y"}
STOPS_AT_ONCE_S = 30


def start(trastienda: Shell, *options: str) -> subprocess.Popen[str]:
    """Start it with nothing to do: its items are withdrawn, its schedule is far away."""
    for item in ("1", "2"):
        trastienda("items", "withdraw", item, "--why", "x", "--by", "eva.sanz")
    trastienda.change("config/workspace.toml", "*/15 8-20 * * mon-fri", "0 4 1 1 *")
    return subprocess.Popen(
        [sys.executable, "-m", "trastienda", "up", *options],
        cwd=trastienda.folder,
        env={**os.environ, **QUIET},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until_it_works(process: subprocess.Popen[str]) -> list[str]:
    assert process.stderr is not None
    seen = []
    for line in process.stderr:
        seen.append(line)
        if "stop with Ctrl-C" in line:
            return seen
    raise AssertionError(f"it ended: {''.join(seen)}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(trastienda: Shell, browser_path: str, number: signal.Signals) -> None:
    process = start(trastienda)
    wait_until_it_works(process)

    process.send_signal(number)

    out, err = process.communicate(timeout=STOPS_AT_ONCE_S)
    assert (process.returncode, out) == (0, "")
    assert "stopping" in err


def test_verbose_prints_a_line_for_every_event(trastienda: Shell, browser_path: str) -> None:
    process = start(trastienda, "-v")
    seen = wait_until_it_works(process)
    process.terminate()
    process.communicate(timeout=STOPS_AT_ONCE_S)

    assert [line for line in seen if "browser" in line and "started" in line]


TWICE = """
import sys, time
from trastienda.cli.up import _stopped_by_signals
with _stopped_by_signals() as stop:
    print("ready", flush=True)
    stop.wait()
    print("draining", flush=True)
    time.sleep(60)
"""


def test_a_second_signal_stops_at_once() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", TWICE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for expected in ("ready", "draining"):
        assert process.stdout.readline().strip() == expected
        process.terminate()

    _, err = process.communicate(timeout=STOPS_AT_ONCE_S)

    assert process.returncode == 130
    assert "looks before anything is pressed again" in err
