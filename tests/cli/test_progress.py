"""What is said while a bar moves stands above it."""

import io
import sys

import pytest
from rich.console import Console
from rich.file_proxy import FileProxy

from trastienda.cli.workplace import say


def test_what_is_said_does_not_go_past_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    # So a moving bar stands in the way, with the real stderr behind it.
    monkeypatch.setattr(sys, "stderr", FileProxy(Console(file=shown), sys.stderr))

    say("40 sales, 40 taken in.")

    assert shown.getvalue() == "40 sales, 40 taken in.\n"
