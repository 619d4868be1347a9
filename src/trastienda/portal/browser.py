"""Find a browser that works, and start it."""

import asyncio
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Error, Playwright

from trastienda.errors import BrowserMissing
from trastienda.portal.trace import raw_traces

CONFIGURED = "TRASTIENDA_BROWSER"
WITHOUT = (
    # A new frame for every document: a third of the CPU of opening a page (measured: 33 and 23 ms).
    "RenderDocument",
    # What Playwright does without. Chromium heeds the last list alone, and ours comes after Playwright's.
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "AimEnabled",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "TcpPortRandomizationWin",
    "ThirdPartyStoragePartitioning",
    "msEdgeUpdateLaunchServicesPreferredVersion",
    "msForceBrowserSignIn",
)
"""Features of Chromium that are off."""

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page in one tile or few, not in dozens: a twentieth of an order's CPU (measured).
    "--max-untiled-layer-width=1300",
    "--max-untiled-layer-height=2000",
    "--default-tile-width=1280",
    "--default-tile-height=736",
    f"--disable-features={','.join(WITHOUT)}",
)
"""Flags under which Chromium asks nobody but the portal, and shows its pages with little work."""

HOW_TO = "Install one with 'apt-get install chromium-headless-shell', or name one in TRASTIENDA_BROWSER."

PROBE_S = 30.0
"""How long a browser that was just started may take to compute something."""


@dataclass(frozen=True, slots=True)
class Supply:
    """One place where a browser may come from: a path or a channel, and who named it."""

    origin: str
    path: str | None = None
    channel: str | None = None
    window: bool = True
    """Whether it can have a window: a headless shell has none."""

    @property
    def launch_options(self) -> dict[str, Any]:
        """What Playwright's `launch` needs for it."""
        if self.channel:
            return {"channel": self.channel}
        return {"executable_path": self.path} if self.path else {}


@dataclass(frozen=True, slots=True)
class Screen:
    """How people watch a browser at work.

    Attributes:
        slow_ms: pause after every step of the browser, in milliseconds.
        pause_on_trouble: whether Playwright's inspector opens where an attempt met trouble, and waits for them.
    """

    slow_ms: int = 0
    pause_on_trouble: bool = False


def supplies(driver: Playwright, configured: str = "auto") -> Iterator[Supply]:
    """Where a browser may come from, best first: configured, Playwright's own, the distribution's, channels, PATH."""
    named = os.environ.get(CONFIGURED) if configured == "auto" else configured
    if named:
        # Whoever names one wants that one or an error, never another.
        yield Supply("configured", path=named)
        return
    own = Path(driver.chromium.executable_path)
    if _has_headless_shell(own):
        yield Supply("Playwright's own headless shell", window=False)
    if own.exists():
        yield Supply("Playwright's own", channel="chromium")
    shell = shutil.which("chromium-headless-shell")
    if shell:
        yield Supply("the distribution's headless shell", path=shell, window=False)
    for channel, program in (("chrome", "google-chrome"), ("msedge", "microsoft-edge")):
        if shutil.which(program):
            yield Supply(f"channel {channel}", channel=channel)
    for program in ("chromium", "chromium-browser"):
        path = shutil.which(program)
        if path:
            yield Supply("PATH", path=path)


def _has_headless_shell(chromium: Path) -> bool:
    """Whether Playwright's headless shell lies beside its chromium, which it never names itself."""
    for folder in chromium.parents:
        if found := re.fullmatch(r"chromium-(\d+)", folder.name):
            return (folder.parent / f"chromium_headless_shell-{found[1]}").is_dir()
    return False


async def launch(
    driver: Playwright, configured: str = "auto", *, screen: Screen | None = None
) -> tuple[Browser, Supply]:
    """Start the first browser that starts and computes.

    Args:
        driver: a running Playwright.
        configured: `auto`, or a path.
        screen: how it is watched; `None` without a window.

    Raises:
        BrowserMissing: none was found, or none of them starts; the text says what each one said.
    """
    failures = []
    for supply in supplies(driver, configured):
        if screen is not None and not supply.window:
            continue
        try:
            return await _started(driver, supply, screen), supply
        except (Error, TimeoutError) as error:
            said = str(error).strip().splitlines() or [f"does not answer within {PROBE_S:g} s"]
            failures.append(f"{supply.origin} ({supply.path or supply.channel or 'bundled'}): {said[0]}")
    tried = f" Tried: {'; '.join(failures)}." if failures else ""
    raise BrowserMissing(f"No browser was found that works.{tried} {HOW_TO}")


async def _started(driver: Playwright, supply: Supply, screen: Screen | None) -> Browser:
    browser = await driver.chromium.launch(
        **supply.launch_options,
        args=[*FLAGS, "--no-sandbox"] if _is_root() else list(FLAGS),
        headless=screen is None,
        slow_mo=screen.slow_ms if screen else None,
        traces_dir=raw_traces(),
        # The worker decides what a signal means: the order in hand is finished first.
        handle_sigint=False,
        handle_sigterm=False,
        handle_sighup=False,
    )
    try:
        page = await asyncio.wait_for(browser.new_page(), PROBE_S)
        await asyncio.wait_for(page.evaluate("1 + 1"), PROBE_S)
        await asyncio.wait_for(page.context.close(), PROBE_S)
    except BaseException:
        # One that starts and does not compute must not be left behind.
        await browser.close()
        raise
    return browser


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
