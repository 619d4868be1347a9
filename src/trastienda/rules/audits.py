"""Turn decided cases into labelled pairs, and those into the score of a profile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trastienda.domain.case import Case, FieldRow
from trastienda.domain.decision import Kind
from trastienda.domain.profile import LADDER, RUNGS, Profile, Score
from trastienda.rules.calibration import Threshold, audits_needed, blind_scores, fit, threshold
from trastienda.rules.decision import Ground, judge, rung
from trastienda.rules.verdict import Verdict

FOLDS = 5
"""Into so many parts the labelled pairs are cut; the score of each comes from a fit on the others."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A sale and an order that a person looked at.

    Attributes:
        item: our number of the sale's item.
        rungs: field → the rung of the ladder that its evidence reached.
        same: whether the person said that it is the same sale.
    """

    item: int
    rungs: Mapping[str, str]
    same: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A field of a case, in the shape that a verdict is made of."""

    field: str
    expected: str
    shown: str | None
    verdict: Verdict
    code: str
    label: str
    evidence: None = None


@dataclass(frozen=True, slots=True)
class Calibration:
    """What decided cases allow to claim.

    Attributes:
        pairs: labelled pairs among which the score has to tell, and how many of them are the same sale.
        same: how many of the pairs are the same sale.
        needed: how many without an error the risk takes.
        best: the loosest threshold, or the one with the least bound; `None` where nothing can be learned.
        score: what goes into the profile; `None` where the risk is not kept.
    """

    pairs: int
    same: int
    needed: int
    best: Threshold | None
    score: Score | None


def labelled(cases: Sequence[Case], profile: Profile) -> list[Pair]:
    """The pairs of sale and order about which decided cases say whether they are the same.

    "It is this order" labels every order of its case; "enter" says that none of them is the sale; "accept
    difference" that its only one is. The other decisions say nothing. Only those pairs count about which the score
    is asked: what anchors, vetoes or an agreement of all fields decide needs none.
    """
    bare = profile.model_copy(update={"score": None})
    pairs = []
    for case in cases:
        of_orders: dict[str, list[FieldRow]] = {}
        for row in case.rows:
            if row.reference is not None:
                of_orders.setdefault(row.reference, []).append(row)
        for reference, rows in of_orders.items():
            same = _says_same(case, reference, alone=len(of_orders) == 1)
            results = [
                _Row(one.field, one.expected, one.shown, Verdict(one.verdict), one.why, one.label)
                for one in rows
            ]
            if same is not None and judge(results, bare).ground is Ground.FIELDS:
                pairs.append(
                    Pair(case.item, {one.field: rung(one.verdict, one.code) for one in results}, same)
                )
    return pairs


def _says_same(case: Case, reference: str, *, alone: bool) -> bool | None:
    decision = case.decision
    match decision.kind if decision else None:
        case Kind.THIS_ORDER:
            return decision is not None and decision.reference == reference
        case Kind.ENTER:
            return False
        case Kind.ACCEPT if alone:
            return True
    return None


def calibrate(pairs: Sequence[Pair], risk: float, today: date) -> Calibration:
    """Learn the weights of the evidence, and the loosest threshold that keeps the risk.

    Args:
        pairs: of `labelled`.
        risk: share of wrong decisions that is accepted.
        today: the day that is noted.
    """
    same = sum(one.same for one in pairs)
    needed = audits_needed(risk)
    try:
        best, points, base = _learned(pairs, risk)
    except ValueError:
        return Calibration(len(pairs), same, needed, None, None)
    score = None
    if best.kept:
        score = Score(
            base=base,
            threshold=best.score,
            points=points,
            decided=best.decided,
            wrong=best.wrong,
            bound=best.bound,
            calibrated_on=today,
        )
    return Calibration(len(pairs), same, needed, best, score)


def _learned(pairs: Sequence[Pair], risk: float) -> tuple[Threshold, dict[str, dict[str, float]], float]:
    """The threshold, the points of each field, and the base.

    Raises:
        ValueError: the labels tell nothing apart.
    """
    import numpy as np

    fields = sorted({name for one in pairs for name in one.rungs})
    unseen = LADDER[Verdict.UNCLEAR][0]
    levels = np.array(
        [[RUNGS.index(one.rungs.get(name, unseen)) for name in fields] for one in pairs], dtype=int
    ).reshape(len(pairs), len(fields))
    same = np.array([one.same for one in pairs], dtype=bool)
    sizes = [len(RUNGS)] * len(fields)
    # All pairs of a sale are in one fold.
    folds = np.array([one.item % FOLDS for one in pairs], dtype=int)
    model = fit(levels, same, sizes)
    blind = blind_scores(levels, same, sizes, folds, np.ones(len(pairs), dtype=bool))
    best = threshold(list(zip(blind.tolist(), same.tolist(), strict=True)), risk)
    assert best is not None  # Without a pair the fit has refused.
    points = {
        name: {code: round(value, 4) for code, value in zip(RUNGS, model.points(place), strict=True)}
        for place, name in enumerate(fields)
    }
    return best, points, model.base
