"""JavaScript dialogs that nobody expected."""

import pytest
from playwright.async_api import Page

from tests.portal.site import Answer, serving
from tests.portal.small import FORM, LOGIN, SAVES, Opener, Order, page
from trastienda.domain.case import Reason
from trastienda.errors import BusinessException, OutcomeUnknown, SignInRefused
from trastienda.portal.facade import Portal


def fill(portal: Portal) -> None:
    portal.open("order")
    portal.fill("order", Order())


def asking(script: str) -> dict[str, Answer]:
    return {"GET /order": page(FORM, script=script)}


@pytest.mark.parametrize("kind", ["alert", "confirm", "prompt"])
def test_a_dialog_before_the_commit_is_told_with_its_words(opened: Opener, kind: str) -> None:
    script = f"document.forms[0].nombre.onblur = () => {kind}('La tarifa ha cambiado')"

    with (
        serving({**SAVES, **asking(script)}) as site,
        opened(site.url) as portal,
        pytest.raises(BusinessException) as trouble,
    ):
        fill(portal)

    assert trouble.value.reason == Reason.PAGE_CHANGED
    assert trouble.value.detail == {"what": f"{kind} «La tarifa ha cambiado»."}
    assert site.posts() == []


def test_a_dialog_that_comes_after_the_form_was_filled_stops_the_commit(opened: Opener) -> None:
    async def later(page: Page) -> None:
        await page.evaluate(
            "setTimeout(() => { alert('Sesión a punto de caducar'); document.title = 'said'; }, 50)"
        )

    async def said(page: Page) -> None:
        await page.wait_for_function("document.title === 'said'")

    with serving(SAVES) as site, opened(site.url) as portal:
        fill(portal)
        portal._loop.call(later, portal._page)
        portal._loop.call(said, portal._page)
        with pytest.raises(BusinessException) as trouble:
            portal.commit("save")

    assert trouble.value.reason == Reason.PAGE_CHANGED
    assert opened.gate.at == []
    assert site.posts() == []


def test_a_question_at_the_commit_is_answered_with_no_and_the_outcome_is_unknown(opened: Opener) -> None:
    script = "document.forms[0].onsubmit = () => confirm('¿Seguro?')"

    with (
        serving({**SAVES, **asking(script)}) as site,
        opened(site.url, server_timeout_s=60, navigation_timeout_s=60) as portal,
    ):
        fill(portal)
        with pytest.raises(OutcomeUnknown, match="dialog"):
            portal.commit("save")

    assert site.posts() == []


def test_an_alert_of_success_does_not_hide_the_success_page(opened: Opener) -> None:
    done = page('<h1>Guardado</h1><b data-testid="numero">P-1</b>', script="alert('Pedido guardado')")

    with serving({**SAVES, "GET /done": done}) as site, opened(site.url) as portal:
        fill(portal)
        assert portal.commit("save") == "P-1"


def test_leaving_a_page_that_asks_whether_to_leave_is_no_trouble(opened: Opener) -> None:
    script = "window.onbeforeunload = event => { event.preventDefault(); return ''; }"

    with serving({**SAVES, **asking(script)}) as site, opened(site.url) as portal:
        fill(portal)
        portal.open("order")


def test_a_sign_in_that_is_refused_by_a_dialog_is_refused(opened: Opener) -> None:
    wrong = Answer(LOGIN.body + "<script>alert('Contraseña incorrecta')</script>")

    with (
        serving({"GET /login": LOGIN, "POST /login": wrong}) as site,
        opened(site.url, navigation_timeout_s=2) as portal,
    ):
        portal.open("login")
        with pytest.raises(SignInRefused, match="Contraseña incorrecta"):
            portal.sign_in()

    assert len(site.posts("/login")) == 1
