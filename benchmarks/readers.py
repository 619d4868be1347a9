"""Do one job with a workbook of sales, in a process of its own: `python -m benchmarks.readers JOB WORKBOOK`.

Prints a line of JSON: the rows, the good ones, wall and CPU time of the job alone, and the peak memory.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trastienda.engine.judge import Judge

Counts = tuple[int, int]
"""Rows, and how many of them were good."""

Job = Callable[[Path], Counts]

CHUNK = 250
ROOT = Path(__file__).resolve().parents[1]


def ours_up_to_the_database() -> Job:
    """Read, type and validate every row, twins and all."""
    judge_of = _judge_of()

    def job(path: Path) -> Counts:
        judge = judge_of(path)
        rows = good = 0
        for chunk in judge.chunks(CHUNK):
            findings = [judge.findings(row, known=()) for row in chunk]
            rows += len(chunk)
            good += sum(not any(one.severity == "reject" for one in found) for found in findings)
        return rows, good

    return job


def ours_ready_to_write() -> Job:
    """The same, and write out, key and seal what is good: all but the statements to the database."""
    judge_of = _judge_of()

    def job(path: Path) -> Counts:
        judge = judge_of(path)
        states = [
            judge.new(row, judge.findings(row, known=())).state
            for chunk in judge.chunks(CHUNK)
            for row in chunk
        ]
        return len(states), sum(state != "rejected" for state in states)

    return job


def _judge_of() -> Callable[[Path], "Judge"]:
    from trastienda.documents.reader import Reader
    from trastienda.engine.bots import load_bot
    from trastienda.engine.judge import Judge
    from trastienda.workspace import Workspace

    bot = load_bot(Workspace.at(ROOT), "carrier")
    return lambda path: Judge(bot, path, Reader(), run=None, now=datetime.now(UTC))


def ours_read() -> Job:
    """Open the workbook with every look at its harm and its marks, and make its rows of texts."""
    from trastienda.intake import read_tables

    return lambda path: (sum(1 for table in read_tables(path, locale="es") for _ in table.rows), 0)


def ours_into_sqlite() -> Job:
    """All of it: up to the database, and into it, with journal and queue."""
    from trastienda.domain.case import Language
    from trastienda.engine.bots import load_bot
    from trastienda.engine.dispatch import Dispatcher, prepare
    from trastienda.engine.receive import receive
    from trastienda.store.connection import open_store
    from trastienda.workspace import Workspace

    bot = load_bot(Workspace.at(ROOT), "carrier")
    folder = tempfile.TemporaryDirectory(prefix="trastienda-bench-")
    store = open_store(f"sqlite:///{folder.name}/runs.db")
    store.upgrade()
    prepare(store)

    def job(path: Path) -> Counts:
        with folder, closing(store), closing(Dispatcher(store)) as dispatcher:
            received = receive(
                store,
                bot,
                path,
                run=None,
                dispatch=dispatcher.enqueue,
                language=Language.EN,
                now=datetime.now(UTC),
            )
        return received.rows, received.taken_in - received.states.get("rejected", 0)

    return job


def plain_pydantic() -> Job:
    """calamine, and a pydantic model with the libraries as their manuals say, a call each cell."""
    from benchmarks.plain import read_sales

    return read_sales


def openpyxl_read() -> Job:
    """openpyxl reads the cells in its fast mode, and nothing is done with them."""
    # It has no types.
    openpyxl = import_module("openpyxl")

    def job(path: Path) -> Counts:
        with closing(openpyxl.load_workbook(path, read_only=True)) as book:
            return sum(1 for _ in book.worksheets[0].iter_rows(min_row=2, values_only=True)), 0

    return job


JOBS: dict[str, Callable[[], Job]] = {
    "trastienda": ours_up_to_the_database,
    "trastienda-read": ours_read,
    "trastienda-sealed": ours_ready_to_write,
    "trastienda-sqlite": ours_into_sqlite,
    "pydantic-plain": plain_pydantic,
    "openpyxl-read": openpyxl_read,
}
"""Subject → what prepares its job; what it imports and opens is not measured."""


def main(name: str, workbook: str) -> None:
    """Do the job and say what it took."""
    job = JOBS[name]()
    wall, cpu = time.perf_counter(), time.process_time()
    rows, good = job(Path(workbook))
    answer = {
        "rows": rows,
        "good": good,
        "wall_ms": (time.perf_counter() - wall) * 1000,
        "cpu_ms": (time.process_time() - cpu) * 1000,
        "peak_mb": _peak_kb() / 1000,
    }
    sys.stdout.write(json.dumps(answer) + "\n")


def _peak_kb() -> int:
    # `ru_maxrss` would begin with what the bench itself holds: it survives the start of another program.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


if __name__ == "__main__":
    main(*sys.argv[1:])
