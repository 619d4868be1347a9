"""Signing in to the portal, with signing out."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import Response

from trastienda.demo.portal.faults import FaultKind
from trastienda.demo.portal.sessions import Session
from trastienda.demo.portal.site import FORGED, Site, cookie_name, see_other, signed_in, site_of

_REFUSED = "Usuario o contraseña incorrectos"
_LOCKED = "Cuenta bloqueada por intentos fallidos. Contacte con su gestor."
_EXPIRED = "Su sesión ha caducado o se ha iniciado en otro equipo. Vuelva a entrar."


async def show_login(request: Request) -> Response:
    """The sign-in page; who is signed in already goes on to the orders."""
    site = site_of(request)
    if (closed := site.maintenance("login")) is not None:
        return closed
    await site.be_slow("login")
    if site.session_of(request) is not None:
        return see_other("/pedidos")
    notice = _EXPIRED if request.query_params.get("motivo") == "sesion" else ""
    return _login_page(request, site, notice=notice)


async def take_login(request: Request) -> Response:
    """Check user and password; three wrong tries lock the account."""
    site = site_of(request)
    form = await request.form()
    user, password = str(form.get("f_u", "")).strip(), str(form.get("f_p", ""))
    if (closed := site.maintenance("login", user)) is not None:
        return closed
    visit = request.cookies.get(_visit_cookie(request), "")
    if not visit or not secrets.compare_digest(str(form.get("_token", "")).encode(), visit.encode()):
        return site.say(FORGED)
    await site.be_slow("login", account=user)
    sessions = site.storage.sessions
    if sessions.locked(user):
        return _login_page(request, site, user=user, error=_LOCKED)
    refused = site.storage.faults.fire(FaultKind.WRONG_PASSWORD, "login", account=user) is not None
    expected = site.users.get(user)
    if expected is None or refused or not secrets.compare_digest(password.encode(), expected.encode()):
        if expected is not None:
            sessions.note_failure(user)
        return _login_page(request, site, user=user, error=_LOCKED if sessions.locked(user) else _REFUSED)
    with site.storage.transaction():
        session = sessions.open(user, now=site.clock())
    answer = see_other("/pedidos")
    answer.set_cookie(cookie_name(request), session.token, httponly=True, samesite="lax")
    return answer


@signed_in("login")
async def take_logout(request: Request, site: Site, session: Session) -> Response:
    """End the session."""
    site.storage.sessions.close(session.token)
    answer = see_other("/login")
    answer.delete_cookie(cookie_name(request))
    return answer


def _login_page(
    request: Request, site: Site, *, user: str = "", notice: str = "", error: str = ""
) -> Response:
    visit = request.cookies.get(_visit_cookie(request)) or secrets.token_urlsafe(18)
    page = site.render("login.html", token=visit, user=user, notice=notice, error=error)
    page.set_cookie(_visit_cookie(request), visit, httponly=True, samesite="lax")
    return page


def _visit_cookie(request: Request) -> str:
    return f"{cookie_name(request)}v"
