"""Cases: every reason has its sentence in both languages."""

import string

import pytest

from trastienda.domain.case import SENTENCES, Language, Reason, sentence

NAMES = {
    Reason.VALIDATION: {"finding", "finding_en"},
    Reason.SEVERAL_ORDERS: {"orders", "fields"},
    Reason.LOOKALIKE: {"orders", "fields"},
    Reason.ANOTHER_SALE_OF_OURS: {"orders", "fields"},
    Reason.SEARCH_UNCLEAR: {"what"},
    Reason.FIELD_NOT_TAKEN: {"field", "wanted", "shown"},
    Reason.PAGE_CHANGED: {"what"},
    Reason.PORTAL_REFUSED: {"message"},
    Reason.DUPLICATE_WARNING: {"message"},
    Reason.NO_TRACE: {"sent", "said"},
    Reason.NEVER_APPEARED: {"order"},
    Reason.DIFFERS: {"orders", "fields"},
    Reason.UNCLEAR: {"orders", "fields"},
    Reason.WRONG_RECORD: {"wanted", "shown"},
    Reason.GAVE_UP: {"attempts", "what"},
    Reason.UNCHECKED: {"attempts", "what"},
    Reason.SEAL_BROKEN: set(),
    Reason.SEAL_TOO_OLD: {"days", "most"},
    Reason.ORDER_GONE: {"order"},
    Reason.ORDER_UNKNOWN: {"orders"},
    Reason.SALE_UNREADABLE: {"what"},
}
"""Reason → the names that whoever opens such a case gives."""


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence_that_asks_only_for_names_it_is_given(
    reason: Reason, language: Language
) -> None:
    template = SENTENCES[reason][language]

    assert template[0].isupper()
    assert names_in(template) <= NAMES[reason]


@pytest.mark.parametrize("reason", Reason)
def test_both_languages_tell_the_same_facts(reason: Reason) -> None:
    told = {
        language: {name.removesuffix("_en") for name in names_in(SENTENCES[reason][language])}
        for language in Language
    }

    assert told[Language.ES] == told[Language.EN]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", Reason)
def test_a_sentence_ends_like_one_whatever_it_quotes(reason: Reason, language: Language) -> None:
    assert SENTENCES[reason][language].endswith((".", "»", "'", ": {what}", "{finding}", "{finding_en}"))


def test_a_sentence_says_what_the_portal_said_even_when_that_has_braces() -> None:
    said = sentence(Reason.PORTAL_REFUSED, {"message": "Error {0} {orders}"}, Language.ES)

    assert said == "El portal rechazó el pedido: «Error {0} {orders}»"


def test_a_name_that_the_detail_lacks_is_a_question_mark() -> None:
    assert sentence(Reason.WRONG_RECORD, {"wanted": "P-1"}, Language.EN) == (
        "Opening order P-1, the portal showed another one: ?."
    )


def test_one_attempt_and_several_read_well_alike() -> None:
    said = {
        count: sentence(Reason.GAVE_UP, {"attempts": count, "what": "sin red"}, Language.ES) for count in "13"
    }

    assert said["1"] == ("El portal o la máquina siguen fallando (intentos: 1) y no se envió nada: sin red")
    assert said["3"] == said["1"].replace("1", "3")
