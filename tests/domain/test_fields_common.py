"""What every field type does alike."""

import copy
import pickle

import pytest

from trastienda.domain.fields import (
    Address,
    Day,
    Email,
    Field,
    Iban,
    Money,
    PersonId,
    PersonName,
    Phone,
    Text,
    Unreadable,
)

EXAMPLES: list[Field] = [
    Money("1029.90", "EUR"),
    Day(2026, 4, 3),
    Phone("+34612345678"),
    PersonId("54362315K"),
    Iban("ES9121000418450200051332"),
    Text("Móvil 20 GB"),
    PersonName("José Muñoz"),
    Address("Calle de Alcalá 45"),
    Email("ana@ejemplo.es"),
]


@pytest.mark.parametrize("value", EXAMPLES, ids=lambda value: type(value).__name__)
def test_a_value_comes_back_from_its_canonical_text_from_a_copy_and_from_a_pickle(value: Field) -> None:
    text = value.canonical

    assert type(text) is str
    assert type(value).from_canonical(text) == type(value).parse(text, locale="canonical") == value
    assert copy.deepcopy(value) == pickle.loads(pickle.dumps(value)) == value
    assert type(pickle.loads(pickle.dumps(value))) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Money, "1.029,90 €"),
        (Money, "1029.900 EUR"),
        (Money, "1029.9 EUR"),
        (Day, "3/4/2026"),
        (Day, "2026-02-30"),
        (Phone, "612345678"),
        (Phone, "+34 612345678"),
        (PersonId, "54362315k"),
        (Iban, "ES91 2100 0418 4502 0005 1332"),
        (Text, " a"),
        (Email, "ana@Ejemplo.es"),
    ],
)
def test_a_text_that_is_nearly_canonical_is_refused(kind: type[Field], text: str) -> None:
    with pytest.raises(Unreadable):
        kind.from_canonical(text)


@pytest.mark.parametrize("value", EXAMPLES, ids=lambda value: type(value).__name__)
def test_a_locale_that_does_not_exist_is_the_callers_fault_and_not_the_values(value: Field) -> None:
    with pytest.raises(LookupError, match=r"no locale 'fr'. Known: en, es, canonical."):
        type(value).parse("x", locale="fr")
    with pytest.raises(LookupError):
        value.shown("fr")


def test_a_text_field_shows_its_type_and_is_shown_as_it_is() -> None:
    assert repr(Text("Móvil")) == "Text('Móvil')"
    assert Text("Móvil").shown("es") == Text("Móvil").shown("canonical") == "Móvil"
