from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.workplace import Workplace, workplace


@pytest.fixture
def office(tmp_path: Path, empty_database_url: str, browser_path: str) -> Iterator[Workplace]:
    """A workspace and its portal, on SQLite and on PostgreSQL."""
    root = tmp_path / "a workspace"
    root.mkdir()
    with workplace(root, empty_database_url) as place:
        yield place
