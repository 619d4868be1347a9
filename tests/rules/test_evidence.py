"""How much evidence an attempt keeps is decided by its level, its number and its sale's reference alone."""

import pytest

from tests.rules.sales import the_facts
from trastienda.domain.evidence import Level, Moment, Part
from trastienda.rules.evidence import ALL, keeps_trace, level_of, parts_of

DRAWN = "V-15"
"""One of the sample of one in fifty; `V-1` is none."""


@pytest.mark.parametrize("level", list(Level))
def test_a_first_try_has_the_level_that_is_asked_for(level: Level) -> None:
    facts = the_facts(evidence=level)

    assert level_of(facts, "V-1", closely=False) is level


def test_a_later_try_or_a_rehearsal_is_kept_in_full() -> None:
    facts = the_facts(evidence=Level.LEAN)

    assert level_of(facts, "V-1", closely=True) is Level.FULL


def test_the_sample_is_one_of_so_many_and_always_the_same_ones() -> None:
    facts = the_facts(evidence=Level.LEAN)
    drawn = [f"V-{n}" for n in range(5000) if level_of(facts, f"V-{n}", closely=False) is Level.FULL]
    rarer = the_facts(evidence=Level.LEAN, evidence_sample=10_000)

    assert 70 < len(drawn) < 130
    assert DRAWN in drawn
    assert level_of(rarer, DRAWN, closely=False) is Level.LEAN


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("moment", [Moment.CASE, Moment.TROUBLE])
def test_a_case_is_kept_whole_at_every_level(level: Level, moment: Moment) -> None:
    assert parts_of(level, moment) == ALL


def test_a_higher_level_keeps_whatever_a_lower_one_keeps() -> None:
    for moment in Moment:
        lean, normal, full = (parts_of(level, moment) for level in Level)
        assert lean <= normal <= full == ALL


def test_a_lean_order_keeps_the_confirmation_alone() -> None:
    kept = {moment for moment in Moment if parts_of(Level.LEAN, moment)} - {Moment.CASE, Moment.TROUBLE}

    assert kept == {Moment.CONFIRMATION}
    assert Part.PICTURE not in parts_of(Level.LEAN, Moment.CONFIRMATION)
    assert [keeps_trace(level) for level in Level] == [False, True, True]
