"""What the façade makes of the page that comes after the click."""

import time
from typing import Any

import pytest

from tests.portal.site import Answer, Replying, see_other, serving
from tests.portal.small import BUTTON, DONE, FIELD, FORM, LOGIN, SAVES, Opener, Order, page
from trastienda.domain.case import Reason
from trastienda.errors import (
    ApplicationException,
    BookError,
    BusinessException,
    OutcomeUnknown,
    PortalRefused,
)
from trastienda.portal.facade import Portal


def saving(answer: Answer | Replying, **more: Answer) -> dict[str, Answer | Replying]:
    """A portal that answers the order with `answer`, and has these pages."""
    return {**SAVES, "POST /save": answer, **{f"GET /{name}": each for name, each in more.items()}}


def fill(portal: Portal) -> None:
    portal.open("order")
    portal.fill("order", Order())


def enter(portal: Portal) -> str:
    fill(portal)
    return portal.commit("save")


def test_the_success_page_gives_the_number_and_a_picture(opened: Opener) -> None:
    with serving(SAVES) as site, opened(site.url) as portal:
        assert enter(portal) == "P-1"
        kept = portal._evidence.files

    (picture,) = (name for name in kept if name.endswith("-confirmation.jpg"))
    assert (opened.folder / picture).read_bytes().startswith(b"\xff\xd8")


def test_an_order_is_committed_once_in_an_attempt(opened: Opener) -> None:
    with serving(SAVES) as site, opened(site.url) as portal:
        enter(portal)
        with pytest.raises(BookError, match="second time"):
            portal.commit("save")

    assert len(site.posts()) == 1


def test_after_an_unknown_outcome_the_same_page_never_commits_again(opened: Opener) -> None:
    with serving(saving(Answer(status=500))) as site, opened(site.url) as portal:
        with pytest.raises(OutcomeUnknown):
            enter(portal)
        with pytest.raises(BookError, match="second time"):
            portal.commit("save")

    assert len(site.posts()) == 1


def test_after_the_commit_even_a_sign_in_page_leaves_the_outcome_unknown(opened: Opener) -> None:
    with serving(SAVES) as site, opened(site.url) as portal:
        enter(portal)
        site.answers |= {"GET /order": see_other("/login"), "GET /login": LOGIN}
        with pytest.raises(OutcomeUnknown):
            portal.open("order")

    assert [one.path for one in site.posts()] == ["/save"]


def test_a_refusal_with_the_form_still_there_is_the_portals_own(opened: Opener) -> None:
    refused = page(f'<div role="alert"><h2>Revise los datos</h2>El IBAN no es válido</div>{FORM}')

    with (
        serving(saving(refused)) as site,
        opened(site.url) as portal,
        pytest.raises(PortalRefused) as trouble,
    ):
        enter(portal)

    assert trouble.value.reason == Reason.PORTAL_REFUSED
    assert trouble.value.detail == {"message": "Revise los datos El IBAN no es válido"}
    assert len(site.posts()) == 1


def test_a_refusal_without_the_form_is_no_outcome(opened: Opener) -> None:
    with (
        serving(saving(page('<p role="alert">Vuelva más tarde</p>'))) as site,
        opened(site.url) as portal,
        pytest.raises(OutcomeUnknown),
    ):
        enter(portal)


def test_a_warning_of_a_duplicate_is_told_and_nothing_is_pressed(opened: Opener) -> None:
    warning = page(
        '<h1>Posible duplicado</h1><form method="post" action="/save"><button>Guardar de todos modos</button></form>'
    )

    with (
        serving(saving(warning)) as site,
        opened(site.url) as portal,
        pytest.raises(BusinessException) as trouble,
    ):
        enter(portal)

    assert trouble.value.reason == Reason.DUPLICATE_WARNING
    assert trouble.value.detail == {"message": "Posible duplicado"}
    assert len(site.posts()) == 1


WARNS = "Ya existe un pedido con ese DNI"
WARNINGS = {
    "an unknown page": page(f"<h1>Aviso</h1><p>{WARNS}.</p>"),
    "an alert with the form": page(
        f'<div role="alert">No se ha guardado. <b>Ya existe</b> un pedido con ese DNI</div>{FORM}'
    ),
    "an alert without the form": page(f'<p role="alert">{WARNS}</p>'),
}


@pytest.mark.parametrize("where", WARNINGS)
def test_the_declared_words_are_the_warning_of_a_duplicate_on(opened: Opener, where: str) -> None:
    with (
        serving(saving(WARNINGS[where])) as site,
        opened(site.url, duplicate_warning="ya EXISTE un  pedido", navigation_timeout_s=60) as portal,
        pytest.raises(BusinessException) as trouble,
    ):
        enter(portal)

    assert trouble.value.reason == Reason.DUPLICATE_WARNING
    assert "Ya existe un pedido con ese DNI" in trouble.value.detail["message"]
    assert len(site.posts()) == 1


def test_a_success_page_with_the_words_of_a_warning_is_a_success(opened: Opener) -> None:
    done = page(f'<p>{WARNS}</p><h1>Guardado</h1><b data-testid="numero">P-1</b>')

    with serving({**SAVES, "GET /done": done}) as site, opened(site.url, duplicate_warning=WARNS) as portal:
        assert enter(portal) == "P-1"


def test_the_words_of_a_warning_after_a_failure_leave_the_outcome_unknown(opened: Opener) -> None:
    failed = Answer(f"<h1>Error</h1><p>{WARNS}</p>", status=500)

    with (
        serving(saving(failed)) as site,
        opened(site.url, duplicate_warning=WARNS) as portal,
        pytest.raises(OutcomeUnknown, match="500"),
    ):
        enter(portal)


UNKNOWN = {
    "an unknown page": (see_other("/other"), False),
    "a blank page": (Answer(), False),
    "the sign-in page": (see_other("/login"), False),
    "a success page without a number": (page("<h1>Guardado</h1>"), True),
    "a success page with two numbers": (page(DONE.body + '<b data-testid="numero">P-2</b>'), True),
}


@pytest.mark.parametrize("what", UNKNOWN)
def test_the_outcome_is_unknown_after(opened: Opener, what: str) -> None:
    answer, said_success = UNKNOWN[what]
    answers = saving(answer, other=page("<h1>Novedades</h1>"), login=LOGIN)

    # The server may take long; a page that is there and is not known need not be waited for as long.
    with serving(answers) as site, opened(site.url, server_timeout_s=60, navigation_timeout_s=3) as portal:
        fill(portal)
        began = time.monotonic()
        with pytest.raises(OutcomeUnknown) as unknown:
            portal.commit("save")
        took = time.monotonic() - began

    assert unknown.value.said_success is said_success
    assert len(site.posts()) == 1
    assert took < 30


def test_a_server_error_is_told_at_once(opened: Opener) -> None:
    facts: dict[str, Any] = {"server_timeout_s": 120, "navigation_timeout_s": 120}

    with serving(saving(Answer("<h1>Error</h1>", status=500))) as site, opened(site.url, **facts) as portal:
        fill(portal)
        began = time.monotonic()
        with pytest.raises(OutcomeUnknown, match="500"):
            portal.commit("save")

    assert time.monotonic() - began < 60


BEFORE = {
    "an alert that was there before": ('<p role="alert">Mañana no hay servicio</p>', "'refused'"),
    "a success that was there before": ("<h1>Guardado</h1>", "'done'"),
    "the words of a warning": ("<p>Un pedido repetido se avisa</p>", "«pedido repetido»"),
    "a second button": (BUTTON, "2 ×"),
}


@pytest.mark.parametrize("what", BEFORE)
def test_nothing_is_pressed_on_a_page_with(opened: Opener, what: str) -> None:
    more, said = BEFORE[what]
    form = page(
        FORM + f"<template>{more}</template>",
        script=(
            "document.forms[0].nombre.onblur = () => document.body.append(document.querySelector('template').content)"
        ),
    )

    with (
        serving({**SAVES, "GET /order": form}) as site,
        opened(site.url, duplicate_warning="pedido repetido") as portal,
    ):
        fill(portal)
        with pytest.raises(BusinessException) as trouble:
            portal.commit("save")

    assert trouble.value.reason == Reason.PAGE_CHANGED
    assert said in trouble.value.detail["what"]
    assert opened.gate.at == []
    assert site.posts() == []


@pytest.mark.parametrize(
    ("button", "said"),
    [
        ("<button disabled>Guardar</button>", "disabled at "),
        (BUTTON + '<div style="position:fixed;inset:0">Aviso</div>', "covered by <div> at "),
        (
            BUTTON + "<button><b>Guardar</b></button>",
            "2 ×, 1 × expected: <button> «Guardar», <button> «Guardar» at ",
        ),
        ("", "0 ×, 1 × expected at "),
    ],
    ids=["disabled", "covered", "twice", "missing"],
)
def test_a_button_that_cannot_be_pressed_is_told_before_the_intent(
    opened: Opener, button: str, said: str
) -> None:
    form = page(
        f'<form method="post" action="/save"><div style="position:relative;z-index:1">{FIELD}</div>{button}</form>'
    )

    with serving({**SAVES, "GET /order": form}) as site, opened(site.url, navigation_timeout_s=2) as portal:
        fill(portal)
        with pytest.raises(BusinessException) as trouble:
            portal.commit("save")

    assert trouble.value.reason == Reason.PAGE_CHANGED
    assert f"save (role 'button', name 'Guardar'): {said}" in trouble.value.detail["what"]
    assert opened.gate.at == []


def test_a_page_that_cannot_be_opened_is_named_without_what_was_searched(opened: Opener) -> None:
    with (
        serving({"GET /orders": Answer(how="reset")}) as site,
        opened(site.url) as portal,
        pytest.raises(ApplicationException) as trouble,
    ):
        portal.open("orders", query="12345678Z")

    assert "/orders" in str(trouble.value)
    assert "12345678Z" not in str(trouble.value)


LONG = "Se ha producido un error. " * 20
SAID = {
    "a heading": (
        Answer("<h1>Error \n interno</h1>", status=500),
        "the portal answered 500: «Error interno»",
    ),
    "a title alone": (
        Answer("<title>Fuera de servicio</title><p>…</p>", status=502),
        "the portal answered 502: «Fuera de servicio»",
    ),
    "a short alert": (
        Answer('<h2>Error</h2><p role="alert">Código 17</p>', status=500),
        "the portal answered 500: «Error. Código 17»",
    ),
    "a long alert": (
        Answer(f'<h2>Error</h2><p role="alert">{LONG}</p>', status=500),
        "the portal answered 500: «Error»",
    ),
    "nothing": (Answer("<p>…</p>", status=500), "the portal answered 500"),
}


@pytest.mark.parametrize("what", SAID)
def test_an_unknown_outcome_carries_what_the_portal_said_with(opened: Opener, what: str) -> None:
    answer, message = SAID[what]

    with (
        serving(saving(answer)) as site,
        opened(site.url) as portal,
        pytest.raises(OutcomeUnknown) as unknown,
    ):
        enter(portal)

    assert str(unknown.value) == message
    assert unknown.value.without_words == message.partition(":")[0]


def test_of_a_long_heading_two_hundred_characters_are_kept(opened: Opener) -> None:
    with (
        serving(saving(Answer(f"<h1>{LONG}</h1>", status=500))) as site,
        opened(site.url) as portal,
        pytest.raises(OutcomeUnknown) as unknown,
    ):
        enter(portal)

    assert str(unknown.value) == f"the portal answered 500: «{LONG[:200]}»"


def test_a_dropped_connection_has_no_words_of_the_portal(opened: Opener) -> None:
    with (
        serving(saving(Answer(how="reset"))) as site,
        opened(site.url) as portal,
        pytest.raises(OutcomeUnknown) as unknown,
    ):
        enter(portal)

    assert "«" not in str(unknown.value)


def test_the_heading_of_a_form_that_stayed_is_not_taken_for_an_answer(opened: Opener) -> None:
    form = page(
        f"<h1>Nuevo pedido</h1>{FORM}",
        script=(
            "document.forms[0].onsubmit = event => { event.preventDefault();"
            " fetch('/save', {method: 'POST'}).then(() => document.body.insertAdjacentHTML("
            "'beforeend', '<p role=status>No se ha podido guardar</p>')) }"
        ),
    )

    with (
        serving({**saving(Answer(status=500)), "GET /order": form}) as site,
        opened(site.url) as portal,
        pytest.raises(OutcomeUnknown) as unknown,
    ):
        enter(portal)

    assert str(unknown.value) == "the portal answered 500"
