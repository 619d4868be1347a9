"""Only a run counts of which the page itself says that it got everything."""

from collections.abc import Mapping
from typing import Any

import pytest

from benchmarks import subjects
from benchmarks.crew import OURS, SUBJECTS, Answer, Crewman
from benchmarks.race import PAGES, race, trouble_of
from benchmarks.site import Received, serving
from benchmarks.values import a_contract, typed
from trastienda.portal import browser

ORDER = typed(a_contract(1))
DONE = Answer("P-1", 100.0, 50.0)


def got(**changes: Any) -> Received:
    return Received(posts=1, content={**ORDER, **changes}, number="P-1")


def test_an_order_that_the_page_got_whole_and_that_was_read_counts() -> None:
    assert trouble_of("order-plain", DONE, got(), ORDER) is None


@pytest.mark.parametrize(
    ("answer", "received", "said"),
    [
        (DONE, got(iban=""), "did not get iban: '' for 'ES"),
        (DONE, Received(posts=1, content={}, number="P-1"), "did not get activation, birth_date, city"),
        (DONE, Received(posts=2, content=ORDER, number="P-1"), "sent 2 reports"),
        (DONE, Received(), "sent 0 reports"),
        (Answer("P-2", 100.0, 50.0), got(), "'P-2' was read, not 'P-1'"),
    ],
    ids=["a value is lost", "nothing came", "it came twice", "it never came", "another number was read"],
)
def test_a_run_does_not_count_when(answer: Answer, received: Received, said: str) -> None:
    assert said in str(trouble_of("order-plain", answer, received, ORDER))


def test_a_challenge_with_a_wrong_field_does_not_count() -> None:
    wanted: Mapping[str, int] = {"right": 70, "round": 10}
    received = Received(posts=1, content={"right": 69, "round": 10})

    said = trouble_of("challenge", Answer("Your success rate is 99%", 1.0, 1.0), received, wanted)

    assert said == "the page did not get right: 69 for 70"


@pytest.mark.browser
@pytest.mark.slow
def test_ours_and_the_floor_do_every_page_and_ours_presses_as_a_person_does(browser_path: str) -> None:
    subjects = [one for one in SUBJECTS if one.name in (OURS, "floor")]

    with serving() as site:
        raced = race(site, PAGES, subjects, browser=browser_path, turns=1, seed=1, say=lambda text: None)

    runs = [run for bench in PAGES for run in raced.runs[bench]]
    assert [run.trouble for run in runs] == [None] * 6
    assert {run.subject for run in runs if run.scripted} == {"floor"}


@pytest.mark.browser
@pytest.mark.parametrize("page", ["order-plain", "order-react"])
def test_a_page_tells_what_its_script_heard_and_not_what_was_wanted(browser_path: str, page: str) -> None:
    floor = next(one for one in SUBJECTS if one.name == "floor")

    with serving() as site, Crewman(floor, browser_path) as crewman:
        crewman.work("order", f"{site.url}/{page}?run=1", order={**ORDER, "door": ""}, number=1)
        received = site.received("1", within_s=5)

    assert {name for name in ORDER if received.content.get(name) != ORDER[name]} == {"door"}


def test_every_subject_starts_the_browser_with_our_flags() -> None:
    assert (*browser.FLAGS, "--no-sandbox") == subjects.FLAGS
