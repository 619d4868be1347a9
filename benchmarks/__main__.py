"""Measure what is asked for, print one table, and write `benchmarks/results.json`: `make bench`."""

import argparse
import asyncio
import json
import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from playwright.async_api import async_playwright

from benchmarks import shift
from benchmarks.crew import OURS, SUBJECTS
from benchmarks.kills import kills
from benchmarks.pairs import __main__ as pairs
from benchmarks.race import PAGES, race
from benchmarks.site import serving
from benchmarks.summary import Row, rows, table, verdicts
from trastienda.portal.browser import CONFIGURED, launch

RESULTS = Path(__file__).parent / "results.json"
BENCHES = (*PAGES, "orders", "leak", "kills")
PAIRS = "pairs"
"""Judges names and addresses: no browser, and results of its own."""


def main() -> int:
    """Run the benches; 0 when every run of ours was good."""
    asked = _asked()
    if PAIRS in asked.benches:
        missed = pairs.judge()
        asked.benches.remove(PAIRS)
        if missed or not asked.benches:
            return missed
    path, head = asyncio.run(_machine())
    _print(head)
    lines: list[Row] = []
    pages = [bench for bench in PAGES if bench in asked.benches]
    if pages:
        subjects = [one for one in SUBJECTS if not asked.only or one.name in asked.only]
        with serving() as site:
            raced = race(site, pages, subjects, browser=path, turns=asked.runs, seed=asked.seed, say=_say)
        for bench in pages:
            lines += rows(bench, raced.runs[bench], raced.missing, [one.name for one in subjects])
        # At once: a shift that goes wrong must not take the races with it.
        write(lines)
    if "orders" in asked.benches:
        lines += shift.orders(asked.orders, browser=path, say=_say)
    if "leak" in asked.benches:
        lines += shift.leak(asked.leak, browser=path, say=_say)
    if "kills" in asked.benches:
        lines += kills(asked.kills, seed=asked.seed, browser=path, say=_say)
    _print(table(lines))
    for said in verdicts(lines):
        _print(said)
    write(lines)
    return 1 if any(line.failed or not line.n for line in lines if line.subject == OURS) else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    names = [one.name for one in SUBJECTS]
    # `choices` would refuse to have none given.
    parser.add_argument(
        "benches",
        nargs="*",
        metavar="BENCH",
        help=f"of {', '.join((*BENCHES, PAIRS))}; without one, all but {PAIRS}",
    )
    parser.add_argument("--runs", type=int, default=15, help="counted runs of each subject on each page")
    parser.add_argument("--seed", type=int, default=1, help="of the order within each turn, and of the kills")
    parser.add_argument("--only", action="append", choices=names, help="this subject (again for more)")
    parser.add_argument("--orders", type=int, default=10, help="orders of each account in `orders`")
    parser.add_argument("--leak", type=int, default=300, help="orders in `leak`, 20 at least")
    parser.add_argument("--kills", type=int, default=100, help="of browser, renderer or driver in `kills`")
    asked = parser.parse_args()
    if unknown := [bench for bench in asked.benches if bench not in (*BENCHES, PAIRS)]:
        parser.error(f"there is no bench {', '.join(unknown)}: {', '.join((*BENCHES, PAIRS))}")
    asked.benches = asked.benches or list(BENCHES)
    if asked.runs < 1 or asked.orders < 1 or asked.leak < 20:
        parser.error("--runs and --orders are at least 1, --leak at least 20")
    return asked


async def _machine() -> tuple[str, str]:
    """The path of the browser that all subjects start, and what the figures depend on."""
    async with async_playwright() as driver:
        browser, supply = await launch(driver)
        number = browser.version
        await browser.close()
    if supply.path is None:
        # Selenium knows nothing of Playwright's channels.
        raise SystemExit(f"{supply.origin} has no path that every subject could start: set {CONFIGURED}.")
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    facts = (
        f"{os.cpu_count()} cores, load {load}",
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        f"Chromium {number} ({Path(supply.path).name})",
        f"Playwright {version('playwright')}",
    )
    return supply.path, "; ".join(facts)


def write(lines: Sequence[Row]) -> None:
    """Put the lines into the results; benches that were not run keep theirs."""
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []
    fresh = [line.result() for line in lines]
    benches = {one["bench"] for one in fresh}
    kept = [one for one in known if one["bench"] not in benches]
    text = ",\n  ".join(json.dumps(one, ensure_ascii=False) for one in [*kept, *fresh])
    RESULTS.write_text(f"[\n  {text}\n]\n", encoding="utf-8")


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the table is what this program is for


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
