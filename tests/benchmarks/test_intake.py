"""The bench of the intake: its sales are what it says they are, and its verdicts can fail."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import plain, workbooks
from benchmarks.crew import OURS
from benchmarks.intake import INTO_SQLITE, Taken, verdicts
from benchmarks.summary import Row
from tests.support.workplace import ROOT
from trastienda.documents.reader import Reader
from trastienda.domain.item import State
from trastienda.engine.bots import load_bot
from trastienda.engine.judge import Judge
from trastienda.workspace import Workspace

NUMBER = 60


@pytest.fixture
def workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(workbooks, "FAULTY", 500)
    path = tmp_path / "sales.xlsx"
    workbooks.write_sales(path, NUMBER)
    return path


def test_good_rows_are_good_and_each_fault_is_one(workbook: Path) -> None:
    bot, now = load_bot(Workspace.at(ROOT), "carrier"), datetime(2027, 1, 1, tzinfo=UTC)
    judge = Judge(bot, workbook, Reader(), run=None, now=now)

    states: Counter[State] = Counter()
    for chunk in judge.chunks(NUMBER):
        states.update(judge.new(row, judge.findings(row, ())).state for row in chunk)

    # A reference that comes again is for the database to see; a line sold twice is asked about on both sides.
    assert states.total() == NUMBER
    assert states[State.REJECTED] >= len(workbooks.FAULTS) - 3
    assert states[State.READY] >= NUMBER / 3
    assert states[State.RECEIVED] >= 2


def test_the_same_seed_makes_the_same_sales() -> None:
    first, again, other = (list(workbooks.sales(50, seed)) for seed in (1, 1, 2))

    assert first == again != other


def test_the_plain_reader_reads_the_same_sales(workbook: Path) -> None:
    rows, good = plain.read_sales(workbook)

    assert rows == NUMBER
    assert NUMBER / 3 <= good < NUMBER


def test_a_bar_is_met_or_not() -> None:
    fast, slow = Row("intake", OURS, 1, cpu_ms=1000), Row("intake", OURS, 1, cpu_ms=20_000)
    whole = Row("intake", INTO_SQLITE, 1, cpu_ms=40_000)
    taken = {INTO_SQLITE: [Taken(50_000, 49_000, 401.0)]}

    assert [line.rsplit(" ", 2)[-1] for line in verdicts([fast], {}, 50_000)] == ["met"]
    assert [line.partition(": ")[2] for line in verdicts([slow, whole], taken, 50_000)] == [
        "2,500 rows a CPU-second up to the database, wanted ≥ 8,000: NOT met",
        "401 MB at most with all of it, wanted ≤ 400: NOT met",
        "writing alone 2,500 rows a CPU-second",
    ]
