"""Forms that do not take what is typed into them."""

import threading
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.async_api import Page

from tests.portal.site import Answer, Request, serving
from tests.portal.small import BUTTON, FIELD, FORM, SAVES, Opener, Order, page, with_form
from tests.support.desk import a_sale
from trastienda.domain.case import Reason
from trastienda.domain.fields import Day, Money
from trastienda.errors import ApplicationException, BookError, BusinessException, PortalRefused
from trastienda.portal.facade import Portal

NAME: Mapping[str, Any] = {"label": "Nombre"}
PLAN: Mapping[str, Any] = {"label": "Tarifa"}
PLAN_FIELD = '<label>Tarifa <input name="tarifa"></label>'


def form(inside: str, **page_of: str) -> dict[str, Any]:
    """A portal whose form has these fields."""
    return {
        **SAVES,
        "GET /order": page(f'<form method="post" action="/save">{inside}{BUTTON}</form>', **page_of),
    }


def typed_in(portal: Portal) -> list[str]:
    """What stands in the form's fields."""
    asked = "() => [...document.querySelectorAll('input, select')].map(e => e.value)"

    async def values(page: Page) -> list[str]:
        return list(await page.evaluate(asked))

    return portal.run(values)


def test_a_value_that_the_field_cuts_is_told_before_anything_is_sent(opened: Opener) -> None:
    with serving(form(FIELD.replace("<input", '<input maxlength="5"'))) as site, opened(site.url) as portal:
        portal.open("order")
        with pytest.raises(BusinessException) as trouble:
            portal.fill("order", Order())

    assert trouble.value.reason == Reason.FIELD_NOT_TAKEN
    assert trouble.value.detail == {"field": "name", "wanted": "María Muñoz", "shown": "María"}
    assert site.posts() == []


def test_a_value_that_the_page_changes_after_the_form_was_filled_stops_the_commit(opened: Opener) -> None:
    async def change(page: Page) -> None:
        await page.get_by_label("Nombre").evaluate("e => { e.value = 'MARIA'; }")

    with serving(SAVES) as site, opened(site.url) as portal:
        portal.open("order")
        portal.fill("order", Order())
        portal.run(change)
        with pytest.raises(BusinessException) as trouble:
            portal.commit("save")

    assert trouble.value.reason == Reason.FIELD_NOT_TAKEN
    assert opened.gate.at == []
    assert site.posts() == []


def test_a_choice_that_the_portal_does_not_offer_is_not_taken(opened: Opener) -> None:
    select = "<label for=t>Tarifa</label><select id=t><option>Seleccione…<option>Móvil 5 GB</select>"

    with (
        serving(form(select)) as site,
        opened(site.url, book=with_form(plan=PLAN), navigation_timeout_s=2) as portal,
    ):
        portal.open("order")
        with pytest.raises(BusinessException) as trouble:
            portal.fill("order", Order())

    assert trouble.value.reason == Reason.FIELD_NOT_TAKEN
    assert trouble.value.detail == {"field": "plan", "wanted": "Móvil 20 GB", "shown": "Seleccione…"}


def test_a_choice_that_is_loaded_later_is_waited_for(opened: Opener) -> None:
    select = "<label for=t>Tarifa</label><select id=t><option>Seleccione…</select>"
    late = "setTimeout(() => document.querySelector('select').add(new Option('Móvil 20 GB', 'T7')), 300)"

    with serving(form(select, script=late)) as site, opened(site.url, book=with_form(plan=PLAN)) as portal:
        portal.open("order")
        portal.fill("order", Order())

        assert typed_in(portal) == ["T7"]


TROUBLED = {
    "is there twice": (PLAN_FIELD * 2, "2 ×, 1 × expected"),
    "is not there": ("", "0 ×, 1 × expected"),
    "is there but hidden": (PLAN_FIELD.replace("<label", '<label style="display: none"'), "0 ×"),
    "is covered": (
        f"{PLAN_FIELD}<dialog open aria-label='Aviso' style='position:fixed;inset:0;width:100%;height:100%'>"
        "Novedades</dialog>",
        "covered by <dialog",
    ),
}


@pytest.mark.parametrize("how", TROUBLED)
def test_nothing_is_written_when_a_field(opened: Opener, how: str) -> None:
    field, said = TROUBLED[how]
    book = with_form(name=NAME, plan=PLAN)

    with serving(form(FIELD + field)) as site, opened(site.url, book=book, navigation_timeout_s=3) as portal:
        portal.open("order")
        with pytest.raises(BusinessException) as trouble:
            portal.fill("order", Order())
        written = typed_in(portal)

    assert trouble.value.reason == Reason.PAGE_CHANGED
    assert said in trouble.value.detail["what"]
    assert set(written) <= {""}


@pytest.mark.parametrize("state", ["disabled", "readonly"])
def test_a_field_that_cannot_be_written_is_told_before_anything_is_sent(opened: Opener, state: str) -> None:
    with (
        serving(form(FIELD.replace("<input", f"<input {state}"))) as site,
        opened(site.url, navigation_timeout_s=2) as portal,
    ):
        portal.open("order")
        with pytest.raises(BusinessException) as trouble:
            portal.fill("order", Order())

    assert trouble.value.reason == Reason.FIELD_NOT_TAKEN
    assert trouble.value.detail["shown"] == ""


def test_a_form_that_does_not_come_at_all_is_the_portals_trouble(opened: Opener) -> None:
    with (
        serving({"GET /order": page("<p>Un momento…</p>")}) as site,
        opened(site.url, navigation_timeout_s=2) as portal,
    ):
        portal.open("order")
        with pytest.raises(ApplicationException, match="did not come"):
            portal.fill("order", Order())


def test_a_field_that_the_page_fills_is_waited_for(opened: Opener) -> None:
    field = '<label>Provincia <input readonly name="provincia"></label>'
    fills = """const {nombre, provincia} = document.forms[0].elements;
    nombre.onblur = () => setTimeout(() => { provincia.value = 'Madrid'; }, 300);"""
    book = with_form(name=NAME, province={"label": "Provincia", "by_page": True})

    with serving(form(FIELD + field, script=fills)) as site, opened(site.url, book=book) as portal:
        portal.open("order")
        portal.fill("order", Order())

        assert typed_in(portal) == ["María Muñoz", "Madrid"]


CHECKED = """for (const field of document.forms[0].elements) field.onblur = async () => {
  await fetch(`/check?${field.name}`);
  answered(field);
};"""


def test_the_check_of_a_field_that_was_left_holds_up_no_other_one(opened: Opener) -> None:
    later = threading.Event()
    in_time: dict[str, bool] = {}

    def check(request: Request) -> Answer:
        # The answer about the first field comes when the second one was left, too.
        name = request.path.partition("?")[2]
        if name == "tarifa":
            later.set()
        in_time[name] = later.wait(10)
        return Answer("{}")

    script = f"const answered = () => {{}}; {CHECKED}"
    answers = {**form(FIELD + PLAN_FIELD, script=script), "GET /check": check}
    book = with_form(name=NAME, plan=PLAN)
    with serving(answers) as site, opened(site.url, book=book, navigation_timeout_s=30) as portal:
        portal.open("order")
        portal.fill("order", Order())

        assert typed_in(portal) == ["María Muñoz", "Móvil 20 GB"]

    assert in_time == {"nombre": True, "tarifa": True}


def test_what_the_check_of_a_field_changes_in_another_one_is_seen(opened: Opener) -> None:
    resets = (
        "const answered = ({name}) => { if (name === 'nombre') document.forms[0].tarifa.value = 'Otra'; };"
    )
    answers = {**form(FIELD + PLAN_FIELD, script=resets + CHECKED), "GET /check": Answer("{}")}

    with serving(answers) as site, opened(site.url, book=with_form(name=NAME, plan=PLAN)) as portal:
        portal.open("order")
        portal.fill("order", Order())

        assert typed_in(portal) == ["María Muñoz", "Móvil 20 GB"]


def test_a_field_that_the_page_leaves_empty_is_told(opened: Opener) -> None:
    field = "<label>Provincia <input readonly></label>"
    book = with_form(name=NAME, province={"label": "Provincia", "by_page": True})

    with serving(form(FIELD + field)) as site, opened(site.url, book=book, navigation_timeout_s=2) as portal:
        portal.open("order")
        with pytest.raises(BusinessException) as trouble:
            portal.fill("order", Order())

    assert trouble.value.reason == Reason.PAGE_CHANGED
    assert trouble.value.detail["what"] == "province: the page left it empty."


def test_a_refusal_of_the_step_before_is_the_portals_own(opened: Opener) -> None:
    step = page('<form action="/one"><button>Siguiente</button></form>')
    refused = page('<p role="alert">Revise los datos</p>')

    with serving({"GET /order": step, "GET /one": refused}) as site, opened(site.url) as portal:
        portal.open("order")
        portal.click("next")
        with pytest.raises(PortalRefused) as trouble:
            portal.fill("order", Order())

    assert trouble.value.detail == {"message": "Revise los datos"}


RICH = SimpleNamespace(
    day=Day(2026, 4, 3),
    paper=Day(2026, 4, 3),
    fee=Money("1234.5", "EUR"),
    agreed=True,
    news=False,
    note=None,
)
"""One value of each kind of control."""


def test_every_kind_of_control_takes_its_value(opened: Opener) -> None:
    controls = (
        '<label>Alta <input type="date"></label><label>Firma <input></label><label>Cuota <input></label>'
        '<label><input type="checkbox"> Acepta</label><label><input type="checkbox" checked> Noticias</label>'
        '<label>Nota <input value="de antes"></label>'
    )
    book = with_form(
        day={"label": "Alta"},
        paper={"label": "Firma"},
        fee={"label": "Cuota"},
        agreed={"label": "Acepta"},
        news={"label": "Noticias"},
        note={"label": "Nota"},
    )
    checked = "() => [...document.querySelectorAll('[type=checkbox]')].map(e => e.checked)"

    with serving(form(controls)) as site, opened(site.url, book=book) as portal:
        portal.open("order")
        portal.fill("order", RICH)

        assert typed_in(portal) == ["2026-04-03", "03/04/2026", "1234,50", "on", "on", ""]
        assert portal.run(lambda page: page.evaluate(checked)) == [True, False]


def test_a_number_is_written_the_way_the_control_keeps_it(opened: Opener) -> None:
    # Typed with its comma, Chromium would make 123450 of it.
    control = '<label>Cuota <input type="number" step="any"></label>'

    with serving(form(control)) as site, opened(site.url, book=with_form(fee={"label": "Cuota"})) as portal:
        portal.open("order")
        portal.fill("order", RICH)

        assert typed_in(portal) == ["1234.5"]


REQUIRED = '<label>Cupón <input required name="cupon"></label>'


def test_a_required_field_that_the_book_does_not_know_stops_the_commit(opened: Opener) -> None:
    with serving(form(FIELD + REQUIRED)) as site, opened(site.url) as portal:
        portal.open("order")
        portal.fill("order", Order())
        with pytest.raises(BusinessException) as trouble:
            portal.commit("save")

    assert trouble.value.reason == Reason.PAGE_CHANGED
    assert trouble.value.detail["what"].startswith("'Cupón': required and empty at ")
    assert site.posts() == []


def test_a_required_field_of_another_form_is_none_of_ours(opened: Opener) -> None:
    both = page(f"{FORM}<form>{REQUIRED}</form>")

    with serving({**SAVES, "GET /order": both}) as site, opened(site.url) as portal:
        portal.open("order")
        portal.fill("order", Order())

        assert portal.commit("save") == "P-1"


def test_a_step_is_read_once_more_before_it_is_left(opened: Opener) -> None:
    async def change(page: Page) -> None:
        await page.get_by_label("Nombre").evaluate("e => { e.value = 'MARIA'; }")

    step = page(f"<form action='/one'>{FIELD}<button>Siguiente</button></form>")

    with serving({"GET /order": step}) as site, opened(site.url) as portal:
        portal.open("order")
        portal.fill("order", Order())
        portal.run(change)
        with pytest.raises(BusinessException) as trouble:
            portal.click("next")

    assert trouble.value.reason == Reason.FIELD_NOT_TAKEN
    assert [one.path for one in site.received if one.path.startswith("/one")] == []


def test_a_button_that_sends_nothing_may_be_pressed_while_required_fields_are_empty(opened: Opener) -> None:
    more = page(f"<form>{FIELD}{REQUIRED}<button type=button>Siguiente</button></form>")

    with serving({"GET /order": more}) as site, opened(site.url) as portal:
        portal.open("order")
        portal.fill("order", Order())
        portal.click("next")

        assert typed_in(portal) == ["María Muñoz", ""]


def test_a_difference_in_writing_that_is_declared_is_no_refusal(opened: Opener) -> None:
    field = FIELD.replace("<input", '<input oninput="this.value = this.value.toUpperCase()"')
    declared = {"identity": ["name"], "equivalences": {"name": ["case"]}}

    with serving(form(field)) as site, opened(site.url, crosscheck=declared) as portal:
        portal.open("order")
        portal.fill("order", Order())

        assert typed_in(portal) == ["MARÍA MUÑOZ"]


def test_a_form_that_names_an_unknown_field_says_which_one_is_near(opened: Opener) -> None:
    with serving(SAVES) as site, opened(site.url, book=with_form(holder_nam=NAME)) as portal:
        portal.open("order")
        with pytest.raises(
            BookError, match=r"'holder_nam', which Line does not have\. Did you mean 'holder_name'"
        ):
            portal.fill("order", a_sale())


@pytest.mark.parametrize(
    "form_of",
    [
        '<dialog open><form method="dialog"><input type=hidden name=method><button>Siguiente</button></form></dialog>',
        '<form action="/one" target="_blank"><button>Siguiente</button></form>',
        '<form action="/one" onsubmit="event.preventDefault()"><button>Siguiente</button></form>',
    ],
    ids=["a dialog's form", "a form for another window", "a form that its page keeps"],
)
def test_a_form_that_does_not_leave_the_page_is_not_waited_for(opened: Opener, form_of: str) -> None:
    with (
        serving({**SAVES, "GET /order": page(FORM + form_of)}) as site,
        opened(site.url, navigation_timeout_s=3) as portal,
    ):
        portal.open("order")
        portal.click("next")
        portal.fill("order", Order())

        assert typed_in(portal)[0] == "María Muñoz"


def test_a_step_ends_with_the_page_that_its_form_leads_to(opened: Opener) -> None:
    step = page('<form action="/one"><button>Siguiente</button></form>')

    with (
        serving({**SAVES, "GET /order": step, "GET /one": page("<h1>Dos</h1>")}) as site,
        opened(site.url) as portal,
    ):
        for _ in range(10):
            portal.open("order")
            portal.click("next")
            assert portal.run(_heading) == "Dos"


async def _heading(page: Page) -> str:
    return str(await page.evaluate("document.querySelector('h1')?.innerText"))
