"""What every page of the portal shares: its settings, its session check and its rendering."""

from __future__ import annotations

import asyncio
import functools
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trastienda.demo.portal import formats
from trastienda.demo.portal.faults import FaultKind, PageName
from trastienda.demo.portal.sessions import Session
from trastienda.demo.portal.storage import Storage

HERE = Path(__file__).parent

SESSION_GONE = "/login?motivo=sesion"


class Message(NamedTuple):
    """A page that only says something, with its HTTP status."""

    status: int
    title: str
    text: str


MAINTENANCE = Message(
    503,
    "Portal en mantenimiento",
    "Estamos realizando tareas de mantenimiento. Vuelva a intentarlo pasados unos minutos.",
)
BROKEN = Message(
    500,
    "Error interno",
    "Se ha producido un error al procesar la petición. Inténtelo de nuevo más tarde.",
)
FORGED = Message(
    403,
    "Petición no válida",
    "El formulario ha caducado. Vuelva a cargar la página e inténtelo de nuevo.",
)
NO_ORDER = Message(
    404,
    "Pedido no encontrado",
    "No existe ningún pedido con ese número o todavía no está disponible.",
)
NO_PAGE = Message(404, "Página no encontrada", "La dirección no existe en este portal.")


@dataclass(slots=True)
class Site:
    """The running portal. `clock` gives aware UTC; `latency` is how long the look-ups of the wizard take."""

    storage: Storage
    users: Mapping[str, str]
    clock: Callable[[], datetime]
    latency: float
    idle: timedelta
    # Changes with every start, as ids of generated front ends do with every deployment.
    deployment: str = field(default_factory=lambda: secrets.token_hex(3))
    templates: Environment = field(init=False)

    def __post_init__(self) -> None:
        self.templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )
        self.templates.filters.update(
            money=formats.shown_money,
            day=formats.shown_day,
            moment=formats.shown_moment,
            phone=formats.shown_phone,
            iban=formats.shown_iban,
            flag=formats.shown_flag,
        )
        self.templates.globals["eid"] = lambda name: f"{name}-{self.deployment}"

    def render(
        self, template: str, *, session: Session | None = None, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """A page; nothing of it may be cached."""
        text = self.templates.get_template(template).render(session=session, **values)
        return HTMLResponse(text, status_code=status, headers={"Cache-Control": "no-store"})

    def say(self, message: Message, *, session: Session | None = None) -> HTMLResponse:
        """A page that only says something."""
        return self.render(
            "mensaje.html", session=session, status=message.status, title=message.title, text=message.text
        )

    def session_of(self, request: Request) -> Session | None:
        """The live session of a request."""
        token = request.cookies.get(cookie_name(request), "")
        return self.storage.sessions.find(token, now=self.clock(), idle=self.idle) if token else None

    def to_login(self, request: Request) -> Response:
        """A redirect to the sign-in page; who came with a dead session is told so."""
        known = cookie_name(request) in request.cookies
        return see_other(SESSION_GONE if known else "/login")

    def maintenance(self, page: PageName, account: str = "") -> Response | None:
        """The maintenance page when that fault fires."""
        if self.storage.faults.fire(FaultKind.MAINTENANCE, page, account=account) is None:
            return None
        return self.say(MAINTENANCE)

    async def be_slow(
        self, page: PageName, *, marker: str = "", document: str = "", account: str = ""
    ) -> None:
        """Wait as long as the slow page fault says, when it fires."""
        slow = self.storage.faults.fire(
            FaultKind.SLOW_PAGE, page, marker=marker, document=document, account=account
        )
        if slow is not None:
            await asyncio.sleep(slow.seconds)


def site_of(request: Request) -> Site:
    """The site that a request came to."""
    return cast(Site, request.app.state.site)


def cookie_name(request: Request) -> str:
    """The session cookie's name. Cookies ignore the port, so that two portals on one host would share one."""
    return f"portal{request.url.port or 80}"


def see_other(url: str) -> Response:
    """A 303 that nobody may cache."""
    return RedirectResponse(url, status_code=303, headers={"Cache-Control": "no-store"})


def genuine(session: Session, form: FormData) -> bool:
    """Whether a POST carries its session's CSRF token."""
    return secrets.compare_digest(str(form.get("_token", "")).encode(), session.csrf.encode())


SignedIn = Callable[[Request, Site, Session], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def signed_in(page: PageName) -> Callable[[SignedIn], Endpoint]:
    """Serve a page to live sessions only, with the faults of any page and the CSRF check of every POST."""

    def wrap(view: SignedIn) -> Endpoint:
        @functools.wraps(view)
        async def endpoint(request: Request) -> Response:
            site = site_of(request)
            session = site.session_of(request)
            if (closed := site.maintenance(page, session.account if session else "")) is not None:
                return closed
            if session is None:
                return site.to_login(request)
            if request.method == "POST" and not genuine(session, await request.form()):
                return site.say(FORGED, session=session)
            marker, document = _about(page, request, site, session)
            await site.be_slow(page, marker=marker, document=document, account=session.account)
            return await view(request, site, session)

        return endpoint

    return wrap


def _about(page: PageName, request: Request, site: Site, session: Session) -> tuple[str, str]:
    """The marker and the document that a request concerns, as far as one can tell."""
    if page == "list":
        query = request.query_params.get("q", "")
        return query, query
    if number := request.path_params.get("number"):
        order = site.storage.orders.get(number, now=None)
        return (order.content.reference, order.content.holder_id) if order else ("", "")
    return session.draft.get("f_14", ""), session.draft.get("f_01", "")
