"""Supply points, SIM cards, postcodes, documents of Latin America, kinds of proof."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trastienda.domain.fields import (
    ArgentinaId,
    ChileId,
    ColombiaId,
    Cups,
    EcuadorId,
    Icc,
    MexicoId,
    Money,
    PeruId,
    Postcode,
    ProofKind,
    TextField,
    Unreadable,
    classes_of,
)

GOOD: list[tuple[type[TextField], str, str]] = [
    (Cups, "ES0021000000000001RK", "ES0021000000000001RK"),
    (Cups, "es 0021 0000 0000 0001 rk", "ES0021000000000001RK"),
    (Cups, "ES0021000000000001RK0F", "ES0021000000000001RK0F"),
    (Icc, "8934 0711 7900 0247 807", "8934071179000247807"),
    (Postcode, "08013", "08013"),
    (Postcode, " 52001 ", "52001"),
    (PeruId, "12345678", "12345678"),
    (PeruId, "12345678-1", "12345678"),
    (PeruId, "12345678-e", "12345678"),
    (PeruId, "20-10007097-0", "20100070970"),
    (MexicoId, "gode 561231 gr8", "GODE561231GR8"),
    (MexicoId, "BOXW310820HNERXN09", "BOXW310820HNERXN09"),
    (MexicoId, "MAB-930714-8T4", "MAB9307148T4"),
    (ColombiaId, "1.023.456.789", "1023456789"),
    (ColombiaId, "900.123.456-8", "900123456-8"),
    (ChileId, "12.345.678-5", "123456785"),
    (ChileId, "12.345.684-k", "12345684K"),
    (ArgentinaId, "12.345.678", "12345678"),
    (ArgentinaId, "20-12345678-6", "20123456786"),
    (EcuadorId, "171430710-3", "1714307103"),
    (EcuadorId, "1714307103001", "1714307103001"),
]


@pytest.mark.parametrize(("kind", "text", "number"), GOOD)
def test_a_number_is_read_however_it_is_written(kind: type[TextField], text: str, number: str) -> None:
    assert kind.parse(text, locale="es") == number
    assert kind.from_canonical(number) == number


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (Cups, "ES0021000000000001RJ", "check letters fit"),
        (Cups, "ES002100000000001RK", "20 or 22 characters"),
        (Cups, "FR0021000000000001RK", "20 or 22 characters"),
        (Icc, "8934071179000247804", "check digit fits"),
        (Icc, "893407117900", "18 to 20 digits"),
        (Icc, "8.93407E+18", "kept as text"),
        (Icc, "8,934E18", "kept as text"),
        (Icc, "8934071179000247800.0", "kept as text"),
        (Postcode, "8013", "leading zero is missing"),
        (Postcode, "53001", "Spanish postcode"),
        (Postcode, "08013.0", "Spanish postcode"),
        (PeruId, "1234567", "leading zero is missing"),
        (PeruId, "12345678-2", "eight digits or a RUC"),
        (PeruId, "123456781", "eight digits or a RUC"),
        (PeruId, "20100070971", "check digit fits"),
        (MexicoId, "GODE561231GR9", "check digit fits"),
        (MexicoId, "GODE561231", "homoclave"),
        (MexicoId, "BOXW310820HNERXN08", "check digit fits"),
        (ColombiaId, "900.123.456-7", "check digit fits"),
        (ColombiaId, "0123456789", "6 to 10 digits"),
        (ColombiaId, "12345", "6 to 10 digits"),
        (ChileId, "12.345.678-6", "check digit fits"),
        (ArgentinaId, "20-12345678-7", "check digit fits"),
        (ArgentinaId, "123456", "seven or eight digits"),
        (EcuadorId, "1714307104", "check digit fits"),
        (EcuadorId, "104307103", "leading zero is missing"),
        (EcuadorId, "1714307103000", "check digit fits"),
    ],
)
def test_what_does_not_hold_is_refused_and_never_repaired(
    kind: type[TextField], text: str, expected: str
) -> None:
    with pytest.raises(Unreadable, match=expected):
        kind.parse(text, locale="es")


@given(st.text(max_size=24), st.sampled_from([kind for kind, *_ in GOOD]))
def test_any_text_is_one_canonical_number_or_unreadable(text: str, kind: type[TextField]) -> None:
    try:
        number = kind.parse(text, locale="es")
    except Unreadable:
        return
    assert kind.parse(number, locale="es") == number == kind.from_canonical(number)


@given(st.integers(0, 99_999_999), st.integers(0, 9))
def test_of_all_digits_only_the_right_one_makes_a_rut(number: int, digit: int) -> None:
    text = f"{number:08d}{digit}"
    weighted = sum(
        int(one) * weight for one, weight in zip(text[7::-1], (2, 3, 4, 5, 6, 7, 2, 3), strict=True)
    )
    right = (11 - weighted % 11) % 11

    if number >= 10_000_000 and right == digit:
        assert ChileId.parse(text, locale="es") == text
    else:
        with pytest.raises(Unreadable):
            ChileId.parse(text, locale="es")


# --- proofs ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("OTP", "otp"),
        ("Código de un solo uso", "otp"),
        ("Grabación", "recording"),
        ("grabación de verificación", "recording"),
        ("Papel firmado", "signed_paper"),
        ("signed paper", "signed_paper"),
        ("Certificado digital", "certificate"),
        ("certificate", "certificate"),
    ],
)
def test_a_kind_of_proof_is_known_by_its_names_in_both_languages(text: str, kind: str) -> None:
    assert ProofKind.parse(text, locale="es") == kind
    assert ProofKind.parse(kind, locale="canonical") == kind


@pytest.mark.parametrize(("text", "locale"), [("llamada", "es"), ("Grabación", "canonical"), ("", "es")])
def test_another_kind_of_proof_is_refused_with_those_there_are(text: str, locale: str) -> None:
    with pytest.raises(Unreadable, match="otp, recording, signed_paper, certificate"):
        ProofKind.parse(text, locale=locale)


def test_a_proof_has_a_name_in_each_language() -> None:
    assert ProofKind("recording").name("es") == "grabación de verificación"
    assert ProofKind("recording").name("en") == "verification recording"


# --- what an annotation holds ------------------------------------------------------------------------------------


class _Tone(StrEnum):
    SMS = "sms"


@pytest.mark.parametrize(
    ("annotation", "classes"),
    [
        (Money, (Money,)),
        (Money | None, (Money,)),
        (Annotated[int, "months"], (int,)),
        (Literal["Fibra", "Móvil"], (str,)),
        (_Tone | None, (_Tone,)),
        (Decimal, (Decimal,)),
        (None, ()),
        ("text", ()),
    ],
)
def test_the_classes_of_an_annotation_are_those_that_its_values_have(
    annotation: object, classes: tuple[type, ...]
) -> None:
    assert classes_of(annotation) == classes
