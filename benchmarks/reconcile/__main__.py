"""Reconcile the same two files with ours and with other tools, print one table, write `results.json`."""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.reconcile.score import Score, score
from benchmarks.reconcile.subjects import BOOK, EXPORT, found_path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULTS = HERE / "results.json"
PEERS = ROOT / ".venv-reconcile" / "bin" / "python"
OURS, FLOOR = "trastienda", "floor"
MODULES = {
    FLOOR: "floor",
    "polars": "polars_plain",
    "duckdb": "duckdb_plain",
    "splink": "splink_rest",
    "pandas": "pandas_plain",
}
"""Subject → its module in `subjects`."""

BAR_FROM = 1_000_000
MOST_OF_FLOOR, MOST_MEGABYTES, LEAST_RELINKED = 3.0, 700.0, 0.98


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one subject: seconds of the wall and of its processes, peak memory in MB, and its score."""

    subject: str
    n: int
    wall: float
    cpu: float
    peak: float
    score: Score | None
    trouble: str = ""


def main() -> int:
    """Run; 0 when every bar is met."""
    asked = _asked()
    # Does nothing when it is there.
    subprocess.run(["bash", "scripts/reconcile-environment"], check=True, cwd=ROOT)
    runs: list[Run] = []
    for n in asked.rows:
        with tempfile.TemporaryDirectory(prefix="reconcile-") as scratch:
            folder = Path(scratch)
            _say(f"making {n} sales and their export")
            make = [sys.executable, "-m", "benchmarks.reconcile.files", str(n), str(asked.seed), str(folder)]
            subprocess.run(make, check=True, cwd=ROOT)
            runs += _turns(folder, n, asked)
    lines = [
        _line(runs, n, subject) for n in asked.rows for subject in (OURS, *MODULES) if _of(runs, n, subject)
    ]
    _print(_table(lines))
    met = True
    for sentence, good in _bars(lines):
        met = met and good
        _print(f"{sentence}: {'met' if good else 'NOT met'}")
    RESULTS.write_text(
        "[\n  " + ",\n  ".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n]\n",
        encoding="utf-8",
    )
    return 0 if met else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reconcile", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="sizes")
    parser.add_argument("--runs", type=int, default=3, help="runs of each subject at each size")
    parser.add_argument("--seed", type=int, default=1, help="of the files, and of the order within a turn")
    parser.add_argument(
        "--only", action="append", choices=[OURS, *MODULES], help="this subject (again for more)"
    )
    return parser.parse_args()


def _turns(folder: Path, n: int, asked: argparse.Namespace) -> list[Run]:
    shuffle = random.Random(asked.seed).shuffle
    subjects = [one for one in (OURS, *MODULES) if not asked.only or one in asked.only]
    runs = []
    for turn in range(asked.runs):
        shuffle(subjects)
        for subject in subjects:
            run = _run(folder, n, subject)
            _say(f"{n} rows, turn {turn + 1}: {subject} {run.cpu:.2f} CPU-s, {run.peak:.0f} MB {run.trouble}")
            runs.append(run)
    return runs


def _run(folder: Path, n: int, subject: str) -> Run:
    found = found_path(folder, subject)
    found.unlink(missing_ok=True)
    if subject == OURS:
        words = [sys.executable, "-m", "trastienda", "reconcile", "carrier", "--export", str(folder / EXPORT)]
        words += ["--book", str(folder / BOOK), "--parquet", str(found)]
    else:
        words = [str(PEERS), "-m", f"benchmarks.reconcile.subjects.{MODULES[subject]}", str(folder)]
    with (folder / "said").open("w+b") as said:
        began = time.perf_counter()
        process = subprocess.Popen(words, cwd=ROOT, stdout=said, stderr=said, env=_environment())
        # Of the process and whatever it waited for itself.
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        last = said.read().decode(errors="replace").strip().splitlines()[-1:]
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    if process.returncode != 0:
        return Run(subject, n, wall, cpu, peak, None, f"failed: {' '.join(last)}")
    return Run(subject, n, wall, cpu, peak, score(folder, found) if found.exists() else None)


def _environment() -> dict[str, str]:
    # The threads of a library are those of a user's machine.
    return {name: text for name, text in os.environ.items() if name != "POLARS_MAX_THREADS"}


def _of(runs: list[Run], n: int, subject: str) -> list[Run]:
    return [run for run in runs if run.n == n and run.subject == subject and not run.trouble]


def _line(runs: list[Run], n: int, subject: str) -> dict[str, object]:
    mine, ours = _of(runs, n, subject), _of(runs, n, OURS)
    cpu = median(run.cpu for run in mine)
    ratio = cpu / median(run.cpu for run in ours) if ours else None
    found = mine[0].score
    return {
        "bench": "reconcile",
        "subject": subject,
        "n": n,
        "wall_ms": round(median(run.wall for run in mine) * 1000),
        "cpu_ms": round(cpu * 1000),
        "peak_mb": round(max(run.peak for run in mine)),
        "ratio_to_ours": round(ratio, 3) if ratio else None,
        "found": found.found if found else None,
        "planted": found.planted if found else None,
        "invented": found.invented if found else None,
        "moved": found.moved if found else None,
        "relinked": found.relinked if found else None,
    }


def _table(lines: list[dict[str, object]]) -> str:
    head = f"{'rows':>9}  {'subject':<11} {'wall s':>7} {'CPU s':>7} {'peak MB':>8} {'× ours':>7} "
    head += f"{'found':>7} {'planted':>8} "
    rows = [f"{head}{'invented':>9} {'relinked':>9} {'moved':>6}"]
    for line in lines:
        rows.append(
            f"{line['n']:>9}  {line['subject']:<11} {_seconds(line['wall_ms']):>7} {_seconds(line['cpu_ms']):>7} "
            f"{line['peak_mb']:>8} {_shown(line['ratio_to_ours']):>7} {_shown(line['found']):>7} "
            f"{_shown(line['planted']):>8} {_shown(line['invented']):>9} {_shown(line['relinked']):>9} "
            f"{_shown(line['moved']):>6}"
        )
    return "\n".join(rows)


def _bars(lines: list[dict[str, object]]) -> list[tuple[str, bool]]:
    by = {(line["subject"], line["n"]): line for line in lines}
    said = []
    for (subject, n), line in by.items():
        if subject != OURS:
            continue
        found, planted, invented = (int(str(line[name])) for name in ("found", "planted", "invented"))
        said.append(
            (
                f"{n} rows: {found} of {planted} planted rows found, {invented} invented",
                found == planted and not invented,
            )
        )
        relinked, moved = int(str(line["relinked"])), int(str(line["moved"]))
        said.append(
            (f"{n} rows: {relinked} of {moved} moved orders linked again", relinked >= LEAST_RELINKED * moved)
        )
        said.append(
            (
                f"{n} rows: peak {line['peak_mb']} MB, wanted ≤ {MOST_MEGABYTES:g}",
                float(str(line["peak_mb"])) <= MOST_MEGABYTES,
            )
        )
    largest = max((int(str(n)) for _, n in by), default=0)
    # Of a small job most is the program's start, on which the bar says nothing.
    if largest >= BAR_FROM and (OURS, largest) in by and (FLOOR, largest) in by:
        ratio = float(str(by[OURS, largest]["cpu_ms"])) / float(str(by[FLOOR, largest]["cpu_ms"]))
        said.append(
            (
                f"{largest} rows: {ratio:.2f} × the floor's CPU, wanted ≤ {MOST_OF_FLOOR:g}",
                ratio <= MOST_OF_FLOOR,
            )
        )
    return said


def _seconds(milliseconds: object) -> str:
    return f"{float(str(milliseconds)) / 1000:.2f}"


def _shown(value: object) -> str:
    return "–" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the table is what this program is for


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
