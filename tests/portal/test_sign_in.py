"""Signing in: once, with a password that nobody sees."""

import traceback

import pytest
from loguru import logger

from tests.portal.site import Answer, Replying, Request, see_other, serving
from tests.portal.small import FORM, LOGIN, PASSWORD, Opener, Order, page
from trastienda.errors import ApplicationException, BusinessException, SessionExpired, SignInRefused
from trastienda.portal.facade import Portal

REFUSED = Answer(LOGIN.body + '<p role="alert">Usuario o contraseña incorrectos</p>')


def guarded(answer: Answer) -> dict[str, Answer | Replying]:
    """A portal whose pages want a session, which its sign-in opens."""

    def order(request: Request) -> Answer:
        return page(FORM) if "sesion=abierta" in request.headers.get("cookie", "") else see_other("/login")

    return {"GET /order": order, "GET /login": LOGIN, "POST /login": answer}


OPENS = see_other("/order", "sesion=abierta; Path=/")


def in_full(error: BaseException) -> str:
    """An error with everything that it carries."""
    return "".join(traceback.format_exception(error))


def test_a_page_that_asks_for_a_sign_in_is_opened_after_signing_in_once(opened: Opener) -> None:
    with serving(guarded(OPENS)) as site, opened(site.url) as portal:
        portal.open("order")
        portal.fill("order", Order())
        portal.open("order")

    assert len(site.posts("/login")) == 1


def test_a_session_that_ends_between_two_pages_is_signed_in_again(opened: Opener) -> None:
    with serving(guarded(OPENS)) as site:
        with opened(site.url) as portal:
            portal.open("order")
        opened.loop.call(opened.loop.forget, "one")
        with opened(site.url) as portal:
            portal.open("order")

    assert len(site.posts("/login")) == 2


def test_a_portal_that_asks_again_after_signing_in_is_not_asked_for_ever(opened: Opener) -> None:
    still_out = see_other("/welcome")
    answers = {**guarded(still_out), "GET /welcome": page("")}

    with serving(answers) as site, opened(site.url) as portal, pytest.raises(SessionExpired):
        portal.open("order")

    assert len(site.posts("/login")) == 1


def test_a_wrong_password_is_tried_once_and_told_in_the_portals_words(opened: Opener) -> None:
    with serving(guarded(REFUSED)) as site, opened(site.url) as portal:
        with pytest.raises(SignInRefused, match="account 'one': Usuario o contraseña incorrectos") as refused:
            portal.open("order")
        portal.keep_trouble()
        kept = portal._evidence.files

    assert len(site.posts("/login")) == 1
    assert b"una-clave-que-nadie-debe-ver" in site.posts("/login")[0].body
    assert PASSWORD not in in_full(refused.value)
    assert kept == []


def test_a_password_field_that_takes_nothing_does_not_give_the_password_away(opened: Opener) -> None:
    """The browser's own log of a step that fails names what it was about to type."""
    locked = Answer(LOGIN.body.replace('type="password"', 'type="password" readonly'))
    lines: list[str] = []
    sink = logger.add(lines.append, level="TRACE", backtrace=True, diagnose=False)

    with serving({"GET /login": locked}) as site, opened(site.url, navigation_timeout_s=1.5) as portal:
        portal.open("login")
        with pytest.raises(ApplicationException) as trouble:
            portal.sign_in()
    logger.remove(sink)

    assert PASSWORD not in in_full(trouble.value)
    assert PASSWORD not in "".join(lines)
    assert site.posts() == []


def test_a_sign_in_page_that_changed_gets_no_password(opened: Opener) -> None:
    twice = Answer(
        LOGIN.body.replace("<button>Entrar", '<button type="button">Entrar</button><button>Entrar')
    )

    with serving({"GET /login": twice}) as site, opened(site.url) as portal:
        portal.open("login")
        with pytest.raises(BusinessException) as trouble:
            portal.sign_in()

    assert "sign_in.submit (role 'button', name 'Entrar'): 2 ×" in trouble.value.detail["what"]


def test_a_sign_in_that_leads_nowhere_known_may_be_tried_later(opened: Opener) -> None:
    with (
        serving({"GET /login": LOGIN, "POST /login": Answer("<p>Un momento…</p>")}) as site,
        opened(site.url, navigation_timeout_s=2) as portal,
    ):
        portal.open("login")
        with pytest.raises(ApplicationException, match="no page that is known"):
            portal.sign_in()

    assert len(site.posts()) == 1


def test_a_session_that_ends_before_the_form_is_filled_is_told(opened: Opener) -> None:
    step = page('<form action="/login"><button>Siguiente</button></form>')

    def out(portal: Portal) -> None:
        portal.click("next")
        portal.fill("order", Order())

    with serving({"GET /order": step, "GET /login": LOGIN}) as site, opened(site.url) as portal:
        portal.open("order")
        with pytest.raises(SessionExpired):
            out(portal)

    assert site.posts() == []
