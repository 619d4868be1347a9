"""The admin port: faults in, seeded orders in, the report of what the server received out."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from trastienda.demo.portal.exchange import FaultSet, OrderChange, SeedOrder, SeedSet
from trastienda.demo.portal.formats import compact, stored_name, stored_phone
from trastienda.demo.portal.orders import Content
from trastienda.demo.portal.site import Site, site_of


def admin_app(site: Site) -> Starlette:
    """The ASGI application of the admin port; it has no sign-in and belongs on the loopback interface."""
    app = Starlette(
        routes=[
            Route("/health", _health),
            Route("/faults", _show_faults, methods=["GET"]),
            Route("/faults", _put_faults, methods=["PUT"]),
            Route("/faults", _clear_faults, methods=["DELETE"]),
            Route("/orders", _seed, methods=["POST"]),
            Route("/orders/{number}", _remove, methods=["DELETE"]),
            Route("/orders/{number}", _change, methods=["PATCH"]),
            Route("/report", _report),
            Route("/sessions/expire", _expire, methods=["POST"]),
            Route("/accounts/{account}/unlock", _unlock, methods=["POST"]),
        ],
        exception_handlers={ValidationError: _invalid},
    )
    app.state.site = site
    return app


async def _health(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _show_faults(request: Request) -> Response:
    return JSONResponse(_faults(site_of(request)))


async def _put_faults(request: Request) -> Response:
    site = site_of(request)
    wanted = FaultSet.model_validate_json(await request.body())
    with site.storage.transaction():
        site.storage.faults.put(wanted.faults)
    return JSONResponse(_faults(site))


async def _clear_faults(request: Request) -> Response:
    site_of(request).storage.faults.clear()
    return JSONResponse({"faults": []})


async def _seed(request: Request) -> Response:
    site = site_of(request)
    given = SeedSet.model_validate_json(await request.body())
    # Every order is checked before the first is stored: a set is seeded as a whole or not at all.
    contents = [_seeded(order) for order in given.orders]
    now = site.clock()
    with site.storage.transaction():
        numbers = [
            site.storage.orders.add(
                content,
                now=now - timedelta(days=order.days_ago),
                visible_from=now - timedelta(days=order.days_ago),
                account=order.account,
                origin="seed",
                status=order.status,
                seed_key=order.key,
            )
            for order, content in zip(given.orders, contents, strict=True)
        ]
    return JSONResponse({"numbers": numbers})


async def _remove(request: Request) -> Response:
    site_of(request).storage.orders.remove(request.path_params["number"])
    return JSONResponse({"removed": request.path_params["number"]})


async def _change(request: Request) -> Response:
    wanted = OrderChange.model_validate_json(await request.body())
    changed = site_of(request).storage.orders.change(request.path_params["number"], **wanted.changes())
    return JSONResponse({"changed": changed}, status_code=200 if changed else 404)


async def _report(request: Request) -> Response:
    return JSONResponse(site_of(request).storage.report())


async def _expire(request: Request) -> Response:
    return JSONResponse({"expired": site_of(request).storage.sessions.close_all()})


async def _unlock(request: Request) -> Response:
    site_of(request).storage.sessions.unlock(request.path_params["account"])
    return JSONResponse({"unlocked": request.path_params["account"]})


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, ValidationError)
    details = error.errors(include_url=False, include_context=False, include_input=False)
    return JSONResponse({"error": "the request is not valid", "details": details}, status_code=422)


def _faults(site: Site) -> dict[str, Any]:
    return {"faults": [{**f.model_dump(mode="json"), "fired": n} for f, n in site.storage.faults.listed()]}


def _seeded(order: SeedOrder) -> Content:
    """The content as this portal would have stored it, had somebody typed it."""
    given = order.model_dump(exclude={"key", "days_ago", "status", "account"})
    return Content(**given).changed(
        holder_id=compact(order.holder_id),
        holder_name=stored_name(order.holder_name),
        birth_date=order.birth_date.isoformat(),
        activation=order.activation.isoformat(),
        email=order.email.lower(),
        contact_phone=stored_phone(order.contact_phone) or order.contact_phone,
        line=stored_phone(order.line) or order.line,
        monthly_fee=f"{Decimal(order.monthly_fee):.2f}",
        iban=compact(order.iban),
        address=" ".join(order.address.split()),
        province=order.resolved_province(),
    )
