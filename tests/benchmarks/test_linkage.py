"""The linkage bench counts decisions the way its page says, and looks for counterparts widely enough."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from benchmarks.linkage import __main__ as program
from benchmarks.linkage.candidates import calibrates, candidates, with_date_parts
from benchmarks.linkage.evidence import APART, DATES, NUMBERS, WORDS, evidence
from benchmarks.linkage.kinds import SHAPES
from benchmarks.linkage.protocol import Cut, Decisions, Promise, apply, cuts, decisions, f1, promise, within
from benchmarks.linkage.score import Row, table

RLDATA = SHAPES["rldata500"]
RESULTS = json.loads(program.RESULTS.read_text(encoding="utf-8"))
PEERS = ("splink", "logistic")


def said(
    scores: list[float], right: list[int], has: list[int], leads: list[float] | None = None
) -> Decisions:
    """Decisions on records that are all held out."""
    return Decisions(
        score=np.array(scores, dtype=float),
        lead=np.array(leads or [5.0] * len(scores)),
        right=np.array(right, dtype=bool),
        has=np.array(has, dtype=bool),
        held_out=np.ones(len(scores), dtype=bool),
    )


def test_a_record_goes_to_its_best_counterpart_with_its_lead_over_both_rivals() -> None:
    pairs = pl.DataFrame(
        {
            "left": [0, 0, 1, 1],
            "right": [0, 1, 0, 1],
            "same": [True, False, False, True],
            "score": [9.0, 2.0, 4.0, 3.0],
        }
    )
    lefts = pl.DataFrame({"id": [0, 1, 2], "has": [True, True, False], "held_out": [True, False, True]})

    found = decisions(pairs, lefts)

    # Record 1 is nearest to order 0, which is nearer to record 0: not each other's best.
    assert found.score.tolist() == [9.0, 4.0, -np.inf]
    assert found.lead.tolist() == [5.0, -5.0, 0.0]
    assert found.right.tolist() == [True, False, False]


def test_the_loosest_cut_within_the_risk_counts_matches_and_the_missing() -> None:
    found = said([9, 8, 7, 1, -9, -np.inf], [1, 1, 1, 0, 0, 0], [1, 1, 1, 1, 0, 0])

    strict, loose = cuts(found, found.held_out, 0.0, 1)

    assert (strict.decided, strict.wrong) == (5, 0)
    assert (loose.decided, loose.wrong) == (6, 1)
    assert within([strict, loose], 0.001) == strict
    assert within([strict, loose], 0.2) == loose


def test_a_record_that_both_cuts_would_decide_counts_once() -> None:
    found = said([5, 4], [1, 0], [1, 0])

    assert apply(found, found.held_out, 0.0, Cut(5.0, 6.0, 0, 0)) == Cut(5.0, 6.0, 2, 0)


def test_records_without_a_candidate_are_no_decision_when_one_of_them_has_a_counterpart() -> None:
    found = said([-np.inf] * 9, [0] * 9, [1] + [0] * 8)

    assert within(cuts(found, found.held_out, 0.0, 1), 0.1).decided == 0
    assert within(cuts(found, found.held_out, 0.0, 1), 0.2).decided == 9


def test_a_lead_that_is_too_small_is_left_to_a_person() -> None:
    found = said([9, 8], [1, 1], [1, 1], leads=[0.5, 3.0])

    assert apply(found, found.held_out, 1.0, Cut(5.0, -5.0, 0, 0)).decided == 1


def test_a_promise_is_made_on_one_half_and_tried_on_the_other() -> None:
    both = Decisions(
        score=np.array([9.0] * 40 + [-9.0] * 40 + [9.0] * 10 + [-9.0] * 10),
        lead=np.full(100, 5.0),
        right=np.array([1] * 40 + [0] * 40 + [1] * 9 + [0] * 11, dtype=bool),
        has=np.array([1] * 40 + [0] * 40 + [1] * 10 + [0] * 10, dtype=bool),
        held_out=np.array([0] * 80 + [1] * 20, dtype=bool),
    )

    came = promise(both, both, 0.0, 0.001, edge=1.0)

    assert (came.decided, came.wrong) == (20, 1)
    assert came.bound == pytest.approx(1 - 0.05 ** (1 / 40))
    assert came.kept
    assert not Promise(20, 2, came.bound).kept
    assert f1(both, 0.0) == pytest.approx(0.9)


def people(*rows: tuple[str, str, str, str, str]) -> pl.DataFrame:
    names = ("fname_c1", "lname_c1", "by", "bm", "bd")
    frame = pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows])
    nothing = pl.lit(None, dtype=pl.String)
    return frame.with_columns(
        fname_c2=nothing, lname_c2=nothing, entity=pl.Series(map(str, range(len(rows))))
    ).with_row_index("id")


LEFT = people(("hans", "schmitt", "1945", "8", "14"), ("peter", "frank", "1990", "7", "1"))
RIGHT = people(("hans", "schmidt", "1946", "8", "14"), ("frank", "peter", "1990", "1", "7"))


def test_an_agreement_in_a_few_columns_makes_a_candidate() -> None:
    found = candidates(LEFT, RIGHT, RLDATA)

    assert found.filter("same").select("left", "right").rows() == [(0, 0), (1, 1)]


def test_each_pair_gets_the_level_that_its_values_reached() -> None:
    pairs = pl.DataFrame({"left": [0, 1], "right": [0, 1]})

    levels = {
        one.name: [one.names[level] for level in one.levels] for one in evidence(LEFT, RIGHT, pairs, RLDATA)
    }

    assert levels["lname_c1"] == ["one slip", "swapped"]
    assert levels["fname_c1"][1] == "swapped"
    assert levels["fname_c2"] == ["missing", "missing"]
    assert levels["date"] == ["two equal, a slip in the third", "day and month swapped"]
    assert levels["together"] == ["none differs", "none differs"]
    assert levels["year"][0] == "one slip"


def test_a_rare_value_that_agrees_is_more_than_a_common_one() -> None:
    rows = [("anna", "gil", "1980", "1", "1")] * 60 + [("zoe", "gil", "1980", "1", "1")]
    both = people(*rows)
    pairs = pl.DataFrame({"left": [0, 60], "right": [0, 60]})

    name = evidence(both, both, pairs, RLDATA)[0]

    assert [name.names[level] for level in name.levels] == ["equal, common", "equal, rarer than 2.00%"]


def test_levels_go_up_with_the_agreement() -> None:
    for names in (WORDS, NUMBERS):
        assert (
            names.index("other")
            < names.index("missing")
            < names.index("one slip")
            < names.index("equal, common")
        )
    assert DATES[-1] == "equal"
    assert APART[-1] == "none differs"


def test_a_date_in_one_column_is_taken_apart() -> None:
    rows = pl.DataFrame({"date_of_birth": ["05/06/1994", None]})

    parts = with_date_parts(rows, SHAPES["census"])

    assert parts.select("year", "month", "day").rows() == [("1994", "5", "6"), (None, None, None)]


def test_the_halves_of_two_splits_have_little_to_do_with_each_other() -> None:
    agree = sum(calibrates(str(one), 1) == calibrates(str(one), 2) for one in range(1000))

    assert 440 < agree < 560


def test_the_table_has_a_line_for_each_row() -> None:
    row = Row("census", "trastienda", 0.9995, 0.99, Promise(5000, 1, 0.001), 0.99, 5, 5, 0.999, 12.04)

    assert table([row]).splitlines()[-1] == (
        "| census | trastienda | 0.9995 | 0.9900 | 0.990 | 0.020% | 0.100% | 5/5 | 0.9990 | 12.0 |"
    )
    assert row.result()["promises_kept"] == "5/5"


def test_sets_that_are_not_run_keep_their_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = tmp_path / "results.json"
    monkeypatch.setattr(program, "RESULTS", results)
    one, other = (
        Row(name, "trastienda", 1, 1, Promise(10, 0, 0.2), 1, 5, 5, 1, 1) for name in ("census", "febrl3")
    )

    program.write([one, other])
    program.write([one])

    assert [row["set"] for row in json.loads(results.read_text(encoding="utf-8"))] == ["febrl3", "census"]


@pytest.mark.parametrize("name", SHAPES)
def test_the_results_that_are_checked_in_hold_what_the_project_claims(name: str) -> None:
    rows = {row["method"]: row for row in RESULTS if row["set"] == name}

    ours = rows["trastienda"]
    assert ours["promises_kept"] == "5/5"
    assert ours["error_on_heldout"] <= ours["bound"]
    assert all(ours["decided_at_0.1pct"] >= rows[peer]["decided_at_0.1pct"] for peer in PEERS)
