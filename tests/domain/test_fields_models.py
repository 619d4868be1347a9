"""Field types inside pydantic models."""

import pytest
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from trastienda.domain.fields import Day, Money, PersonKey, Phone, Unreadable


class Line(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)

    line: Phone
    fee: Money
    since: Day | None = None


LINE = Line(line=Phone("+34612345678"), fee=Money("39.90", "EUR"), since=Day(2026, 4, 3))


def test_a_strict_model_goes_through_json_unchanged() -> None:
    assert LINE.model_dump_json() == '{"line":"+34612345678","fee":"39.90 EUR","since":"2026-04-03"}'
    assert Line.model_validate_json(LINE.model_dump_json()) == LINE


def test_a_dump_keeps_the_types() -> None:
    assert Line(**LINE.model_dump()) == LINE
    assert isinstance(LINE.model_dump()["fee"], Money)


def test_a_strict_model_takes_canonical_texts() -> None:
    assert Line.model_validate({"line": "+34612345678", "fee": "39.90 EUR"}).fee == LINE.fee


def test_texts_are_read_by_the_locale_of_the_context() -> None:
    texts = {"line": "612 345 678", "fee": "39,90 €", "since": "3/4/2026"}

    assert Line.model_validate(texts, context={"locale": "es"}) == LINE


def test_without_a_context_a_locales_text_is_refused_with_what_was_expected() -> None:
    with pytest.raises(ValidationError) as refused:
        Line.model_validate({"line": "612345678", "fee": "39,90 €"}, context="es")

    causes = [error["ctx"]["error"] for error in refused.value.errors()]
    assert [cause.seen for cause in causes] == ["612345678", "39,90 €"]
    assert all(isinstance(cause, Unreadable) for cause in causes)


def test_what_is_neither_a_text_nor_an_instance_is_refused() -> None:
    with pytest.raises(ValidationError, match="a Money or its canonical text"):
        Line.model_validate({"line": "+34612345678", "fee": 39.9})


def test_a_field_is_a_string_in_a_json_schema() -> None:
    assert Line.model_json_schema()["properties"]["fee"] == {"title": "Money", "type": "string"}


def test_an_error_without_spanish_words_speaks_english() -> None:
    assert Unreadable("x", "a day").expected_es == "a day"


def test_the_key_of_a_person_is_in_lower_case_and_never_empty() -> None:
    keys = TypeAdapter(PersonKey)

    assert keys.validate_python("  Ana  López ") == "ana lópez"
    with pytest.raises(ValidationError, match="the key of a person"):
        keys.validate_python("  ")
