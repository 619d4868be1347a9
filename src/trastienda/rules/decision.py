"""Combine compared fields into a verdict on a whole order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from trastienda.domain.profile import LADDER, Profile
from trastienda.rules.align.evidence import Evidence
from trastienda.rules.verdict import Code, Verdict


class Compared(Protocol):
    """One field compared: what `crosscheck.FieldResult` and every other comparator's result has."""

    @property
    def field(self) -> str:
        """Name of the sale's field."""
        ...

    @property
    def expected(self) -> str:
        """Text of the sale."""
        ...

    @property
    def shown(self) -> str | None:
        """Text as the portal shows it."""
        ...

    @property
    def verdict(self) -> Verdict:
        """Match, differ or unclear."""
        ...

    @property
    def code(self) -> str:
        """The evidence code."""
        ...

    @property
    def label(self) -> str:
        """What people call the field; may be empty."""
        ...

    @property
    def evidence(self) -> Evidence | None:
        """What an alignment of the two texts says, where one was made."""
        ...


class Ground(StrEnum):
    """What a verdict on an order rests on."""

    NOTHING_COMPARED = "nothing_compared"
    ANCHOR_CONTRADICTS = "anchor_contradicts"
    VETO = "veto"
    REQUIRED = "required"
    NO_ANCHOR = "no_anchor"
    ALL_AGREE = "all_agree"
    SCORE = "score"
    FIELDS = "fields"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one order.

    Attributes:
        verdict: match, differ or unclear.
        ground: what it rests on.
        about: names of the fields that the ground is about.
        score: log odds that it is the same sale; without a calibrated score, how many fields agree.
        results: the fields as they were compared.
    """

    verdict: Verdict
    ground: Ground
    about: tuple[str, ...]
    score: float
    results: tuple[Compared, ...]


def rung(verdict: Verdict, code: str) -> str:
    """The code's place on the ladder of evidence; a code that is not on it stands lowest within its verdict.

    Words that were aligned, and may or may not be the same name, are doubtful: more than nothing, and no match.
    """
    codes = LADDER[verdict]
    if verdict is Verdict.UNCLEAR and code == Code.ALIGNED:
        return codes[-1]
    return code if code in codes else codes[0]


def judge(results: Sequence[Compared], profile: Profile) -> Judgement:
    """Decide whether an order is the sale.

    Anchors first, then vetoes and required fields, then the fields: all agree, or what the profile's score is
    calibrated for. Evidence that rises never lowers the verdict (differ < unclear < match).

    Args:
        results: the compared fields, each at most once.
        profile: of the portal.
    """
    of = {one.field: one for one in results}

    def said(fields: Collection[str], *verdicts: Verdict) -> tuple[str, ...]:
        return tuple(name for name in fields if name in of and of[name].verdict in verdicts)

    def conclude(verdict: Verdict, ground: Ground, about: tuple[str, ...] = ()) -> Judgement:
        return Judgement(verdict, ground, about, score, tuple(results))

    score = score_of(results, profile)
    if not results:
        return conclude(Verdict.UNCLEAR, Ground.NOTHING_COMPARED)
    for ground, fields in (
        (Ground.ANCHOR_CONTRADICTS, profile.anchors),
        (Ground.VETO, profile.veto),
        (Ground.REQUIRED, profile.required),
    ):
        if against := said(fields, Verdict.DIFFER):
            return conclude(Verdict.DIFFER, ground, against)
    different = said(of, Verdict.DIFFER)
    below = Verdict.DIFFER if different else Verdict.UNCLEAR
    if lacking := tuple(name for name in profile.required if name not in said(of, Verdict.MATCH)):
        return conclude(below, Ground.REQUIRED, lacking)
    if profile.anchors and not said(profile.anchors, Verdict.MATCH):
        return conclude(below, Ground.NO_ANCHOR, profile.anchors)
    open_ones = said(of, Verdict.DIFFER, Verdict.UNCLEAR)
    if not open_ones:
        return conclude(Verdict.MATCH, Ground.ALL_AGREE)
    # The score knows nothing of a field that no decided case had.
    if profile.score and profile.score.points.keys() >= set(open_ones) and score >= profile.score.threshold:
        return conclude(Verdict.MATCH, Ground.SCORE)
    return conclude(below, Ground.FIELDS, different or open_ones)


def score_of(results: Sequence[Compared], profile: Profile) -> float:
    """The additive score of an order: see `Judgement.score`."""
    if profile.score is None:
        return float(sum(one.verdict is Verdict.MATCH for one in results))
    reached = {one.field: rung(one.verdict, one.code) for one in results}
    # A field that was not compared says as much as one that the portal does not show.
    fields = {**dict.fromkeys(profile.score.points, LADDER[Verdict.UNCLEAR][0]), **reached}
    return profile.score.base + sum(profile.score.points_of(field, code) for field, code in fields.items())


class Search(StrEnum):
    """How one of the declared searches for a sale ended."""

    EMPTY = "empty"
    FOUND = "found"
    NOT_MADE = "not_made"


class Outcome(StrEnum):
    """What is known of a sale after all searches."""

    MATCH = "match"
    DIFFER = "differ"
    UNCLEAR = "unclear"
    MISSING = "missing"


class Because(StrEnum):
    """What an outcome rests on."""

    BEST = "best"
    SEARCHES_EMPTY = "searches_empty"
    SEARCH_NOT_MADE = "search_not_made"
    SEVERAL = "several"
    TOO_CLOSE = "too_close"
    NEARER_TO_ANOTHER_SALE = "nearer_to_another_sale"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An order that may be the sale.

    Attributes:
        reference: the portal's number.
        judgement: the verdict on it.
        rival: the best score that the same order has with another sale of ours, `None` when no other is near.
    """

    reference: str
    judgement: Judgement
    rival: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of a sale, and why.

    Attributes:
        outcome: match, differ, unclear or missing.
        because: what it rests on.
        best: the order that agrees most, `None` when there is none.
        references: the orders that the reason is about.
    """

    outcome: Outcome
    because: Because
    best: Candidate | None
    references: tuple[str, ...] = ()


def choose(candidates: Sequence[Candidate], searches: Sequence[Search], profile: Profile) -> Finding:
    """Find the one order that is the sale, among all that the searches brought.

    A match is the only one, ahead of the second best by the profile's margin, and no nearer to another sale of
    ours. Missing takes every declared search, made and empty; one that was not made leaves everything unclear.

    Args:
        candidates: the orders, in any order; of equally good ones the smallest reference counts as the best.
        searches: how each declared search ended; none declared proves nothing.
        profile: of the portal.
    """
    best = min(candidates, key=_from_the_best, default=None)
    if not searches or Search.NOT_MADE in searches:
        return Finding(Outcome.UNCLEAR, Because.SEARCH_NOT_MADE, best)
    if best is None:
        return Finding(Outcome.MISSING, Because.SEARCHES_EMPTY, None)
    if best.judgement.verdict is not Verdict.MATCH:
        return Finding(Outcome(best.judgement.verdict), Because.BEST, best, (best.reference,))
    others = [one for one in candidates if one is not best and one.judgement.ground not in _BLOCKED]
    matches = [one.reference for one in others if one.judgement.verdict is Verdict.MATCH]
    if matches:
        return Finding(Outcome.UNCLEAR, Because.SEVERAL, best, (best.reference, *sorted(matches)))
    near = [one.reference for one in others if best.judgement.score - one.judgement.score < profile.margin]
    if near:
        return Finding(Outcome.UNCLEAR, Because.TOO_CLOSE, best, (best.reference, *sorted(near)))
    if best.rival is not None and best.rival >= best.judgement.score:
        return Finding(Outcome.UNCLEAR, Because.NEARER_TO_ANOTHER_SALE, best, (best.reference,))
    return Finding(Outcome.MATCH, Because.BEST, best, (best.reference,))


_BLOCKED = {Ground.ANCHOR_CONTRADICTS, Ground.VETO, Ground.REQUIRED}
"""An order with one of these is no second best, however near it looks."""

_RANKS = list(LADDER)


def _from_the_best(one: Candidate) -> tuple[int, float, str]:
    return -_RANKS.index(one.judgement.verdict), -one.judgement.score, one.reference
