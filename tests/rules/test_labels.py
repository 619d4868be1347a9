"""A value is found beside its label, or it is not found; never is another one taken for it."""

from typing import Any

import pytest

from trastienda.domain.papers import Segment
from trastienda.domain.templates import PaperField
from trastienda.rules.labels import MOST_PLACES, Print, Printed, says

LABELS = ("DNI / NIE", "Titular", "Titular de la cuenta", "Cuota mensual", "Teléfono")


def text(
    words: str, left: float = 60, bottom: float = 700, *, page: int = 1, hidden: bool = False
) -> Segment:
    return Segment(
        page=page,
        left=left,
        bottom=bottom,
        right=left + 6 * len(words),
        top=bottom + 12,
        text=words,
        hidden=hidden,
    )


def found(*segments: Segment, label: str = "Cuota mensual", **declared: Any) -> list[str]:
    field = PaperField.model_validate({"label": label} | declared)
    return [one.text for one in Print(segments, LABELS).values(field)]


@pytest.mark.parametrize(
    "words",
    [
        "Cuota mensual: 39,90 €",
        "CUOTA MENSUAL  39,90 €",
        "Cuota Mensual ….. 39,90 €",
        "cuota mensual - 39,90 €",
    ],
)
def test_a_value_stands_in_one_run_with_its_label(words: str) -> None:
    assert found(text(words)) == ["39,90 €"]


def test_a_value_ends_where_the_next_label_begins() -> None:
    run = text("DNI / NIE: 12345678Z Titular: Ana Ruiz Cuota mensual: 39,90 € Teléfono: 612345678")

    assert found(run) == ["39,90 €"]
    assert found(run, label="Titular") == ["Ana Ruiz"]
    assert found(run, label="Teléfono") == ["612345678"]


def test_the_longest_label_wins() -> None:
    run = text("Titular de la cuenta: Luis Gil")

    assert found(run, label="Titular") == []
    assert found(run, label="Titular de la cuenta") == ["Luis Gil"]


@pytest.mark.parametrize(
    "words", ["Titulares: dos", "Subtitular: uno", "El Titular: declara", "Titularidad propia"]
)
def test_a_part_of_a_word_or_a_sentence_is_no_label(words: str) -> None:
    assert found(text(words), label="Titular") == []


def test_a_label_with_its_own_colon_is_the_same_label() -> None:
    field = PaperField(label="Importe:")

    values = Print([text("Importe:39,90 €")], ["Importe:"]).values(field)

    assert values == (Printed("39,90 €", hidden=False),)


def test_the_nearest_text_to_the_right_is_the_value() -> None:
    segments = (text("Cuota mensual:"), text("39,90 €", 220), text("al mes", 400), text("Tarifa", 220, 660))

    assert found(*segments) == ["39,90 €"]


@pytest.mark.parametrize(
    "other",
    [
        text("39,90 €", 220, 680),
        text("39,90 €", 10),
        text("39,90 €", 220, page=2),
        text("DNI / NIE: 12345678Z", 220),
    ],
    ids=["on the next line", "to the left", "on another page", "that begins with a label"],
)
def test_a_label_with_nothing_beside_it_is_empty(other: Segment) -> None:
    assert found(text("Cuota mensual:"), other) == [""]


def test_a_value_below_its_label_is_the_nearest_that_lies_under_it() -> None:
    segments = (
        text("Cuota mensual"), text("39,90 €", 65, 686), text("99,90 €", 65, 670),
        text("al lado", 300, 686), text("lejos", 65, 600),
    )  # fmt: skip

    assert found(*segments, where="below") == ["39,90 €"]
    assert found(segments[0], segments[3], segments[4], where="below") == [""]


def test_the_text_behind_a_label_is_not_the_value_below_it() -> None:
    assert found(text("Cuota mensual (con IVA)"), text("39,90 €", 65, 686), where="below") == ["39,90 €"]


def test_a_label_is_looked_for_on_its_page_alone() -> None:
    segments = (text("Cuota mensual: 39,90 €"), text("Cuota mensual: 19,90 €", page=2))

    assert found(*segments, page=1) == ["39,90 €"]
    assert found(*segments, page=3) == []
    assert found(*segments) == ["39,90 €", "19,90 €"]


def test_two_texts_in_one_place_are_both_told() -> None:
    beside = (text("Cuota mensual:"), text("39,90 €", 220), text("29,90 €", 222))
    behind = (text("Cuota mensual: 39,90 €"), text("29,90 €", 150))

    assert found(*beside) == ["39,90 €", "29,90 €"]
    assert found(*behind) == ["39,90 €", "29,90 €"]


def test_a_hidden_value_is_told_as_such() -> None:
    field = PaperField(label="Cuota mensual")

    values = Print([text("Cuota mensual:"), text("39,90 €", 220, hidden=True)], LABELS).values(field)

    assert values == (Printed("39,90 €", hidden=True),)


def test_words_are_said_when_they_are_seen() -> None:
    assert says("ficha de pedido", [text("FICHA DE PEDIDO Nº 12")])
    assert not says("ficha de pedido", [text("FICHA DE PEDIDO", hidden=True), text("FACTURA")])


def test_letters_that_fold_to_two_do_not_move_the_value() -> None:
    assert found(text("Cuota mensual: ßﬁ 39")) == ["ßﬁ 39"]
    assert found(text("Cuota mensual: ﬁjo ½ Titular: Ana"), label="Titular") == ["Ana"]


def test_a_label_in_too_many_places_is_never_one_value_alone() -> None:
    segments = [text("Cuota mensual: 39,90 €", page=number) for number in range(1, MOST_PLACES + 2)]

    assert found(*segments[:-1]) == ["39,90 €"]
    assert found(*segments) == ["39,90 €", ""]


def test_a_form_without_labels_has_no_values() -> None:
    assert Print([text("Cuota mensual: 39,90 €")], []).values(PaperField(acroform="fee")) == ()
