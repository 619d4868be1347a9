"""The report speaks properly, in both languages."""

import pytest

from trastienda.domain.case import Language, Reason
from trastienda.domain.item import State
from trastienda.report.words import REASONS, STATES, WORDS, headline, lasting, percent

ES, EN = Language.ES, Language.EN


@pytest.mark.parametrize(
    ("total", "ends", "language", "says"),
    [
        (
            60,
            {"settled": 44, "rejected": 8, "waiting": 8, "working": 0},
            ES,
            "60 ventas: 44 en el portal y comprobadas, 8 rechazadas, 8 esperan una decisión.",
        ),
        (3, {"settled": 1, "waiting": 1, "working": 1}, ES,
         "3 ventas: 1 en el portal y comprobada, 1 espera una decisión, 1 sigue en curso."),
        (1, {"waiting": 1}, EN, "1 sale: 1 waits for a decision."),
        (2, {"waiting": 2}, EN, "2 sales: 2 wait for a decision."),
        (0, {}, ES, "Ninguna venta."),
    ],
)  # fmt: skip
def test_the_headline_counts_in_a_sentence(
    total: int, ends: dict[str, int], language: Language, says: str
) -> None:
    assert headline(total, ends, language) == says


@pytest.mark.parametrize(
    ("share", "says"),
    [(0.7333, "73 %"), (1.0, "100 %"), (0.0, "0 %"), (0.999, "99 %"), (0.001, "1 %")],
)
def test_a_share_says_all_or_nothing_only_when_it_is(share: float, says: str) -> None:
    assert percent(share, ES) == says
    assert percent(share, EN) == says.replace(" ", "")


@pytest.mark.parametrize(
    ("seconds", "says"),
    [(0.4, "0 s"), (12, "12 s"), (59.9, "1 min 0 s"), (312, "5 min 12 s"), (7380, "2 h 3 min")],
)
def test_a_duration_is_said_in_the_two_units_that_matter(seconds: float, says: str) -> None:
    assert lasting(seconds) == says


def test_every_reason_and_state_has_words_in_every_language() -> None:
    assert set(REASONS) == set(Reason)
    assert set(STATES) == set(State)
    for words in (*REASONS.values(), *STATES.values(), *WORDS.values()):
        assert all(words[language] for language in Language)
