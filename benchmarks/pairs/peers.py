"""Similarity scores of rapidfuzz, each with the thresholds that suit it best."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from trastienda.rules.align.tokens import words
from trastienda.rules.verdict import Verdict

Score = Callable[[str, str], float]

PEERS: dict[str, Score] = {
    "ratio": fuzz.ratio,
    "token_sort_ratio": fuzz.token_sort_ratio,
    "token_set_ratio": fuzz.token_set_ratio,
    "WRatio": fuzz.WRatio,
    "Jaro-Winkler": JaroWinkler.similarity,
}
"""Name of a score → the score; higher is more alike."""


@lru_cache(maxsize=1_000_000)
def bare(text: str) -> str:
    """A text for the scores, in the same plain form that ours starts from: lower case, no accents, no punctuation.

    Kept, so that it is made once for all scores: their speed is that of the score alone.
    """
    return " ".join(words(text))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From `match` upwards it is a match, down from `differ` they differ; between them, unclear."""

    match: float
    differ: float

    def verdict(self, score: float) -> Verdict:
        """What the thresholds say of a score."""
        if score >= self.match:
            return Verdict.MATCH
        return Verdict.DIFFER if score <= self.differ else Verdict.UNCLEAR


def thresholds(scored: Sequence[tuple[float, bool]], risk: float) -> Thresholds:
    """The thresholds that decide the most of some labelled scores while each side keeps its errors to the risk."""
    alike = sorted(score for score, same in scored if same)
    apart = sorted(score for score, same in scored if not same)
    match, differ = float("inf"), float("-inf")
    for score in sorted({score for score, _ in scored}):
        right, wrong = len(alike) - bisect_left(alike, score), len(apart) - bisect_left(apart, score)
        if match == float("inf") and wrong <= risk * (right + wrong):
            match = score
        right, wrong = bisect_right(apart, score), bisect_right(alike, score)
        if wrong <= risk * (right + wrong):
            differ = score
    return Thresholds(match, min(differ, match - 1e-9))
