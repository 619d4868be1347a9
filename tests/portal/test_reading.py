"""Orders as lists and pages show them."""

from typing import Any

import pytest

from tests.portal.site import Answer, Request, serving
from tests.portal.small import BOOK, Opener, page
from trastienda.domain.case import Reason
from trastienda.domain.record import Record, Reference
from trastienda.errors import ApplicationException, BookError, BusinessException
from trastienda.portal.facade import PageNotFound, Portal

HEADERS = ("Número", "Nombre", "Tarifa")


def table(*rows: tuple[str, ...], headers: tuple[str, ...] = HEADERS, more: str = "") -> Answer:
    lines = [f"<th>{'<th>'.join(headers)}", *(f"<td>{'<td>'.join(row)}" for row in rows)]
    return page(f"<table><tr>{'<tr>'.join(lines)}</table>{more}")


def order(number: str, name: str = "ANA", plan: str = "5 GB") -> Record:
    return Record(Reference(number) if number else None, {"name": name, "plan": plan})


def orders(portal: Portal) -> list[Record]:
    portal.open("orders", query="María Muñoz & Cía / 45")
    return portal.rows("orders")


def read(opened: Opener, answer: Answer, **facts: Any) -> list[Record]:
    with serving({"GET /orders": answer}) as site, opened(site.url, **facts) as portal:
        return orders(portal)


def test_a_list_is_read_over_all_its_pages(opened: Opener) -> None:
    more = '<a href="/orders?page={}">Siguiente</a>'
    # An order that came in meanwhile pushed P-3 from the first page to the second.
    pages = {
        "1": table(("P-4", "ANA", "5 GB"), ("P-3", "ANA", "5 GB"), more=more.format(2)),
        "2": table(("P-3", "ANA", "5 GB"), ("P-2", "ANA", "5 GB"), more=more.format(3)),
        "3": table(("P-1", "ANA", "5 GB")),
    }

    def shown(request: Request) -> Answer:
        return pages[request.path.partition("page=")[2] or "1"]

    with serving({"GET /orders": shown}) as site, opened(site.url) as portal:
        found = orders(portal)

    assert found == [order("P-4"), order("P-3"), order("P-2"), order("P-1")]
    assert site.received[0].path == "/orders?q=Mar%C3%ADa%20Mu%C3%B1oz%20%26%20C%C3%ADa%20%2F%2045"


def test_a_list_without_an_end_is_no_search(opened: Opener) -> None:
    endless = table(("P-1", "ANA", "5 GB"), more='<a href="/orders?page=2">Siguiente</a>')

    with pytest.raises(BusinessException) as trouble:
        read(opened, endless)

    assert trouble.value.reason == Reason.SEARCH_UNCLEAR


def test_columns_are_found_by_their_headers_wherever_they_stand_and_however_they_sort(opened: Opener) -> None:
    shown = table(
        ("Alta", "5 GB", "P-1", "ANA"),
        ("Baja", "20 GB", "P-2", "  MARÍA\n MUÑOZ "),
        headers=("Estado", "Tarifa ▲", "Número", "Nombre ↓"),
    )

    assert read(opened, shown) == [order("P-1"), order("P-2", "MARÍA MUÑOZ", "20 GB")]


def test_a_table_of_something_else_and_a_sum_below_are_left_alone(opened: Opener) -> None:
    shown = page(
        "<table><tr><th>Aviso<tr><td>Hoy cerramos a las 15:00</table>"
        "<table><thead><tr><th>Número<th>Nombre<th>Tarifa</thead><tbody><tr><td>P-1<td>ANA<td>5 GB</tbody>"
        "<tfoot><tr><td colspan=3>1 pedido</tfoot></table>"
    )

    assert read(opened, shown) == [order("P-1")]


def test_texts_that_mean_nothing_are_empty(opened: Opener) -> None:
    assert read(opened, table(("P-1", "—", "5 GB"))) == [order("P-1", "")]


def test_nothing_found_is_an_empty_list(opened: Opener) -> None:
    assert read(opened, page('<p role="status">No hay pedidos</p>')) == []


def test_a_page_that_shows_neither_orders_nor_that_there_are_none_is_the_portals_trouble(
    opened: Opener,
) -> None:
    with pytest.raises(ApplicationException, match="neither a list"):
        read(opened, page("<p>Un momento…</p>"), navigation_timeout_s=2)


CHANGED = {
    "a missing column": (table(("P-1", "ANA"), headers=("Número", "Nombre")), "Nombre, Número, Tarifa"),
    "a column that is there twice": (
        table(("P-1", "ANA", "5 GB", "9 GB"), headers=(*HEADERS, "Tarifa")),
        "column Tarifa: 2 ×",
    ),
    "a row of fewer cells": (table(("P-1", "ANA")), "a row of 2 cells under 3 headers"),
    "two links to the next page": (
        table(("P-1", "ANA", "5 GB"), more="<a href='/orders?page=2'>Siguiente</a>" * 2),
        "next_page (role 'link', name 'Siguiente'): 2 ×",
    ),
}


@pytest.mark.parametrize("what", CHANGED)
def test_a_list_is_not_guessed_with(opened: Opener, what: str) -> None:
    shown, said = CHANGED[what]

    with pytest.raises(BusinessException) as trouble:
        read(opened, shown)

    assert trouble.value.reason == Reason.PAGE_CHANGED
    assert said in trouble.value.detail["what"]


@pytest.mark.parametrize("number", ["", "—"])
def test_an_order_without_its_number_is_never_left_out(opened: Opener, number: str) -> None:
    with pytest.raises(BusinessException) as trouble:
        read(opened, table(("P-1", "ANA", "5 GB"), (number, "ANA", "20 GB")))

    assert trouble.value.reason == Reason.SEARCH_UNCLEAR


def test_two_rows_of_one_number_with_different_texts_are_both_told(opened: Opener) -> None:
    shown = table(("P-1", "ANA", "5 GB"), ("P-1", "ANA", "20 GB"))

    assert read(opened, shown) == [order("P-1"), order("P-1", plan="20 GB")]


def detail(opened: Opener, body: str) -> Record:
    with serving({"GET /one": page(body)}) as site, opened(site.url) as portal:
        portal.open("one")
        return portal.record("one")


@pytest.mark.parametrize(
    "body",
    [
        "<dl><dt>Número<dd>P-1<dt>Nombre:<dd> ANA\n<dt>Tarifa<dd>5 <b>GB</b></dl>",
        "<dl><div><dt>Número<dd>P-1</div><div><dt>Nombre<dd>ANA</div><div><dt>Tarifa<dd>5 GB</div></dl>",
        "<table><tr><th>Número<td>P-1<tr><th>Nombre<td>ANA<tr><th>Tarifa<td>5 GB</table>",
        "<dl><dt>Número<dd>P-1<dt>Nombre<dd>ANA<dt>Tarifa<dd>5 GB</dl><dl><dt>Tarifa<dd>5 GB</dl>",
        "<dl><dt>Número<dd>P-1<dt>Nombre<dd>ANA<dt>Tarifa<dd>5 GB<dt>Nota<dd>a<dt>Nota<dd>b</dl>",
    ],
    ids=["terms", "terms in groups", "table", "a term twice with one text", "another term twice"],
)
def test_an_orders_page_is_read_by_its_terms(opened: Opener, body: str) -> None:
    assert detail(opened, body) == order("P-1")


def test_a_term_without_a_text_does_not_get_the_next_terms_name(opened: Opener) -> None:
    assert detail(opened, "<dl><dt>Número<dd>P-1<dt>Nombre<dt>Tarifa<dd>—</dl>") == order("P-1", "", "")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<dl><dt>Número<dd>P-1<dt>Nombre<dd>ANA</dl>", "Tarifa: not to be found"),
        (
            "<dl><dt>Número<dd>P-1<dt>Nombre<dd>ANA<dt>Tarifa<dd>5 GB<dt>Tarifa<dd>9 GB</dl>",
            "'Tarifa' stands twice",
        ),
    ],
    ids=["missing", "twice"],
)
def test_an_orders_page_is_not_guessed_with(opened: Opener, body: str, said: str) -> None:
    with pytest.raises(BusinessException) as trouble:
        detail(opened, body)

    assert trouble.value.reason == Reason.PAGE_CHANGED
    assert said in trouble.value.detail["what"]


def test_an_order_that_is_not_there_is_told_as_such(opened: Opener) -> None:
    with serving({}) as site, opened(site.url) as portal, pytest.raises(PageNotFound):
        portal.open("one")


def test_a_page_that_needs_a_value_says_which(opened: Opener) -> None:
    with (
        serving({}) as site,
        opened(site.url) as portal,
        pytest.raises(BookError, match=r"Page 'orders' .* needs 'query'"),
    ):
        portal.open("orders")


GRID = """<div role=grid aria-rowcount={announced} style="height:120px;overflow-y:auto" id=grid>
<div id=all style="position:relative"></div></div>"""
VIRTUAL = """
const all = document.getElementById('all'), grid = document.getElementById('grid'), HIGH = 30, MANY = 60;
const row = (index, cells, role) => `<div role=row aria-rowindex=${index + 1} style="position:absolute;height:30px;
  top:${index * HIGH}px">` + cells.map(text => `<span role=${role}>${text}</span> `).join('') + '</div>';
const order = at => row(at, [`P-${at}`, 'ANA', '5 GB'], 'gridcell');
const draw = () => {
  const first = Math.max(1, Math.floor(grid.scrollTop / HIGH)), last = Math.min(MANY, first + 5);
  all.style.height = `${(MANY + 1) * HIGH}px`;
  all.innerHTML = row(0, ['Número', 'Nombre', 'Tarifa'], 'columnheader')
    + Array.from({length: last - first + 1}, (_, n) => order(first + n)).join('');
};
grid.addEventListener('scroll', () => setTimeout(draw, 30));
draw();"""


def without_pages() -> dict[str, Any]:
    lists = {"orders": {key: what for key, what in BOOK["lists"]["orders"].items() if key != "next_page"}}
    return {**BOOK, "lists": lists}


def test_a_list_that_renders_only_what_is_in_sight_is_read_from_end_to_end(opened: Opener) -> None:
    answer = page(GRID.format(announced=61), script=VIRTUAL)

    with serving({"GET /orders": answer}) as site, opened(site.url, book=without_pages()) as portal:
        found = orders(portal)

    assert found == [order(f"P-{number}") for number in range(1, 61)]


def test_a_list_that_announces_more_rows_than_it_shows_is_no_search(opened: Opener) -> None:
    answer = page(GRID.format(announced=500), script=VIRTUAL)

    with (
        serving({"GET /orders": answer}) as site,
        opened(site.url, book=without_pages()) as portal,
        pytest.raises(BusinessException) as trouble,
    ):
        orders(portal)

    assert trouble.value.reason == Reason.SEARCH_UNCLEAR
    assert "61 of 500 rows" in trouble.value.detail["what"]


def test_pages_that_a_script_brings_into_the_same_list_are_read(opened: Opener) -> None:
    script = """let at = 1;
    const next = document.getElementById('next');
    next.addEventListener('click', () => setTimeout(() => {
      at += 1;
      document.querySelector('td').textContent = `P-${at}`;
      next.disabled = at === 3;
    }, 100));"""
    book = without_pages()
    book["lists"]["orders"]["next_page"] = {"role": "button", "name": "Siguiente"}
    answer = page(table(("P-1", "ANA", "5 GB")).body + "<button id=next>Siguiente</button>", script=script)

    with serving({"GET /orders": answer}) as site, opened(site.url, book=book) as portal:
        found = orders(portal)

    assert found == [order("P-1"), order("P-2"), order("P-3")]
