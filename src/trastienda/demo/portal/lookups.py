"""The small answers that the wizard's script fetches while the form is being filled in."""

from __future__ import annotations

import asyncio
import functools
import secrets
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from trastienda.demo.portal import fields
from trastienda.demo.portal.catalogue import PLANS, province_of, suggest_addresses
from trastienda.demo.portal.sessions import Session
from trastienda.demo.portal.site import Endpoint, Site, site_of

_Look = Callable[[Request, Site, Session], Awaitable[Response]]


def _looked_up(view: _Look) -> Endpoint:
    """Answer live sessions only, and not at once: a script that did not wait must be seen to fail."""

    @functools.wraps(view)
    async def endpoint(request: Request) -> Response:
        site = site_of(request)
        await asyncio.sleep(site.latency)
        session = site.session_of(request)
        if session is None:
            return JSONResponse({"error": "sesion"}, status_code=401)
        return await view(request, site, session)

    return endpoint


@_looked_up
async def plans(request: Request, site: Site, session: Session) -> Response:
    """The plans of a technology, as a list of code and text."""
    offered = PLANS.get(request.query_params.get("tecnologia", ""), {})
    return JSONResponse([{"codigo": code, "texto": text} for code, text in offered.items()])


@_looked_up
async def addresses(request: Request, site: Site, session: Session) -> Response:
    """Addresses that complete the typed text."""
    return JSONResponse(suggest_addresses(request.query_params.get("q", "")))


@_looked_up
async def province(request: Request, site: Site, session: Session) -> Response:
    """The province of an address, "" when its postcode says none."""
    return JSONResponse({"provincia": province_of(request.query_params.get("direccion", ""))})


@_looked_up
async def validate(request: Request, site: Site, session: Session) -> Response:
    """What is wrong with one input, "" when nothing is. A POST, as the value is a customer's."""
    token = request.headers.get("x-csrf-token", "")
    if not secrets.compare_digest(token.encode(), session.csrf.encode()):
        return JSONResponse({"error": "token"}, status_code=403)
    try:
        posted = {str(name): str(value) for name, value in dict(await request.json()).items()}
    except (ValueError, TypeError):
        return JSONResponse({"error": "json"}, status_code=400)
    name = posted.pop("campo", "")
    if name not in fields.BY_NAME:
        return JSONResponse({"error": "campo"}, status_code=400)
    return JSONResponse({"mensaje": fields.complaint(name, posted, today=site.clock().date())})
