"""What a portal's cross-check profile declares: how fields combine into a verdict on a whole order."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from trastienda.errors import did_you_mean

LADDER: Mapping[str, tuple[str, ...]] = {
    "differ": ("other_value", "near"),
    "unclear": ("not_shown", "unreadable", "cut", "doubtful"),
    "match": ("accepted", "aligned", "equivalent", "equal"),
}
"""Verdict → its evidence codes; both from the least agreement to the most. A score never falls on the way up."""

RUNGS = tuple(code for codes in LADDER.values() for code in codes)
"""All evidence codes, from the least agreement to the most."""

Number = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[float, Field(gt=0, lt=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Score(_Strict):
    """What `trastienda calibrate` learned from decided cases, and what it may claim.

    Attributes:
        base: log odds where every field is on its lowest rung.
        threshold: the least score that decides by itself.
        points: field → evidence code → what it adds; a code that is not named adds as much as the one below it.
        decided: how many of the decided cases reach the threshold.
        wrong: how many of them it would have got wrong, or nearly.
        bound: upper limit of the share of wrong ones, 95 % sure (Clopper and Pearson).
        calibrated_on: the day.
    """

    base: Number
    threshold: Number
    points: dict[str, dict[str, Number]]
    decided: int = Field(ge=1)
    wrong: int = Field(ge=0)
    bound: Share
    calibrated_on: date

    @field_validator("points")
    @classmethod
    def _never_falling(cls, points: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
        for field, of_codes in points.items():
            for code in of_codes:
                if code not in RUNGS:
                    raise ValueError(
                        f"{field}: there is no evidence code '{code}'.{did_you_mean(code, RUNGS)}"
                    )
            named = [code for code in RUNGS if code in of_codes]
            for lower, higher in zip(["nothing", *named], named, strict=False):
                if of_codes[higher] < of_codes.get(lower, 0):
                    raise ValueError(
                        f"{field}: '{higher}' adds {of_codes[higher]:g}, less than '{lower}' with "
                        f"{of_codes.get(lower, 0):g}. More agreement must never count less."
                    )
        return points

    def points_of(self, field: str, code: str) -> float:
        """What an evidence code adds for a field."""
        of_codes = self.points.get(field, {})
        below = RUNGS[: RUNGS.index(code) + 1]
        return next((of_codes[one] for one in reversed(below) if one in of_codes), 0.0)


class Profile(_Strict):
    """`config/crosscheck/<portal>.toml`; a portal without one is compared by its `[crosscheck]` table alone.

    Attributes:
        anchors: fields that name one order: at least one must agree, none may contradict.
        required: fields that must agree.
        veto: fields whose difference blocks a match, whatever else agrees.
        risk: share of wrong decisions that is accepted from the score.
        margin: log odds by which an order must be ahead of the second best.
        score: what decides where not every field agrees; nothing does without it.
    """

    anchors: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    veto: tuple[str, ...] = ()
    risk: Share = 0.001
    margin: float = Field(default=0, ge=0, allow_inf_nan=False)
    score: Score | None = None

    @model_validator(mode="after")
    def _keeps_its_promise(self) -> Self:
        if self.score and self.score.bound > self.risk:
            raise ValueError(
                f"the score's error is bounded by {self.score.bound:.3%}, above the risk of {self.risk:.3%}: "
                "no more may be claimed than the audits allow. Calibrate with more cases, or raise the risk"
            )
        return self

    def fields(self) -> Mapping[str, tuple[str, ...]]:
        """Key → the fields of a sale that it names."""
        return {
            "anchors": self.anchors,
            "required": self.required,
            "veto": self.veto,
            "score.points": tuple(self.score.points) if self.score else (),
        }
