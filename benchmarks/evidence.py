"""Measure what each kind of evidence costs a page, in CPU of all processes: `python -m benchmarks.evidence`."""

import asyncio
import random
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
from playwright.async_api import BrowserContext, Page, async_playwright

from benchmarks.site import serving
from trastienda.portal.browser import launch
from trastienda.portal.snapshot import snapshot_of
from trastienda.portal.trace import Trace

ROUNDS, STEPS, REST_S = 30, 12, 0.15
LONG = "() => { document.body.style.minHeight = '2400px'; }"
LIMIT_S = 10.0

Kind = Callable[[Page, Path], Awaitable[object]]


async def _nothing(page: Page, file: Path) -> None:
    pass


async def _page(page: Page, file: Path) -> None:
    file.write_text((await snapshot_of(page, timeout_s=LIMIT_S)).html, encoding="utf-8")


async def _aria(page: Page, file: Path) -> None:
    file.write_text(await page.aria_snapshot(), encoding="utf-8")


async def _picture(page: Page, file: Path) -> None:
    await page.screenshot(path=file, type="jpeg", quality=60)


async def _long_picture(page: Page, file: Path) -> None:
    await page.screenshot(path=file, type="jpeg", quality=60, full_page=True)


KINDS: dict[str, Kind] = {
    "nothing": _nothing,
    "page": _page,
    "aria snapshot": _aria,
    "picture of the window": _picture,
    "picture of a long page": _long_picture,
    "trace of actions": _nothing,
    "trace of actions, dropped": _nothing,
    "trace with pages": _nothing,
}


async def _once(context: BrowserContext, url: str, name: str, file: Path) -> None:
    page = await context.new_page()
    trace = Trace(page, snapshots=name == "trace with pages")
    if name.startswith("trace"):
        await trace.begin()
    await page.goto(url)
    await page.evaluate(LONG)
    for _ in range(STEPS):
        await page.evaluate("1 + 1")
    await KINDS[name](page, file)
    if name.endswith("dropped"):
        await trace.drop()
    elif name.startswith("trace"):
        await trace.save(file)
    await page.close()
    # What the browser still does about it belongs to it.
    await asyncio.sleep(REST_S)


def _cpu_ms() -> float:
    me = psutil.Process()
    times = [process.cpu_times() for process in (me, *me.children(recursive=True))]
    return 1000.0 * sum(float(one.user + one.system) for one in times)


async def _measure(url: str, folder: Path) -> dict[str, list[float]]:
    spent: dict[str, list[float]] = {name: [] for name in KINDS}
    async with async_playwright() as driver:
        browser, _ = await launch(driver)
        context = await browser.new_context()
        for _ in range(ROUNDS):
            for name in random.sample(list(KINDS), len(KINDS)):
                before = _cpu_ms()
                await _once(context, url, name, folder / "file")
                spent[name].append(_cpu_ms() - before)
        await browser.close()
    return spent


def main() -> None:
    """Print what each kind costs beyond a page of which nothing is kept."""
    with serving() as site, tempfile.TemporaryDirectory(prefix="trastienda-bench-") as folder:
        spent = asyncio.run(_measure(f"{site.url}/order-plain.html", Path(folder)))
    plain = statistics.mean(spent.pop("nothing"))
    for name, each in spent.items():
        sys.stdout.write(f"{name:28}{statistics.mean(each) - plain:6.0f} ms\n")


if __name__ == "__main__":
    main()
