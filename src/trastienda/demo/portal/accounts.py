"""The demo portal's one account, as the environment gives it."""

from __future__ import annotations

from collections.abc import Mapping

USER_VARIABLE = "TRASTIENDA_DEMO_USER"
PASSWORD_VARIABLE = "TRASTIENDA_DEMO_PASSWORD"

DEFAULT_USER = "backoffice"
# Documented on purpose: there is nothing behind this portal to protect.
DEFAULT_PASSWORD = "demo-trastienda"


def demo_account(environment: Mapping[str, str]) -> dict[str, str]:
    """User to password, from TRASTIENDA_DEMO_USER and TRASTIENDA_DEMO_PASSWORD or their defaults."""
    user = environment.get(USER_VARIABLE) or DEFAULT_USER
    return {user: environment.get(PASSWORD_VARIABLE) or DEFAULT_PASSWORD}
