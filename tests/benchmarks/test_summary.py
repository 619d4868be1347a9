"""Runs become lines: what counts, what is divided by what, and what is said of it."""

import json
from pathlib import Path

import pytest

from benchmarks import __main__ as program
from benchmarks.crew import OURS
from benchmarks.summary import Row, Run, rows, table, verdicts

ORDER = [OURS, "floor", "selenium"]


def test_a_median_is_of_the_good_runs_alone() -> None:
    runs = [
        Run("floor", 1, wall_ms=100, cpu_ms=80),
        Run("floor", 2, wall_ms=1, cpu_ms=1, trouble="the page did not get iban: None for 'ES72'"),
        Run("floor", 3, wall_ms=300, cpu_ms=120),
    ]

    (line,) = rows("order-plain", runs, {}, ORDER)

    assert (line.n, line.failed, line.wall_ms, line.cpu_ms) == (2, 1, 200, 100)
    assert "did not get iban" in line.note


def test_a_ratio_is_that_of_runs_made_beside_each_other() -> None:
    # The machine was four times as slow in the second turn; ours failed in the third.
    runs = [
        *(Run(OURS, 1, wall_ms=100, cpu_ms=50), Run("floor", 1, wall_ms=50, cpu_ms=25)),
        *(Run(OURS, 2, wall_ms=400, cpu_ms=200), Run("floor", 2, wall_ms=200, cpu_ms=100)),
        *(Run(OURS, 3, trouble="no answer"), Run("floor", 3, wall_ms=5000, cpu_ms=5000)),
    ]

    ours, floor = rows("challenge", runs, {}, ORDER)

    assert (ours.ratio_to_ours, floor.ratio_to_ours, floor.cpu_ratio) == (1.0, 0.5, 0.5)


def test_a_subject_that_cannot_be_had_keeps_its_line_and_its_reason() -> None:
    (line,) = rows("challenge", [], {"selenium": "not installable: there is no chromedriver"}, ORDER)

    assert line.result() | {"n": 0, "wall_ms": None, "ratio_to_ours": None} == line.result()
    assert "there is no chromedriver" in table([line])


@pytest.mark.parametrize(
    ("ratio", "word"), [(4.0, "0.25 × playwright-css, wanted ≤ 0.25: met"), (3.9, "NOT")]
)
def test_a_bar_compares_ours_with_the_others_time(ratio: float, word: str) -> None:
    (said,) = verdicts([Row("challenge", "playwright-css", 3, wall_ms=1.0, ratio_to_ours=ratio)])

    assert word in said


def test_the_results_keep_the_lines_of_the_benches_that_were_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "RESULTS", tmp_path / "results.json")
    program.write([Row("challenge", OURS, 3, wall_ms=1.0), Row("leak", OURS, 300)])
    program.write([Row("challenge", OURS, 5, wall_ms=2.0)])

    kept = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))

    assert [(one["bench"], one["n"]) for one in kept] == [("leak", 300), ("challenge", 5)]
    assert set(kept[0]) == {"bench", "subject", "n", "wall_ms", "cpu_ms", "ratio_to_ours"}
