"""Learn from labelled pairs how much each evidence weighs, and from which score on it may decide."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trastienda.rules.bounds import clopper_pearson_upper

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

RIDGE = 1.0
"""Strength of the penalty on the squares of the steps, by which a step that few labels show stays small."""

EDGE = 1.0
"""Log odds: a wrong decision so near below a threshold counts as if it reached it."""


@dataclass(frozen=True, slots=True)
class Steps:
    """An additive score that never falls when evidence rises.

    Attributes:
        base: log odds where every field is on its lowest level.
        steps: for each field what each further level adds to the log odds; none is negative.
    """

    base: float
    steps: tuple[tuple[float, ...], ...]

    def points(self, field: int) -> tuple[float, ...]:
        """What each level of a field adds to the base, from its lowest level on; never falling."""
        sums = [0.0]
        for step in self.steps[field]:
            sums.append(sums[-1] + step)
        return tuple(sums)


def fit(
    levels: "npt.NDArray[np.int_]",
    same: "npt.NDArray[np.bool_]",
    sizes: Sequence[int],
) -> Steps:
    """Fit a logistic regression whose weights cannot be negative, on the levels that evidence has reached.

    Every level above the lowest is a variable of its own ("at least this much evidence"), so that more agreement
    never lowers the score whatever the labels say (isotonic in each field). Maximum likelihood with a quadratic
    penalty, by L-BFGS-B (Byrd, Lu, Nocedal, Zhu 1995), which keeps the bounds.

    Args:
        levels: a row for each labelled pair, a column for each field; 0 is the lowest level.
        same: the labels: whether the two are the same.
        sizes: how many levels each field has.

    Raises:
        ValueError: the labels are all alike: nothing can be learned from them.
    """
    import numpy as np
    from scipy.optimize import minimize
    from scipy.sparse import csr_array
    from scipy.special import expit

    if same.all() or not same.any():
        raise ValueError("all labels are alike: nothing tells what is the same from what is not")
    reached = csr_array(
        np.column_stack(
            [levels[:, field] >= level for field, size in enumerate(sizes) for level in range(1, size)]
        ).astype(float)
    )
    sign = np.where(same, 1.0, -1.0)

    def loss(weights: "npt.NDArray[np.float64]") -> "tuple[float, npt.NDArray[np.float64]]":
        margin = sign * (weights[0] + reached @ weights[1:])
        slope = -sign * expit(-margin)
        value = np.logaddexp(0, -margin).sum() + RIDGE * (weights[1:] ** 2).sum()
        return value, np.append(slope.sum(), reached.T @ slope + 2 * RIDGE * weights[1:])

    width = sum(size - 1 for size in sizes)
    found = minimize(
        loss,
        np.zeros(width + 1),
        jac=True,
        method="L-BFGS-B",
        bounds=[(None, None), *[(0.0, None)] * width],
        options={"maxiter": 2000, "maxfun": 4000},
    ).x
    steps, start = [], 1
    for size in sizes:
        steps.append(tuple(float(step) for step in found[start : start + size - 1]))
        start += size - 1
    return Steps(float(found[0]), tuple(steps))


def scores(model: Steps, levels: "npt.NDArray[np.int_]") -> "npt.NDArray[np.float64]":
    """The log odds of each row of levels."""
    import numpy as np

    total = np.full(len(levels), model.base)
    for field in range(levels.shape[1]):
        total += np.array(model.points(field))[levels[:, field]]
    return total


def blind_scores(
    levels: "npt.NDArray[np.int_]",
    same: "npt.NDArray[np.bool_]",
    sizes: Sequence[int],
    folds: "npt.NDArray[np.int_]",
    learn: "npt.NDArray[np.bool_]",
) -> "npt.NDArray[np.float64]":
    """The log odds of each labelled pair from a fit that did not see its fold.

    A threshold that is chosen by scores of pairs which the fit has seen promises too much.

    Args:
        levels, same, sizes: as for `fit`.
        folds: number of the fold that each pair belongs to; pairs of one sale share one.
        learn: the pairs that may be learned from; the others are only scored.

    Raises:
        ValueError: without some fold the labels are all alike.
    """
    import numpy as np

    total = np.zeros(len(levels))
    for fold in np.unique(folds):
        left_out = folds == fold
        seen = learn & ~left_out
        total[left_out] = scores(fit(levels[seen], same[seen], sizes), levels[left_out])
    return total


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which score on a decision is made without a person, and what that claim rests on.

    Attributes:
        score: the least score that decides.
        decided: how many of the audited decisions reach it.
        wrong: how many wrong ones reach it, or nearly.
        bound: upper limit of the share of wrong ones, 95 % sure (Clopper and Pearson).
        kept: whether the bound meets the risk that was asked for.
    """

    score: float
    decided: int
    wrong: int
    bound: float
    kept: bool


def audits_needed(risk: float, confidence: float = 0.95) -> int:
    """How many audited decisions without an error bound the share of errors by `risk`: 2,995 for 0.1 %."""
    return math.ceil(math.log(1 - confidence) / math.log1p(-risk))


def threshold(audited: Sequence[tuple[float, bool]], risk: float, *, edge: float = EDGE) -> Threshold | None:
    """The loosest threshold whose error is bounded by `risk`.

    Where the audits bound none so far, the one with the least bound: that much may be claimed, and no better.
    A threshold that is put right above a wrong decision would claim too much, because it was put there for that:
    wrong decisions that fall short of it by less than `edge` count as if they reached it.

    Args:
        audited: score (log odds) and whether the decision was right, for each audited decision.
        risk: share of wrong decisions that is accepted.
        edge: log odds.

    Returns:
        the threshold; nothing where nothing was audited.
    """
    ranked = sorted(audited, reverse=True)
    errors = [score for score, right in ranked if not right]
    found: list[Threshold] = []
    wrong = 0
    for decided, (score, _) in enumerate(ranked, start=1):
        # Equal scores are decided alike.
        if decided == len(ranked) or ranked[decided][0] != score:
            while wrong < len(errors) and errors[wrong] >= score - edge:
                wrong += 1
            bound = clopper_pearson_upper(min(wrong, decided), decided)
            found.append(Threshold(score, decided, wrong, bound, bound <= risk))
    kept = [one for one in found if one.kept]
    return kept[-1] if kept else min(found, key=lambda one: one.bound, default=None)
