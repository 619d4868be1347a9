"""The picture of the flow shows the numbers, as widths and as texts."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from trastienda.domain.case import Language
from trastienda.domain.item import State
from trastienda.report.facts import ItemFacts, SourceFacts
from trastienda.report.flow import NARROW, WIDE, Size, ends_of, flow


def some(count: int, state: State, *, by_us: bool = False, reference: str | None = None) -> list[ItemFacts]:
    source = SourceFacts(file="ventas.xlsx", sheet=None, row=2)
    return [
        ItemFacts(
            item=number,
            sale_reference=f"V-{number}",
            source=source,
            state=state,
            reference=reference,
            reason=None,
            entered_by_us=by_us,
            touched=False,
            attempts=1,
            next_at=None,
        )
        for number in range(count)
    ]


MIXED = [
    *some(6, State.SETTLED, by_us=True, reference="P"),
    *some(2, State.SETTLED, reference="P"),
    *some(1, State.IN_CASE),
    *some(1, State.REJECTED),
]


def heights(svg: str) -> list[float]:
    return [float(bar.get("height", "")) for bar in ElementTree.fromstring(svg).iter("rect")]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_bars_are_as_tall_as_their_numbers(size: Size) -> None:
    total, entered, there, without, settled, waiting, rejected = heights(
        flow(MIXED, Language.ES, size, name="wide")
    )

    unit = size.tall / 10
    assert total == pytest.approx(size.tall)
    assert [entered, there, without] == pytest.approx([6 * unit, 2 * unit, 2 * unit], abs=0.1)
    assert [settled, waiting, rejected] == pytest.approx([8 * unit, unit, unit], abs=0.1)


def test_the_picture_tells_its_numbers_to_those_who_do_not_see_it() -> None:
    root = ElementTree.fromstring(flow(MIXED, Language.ES, WIDE, name="wide"))

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "wide-title wide-desc"
    described = {child.get("id"): child.text for child in root if child.get("id")}
    assert described["wide-desc"] == (
        "Ventas: 10. Grabadas: 6. Ya estaban: 2. Sin pedido: 2. "
        "Comprobadas: 8. Esperan decisión: 1. Rechazadas: 1."
    )


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_texts_do_not_run_into_each_other(size: Size) -> None:
    crowd = [one for state in State for one in some(1, state)] + some(300, State.SETTLED, by_us=True)

    root = ElementTree.fromstring(flow(crowd, Language.ES, size, name="x"))

    places: dict[str, list[float]] = {}
    for text in root.iter("text"):
        places.setdefault(text.get("x", ""), []).append(float(text.get("y", "")))
    for lines in places.values():
        assert all(below - above >= size.letters for above, below in pairwise(lines))
    height = float(root.get("viewBox", "").split()[3])
    assert max(line for lines in places.values() for line in lines) <= height


def test_nothing_is_drawn_without_sales() -> None:
    assert flow([], Language.ES, WIDE, name="wide") == ""


def test_every_sale_comes_to_one_end() -> None:
    every = [one for state in State for one in some(1, state)]

    assert ends_of(every) == {"settled": 1, "rejected": 1, "waiting": 1, "working": 5, "withdrawn": 1}


def test_there_is_one_band_for_each_way_that_sales_went() -> None:
    root = ElementTree.fromstring(flow(MIXED, Language.ES, WIDE, name="wide"))

    to_their_way, to_their_end = 3, 4
    assert len(root.findall("path")) == to_their_way + to_their_end
