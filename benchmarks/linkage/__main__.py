"""Measure who decides how much without a person, print one table, and write `benchmarks/linkage/results.json`."""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from benchmarks.linkage.candidates import candidates, read
from benchmarks.linkage.kinds import SHAPES
from benchmarks.linkage.score import Row, judged, table

ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).parent / "results.json"
PEERS_PYTHON = ROOT / ".venv-linkage" / "bin" / "python"
PEERS = {
    "splink": "benchmarks.linkage.peers.splink5",
    "logistic": "benchmarks.linkage.peers.logistic",
    "ecm": "benchmarks.linkage.peers.ecm",
    "jaro-winkler": "benchmarks.linkage.peers.jaro_winkler",
}
"""Method → its module, which runs in the environment of the peers."""

OURS = "trastienda"


def main() -> int:
    """Run the bench; 0 when every promise of ours was kept."""
    asked = _asked()
    subprocess.run(
        ["bash", "scripts/peer-environment", ".venv-linkage", "benchmarks/linkage/requirements.lock"],
        cwd=ROOT,
        check=True,
        stdout=sys.stderr,
    )
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as place:
        _say(f"writing {', '.join(asked.sets)}")
        _run(PEERS_PYTHON, "benchmarks.linkage.peers.sets", place, *asked.sets)
        for name in asked.sets:
            rows += _one_set(Path(place) / name)
    write(rows)
    if asked.json:
        _print(json.dumps([row.result() for row in rows], indent=2))
    else:
        _print(table(rows))
    broken = [row.set for row in rows if row.method == OURS and row.kept < row.splits]
    for one in broken:
        _say(f"{one}: a promise of ours was not kept")
    return 1 if broken else 0


def _one_set(folder: Path) -> list[Row]:
    left, right = read(folder)
    pairs = candidates(left, right, SHAPES[folder.name])
    pairs.write_parquet(folder / "pairs.parquet")
    there = left.join(right, on="entity", how="semi").height
    _say(
        f"{folder.name}: {left.height} against {right.height}, {there} are in both; {pairs.height} candidates, "
        f"{there - pairs['same'].sum()} counterparts are not among them"
    )
    rows = []
    for method, module in {OURS: "benchmarks.linkage.ours", **PEERS}.items():
        python = Path(sys.executable) if method == OURS else PEERS_PYTHON
        seconds = _run(python, module, str(folder))
        scored = pl.read_parquet(folder / f"{method}.parquet")
        rows.append(
            judged(folder.name, method, left, right, pairs, scored, cpu_s=seconds, ours=method == OURS)
        )
        _say(f"  {method}: {rows[-1].decided:.4f} decided, {seconds:.1f} CPU-s")
    return rows


def _run(python: Path, module: str, *arguments: str) -> float:
    """Run a module as a process of its own; the CPU seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [str(python), "-W", "ignore", "-m", module, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{module} failed:\n{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="trastienda bench crosscheck", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    parser.add_argument(
        "--sets", nargs="+", choices=list(SHAPES), default=list(SHAPES), help="only these sets"
    )
    return parser.parse_args()


def write(rows: Sequence[Row]) -> None:
    """Put the rows into the results; sets that were not run keep theirs."""
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []
    fresh = [row.result() for row in rows]
    sets = {one["set"] for one in fresh}
    text = ",\n  ".join(
        json.dumps(one) for one in [*(one for one in known if one["set"] not in sets), *fresh]
    )
    RESULTS.write_text(f"[\n  {text}\n]\n", encoding="utf-8")


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the table is what this program is for


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
