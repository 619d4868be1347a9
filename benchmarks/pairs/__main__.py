"""Count the tables, or judge by them: `python -m benchmarks.pairs [count]`."""

import argparse
import json
import os
import sys
from pathlib import Path

from benchmarks.pairs.count import CHUNK, count
from benchmarks.pairs.judge import OURS, Result, results

RESULTS = Path(__file__).parent.parent / "pairs.json"
BARRED = ("persons", "addresses")
LEAST_DECIDED, MOST_ERROR = 0.95, 0.001


def main() -> int:
    """Do what is asked for; 1 when a bar of ours is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pairs", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("judge", "count"), default="judge")
    parser.add_argument("--names", type=int, default=40, help=f"seeds of {CHUNK:,} name pairs to count")
    parser.add_argument("--others", type=int, default=40, help=f"seeds of {CHUNK:,} addresses and companies")
    parser.add_argument("--seeds", type=int, default=5, help="seeds of pairs to judge")
    asked = parser.parse_args()
    if asked.what == "count":
        count(asked.names, asked.others, workers=os.cpu_count() or 1, say=_say)
        return 0
    return judge(asked.seeds)


def judge(seeds: int = 5) -> int:
    """Judge all comparators, print one table, and write `benchmarks/pairs.json`; 1 when a bar of ours is missed."""
    found = results(seeds, _say)
    _print(table(found))
    lines = ",\n  ".join(json.dumps(one.line(), ensure_ascii=False) for one in found)
    RESULTS.write_text(f"[\n  {lines}\n]\n", encoding="utf-8")
    missed = [one for one in found if one.subject == OURS and one.bench in BARRED and not _is_met(one)]
    return 1 if missed else 0


def table(found: list[Result]) -> str:
    """The results as a text, one line each; ours first within each bench."""
    head = (
        "bench",
        "subject",
        "pairs",
        "decided",
        "errors",
        "error",
        "bound",
        "father = son",
        "pairs per CPU-s",
    )
    lines = [
        (
            one.bench,
            one.subject,
            f"{one.n:,}",
            f"{one.decided:.2%}",
            str(one.errors),
            f"{one.error:.4%}",
            f"{one.bound:.4%}",
            str(one.father_and_son),
            f"{one.per_cpu_s:,}",
        )
        for one in found
    ]
    widths = [max(len(line[place]) for line in (head, *lines)) for place in range(len(head))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in (head, *lines)
    )


def _is_met(one: Result) -> bool:
    fathers = one.father_and_son if one.bench == "persons" else 0
    return one.decided >= LEAST_DECIDED and one.error <= MOST_ERROR and not fathers


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the table is what this program is for


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
