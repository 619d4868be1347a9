"""Decided cases become a score in the portal's profile, or the command says how many are lacking."""

from dataclasses import asdict
from datetime import UTC, datetime

import sqlalchemy as sa

from tests.cli.shell import Shell
from trastienda.domain.case import FieldRow, Reason
from trastienda.domain.decision import Decision, Kind
from trastienda.store.tables import cases
from trastienda.workspace import Workspace

PROFILE = "config/crosscheck/carrier.toml"


def decided(trastienda: Shell, same: int, other: int) -> None:
    """Cases that a person decided: a name that is cut was always the sale, one that is near never."""
    now = datetime.now(UTC)
    with trastienda.store() as store, store.begin() as conn:
        for number in range(same + other):
            is_same = number < same
            name = ("unclear", "cut") if is_same else ("differ", "near")
            rows = [
                FieldRow("holder_id", "12345678Z", "12345678Z", "match", "equal", "P-1"),
                FieldRow("line", "+34633445566", "633445566", "match", "equal", "P-1"),
                FieldRow("holder_name", "José Muñoz García", "José Muñoz", *name, "P-1"),
            ]
            kind = Kind.ACCEPT if is_same else Kind.ENTER
            conn.execute(
                sa.insert(cases).values(
                    item=1 + number % 2,
                    version=2,
                    reason=Reason.DIFFERS,
                    detail={},
                    rows=[asdict(row) for row in rows],
                    orders=["P-1"],
                    evidence=[],
                    opened_at=now,
                    decided_at=now,
                    decision=Decision(kind=kind, by="eva.sanz", why="looked").model_dump(mode="json"),
                )
            )


def test_enough_decided_cases_become_the_score_of_the_profile(trastienda: Shell) -> None:
    trastienda.change(PROFILE, "anchors", "risk = 0.05 # agreed with the client\nanchors")
    decided(trastienda, 70, 40)

    answer = trastienda("calibrate", "carrier", "--json")
    again = trastienda("calibrate", "carrier")

    assert (answer.code, again.code) == (0, 0)
    assert (answer.facts["labelled"], answer.facts["same"], answer.facts["needed"]) == (110, 70, 59)
    assert (answer.facts["reached_by"], answer.facts["wrong"], answer.facts["written"]) == (70, 0, PROFILE)
    assert len(trastienda.lines(PROFILE, "[score]")) == 1
    assert len(trastienda.lines(PROFILE, "# agreed with the client")) == 1
    score = Workspace.at(trastienda.folder).profile("carrier").score
    assert score is not None
    assert score.points_of("holder_name", "cut") > score.points_of("holder_name", "near")
    assert trastienda("check").code == 0


def test_a_dry_run_writes_nothing(trastienda: Shell) -> None:
    trastienda.change(PROFILE, "anchors", "risk = 0.05\nanchors")
    decided(trastienda, 70, 40)

    answer = trastienda("calibrate", "carrier", "--dry-run")

    assert answer.code == 0
    assert "[score.points.holder_name]" in answer.out
    assert trastienda.lines(PROFILE, "[score]") == []


def test_too_few_decided_cases_say_how_many_it_takes_and_what_may_be_claimed(trastienda: Shell) -> None:
    decided(trastienda, 70, 40)

    answer = trastienda("calibrate", "carrier")

    assert answer.code == 0
    assert "Too few decided cases for a risk of 0.10%: that takes 2995 without an error" in answer.out
    assert "No more than 4.19% may be claimed" in answer.out
    assert trastienda.lines(PROFILE, "[score]") == []


def test_without_decided_cases_nothing_can_be_learned(trastienda: Shell) -> None:
    answer = trastienda("calibrate", "carrier")

    assert answer.code == 0
    assert "nothing can be learned" in answer.out


def test_a_portal_that_is_not_there_is_named(trastienda: Shell) -> None:
    answer = trastienda("calibrate", "carier")

    assert answer.code == 2
    assert "Did you mean 'carrier'?" in answer.err
