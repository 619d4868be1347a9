"""The kill drill's most telling combinations; `make drill` takes them all."""

from pathlib import Path

import pytest

from tests.drill.combinations import FAULTS, HEALTHY, Combination, some
from tests.drill.course import carry_out
from tests.drill.table import cell
from tests.support.databases import sqlite_url
from trastienda.failpoints import Failpoint

TELLING = {
    # Nothing had left: the fault meets the one POST of the second run.
    "intent_written/drop_after_commit": "1/1 s",
    # The server saves after the program is dead.
    "in_flight/none": "1/1 s",
    # Nobody read the answer, and nothing was saved: sent once more.
    "answered/error_500_before_commit": "2/1 s",
    # Written down as entered, and not believed before it was read.
    "entered_written/wrong_price": "1/1 c",
}


@pytest.mark.slow
@pytest.mark.usefixtures("browser_path")
def test_a_killed_program_ends_every_sale_and_sends_none_that_was_saved(tmp_path: Path) -> None:
    folder = tmp_path / "a workspace"
    folder.mkdir()

    results = carry_out(
        [Combination.named(name) for name in TELLING], folder, sqlite_url(tmp_path / "trastienda.db")
    )

    assert [f"{one.combination}: {wrong}" for one in results for wrong in one.violations] == []
    assert {str(one.combination): cell(one) for one in results} == TELLING


def test_there_are_as_many_places_and_faults_as_were_promised() -> None:
    assert len(Failpoint) >= 12
    assert len(set(FAULTS) - {HEALTHY}) >= 10


def test_every_place_lies_in_the_program_once_or_more() -> None:
    source = Path(__file__).parents[2] / "src" / "trastienda"
    program = "\n".join(file.read_text(encoding="utf-8") for file in source.rglob("*.py"))

    assert [place.name for place in Failpoint if f"Failpoint.{place.name})" not in program] == []


def test_the_same_seed_chooses_the_same_combinations() -> None:
    assert some(60, seed=1) == some(60, seed=1) != some(60, seed=2)
    assert len({str(one) for one in some(60, seed=1)}) == 60


def test_a_combination_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(ValueError, match="'no_such' is no fault of the drill; there are none, error_500"):
        Combination.named("looked/no_such")
