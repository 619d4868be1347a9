"""The labelled pairs: made by rules that are written down, and judged apart from those that were counted."""

from collections import Counter
from itertools import islice

import pytest

from benchmarks.pairs import addresses, companies, lists, names, naming
from benchmarks.pairs.judge import CHOSEN, FIRST_JUDGED
from benchmarks.pairs.peers import Thresholds, thresholds
from benchmarks.pairs.slips import slip
from trastienda.rules.align.lexicon import GIVEN_NAMES, SURNAMES
from trastienda.rules.align.persons import compare_documents
from trastienda.rules.align.tokens import words
from trastienda.rules.verdict import Verdict

SOME = 4_000


@pytest.mark.parametrize("pairs", [names.pairs, addresses.pairs, companies.pairs])
def test_pairs_are_a_pure_function_of_their_seed(pairs: type) -> None:
    assert list(pairs(7, 50)) == list(pairs(7, 50))
    assert list(pairs(7, 50)) != list(pairs(8, 50))


def test_no_judged_pair_was_counted() -> None:
    assert FIRST_JUDGED > 100_000
    assert max(CHOSEN) < 100_000


def test_at_least_15_percent_are_different_pairs_of_the_hard_kinds() -> None:
    kinds = Counter(pair.kind for pair in names.pairs(1, SOME))

    hard = SOME - kinds["same"] - kinds["stranger"]
    assert 0.15 * SOME < hard < 0.30 * SOME


def test_at_least_40_percent_of_the_same_pairs_have_a_slip(monkeypatch: pytest.MonkeyPatch) -> None:
    slips: list[str] = []

    def noted(word: str, chance: object) -> str:
        slips.append(word)
        return slip(word, chance)  # type: ignore[arg-type]  # it passes on what it gets

    monkeypatch.setattr(naming, "slip", noted)
    same = slipped = 0
    for pair in names.pairs(1, SOME):
        same += pair.same
        slipped += pair.same and bool(slips)
        slips.clear()

    assert slipped >= 0.4 * same


def test_the_rare_names_are_unknown_to_the_comparator() -> None:
    rare = {words(name)[0] for name in (*lists.RARE_SURNAMES, *lists.RARE_WOMEN, *lists.RARE_MEN)}

    assert rare.isdisjoint(GIVEN_NAMES | SURNAMES)


def test_a_document_of_a_sale_is_right_and_a_mistyped_one_is_seen_to_be() -> None:
    papers = [pair for pair in names.pairs(3, SOME) if pair.same and pair.left.document]

    codes = Counter(compare_documents(pair.left.document, pair.right.document) for pair in papers)

    assert set(codes) == {"=", "edit"}
    assert 0.01 * len(papers) < codes["edit"] < 0.06 * len(papers)


def test_next_doors_are_two_homes() -> None:
    doors = islice((pair for pair in addresses.pairs(1, SOME) if pair.kind == "next door"), 50)

    assert all(pair.left != pair.right for pair in doors)


def test_thresholds_decide_the_most_that_the_risk_allows() -> None:
    scored = [(0.9, True)] * 100 + [(0.8, False)] + [(0.7, True)] * 10 + [(0.1, False)] * 100

    found = thresholds(scored, 0.0)

    assert found == Thresholds(match=0.9, differ=0.1)
    assert [found.verdict(score) for score in (0.95, 0.8, 0.1)] == [
        Verdict.MATCH,
        Verdict.UNCLEAR,
        Verdict.DIFFER,
    ]


def test_a_score_that_tells_nothing_decides_nothing() -> None:
    found = thresholds([(0.5, True), (0.5, False)], 0.001)

    assert found.verdict(0.5) is Verdict.UNCLEAR
