"""Judge a row by how many counted pairs of it were one and the same."""

from collections.abc import Mapping
from functools import lru_cache

from trastienda.rules.bounds import wilson_upper
from trastienda.rules.verdict import Verdict

Rows = Mapping[str, tuple[int, int]]
"""Code of a row → how many labelled pairs of it were counted, and how many of them were one and the same."""

RISK = 0.001
"""The error that a verdict may have, where nobody says otherwise: one in a thousand."""


@lru_cache(maxsize=65_536)
def judged(n: int, same: int, risk: float) -> tuple[Verdict, float]:
    """What a row's counts allow to say.

    Args:
        n: how many labelled pairs of the row were counted.
        same: how many of them were one and the same.
        risk: the error that a verdict may have.

    Returns:
        the verdict with the upper limit of its error (Wilson, 95 %, one-sided); for `unclear` the smaller one
        of both limits, which was still too large.
    """
    wrong_match, wrong_differ = wilson_upper(n - same, n), wilson_upper(same, n)
    if wrong_match <= risk:
        return Verdict.MATCH, wrong_match
    if wrong_differ <= risk:
        return Verdict.DIFFER, wrong_differ
    return Verdict.UNCLEAR, min(wrong_match, wrong_differ)


def first_counted(rows: Rows, *codes: str) -> str:
    """The first of some codes, from the row itself to the widest class, that the table has; else the last one."""
    return next((code for code in codes if code in rows), codes[-1])


def looked_up(row: str, rows: Rows, risk: float) -> tuple[Verdict, float | None]:
    """The verdict on a row, with its bound; a row that nobody counted is unclear, without one."""
    counted = rows.get(row)
    return (Verdict.UNCLEAR, None) if counted is None else judged(*counted, risk)
