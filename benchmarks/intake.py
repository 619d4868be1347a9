"""Take a workbook of very many sales in, and measure what each part takes, beside plain libraries."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import median

from benchmarks.crew import OURS, ROOT
from benchmarks.readers import JOBS
from benchmarks.summary import Row, Run, rows
from benchmarks.workbooks import write_sales

BENCH = "intake"
INTO_SQLITE = "trastienda-sqlite"
WANTED_ROWS_A_CPU_S = 8_000
WANTED_MB = 400
JOB_S = 900


@dataclass(frozen=True, slots=True)
class Taken:
    """What a job said of itself: rows, good ones, and the process's peak memory."""

    rows: int
    good: int
    peak_mb: float


def intake(number: int, *, turns: int, seed: int, say: Callable[[str], None]) -> list[Row]:
    """Each job in every turn, in a shuffled order, a process each.

    Args:
        number: rows of the workbook.
        turns: how often each job is done.
        seed: of the sales and of the order.
        say: hears what is at work.
    """
    chance = Random(seed)
    runs: list[Run] = []
    taken: dict[str, list[Taken]] = {}
    with tempfile.TemporaryDirectory(prefix="trastienda-bench-") as folder:
        workbook = Path(folder) / "sales.xlsx"
        say(f"{BENCH}: writing {number} sales")
        write_sales(workbook, number, seed=seed)
        for turn in range(1, turns + 1):
            say(f"{BENCH}: turn {turn} of {turns}")
            for name in chance.sample(sorted(JOBS), len(JOBS)):
                run, told = _done(name, workbook, turn, number)
                runs.append(run)
                if told is not None:
                    taken.setdefault(name, []).append(told)
    lines = rows(BENCH, runs, {}, list(JOBS))
    for said in verdicts(lines, taken, number):
        say(said)
    return [replace(line, note=_note(line, taken.get(line.subject, []), number)) for line in lines]


def _done(name: str, workbook: Path, turn: int, number: int) -> tuple[Run, Taken | None]:
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.readers", name, str(workbook)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=JOB_S,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]
        return Run(name, turn, trouble=said), None
    told = json.loads(done.stdout.splitlines()[-1])
    if told["rows"] != number:
        return Run(name, turn, trouble=f"{told['rows']} rows of {number}"), None
    run = Run(name, turn, wall_ms=told["wall_ms"], cpu_ms=told["cpu_ms"])
    return run, Taken(told["rows"], told["good"], told["peak_mb"])


def _note(line: Row, taken: Sequence[Taken], number: int) -> str:
    if not taken or not line.cpu_ms:
        return line.note
    good = f", {taken[0].good} good" if taken[0].good else ""
    peak = median([one.peak_mb for one in taken])
    return f"{_rate(line, number):,.0f} rows/CPU-s{good}, peak {peak:.0f} MB"


def _rate(line: Row, number: int) -> float:
    return number / (line.cpu_ms or float("inf")) * 1000


def verdicts(lines: Sequence[Row], taken: dict[str, list[Taken]], number: int) -> list[str]:
    """A sentence for each bar that the lines can tell about."""
    by = {line.subject: line for line in lines if line.cpu_ms}
    said = []
    if OURS in by:
        rate = _rate(by[OURS], number)
        met = "met" if rate >= WANTED_ROWS_A_CPU_S else "NOT met"
        said.append(
            f"{BENCH}: {rate:,.0f} rows a CPU-second up to the database, wanted ≥ {WANTED_ROWS_A_CPU_S:,}: {met}"
        )
    if INTO_SQLITE in by:
        peak = max(one.peak_mb for one in taken[INTO_SQLITE])
        met = "met" if peak <= WANTED_MB else "NOT met"
        said.append(f"{BENCH}: {peak:.0f} MB at most with all of it, wanted ≤ {WANTED_MB}: {met}")
    if OURS in by and INTO_SQLITE in by:
        writing = (by[INTO_SQLITE].cpu_ms or 0) - (by[OURS].cpu_ms or 0)
        said.append(f"{BENCH}: writing alone {number / writing * 1000:,.0f} rows a CPU-second")
    return said
