"""Fixtures of the browser floor: a browser for a module, and portals opened in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portal.small import Opener
from trastienda.portal.session import BrowserLoop


@pytest.fixture(scope="module")
def loop(browser_path: str) -> Iterator[BrowserLoop]:
    """One browser for a module; tests that harm it start their own."""
    with BrowserLoop() as running:
        yield running


@pytest.fixture
def opened(loop: BrowserLoop, tmp_path: Path) -> Iterator[Opener]:
    """Opens portals; the account's session ends with the test."""
    yield Opener(loop, tmp_path / "run")
    loop.call(loop.forget, "one")
