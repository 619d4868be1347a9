"""A portal that says that it is closed for now."""

from typing import Any

import pytest

from tests.portal.site import Answer, serving
from tests.portal.small import BOOK, DONE, FORM, LOGIN, SAVES, Opener, Order, page
from trastienda.errors import ApplicationException, OutcomeUnknown, UnderMaintenance
from trastienda.portal.facade import Portal

WITH_ELEMENT: dict[str, Any] = {**BOOK, "maintenance": {"heading": "Portal en mantenimiento"}}
HEADING = "<!doctype html><html lang=es><title>Aviso</title><h1>Portal en mantenimiento</h1>"
SAYS_SO = Answer(HEADING)
ANSWERS_503 = Answer("<!doctype html><html lang=es><h1>Volvemos pronto</h1>", status=503)
CLOSED = {"503": ANSWERS_503, "its element": SAYS_SO, "its element with 500": Answer(HEADING, status=500)}
STEP = page('<form action="/second"><button>Siguiente</button></form>')


@pytest.fixture(params=CLOSED)
def closed(request: pytest.FixtureRequest) -> Answer:
    """A closed portal's page, in each of the ways in which it may say so."""
    return CLOSED[request.param]


def test_a_page_that_is_closed_is_under_maintenance(opened: Opener, closed: Answer) -> None:
    with (
        serving({"GET /order": closed}) as site,
        opened(site.url, book=WITH_ELEMENT) as portal,
        pytest.raises(UnderMaintenance),
    ):
        portal.open("order")


def test_a_step_that_is_closed_is_under_maintenance(opened: Opener, closed: Answer) -> None:
    with (
        serving({"GET /order": STEP, "GET /second": closed}) as site,
        opened(site.url, book=WITH_ELEMENT, navigation_timeout_s=3) as portal,
    ):
        portal.open("order")
        portal.click("next")
        with pytest.raises(UnderMaintenance):
            portal.fill("order", Order())


def test_a_list_whose_next_page_is_closed_is_under_maintenance(opened: Opener, closed: Answer) -> None:
    rows = page(
        "<table><tr><th>Número<th>Nombre<th>Tarifa<tr><td>P-1<td>Ana<td>Móvil</table><a href=/second>Siguiente</a>"
    )
    with (
        serving({"GET /orders": rows, "GET /second": closed}) as site,
        opened(site.url, book=WITH_ELEMENT, navigation_timeout_s=3) as portal,
    ):
        portal.open("orders", query="x")
        with pytest.raises(UnderMaintenance):
            portal.rows("orders")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_sign_in_that_is_closed_is_under_maintenance_and_no_refusal(
    opened: Opener, closed: Answer, method: str
) -> None:
    def sign_in(portal: Portal) -> None:
        portal.open("login")
        portal.sign_in()

    # Many a portal says in an alert that it is closed: that is no wrong password.
    alert = Answer(f'{closed.body}<p role="alert">Cerrado</p>', status=closed.status)
    with (
        serving({"GET /login": LOGIN, f"{method} /login": alert}) as site,
        opened(site.url, book=WITH_ELEMENT, navigation_timeout_s=3) as portal,
        pytest.raises(UnderMaintenance),
    ):
        sign_in(portal)


def test_a_form_that_gives_way_to_maintenance_while_it_is_filled_is_no_case(opened: Opener) -> None:
    gone = f"document.forms[0].nombre.onblur = () => document.write(`{HEADING}`)"

    with (
        serving({**SAVES, "GET /order": page(FORM, script=gone)}) as site,
        opened(site.url, book=WITH_ELEMENT, navigation_timeout_s=3) as portal,
    ):
        portal.open("order")
        with pytest.raises(UnderMaintenance):
            portal.fill("order", Order())

    assert site.posts() == []


def test_after_the_commit_a_closed_portal_leaves_the_outcome_unknown(opened: Opener, closed: Answer) -> None:
    with (
        serving({**SAVES, "POST /save": closed}) as site,
        opened(site.url, book=WITH_ELEMENT, navigation_timeout_s=3) as portal,
    ):
        portal.open("order")
        portal.fill("order", Order())
        with pytest.raises(OutcomeUnknown):
            portal.commit("save")

    assert len(site.posts()) == 1


def test_a_portal_that_closes_after_the_commit_leaves_the_outcome_unknown(opened: Opener) -> None:
    with serving({**SAVES, "GET /done": DONE}) as site, opened(site.url) as portal:
        portal.open("order")
        portal.fill("order", Order())
        portal.commit("save")
        site.answers["GET /order"] = ANSWERS_503
        with pytest.raises(OutcomeUnknown):
            portal.open("order")


def test_without_the_element_only_503_says_that_a_portal_is_closed(opened: Opener) -> None:
    with (
        serving({"GET /order": Answer(HEADING, status=500)}) as site,
        opened(site.url) as portal,
        pytest.raises(ApplicationException, match="answered 500") as trouble,
    ):
        portal.open("order")

    assert not isinstance(trouble.value, UnderMaintenance)
