"""What the drill prints."""

from dataclasses import replace

import pytest

from tests.drill import __main__ as program
from tests.drill.combinations import Combination, Database
from tests.drill.course import Result
from tests.drill.proof import Breach, Ended, Violation
from tests.drill.table import summary, table
from trastienda.domain.item import State


def result(name: str, state: State, *, posts: int = 1, orders: int = 1, kills: int = 1) -> Result:
    return Result(
        Combination.named(name),
        reached=kills > 0,
        kills=kills,
        end=Ended(state, posts, orders),
        violations=(),
        seconds=20.0,
    )


FINE = [
    result("in_flight/none", State.SETTLED),
    result("in_flight/error_500_before_commit", State.SETTLED, posts=2),
    result("case_written/none", State.SETTLED, kills=0),
    result("case_written/committed_twice", State.IN_CASE, orders=2),
]
DOUBLED = replace(FINE[0], violations=(Violation(Breach.DUPLICATE, "V-1 was sent twice"),))


def test_the_table_shows_posts_orders_and_ends_by_place_and_fault() -> None:
    assert table(FINE).splitlines() == [
        "                                 error",
        "                                 500",
        "                                 before   committed",
        "                        healthy  commit   twice",
        "-" * 51,
        "in_flight               1/1 s    2/1 s",
        "case_written            –                 1/2 c",
    ]


def test_the_summary_counts_what_was_drilled() -> None:
    assert summary(FINE, seconds=120) == (
        "4 combinations · 3 reached · 3 kills · 3 settled · 1 cases · 5 POSTs"
        " · 0 duplicates · 0 lost · 0 violations · 2 min"
    )


def test_a_violation_fails_the_drill_and_says_how_to_repeat_it(capsys: pytest.CaptureFixture[str]) -> None:
    failed = program.tell(Database.SQLITE, [DOUBLED, *FINE[1:]], seconds=120)

    said = capsys.readouterr().out
    assert failed
    assert "in_flight               !        2/1 s" in said
    assert "in_flight/none: duplicate: V-1 was sent twice" in said
    assert 'make drill ARGS="--only in_flight/none --database sqlite"' in said
    assert not program.tell(Database.SQLITE, FINE, seconds=120)
