"""Fixtures of the demo portal: the running portal, its admin port and a signed-in visitor."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.demo.visitor import PASSWORD, Visitor
from trastienda.demo.portal import Admin, DemoPortal


class Clock:
    """A clock that only moves when a test says so; aware, in UTC."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def portal(tmp_path: Path, clock: Clock) -> Iterator[DemoPortal]:
    users = {"backoffice": PASSWORD, "turno-tarde": PASSWORD}
    with DemoPortal(tmp_path / "portal.db", users, latency=0, clock=clock) as running:
        yield running


@pytest.fixture
def admin(portal: DemoPortal) -> Iterator[Admin]:
    with Admin(portal.admin_url) as client:
        yield client


@pytest.fixture
def visitor(portal: DemoPortal) -> Iterator[Visitor]:
    """Somebody who has signed in."""
    someone = Visitor(portal.url)
    with someone.http:
        assert someone.sign_in().headers["location"] == "/pedidos"
        yield someone


@pytest.fixture
def portal_admin(portal: DemoPortal) -> Iterator[httpx.Client]:
    """The bare admin port."""
    with httpx.Client(base_url=portal.admin_url, trust_env=False) as client:
        yield client
