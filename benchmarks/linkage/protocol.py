"""Turn scores of pairs into decisions on records, and count how many are right."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from trastienda.rules.calibration import threshold

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


NEVER = float("nan")
"""A cut that nothing reaches, not even minus infinity, the score of a record without a candidate."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a method says of every record of the left file; all arrays have one element for each.

    Attributes:
        score: of the best counterpart, minus infinity where there is no candidate.
        lead: how much better it is than the second best of this record, and than the best other record of the
            counterpart; not above 0 where the two are not each other's best.
        right: whether the best counterpart is the same entity.
        has: whether the right file has the entity at all.
        held_out: whether the record belongs to the half that is tested on.
    """

    score: Floats
    lead: Floats
    right: Flags
    has: Flags
    held_out: Flags


def decisions(pairs: pl.DataFrame, lefts: pl.DataFrame) -> Decisions:
    """Decide for every record of the left file.

    Args:
        pairs: `left`, `right`, `same`, `score` of all candidates.
        lefts: `id`, `has` and `held_out` of all records of the left file.
    """

    def rival(side: str) -> pl.Expr:
        """The best score of another pair of the same record."""
        best, second = (
            pl.col("score").top_k(2).sort(descending=True).get(place, null_on_oob=True).over(side)
            for place in (0, 1)
        )
        first = pl.col("score").rank("ordinal", descending=True).over(side) == 1
        return pl.when(first).then(second).otherwise(best).fill_null(-np.inf)

    ruled = pairs.with_columns(rivals=pl.max_horizontal(rival("left"), rival("right")))
    best = (
        ruled.sort("score", "right", descending=[True, False])
        .group_by("left", maintain_order=True)
        .first()
        .select(
            pl.col("left").alias("id"), "score", "same", (pl.col("score") - pl.col("rivals")).alias("lead")
        )
    )
    rows = lefts.join(best, on="id", how="left", maintain_order="left")
    return Decisions(
        score=rows["score"].fill_null(-np.inf).to_numpy(),
        lead=rows["lead"].fill_null(0.0).to_numpy(),
        right=rows["same"].fill_null(False).to_numpy(),
        has=rows["has"].to_numpy(),
        held_out=rows["held_out"].to_numpy(),
    )


@dataclass(frozen=True, slots=True)
class Cut:
    """From where on a method decides by itself.

    Attributes:
        match: least score of a counterpart.
        missing: a best score of no more than this means that there is none.
        decided, wrong: what came of it where it was chosen.
    """

    match: float
    missing: float
    decided: int
    wrong: int


def _prefixes(confidence: Floats, wrong: Flags, most: int) -> list[tuple[int, float]]:
    """For 0, 1 … `most` errors: how many of the most confident are decided with no more, and the least confidence."""
    order = np.argsort(-confidence, kind="stable")
    ranked, errors = confidence[order], np.cumsum(wrong[order])
    # Equal confidences are decided together.
    ends = np.append(ranked[1:] != ranked[:-1], True) if len(ranked) else np.array([], dtype=bool)
    found = []
    for allowed in range(most + 1):
        fit = np.flatnonzero(ends & (errors <= allowed))
        found.append((int(fit[-1]) + 1, float(ranked[fit[-1]])) if len(fit) else (0, NEVER))
    return found


def cuts(said: Decisions, chosen: Flags, margin: float, most: int) -> list[Cut]:
    """For 0, 1 … `most` errors among the `chosen` records: the cut that decides most of them."""
    matched = chosen & (said.lead > 0) & (said.lead >= margin)
    matches = _prefixes(said.score[matched], ~said.right[matched], most)
    missing = _prefixes(-said.score[chosen], said.has[chosen], most)
    found = []
    for allowed in range(most + 1):
        options = []
        for errors in range(allowed + 1):
            (first, low), (second, high) = matches[errors], missing[allowed - errors]
            options.append(Cut(low, -high, first + second, allowed))
        best = max(options, key=lambda cut: cut.decided)
        # A record that both cuts would decide is a match, and counts once.
        found.append(apply(said, chosen, margin, best))
    return found


def apply(said: Decisions, chosen: Flags, margin: float, cut: Cut) -> Cut:
    """What comes of a cut among the `chosen` records."""
    matched = chosen & (said.lead > 0) & (said.lead >= margin) & (said.score >= cut.match)
    missing = chosen & (said.score <= cut.missing) & ~matched
    wrong = (matched & ~said.right) | (missing & said.has)
    return Cut(cut.match, cut.missing, int((matched | missing).sum()), int(wrong.sum()))


def within(cuts_found: list[Cut], risk: float) -> Cut:
    """The cut that decides most with a share of errors of at most `risk`."""
    return max((cut for cut in cuts_found if cut.wrong <= risk * cut.decided), key=lambda cut: cut.decided)


@dataclass(frozen=True, slots=True)
class Promise:
    """What a method claims after its calibration half, and what came of it on the held-out half.

    Attributes:
        decided, wrong: on the held-out half.
        bound: upper limit of the share of wrong ones, from the calibration half.
    """

    decided: int
    wrong: int
    bound: float

    @property
    def error(self) -> float:
        """The share of wrong decisions that was observed."""
        return self.wrong / self.decided if self.decided else 0.0

    @property
    def kept(self) -> bool:
        """Whether no more went wrong than was claimed."""
        return self.error <= self.bound


def promise(blind: Decisions, said: Decisions, margin: float, risk: float, *, edge: float) -> Promise:
    """Choose a threshold for matches and one for the missing on the calibration half, and try them on the other.

    Args:
        blind: the decisions by scores that a fit gave which did not see them.
        said: the decisions by the scores that are used.
        margin: least lead of a match.
        risk: share of wrong decisions that is aimed at, for either kind.
        edge: see `trastienda.rules.calibration.threshold`.
    """
    audited = ~blind.held_out
    matched = audited & (blind.lead > 0) & (blind.lead >= margin)
    chosen = [
        threshold(list(zip(score.tolist(), right.tolist(), strict=True)), risk, edge=edge)
        for score, right in (
            (blind.score[matched], blind.right[matched]),
            (-blind.score[audited], ~blind.has[audited]),
        )
    ]
    match, missing = (one.score if one else NEVER for one in chosen)
    decided = sum(one.decided for one in chosen if one)
    # Of either kind no more than its own share goes wrong.
    claimed = sum(one.bound * one.decided for one in chosen if one) / decided
    came = apply(said, said.held_out, margin, Cut(match, -missing, 0, 0))
    return Promise(came.decided, came.wrong, claimed)


def f1(said: Decisions, margin: float) -> float:
    """F1 of the matches on the held-out half, at the threshold that is best for it on the calibration half."""

    def counts(chosen: Flags, least: float) -> float:
        matched = chosen & (said.lead > 0) & (said.lead >= margin) & (said.score >= least)
        good = int((matched & said.right).sum())
        return 2 * good / max(1, int(matched.sum()) + int((chosen & said.has).sum()))

    audited = ~said.held_out
    options = np.unique(np.quantile(said.score[audited & (said.lead > 0)], np.linspace(0, 1, 101)))
    return counts(said.held_out, max(options, key=lambda least: counts(audited, least)))
