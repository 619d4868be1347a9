"""Judge the scores of one method on one set, over all splits."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any

import numpy as np
import polars as pl

from benchmarks.linkage.candidates import calibrates
from benchmarks.linkage.kinds import SPLITS
from benchmarks.linkage.protocol import Decisions, Promise, cuts, decisions, f1, promise, within
from trastienda.rules.calibration import EDGE

RISK = 0.001
STRICT_RISK = 0.0001
MOST_ERRORS = 20
"""Cuts with more errors than so many are not looked at: 0.1 % of the largest half is five."""

MARGINS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
"""The least lead of a match is one of these quantiles of the leads of right matches, or nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one method on one set; shares are means over the splits.

    Attributes:
        set, method: which.
        decided, decided_strictly: share of the records of the held-out half that are decided without a person, with
            at most 0.1 % and 0.01 % of the decisions wrong.
        promise: of the split that came nearest to breaking it, or broke it most.
        promised: share of the held-out half that is decided by the promised thresholds.
        kept, splits: in how many of the splits the promise was kept.
        f1: of the matches on the held-out half.
        cpu_s: CPU seconds from the candidates to the scores of all splits.
    """

    set: str
    method: str
    decided: float
    decided_strictly: float
    promise: Promise
    promised: float
    kept: int
    splits: int
    f1: float
    cpu_s: float

    def result(self) -> dict[str, Any]:
        """The row of `results.json`."""
        return {
            "set": self.set,
            "method": self.method,
            "decided_at_0.1pct": round(self.decided, 4),
            "decided_at_0.01pct": round(self.decided_strictly, 4),
            "decided_as_promised": round(self.promised, 4),
            "error_on_heldout": round(self.promise.error, 5),
            "bound": round(self.promise.bound, 5),
            "promises_kept": f"{self.kept}/{self.splits}",
            "f1": round(self.f1, 4),
            "cpu_s": round(self.cpu_s, 1),
        }


def judged(
    name: str,
    method: str,
    left: pl.DataFrame,
    right: pl.DataFrame,
    pairs: pl.DataFrame,
    scored: pl.DataFrame,
    *,
    cpu_s: float,
    ours: bool,
) -> Row:
    """Judge one method on one set.

    Args:
        name, method: which.
        left, right, pairs: the set and its candidates.
        scored: the pairs in the same order, with a score for each split, or one for all of them.
        cpu_s: what scoring took.
        ours: whether thresholds keep the distance to wrong decisions that our calibration asks for; the scores of a
            peer may have any scale.
    """
    there = set(right["entity"])
    decided, strictly, promises, marks = [], [], [], []
    for split in range(1, SPLITS + 1):
        lefts = left.select(
            "id",
            has=pl.Series([one in there for one in left["entity"]]),
            held_out=pl.Series([not calibrates(one, split) for one in left["entity"]]),
        )

        def of(column: str, split: int = split, lefts: pl.DataFrame = lefts) -> Decisions:
            found = next(
                one for one in (f"{column} {split}", f"score {split}", "score 0") if one in scored.columns
            )
            return decisions(pairs.select("left", "right", "same").with_columns(score=scored[found]), lefts)

        said, blind = of("score"), of("blind")
        margin = _margin(blind)
        found = cuts(said, said.held_out, margin, MOST_ERRORS)
        records = int(said.held_out.sum())
        decided.append(within(found, RISK).decided / records)
        strictly.append(within(found, STRICT_RISK).decided / records)
        promises.append(promise(blind, said, margin, RISK, edge=EDGE if ours else 0.0))
        marks.append((promises[-1].decided / records, f1(said, margin)))
    return Row(
        set=name,
        method=method,
        decided=mean(decided),
        decided_strictly=mean(strictly),
        promise=max(promises, key=lambda one: one.error / one.bound),
        promised=mean(share for share, _ in marks),
        kept=sum(one.kept for one in promises),
        splits=SPLITS,
        f1=mean(mark for _, mark in marks),
        cpu_s=cpu_s,
    )


def _margin(blind: Decisions) -> float:
    """The least lead with which most is decided on the calibration half; the greatest of equally good ones."""
    audited = ~blind.held_out
    # A pair without any rival has an infinite lead.
    leads = blind.lead[audited & blind.right & (blind.lead > 0) & np.isfinite(blind.lead)]
    options: list[float] = [0.0, *(np.quantile(leads, MARGINS).tolist() if len(leads) else [])]
    decided = {one: within(cuts(blind, audited, one, MOST_ERRORS), RISK).decided for one in options}
    return max(options, key=lambda one: (decided[one], one))


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    heads = ("set", "method", "≤ 0.1 %", "≤ 0.01 %", "as promised", "error", "bound", "kept", "F1", "CPU-s")
    lines = [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
    for row in rows:
        cells = (
            row.set,
            row.method,
            f"{row.decided:.4f}",
            f"{row.decided_strictly:.4f}",
            f"{row.promised:.3f}",
            f"{row.promise.error:.3%}",
            f"{row.promise.bound:.3%}",
            f"{row.kept}/{row.splits}",
            f"{row.f1:.4f}",
            f"{row.cpu_s:.1f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
