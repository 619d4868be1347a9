"""The portal's pages under their addresses."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from trastienda.demo.portal import access, listing, lookups, saving, wizard
from trastienda.demo.portal.site import BROKEN, HERE, NO_PAGE, Site, see_other, site_of


def portal_app(site: Site) -> Starlette:
    """The ASGI application of one site."""
    app = Starlette(
        routes=[
            Route("/", _home),
            Route("/login", access.show_login, methods=["GET"]),
            Route("/login", access.take_login, methods=["POST"]),
            Route("/logout", access.take_logout, methods=["POST"]),
            Route("/pedidos", listing.show_list),
            Route("/pedidos/nuevo", wizard.start),
            Route("/pedidos/nuevo/titular", wizard.show_holder, methods=["GET"]),
            Route("/pedidos/nuevo/titular", wizard.take_holder, methods=["POST"]),
            Route("/pedidos/nuevo/linea", wizard.show_line, methods=["GET"]),
            Route("/pedidos/nuevo/linea", wizard.take_line, methods=["POST"]),
            Route("/pedidos/nuevo/documentos", wizard.show_documents),
            Route("/pedidos/nuevo/guardar", saving.take_order, methods=["POST"]),
            Route("/pedidos/nuevo/cancelar", wizard.cancel, methods=["POST"]),
            Route("/pedidos/nuevo/tarifas", lookups.plans),
            Route("/pedidos/nuevo/direcciones", lookups.addresses),
            Route("/pedidos/nuevo/provincia", lookups.province),
            Route("/pedidos/nuevo/validar", lookups.validate, methods=["POST"]),
            Route("/pedidos/propios", listing.show_own),
            Route("/pedidos/{number}", listing.show_order),
            Route("/pedidos/{number}/confirmacion", listing.show_confirmation),
            Route("/pedidos/{number}/justificante", listing.give_receipt),
            Mount("/static", _Lasting(directory=HERE / "static")),
        ],
        exception_handlers={404: _no_page, Exception: _broken},
    )
    app.state.site = site
    return app


class _Lasting(StaticFiles):
    """Files that a browser keeps for an hour, as portals have it: it does not ask for them again on every page."""

    def file_response(self, *arguments: Any, **named: Any) -> Response:
        response = super().file_response(*arguments, **named)
        response.headers["Cache-Control"] = "max-age=3600"
        return response


async def _home(request: Request) -> Response:
    return see_other("/pedidos")


async def _no_page(request: Request, error: Exception) -> Response:
    return site_of(request).say(NO_PAGE)


async def _broken(request: Request, error: Exception) -> Response:
    return site_of(request).say(BROKEN)
