"""Fixtures of the store's contract: each test runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from tests.support.desk import BackOffice
from trastienda.store.connection import Store, open_store


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = open_store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def office(store: Store) -> BackOffice:
    return BackOffice(store)
