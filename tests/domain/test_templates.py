"""Templates of papers refuse what nobody could judge by."""

from typing import Any

import pytest
from pydantic import ValidationError

from trastienda.domain.templates import Box, PaperField, Template, WantedSignature

BOX = {
    "page": 1, "left": 100, "bottom": 100, "right": 300, "top": 160,
    "empty_below": 0.03, "present_from": 0.06,
}  # fmt: skip


def said(error: pytest.ExceptionInfo[ValidationError]) -> str:
    (only,) = error.value.errors()
    return str(only["msg"])


def test_a_field_that_stands_nowhere_is_refused() -> None:
    with pytest.raises(ValidationError) as error:
        PaperField()

    assert "name the form field (acroform), the printed label, or both" in said(error)


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ({"right": 105}, "at least 10 points wide and high"),
        ({"top": 90}, "at least 10 points wide and high"),
        ({"empty_below": 0.1}, "no signature would be unclear"),
    ],
)
def test_a_box_without_an_inside_or_a_doubt_is_refused(change: dict[str, float], hint: str) -> None:
    with pytest.raises(ValidationError) as error:
        Box.model_validate(BOX | change)

    assert hint in said(error)


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ({"kind": "digital"}, "a digital signature needs roots"),
        ({"kind": "either", "box": BOX}, "a digital signature needs roots"),
        ({"kind": "hand", "box": BOX, "roots": ["a.pem"]}, "belong to digital signatures"),
        ({"kind": "hand", "box": BOX, "signer": "holder_id"}, "belong to digital signatures"),
        ({"kind": "hand"}, "a box is for kind 'hand' and 'either'"),
        ({"kind": "digital", "roots": ["a.pem"], "box": BOX}, "a box is for kind 'hand' and 'either'"),
    ],
)
def test_a_signature_that_could_not_be_judged_is_refused(wanted: dict[str, Any], hint: str) -> None:
    with pytest.raises(ValidationError) as error:
        WantedSignature.model_validate(wanted)

    assert hint in said(error)


@pytest.mark.parametrize("locale", ["es", "en", "canonical"])
def test_a_template_is_written_in_a_known_locale(locale: str) -> None:
    assert Template(locale=locale).locale == locale


def test_an_unknown_locale_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ValidationError) as error:
        Template(locale="fr")

    assert "Known: en, es, canonical" in said(error)


def test_a_file_that_was_read_in_part_is_never_allowed() -> None:
    with pytest.raises(ValidationError) as error:
        Template.model_validate({"allows": ["javascript", "cut_short"]})

    assert "read in part only never fits" in said(error)


def test_a_template_names_its_fields_and_the_signers() -> None:
    plain = Template.model_validate({"fields": {"plan": {"label": "Tarifa"}}})
    by_anybody = WantedSignature.model_validate({"kind": "digital", "roots": ["a.pem"]})
    by_customer = by_anybody.model_copy(update={"signer": "holder_id"})

    assert plain.sale_fields == ("plan",)
    assert plain.model_copy(update={"signature": by_customer}).sale_fields == ("plan", "holder_id")
    assert plain.model_copy(update={"signature": by_anybody}).sale_fields == ("plan",)
