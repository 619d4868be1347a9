"""Find a browser that works, and start it."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Error, Playwright

from trastienda.errors import BrowserMissing

CONFIGURED = "TRASTIENDA_BROWSER"
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Flags under which Chromium asks nobody but the portal."""

HOW_TO = "Install one with 'apt-get install chromium-headless-shell', or name one in TRASTIENDA_BROWSER."


@dataclass(frozen=True, slots=True)
class Supply:
    """One place where a browser may come from: a path or a channel, and who named it."""

    origin: str
    path: str | None = None
    channel: str | None = None

    @property
    def launch_options(self) -> dict[str, Any]:
        """What Playwright's `launch` needs for it."""
        if self.channel:
            return {"channel": self.channel}
        return {"executable_path": self.path} if self.path else {}


def supplies(driver: Playwright, configured: str = "auto") -> Iterator[Supply]:
    """Where a browser may come from, best first: configured, Playwright's own, the distribution's, channels, PATH."""
    named = os.environ.get(CONFIGURED) if configured == "auto" else configured
    if named:
        # Whoever names one wants that one or an error, never another.
        yield Supply("configured", path=named)
        return
    if Path(driver.chromium.executable_path).exists():
        yield Supply("Playwright's own")
    shell = shutil.which("chromium-headless-shell")
    if shell:
        yield Supply("the distribution's headless shell", path=shell)
    for channel, program in (("chrome", "google-chrome"), ("msedge", "microsoft-edge")):
        if shutil.which(program):
            yield Supply(f"channel {channel}", channel=channel)
    for program in ("chromium", "chromium-browser"):
        path = shutil.which(program)
        if path:
            yield Supply("PATH", path=path)


async def launch(driver: Playwright, configured: str = "auto", *, headless: bool = True) -> tuple[Browser, Supply]:
    """Start the first browser that starts and computes.

    Args:
        driver: a running Playwright.
        configured: `auto`, or a path.
        headless: without a window.

    Raises:
        BrowserMissing: none was found, or none of them starts; the text says what each one said.
    """
    flags = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else list(QUIET)
    failures = []
    for supply in supplies(driver, configured):
        if not headless and "shell" in (supply.path or ""):
            continue  # A headless shell has no window.
        try:
            browser = await driver.chromium.launch(
                **supply.launch_options,
                args=flags,
                headless=headless,
                # The worker decides what a signal means: the order in hand is finished first.
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
            )
            page = await browser.new_page()
            await page.evaluate("1 + 1")
            await page.close()
        except Error as error:
            failures.append(f"{supply.origin} ({supply.path or supply.channel or 'bundled'}): {error.message.splitlines()[0]}")
            continue
        return browser, supply
    tried = f" Tried: {'; '.join(failures)}." if failures else ""
    raise BrowserMissing(f"No browser was found that works.{tried} {HOW_TO}")
