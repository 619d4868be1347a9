"""An order is judged by its anchors, its vetoes and its fields, and the verdict explains itself."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trastienda.domain.case import Language
from trastienda.domain.profile import LADDER, RUNGS, Profile, Score
from trastienda.rules.align.names import compare_names
from trastienda.rules.crosscheck import Code, FieldResult, Verdict
from trastienda.rules.decision import (
    Because,
    Candidate,
    Ground,
    Judgement,
    Outcome,
    Search,
    choose,
    judge,
    rung,
)
from trastienda.rules.decision_words import (
    REASONS,
    VERDICTS,
    finding_sentence,
    lines,
    sentence,
)

FIELDS = ("document", "iban", "name", "plan", "address")
ORDER = [Verdict.DIFFER, Verdict.UNCLEAR, Verdict.MATCH]
VERDICT_OF = {code: Verdict(verdict) for verdict, codes in LADDER.items() for code in codes}


def field(name: str, code: str = "equal") -> FieldResult:
    # A code of another comparator's is a plain text.
    return FieldResult(name, "sold", "shown", VERDICT_OF[code], code, name.upper())  # type: ignore[arg-type]  # see above


def fields(**codes: str) -> list[FieldResult]:
    return [field(name, codes.get(name, "equal")) for name in FIELDS]


def score(points: dict[str, dict[str, float]], threshold: float = 5.0) -> Score:
    return Score(
        base=-2,
        threshold=threshold,
        points=points,
        decided=3000,
        wrong=0,
        bound=0.00099,
        calibrated_on=date(2026, 11, 25),
    )


PROFILE = Profile(anchors=("document",), required=("plan",), veto=("iban",))
LENIENT = Profile(
    anchors=("document",),
    score=score({"name": {"near": 1, "equal": 4}, "address": {"cut": 3, "equal": 4}, "plan": {"equal": 1}}),
)

codes = st.sampled_from(RUNGS)
evidence = st.dictionaries(st.sampled_from(FIELDS), codes).map(
    lambda chosen: [field(name, code) for name, code in chosen.items()]
)
names = st.lists(st.sampled_from(FIELDS), unique=True).map(tuple)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    points = {
        name: dict(
            zip(
                RUNGS,
                sorted(draw(st.lists(st.floats(0, 9), min_size=len(RUNGS), max_size=len(RUNGS)))),
                strict=True,
            )
        )
        for name in draw(names)
    }
    return Profile(
        anchors=draw(names),
        required=draw(names),
        veto=draw(names),
        score=draw(st.none() | st.just(score(points, draw(st.floats(-5, 30))))),
    )


@given(profiles(), evidence, st.data())
def test_more_agreement_in_a_field_never_lowers_the_verdict(
    profile: Profile, results: list[FieldResult], pick: st.DataObject
) -> None:
    before = judge(results, profile)
    raised = [field(one.field, pick.draw(st.sampled_from(RUNGS[RUNGS.index(one.code) :]))) for one in results]

    after = judge(raised, profile)

    assert ORDER.index(after.verdict) >= ORDER.index(before.verdict)
    assert after.score >= before.score


@given(profiles(), evidence)
def test_every_evidence_gets_a_verdict_and_a_sentence_that_names_every_field_that_differs(
    profile: Profile, results: list[FieldResult]
) -> None:
    verdict = judge(results, profile)

    for language in Language:
        said = sentence(verdict, profile, language)
        table = lines(verdict, language)
        for one in results:
            assert one.verdict is Verdict.MATCH or one.label in said
        assert {line.field for line in table} == {one.field for one in results}
        assert all(line.reason and line.word for line in table)


@given(profiles(), evidence, st.randoms())
def test_neither_the_order_of_the_fields_nor_who_is_left_and_who_is_right_changes_a_verdict(
    profile: Profile,
    results: list[FieldResult],
    chance: Random,
) -> None:
    turned = [replace(one, expected=one.shown or "", shown=one.expected) for one in results]
    chance.shuffle(turned)

    assert judge(turned, profile).verdict is judge(results, profile).verdict


def test_an_order_of_which_everything_agrees_is_the_sale() -> None:
    verdict = judge(fields(name="equivalent"), PROFILE)

    assert (verdict.verdict, verdict.ground) == (Verdict.MATCH, Ground.ALL_AGREE)
    assert sentence(verdict, PROFILE, Language.EN) == "It is the same sale: everything compared agrees."


@pytest.mark.parametrize(
    ("codes", "verdict", "ground", "about"),
    [
        ({"document": "near"}, Verdict.DIFFER, Ground.ANCHOR_CONTRADICTS, ("document",)),
        ({"iban": "other_value"}, Verdict.DIFFER, Ground.VETO, ("iban",)),
        ({"plan": "other_value"}, Verdict.DIFFER, Ground.REQUIRED, ("plan",)),
        ({"plan": "cut"}, Verdict.UNCLEAR, Ground.REQUIRED, ("plan",)),
        ({"plan": "cut", "name": "near"}, Verdict.DIFFER, Ground.REQUIRED, ("plan",)),
        ({"document": "not_shown"}, Verdict.UNCLEAR, Ground.NO_ANCHOR, ("document",)),
        ({"name": "other_value", "iban": "cut"}, Verdict.DIFFER, Ground.FIELDS, ("name",)),
        ({"name": "cut"}, Verdict.UNCLEAR, Ground.FIELDS, ("name",)),
    ],
)
def test_what_does_not_agree_decides_in_the_order_of_its_weight(
    codes: dict[str, str], verdict: Verdict, ground: Ground, about: tuple[str, ...]
) -> None:
    found = judge(fields(**codes), PROFILE)

    assert (found.verdict, found.ground, found.about) == (verdict, ground, about)


def test_nothing_compared_is_no_match() -> None:
    assert judge([], Profile()).ground is Ground.NOTHING_COMPARED


def test_a_calibrated_score_decides_what_the_fields_leave_open() -> None:
    enough, too_little = (judge(fields(name=name, address="cut"), LENIENT) for name in ("equal", "near"))

    assert (enough.verdict, enough.ground, enough.score) == (Verdict.MATCH, Ground.SCORE, 6)
    assert (too_little.verdict, too_little.score) == (Verdict.DIFFER, 3)
    assert sentence(enough, LENIENT, Language.ES) == (
        "Es la misma venta: las pruebas suman 6.0 y aquí bastan 5.0; dudoso: ADDRESS."
    )


def test_the_score_decides_nothing_about_a_field_that_no_decided_case_had() -> None:
    assert judge(fields(iban="cut"), LENIENT).verdict is Verdict.UNCLEAR


def test_a_field_that_was_not_compared_counts_as_one_that_is_not_shown() -> None:
    left_out = [one for one in fields() if one.field != "address"]

    assert judge(left_out, LENIENT).score == judge(fields(address="not_shown"), LENIENT).score


def test_a_code_that_is_not_on_the_ladder_stands_lowest_within_its_verdict() -> None:
    assert rung(Verdict.MATCH, "first_surname =, given initial") == "accepted"
    assert rung(Verdict.DIFFER, "equal") == "other_value"
    assert rung(Verdict.UNCLEAR, "cut") == "cut"
    assert rung(Verdict.DIFFER, "aligned") == "other_value"


def test_aligned_words_that_are_not_certain_are_doubtful_and_say_why() -> None:
    evidence = compare_names("Ana Gil Ruiz", "Ana Gil")
    one = FieldResult("name", "Ana Gil Ruiz", "Ana Gil", Verdict.UNCLEAR, Code.ALIGNED, "", evidence)

    (line,) = lines(judge([one], Profile()), Language.ES)

    assert rung(one.verdict, one.code) == "doubtful"
    assert line.reason == evidence.sentence("es")
    assert line.label == "name"


def test_every_code_of_the_cross_check_has_its_place_and_its_words() -> None:
    assert set(Code) <= set(RUNGS) == set(REASONS)
    assert all({*words} == {*Language} for table in (REASONS, VERDICTS) for words in table.values())


def candidate(reference: str, score_is: float = 5, rival: float | None = None, **codes: str) -> Candidate:
    return Candidate(reference, replace(judge(fields(**codes), PROFILE), score=score_is), rival)


CLOSE = PROFILE.model_copy(update={"margin": 2.0})
MADE = (Search.FOUND, Search.EMPTY)


@pytest.mark.parametrize(
    ("candidates", "searches", "outcome", "because", "references"),
    [
        ([], [Search.EMPTY, Search.EMPTY], Outcome.MISSING, Because.SEARCHES_EMPTY, ()),
        ([], [Search.EMPTY, Search.NOT_MADE], Outcome.UNCLEAR, Because.SEARCH_NOT_MADE, ()),
        ([], [], Outcome.UNCLEAR, Because.SEARCH_NOT_MADE, ()),
        ([candidate("P-1")], [Search.NOT_MADE], Outcome.UNCLEAR, Because.SEARCH_NOT_MADE, ()),
        ([candidate("P-1")], MADE, Outcome.MATCH, Because.BEST, ("P-1",)),
        ([candidate("P-1", name="near")], MADE, Outcome.DIFFER, Because.BEST, ("P-1",)),
        (
            [candidate("P-1", name="near"), candidate("P-2", name="cut")],
            MADE,
            Outcome.UNCLEAR,
            Because.BEST,
            ("P-2",),
        ),
        ([candidate("P-2"), candidate("P-1")], MADE, Outcome.UNCLEAR, Because.SEVERAL, ("P-1", "P-2")),
        (
            [candidate("P-1"), candidate("P-2", 4, name="cut")],
            MADE,
            Outcome.UNCLEAR,
            Because.TOO_CLOSE,
            ("P-1", "P-2"),
        ),
        ([candidate("P-1"), candidate("P-2", 3, name="cut")], MADE, Outcome.MATCH, Because.BEST, ("P-1",)),
        ([candidate("P-1"), candidate("P-2", iban="near")], MADE, Outcome.MATCH, Because.BEST, ("P-1",)),
        ([candidate("P-1", rival=5)], MADE, Outcome.UNCLEAR, Because.NEARER_TO_ANOTHER_SALE, ("P-1",)),
        ([candidate("P-1", rival=4)], MADE, Outcome.MATCH, Because.BEST, ("P-1",)),
    ],
)
def test_one_order_is_the_sale_or_a_person_looks(
    candidates: list[Candidate],
    searches: list[Search],
    outcome: Outcome,
    because: Because,
    references: tuple[str, ...],
) -> None:
    found = choose(candidates, searches, CLOSE)

    assert (found.outcome, found.because, found.references) == (outcome, because, references)
    for language in Language:
        said = finding_sentence(found, CLOSE, language)
        assert said.endswith(".")
        assert because is Because.BEST or all(reference in said for reference in references)


def test_a_finding_about_one_order_says_what_its_verdict_says() -> None:
    found = choose([candidate("P-1", name="near")], MADE, CLOSE)

    assert found.best is not None
    assert finding_sentence(found, CLOSE, Language.ES) == (
        "No es la misma venta: hay campos que no coinciden; difiere: NAME."
    )
    assert isinstance(found.best.judgement, Judgement)
