"""The back office of the desk's tests, on both databases."""

from collections.abc import Iterator

import pytest

from tests.support.desk import BackOffice
from trastienda.store.connection import open_store


@pytest.fixture
def office(database_url: str) -> Iterator[BackOffice]:
    """A store with our tables and nothing in it yet."""
    store = open_store(database_url)
    yield BackOffice(store)
    store.close()
