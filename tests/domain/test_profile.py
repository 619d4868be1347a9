"""A cross-check profile says what it means, or is refused with the nearest known name."""

from typing import Any

import pytest
from pydantic import ValidationError

from trastienda.domain.profile import Profile

SCORE: dict[str, Any] = {
    "base": -2.0,
    "threshold": 5.0,
    "points": {"name": {"near": 0.5, "equal": 3.0}},
    "decided": 3000,
    "wrong": 0,
    "bound": 0.00099,
    "calibrated_on": "2026-11-25",
}


def test_a_code_that_is_not_named_adds_as_much_as_the_one_below_it() -> None:
    score = Profile.model_validate({"score": SCORE}).score

    assert score is not None
    assert score.points_of("name", "other_value") == 0
    assert score.points_of("name", "cut") == 0.5
    assert score.points_of("name", "equal") == 3
    assert score.points_of("address", "equal") == 0


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ({"name": {"eqal": 1.0}}, "there is no evidence code 'eqal'. Did you mean 'equal'?"),
        ({"name": {"near": 2.0, "equal": 1.0}}, "'equal' adds 1, less than 'near' with 2"),
        ({"name": {"other_value": -1.0}}, "'other_value' adds -1, less than 'nothing' with 0"),
    ],
)
def test_points_that_would_punish_agreement_are_refused(points: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said.replace("?", r"\?")):
        Profile.model_validate({"score": SCORE | {"points": points}})


def test_a_score_that_is_less_sure_than_the_portal_wants_is_refused() -> None:
    with pytest.raises(ValidationError, match="no more may be claimed than the audits allow"):
        Profile.model_validate({"risk": 0.0005, "score": SCORE})


def test_a_profile_tells_which_fields_it_names() -> None:
    profile = Profile.model_validate({"anchors": ["document"], "veto": ["iban"], "score": SCORE})

    assert profile.fields() == {
        "anchors": ("document",),
        "required": (),
        "veto": ("iban",),
        "score.points": ("name",),
    }
    assert Profile().fields()["score.points"] == ()
