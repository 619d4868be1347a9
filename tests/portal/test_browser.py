"""Where a browser comes from."""

import asyncio
import os
import re
import shutil
import stat
from pathlib import Path

import psutil
import pytest
from playwright.async_api import Error, async_playwright

from trastienda.errors import BrowserMissing
from trastienda.portal.browser import Screen, Supply, launch


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any browser: an empty PATH, and an empty folder where Playwright keeps its own."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "own").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "own"))
    monkeypatch.delenv("TRASTIENDA_BROWSER", raising=False)
    return tmp_path


@pytest.fixture
def real(browser_path: str) -> str:
    """A browser that works, whatever its name and place."""
    return str(Path(shutil.which(browser_path) or browser_path).resolve())


def put(place: Path, script: str) -> Path:
    """A program at this place."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    place.chmod(place.stat().st_mode | stat.S_IXUSR)
    return place


def started(configured: str = "auto", *, screen: Screen | None = None) -> Supply:
    """Which browser is started."""

    async def start() -> Supply:
        async with async_playwright() as driver:
            browser, supply = await launch(driver, configured, screen=screen)
            await browser.close()
            return supply

    return asyncio.run(start())


def own_places() -> list[Path]:
    """Where Playwright looks for its own headless shell and its own chromium, in its own words."""

    async def ask() -> list[Path]:
        async with async_playwright() as driver:
            places = []
            for options in ({}, {"channel": "chromium"}):
                with pytest.raises(Error) as missing:
                    await driver.chromium.launch(**options)  # type: ignore[arg-type]  # options are not typed
                found = re.search(r"exist at (\S+)", str(missing.value))
                assert found is not None
                places.append(Path(found[1]))
            return places

    return asyncio.run(ask())


def test_a_machine_without_a_browser_is_told_what_to_install(alone: Path) -> None:
    with pytest.raises(BrowserMissing, match="apt-get install chromium-headless-shell"):
        started()


def test_playwrights_headless_shell_alone_is_found(alone: Path, real: str) -> None:
    put(own_places()[0], f'exec "{real}" "$@"')

    assert started().origin == "Playwright's own headless shell"


def test_playwrights_chromium_alone_is_found(alone: Path, real: str) -> None:
    put(own_places()[1], f'exec "{real}" "$@"')

    assert started().origin == "Playwright's own"


def test_playwrights_headless_shell_comes_first_then_the_distributions_then_path(
    alone: Path, real: str
) -> None:
    put(alone / "bin" / "chromium", f'exec "{real}" "$@"')
    seen = [started().origin]
    put(alone / "bin" / "chromium-headless-shell", f'exec "{real}" "$@"')
    seen.append(started().origin)
    shell, chromium = own_places()
    put(chromium, f'exec "{real}" "$@"')
    put(shell, f'exec "{real}" "$@"')
    seen.append(started().origin)

    assert seen == ["PATH", "the distribution's headless shell", "Playwright's own headless shell"]


def test_a_browser_that_does_not_start_gives_way_to_the_next_one(alone: Path, real: str) -> None:
    put(own_places()[0], "echo no library >&2; exit 127")
    put(alone / "bin" / "chromium", f'exec "{real}" "$@"')

    assert started().origin == "PATH"


def test_a_headless_shell_is_never_asked_for_a_window(alone: Path) -> None:
    put(own_places()[0], "exit 1")
    put(alone / "bin" / "chromium-headless-shell", "exit 1")

    with pytest.raises(BrowserMissing) as missing:
        started(screen=Screen())

    assert "Tried" not in str(missing.value)


@pytest.mark.parametrize("by", ["argument", "environment"])
def test_who_names_a_browser_gets_that_one_or_an_error(
    alone: Path, real: str, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    put(alone / "bin" / "chromium", f'exec "{real}" "$@"')
    named = str(alone / "mine")
    if by == "environment":
        monkeypatch.setenv("TRASTIENDA_BROWSER", named)

    with pytest.raises(BrowserMissing, match=re.escape(f"configured ({named})")):
        started(named if by == "argument" else "auto")

    put(alone / "mine", f'exec "{real}" "$@"')
    assert started(named if by == "argument" else "auto") == Supply("configured", path=named)


def test_a_browser_that_starts_and_does_not_compute_is_not_left_behind(
    alone: Path, real: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trastienda.portal.browser.PROBE_S", 0.0)
    put(alone / "bin" / "chromium", f'exec "{real}" "$@"')

    with pytest.raises(BrowserMissing, match="does not answer"):
        started()

    mine = {str(alone / "bin" / "chromium"), real}
    left = [one for one in psutil.Process(os.getpid()).children(recursive=True) if mine & set(one.cmdline())]
    assert left == []


def test_the_features_that_playwright_does_without_are_off_besides_ours(alone: Path, real: str) -> None:
    put(alone / "bin" / "chromium", f'printf "%s\\n" "$@" >"{alone}/flags"; exec "{real}" "$@"')

    started()

    flags = (alone / "flags").read_text(encoding="utf-8").splitlines()
    theirs, ours = (
        set(flag.partition("=")[2].split(",")) for flag in flags if flag.startswith("--disable-features=")
    )
    # Chromium heeds the last list alone.
    assert theirs - ours == set()
    assert ours - theirs == {"RenderDocument"}
