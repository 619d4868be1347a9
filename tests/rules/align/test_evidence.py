"""What a person reads of two aligned texts, and how a row's counts become a verdict."""

import pytest

from trastienda.rules.align.evidence import Evidence, Part
from trastienda.rules.align.slots import kind
from trastienda.rules.align.tables import judged, looked_up
from trastienda.rules.verdict import Verdict

PARTS = (
    Part("given", "=", "jose", "jose"),
    Part("first_surname", "edit", "garcia", "garica"),
    Part("second_surname", "extra", "lopez", ""),
)


def evidence(verdict: Verdict, bound: float | None, parts: tuple[Part, ...] = PARTS) -> Evidence:
    return Evidence(verdict, "row", "names/1", bound, "left", "right", parts)


@pytest.mark.parametrize(
    ("found", "es", "en"),
    [
        (
            evidence(Verdict.MATCH, 0.00052),
            "Coinciden, aunque con diferencias: primer apellido: un solo error de escritura («garcia» / «garica»); "
            "segundo apellido: falta en un lado («lopez» / —) (de los casos así, como mucho un 0,052 % eran "
            "distintos).",
            "The same, though not in writing: first surname: one slip ('garcia' / 'garica'); second surname: missing "
            "on one side ('lopez' / —) (of such cases at most 0.052 % were two).",
        ),
        (
            evidence(Verdict.DIFFER, 0.0004, PARTS[1:2]),
            "Son distintos: primer apellido: un solo error de escritura («garcia» / «garica») (de los casos así, como "
            "mucho un 0,04 % eran el mismo).",
            "Not the same: first surname: one slip ('garcia' / 'garica') (of such cases at most 0.04 % were one).",
        ),
        (
            evidence(Verdict.UNCLEAR, 0.25, PARTS[2:]),
            "No está claro: segundo apellido: falta en un lado («lopez» / —) (ninguna respuesta es bastante segura en "
            "casos así).",
            "Unclear: second surname: missing on one side ('lopez' / —) (no answer is sure enough for such cases).",
        ),
        (
            evidence(Verdict.UNCLEAR, None, PARTS[2:]),
            "No está claro: segundo apellido: falta en un lado («lopez» / —) (nadie ha contado bastantes casos así).",
            "Unclear: second surname: missing on one side ('lopez' / —) (nobody has counted enough of such cases).",
        ),
        (evidence(Verdict.MATCH, None, PARTS[:1]), "Coinciden en todo.", "The same."),
        (
            evidence(Verdict.UNCLEAR, None, ()),
            "No está claro: al menos un texto no se puede leer.",
            "Unclear: at least one text is not readable.",
        ),
        (
            evidence(Verdict.DIFFER, 0.2, (Part("first_surname", "swapped edit+short", "a", "b"),)),
            "Son distintos: primer apellido: en el lugar del otro apellido, un solo error de escritura, incompleto en "
            "un lado («a» / «b») (de los casos así, como mucho un 20 % eran el mismo).",
            "Not the same: first surname: in the place of the other surname, one slip, incomplete on one side "
            "('a' / 'b') (of such cases at most 20 % were one).",
        ),
    ],
)
def test_a_person_reads_what_differs_and_how_sure_that_is(found: Evidence, es: str, en: str) -> None:
    assert found.sentence("es") == es
    assert found.sentence("en") == en


@pytest.mark.parametrize(
    ("n", "same", "verdict"),
    [
        (2_000, 2_000, Verdict.UNCLEAR),
        (3_000, 3_000, Verdict.MATCH),
        (3_000, 2_999, Verdict.UNCLEAR),
        (3_000, 0, Verdict.DIFFER),
        (100_000, 40, Verdict.DIFFER),
        (100_000, 50_000, Verdict.UNCLEAR),
    ],
)
def test_a_row_says_no_more_than_its_counts_allow(n: int, same: int, verdict: Verdict) -> None:
    found, bound = judged(n, same, 0.001)

    assert found is verdict
    assert (bound <= 0.001) is (verdict is not Verdict.UNCLEAR)


def test_a_row_that_nobody_counted_is_unclear() -> None:
    assert looked_up("row", {}, 0.001) == (Verdict.UNCLEAR, None)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("=", "="),
        ("none", "none"),
        ("extra", "missing"),
        ("part", "other"),
        ("edit+lookalike", "other"),
        ("doubtful", "strange"),
        ("edit+short", "strange"),
        ("short", "weak"),
        ("edit+variant", "alike"),
    ],
)
def test_codes_have_a_kind(code: str, said: str) -> None:
    assert kind(code) == said
