"""A telecom dealer portal as a client would have one, with faults on demand.

    with DemoPortal(Path("portal.db"), users={"backoffice": "secret"}) as portal:
        admin = Admin(portal.admin_url)
        admin.set_faults([Fault(kind=FaultKind.DROP_AFTER_COMMIT, marker="V-2026-0001")])
        ...  # a browser at portal.url
        assert admin.report().of("V-2026-0001").posts == 1

Imports are lazy, so that `trastienda --help` does not pay for a web server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trastienda.demo.portal.accounts import demo_account
    from trastienda.demo.portal.client import Admin
    from trastienda.demo.portal.exchange import MarkerReport, OrderChange, Report, SeedOrder
    from trastienda.demo.portal.faults import Fault, FaultKind
    from trastienda.demo.portal.server import DemoPortal

__all__ = [
    "Admin",
    "DemoPortal",
    "Fault",
    "FaultKind",
    "MarkerReport",
    "OrderChange",
    "Report",
    "SeedOrder",
    "demo_account",
]

_HOMES = {
    "Admin": "client",
    "MarkerReport": "exchange",
    "Report": "exchange",
    "OrderChange": "exchange",
    "SeedOrder": "exchange",
    "Fault": "faults",
    "FaultKind": "faults",
    "DemoPortal": "server",
    "demo_account": "accounts",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
