"""JavaScript dialogs: those that are declared, and those that nobody expected."""

from typing import Any

import pytest
from playwright.async_api import Page

from tests.portal.site import Answer, serving
from tests.portal.small import FORM, LOGIN, SAVES, Opener, Order, page
from trastienda.domain.case import Reason
from trastienda.errors import ApplicationException, BusinessException, OutcomeUnknown, SignInRefused
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

    assert [one.path for one in site.received].count("/order") == 2


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


GUARDED = asking("document.forms[0].onsubmit = () => confirm('¿Guardar  el pedido?')")


def test_a_declared_question_at_the_commit_is_accepted_and_the_order_is_sent_once(opened: Opener) -> None:
    declared = [{"says": "¿GUARDAR el pedido", "answer": "accept"}]

    with serving({**SAVES, **GUARDED}) as site, opened(site.url, dialogs=declared) as portal:
        fill(portal)
        assert portal.commit("save") == "P-1"

    assert len(site.posts()) == 1
    assert opened.gate.at == ["before", "dispatch"]


def test_a_question_that_is_declared_to_be_dismissed_stops_nothing_else(opened: Opener) -> None:
    script = "document.forms[0].onsubmit = () => { confirm('¿Desea imprimir una copia?'); }"
    declared = [{"says": "imprimir", "answer": "dismiss"}]

    with serving({**SAVES, **asking(script)}) as site, opened(site.url, dialogs=declared) as portal:
        fill(portal)
        assert portal.commit("save") == "P-1"

    assert len(site.posts()) == 1


@pytest.mark.parametrize("answer", ["accept", "dismiss"])
def test_the_page_gets_the_answer_that_is_declared(opened: Opener, answer: str) -> None:
    script = "document.forms[0].nombre.onblur = () => { document.title = confirm('¿Seguir?') }"
    declared = [{"says": "¿seguir?", "answer": answer}]

    async def title(page: Page) -> str:
        return await page.title()

    with serving({**SAVES, **asking(script)}) as site, opened(site.url, dialogs=declared) as portal:
        fill(portal)
        assert portal.run(title) == str(answer == "accept").lower()


def test_a_dialog_beside_a_declared_one_still_makes_a_case(opened: Opener) -> None:
    script = (
        "document.forms[0].nombre.onblur = () => { alert('Aviso legal'); alert('La tarifa ha cambiado') }"
    )
    declared = [{"says": "aviso legal"}]

    with (
        serving({**SAVES, **asking(script)}) as site,
        opened(site.url, dialogs=declared) as portal,
        pytest.raises(BusinessException) as trouble,
    ):
        fill(portal)

    assert trouble.value.detail == {"what": "alert «La tarifa ha cambiado»."}


def test_a_declared_dialog_is_no_refusal_of_the_sign_in(opened: Opener) -> None:
    welcome = page("", script="alert('Su contraseña caduca en 5 días')")
    nowhere = Answer(LOGIN.body + "<script>alert('Su contraseña caduca en 5 días')</script>")
    declared = [{"says": "caduca en"}]
    facts: dict[str, Any] = {"navigation_timeout_s": 2, "dialogs": declared}

    with serving({"GET /login": LOGIN, "POST /login": welcome}) as site, opened(site.url, **facts) as portal:
        portal.open("login")
        portal.sign_in()
        site.answers["POST /login"] = nowhere
        portal.open("login")
        with pytest.raises(ApplicationException) as trouble:
            portal.sign_in()

    assert not isinstance(trouble.value, SignInRefused)


def test_a_question_that_fears_a_duplicate_is_the_portals_warning_and_sends_nothing(opened: Opener) -> None:
    script = "document.forms[0].onsubmit = () => confirm('Ya existe un pedido igual. ¿Guardar?')"

    with (
        serving({**SAVES, **asking(script)}) as site,
        opened(site.url, duplicate_warning="ya existe un pedido") as portal,
    ):
        fill(portal)
        with pytest.raises(BusinessException) as trouble:
            portal.commit("save")

    assert trouble.value.reason == Reason.DUPLICATE_WARNING
    assert trouble.value.detail == {"message": "confirm «Ya existe un pedido igual. ¿Guardar?»"}
    assert site.posts() == []
