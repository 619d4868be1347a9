"""What is learned from labels is monotone, and a threshold claims no more than its audits allow."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trastienda.domain.case import Case, FieldRow, Reason
from trastienda.domain.decision import Decision, Kind
from trastienda.domain.profile import Profile
from trastienda.rules.audits import Pair, calibrate, labelled
from trastienda.rules.calibration import Steps, audits_needed, blind_scores, fit, scores, threshold

TODAY = date(2026, 11, 25)


def test_one_in_a_thousand_takes_2995_audits_and_one_in_ten_29() -> None:
    assert (audits_needed(0.001), audits_needed(0.1)) == (2995, 29)


def test_points_add_up_the_steps() -> None:
    assert Steps(-3, ((1.0, 0.5), ())).points(0) == (0.0, 1.0, 1.5)
    assert Steps(-3, ((1.0, 0.5), ())).points(1) == (0.0,)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.booleans()), min_size=4, max_size=40))
def test_whatever_the_labels_say_no_step_is_negative(rows: list[tuple[int, int, bool]]) -> None:
    same = np.array([row[2] for row in rows])
    if same.all() or not same.any():
        return

    found = fit(np.array([row[:2] for row in rows]), same, [3, 4])

    assert [len(one) for one in found.steps] == [2, 3]
    assert all(step >= 0 for steps in found.steps for step in steps)


def test_the_field_that_tells_gets_the_weight() -> None:
    levels = np.array([[0, 0], [0, 1], [1, 0], [1, 1]] * 50)

    found = fit(levels, levels[:, 0] == 1, [2, 2])

    assert found.steps[0][0] > 3
    assert found.steps[1][0] < 0.1
    assert (scores(found, levels) > 0).tolist() == (levels[:, 0] == 1).tolist()


@pytest.mark.parametrize("label", [True, False])
def test_labels_that_are_all_alike_teach_nothing(label: bool) -> None:
    with pytest.raises(ValueError, match="all labels are alike"):
        fit(np.array([[0], [1]]), np.array([label, label]), [2])


def test_a_blind_score_comes_from_a_fit_that_did_not_see_the_pair() -> None:
    levels = np.array([[0], [1]] * 20)
    same = levels[:, 0] == 1
    folds = np.repeat([0, 1], 20)
    # In the second fold the labels say the opposite; its own fit would not believe that a level helps.
    same[20:] = ~same[20:]

    blind = blind_scores(levels, same, [2], folds, np.ones(40, dtype=bool))

    assert blind[21] > blind[20]
    assert blind[1] == pytest.approx(blind[0])


def test_the_loosest_threshold_that_keeps_the_risk_is_chosen() -> None:
    audited = [(9.0, True)] * 40 + [(5.0, True)] * 30 + [(4.0, False)] * 3

    found = threshold(audited, 0.05, edge=0.0)

    assert found is not None
    assert (found.score, found.decided, found.wrong, found.kept) == (5.0, 70, 0, True)
    assert found.bound == pytest.approx(1 - 0.05 ** (1 / 70))


def test_a_wrong_decision_right_below_a_threshold_counts_as_if_it_reached_it() -> None:
    audited = [(9.0, True)] * 40 + [(5.0, True)] * 30 + [(4.0, False)] * 3

    near, far = threshold(audited, 0.05), threshold(audited, 0.2)

    assert near is not None
    assert far is not None
    assert (near.score, near.wrong, near.kept) == (9.0, 0, False)
    assert (far.score, far.wrong, far.kept) == (4.0, 3, True)


def test_too_few_audits_claim_the_least_bound_that_they_have() -> None:
    found = threshold([(3.0, True), (2.0, True), (-3.0, False)], 0.001)

    assert found is not None
    assert (found.score, found.kept) == (2.0, False)
    assert found.bound == pytest.approx(1 - 0.05**0.5)


def test_equal_scores_are_decided_alike() -> None:
    found = threshold([(3.0, True), (3.0, False), (3.0, True)], 0.001)

    assert found is not None
    assert (found.decided, found.wrong) == (3, 1)


def test_wrong_decisions_alone_bound_nothing() -> None:
    found = threshold([(3.0, False)], 0.5)

    assert found is not None
    assert found.bound == 1


def test_no_audits_give_no_threshold() -> None:
    assert threshold([], 0.5) is None


def row(field: str, verdict: str, why: str, reference: str | None = "P-1") -> FieldRow:
    return FieldRow(field, "sold", "shown", verdict, why, reference)


NEAR = (row("document", "match", "equal"), row("name", "differ", "near"))


def case(number: int, decision: Decision | None, *rows: FieldRow) -> Case:
    now = datetime(2026, 11, 25, tzinfo=UTC)
    return Case(number, number, 1, Reason.DIFFERS, {}, rows or NEAR, ("P-1",), (), None, now, now, decision)


def decision(kind: Kind, reference: str | None = None) -> Decision:
    return Decision(kind=kind, by="eva.sanz", why="seen", reference=reference)


@pytest.mark.parametrize(
    ("said", "labels"),
    [
        (decision(Kind.THIS_ORDER, "P-1"), [True]),
        (decision(Kind.THIS_ORDER, "P-2"), [False]),
        (decision(Kind.ENTER), [False]),
        (decision(Kind.ACCEPT), [True]),
        (decision(Kind.REJECT), []),
        (decision(Kind.LOOK_AGAIN), []),
        (None, []),
    ],
)
def test_a_decision_labels_the_orders_of_its_case(said: Decision | None, labels: list[bool]) -> None:
    found = labelled([case(1, said)], Profile())

    assert [one.same for one in found] == labels
    assert all(one.rungs == {"document": "equal", "name": "near"} for one in found)


def test_one_order_of_several_is_the_sale_and_the_others_are_not() -> None:
    rows = [row("name", "differ", "near", reference) for reference in ("P-1", "P-2")]

    found = labelled([case(1, decision(Kind.THIS_ORDER, "P-2"), *rows)], Profile())

    assert [one.same for one in found] == [False, True]


def test_to_accept_a_difference_says_nothing_where_the_case_has_several_orders() -> None:
    rows = [row("name", "differ", "near", reference) for reference in ("P-1", "P-2")]

    assert labelled([case(1, decision(Kind.ACCEPT), *rows)], Profile()) == []


def test_a_form_is_no_order() -> None:
    assert (
        labelled([case(1, decision(Kind.ENTER), row("name", "differ", "not_taken", None))], Profile()) == []
    )


def test_what_rules_decide_needs_no_score_and_is_not_learned_from() -> None:
    cases = [case(1, decision(Kind.ENTER)), case(2, decision(Kind.ACCEPT), row("name", "match", "equal"))]

    assert labelled(cases, Profile(veto=("name",))) == []


def pairs(right: int, wrong: int) -> list[Pair]:
    """A name that is cut is the same sale, a near one is not; ten items for each fold of the labels."""
    return [
        Pair(item, {"document": "equal", "name": "cut" if same else "near"}, same)
        for item, same in enumerate([True] * right + [False] * wrong)
    ]


def test_enough_decided_cases_give_a_score_with_its_bound() -> None:
    found = calibrate(pairs(80, 40), 0.05, TODAY)

    assert found.score is not None
    assert (found.pairs, found.same, found.needed) == (120, 80, 59)
    assert (found.score.decided, found.score.wrong, found.score.calibrated_on) == (80, 0, TODAY)
    assert found.score.bound <= 0.05
    points = found.score.points["name"]
    assert points["cut"] > points["near"] + 2
    assert found.score.points_of("name", "equal") >= found.score.points_of("name", "cut")


def test_a_field_that_one_case_lacks_counts_as_not_shown() -> None:
    found = calibrate([*pairs(80, 40), Pair(120, {"document": "equal"}, True)], 0.05, TODAY)

    assert found.score is not None
    # What is not shown stands above what differs, and below what is cut.
    assert found.score.decided == 81
    assert found.score.points_of("name", "near") < found.score.points_of("name", "not_shown")


def test_too_few_decided_cases_give_no_score_but_the_bound_that_may_be_claimed() -> None:
    found = calibrate(pairs(30, 30), 0.001, TODAY)

    assert found.score is None
    assert found.best is not None
    assert found.best.bound == pytest.approx(1 - 0.05 ** (1 / 30))


@pytest.mark.parametrize("labels", [(0, 0), (20, 0), (0, 20), (20, 1)])
def test_cases_that_were_all_decided_alike_teach_nothing(labels: tuple[int, int]) -> None:
    found = calibrate(pairs(*labels), 0.001, TODAY)

    assert (found.best, found.score) == (None, None)
