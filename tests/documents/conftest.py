"""What the tests of documents share: the maker of files, and a reader that is started once."""

from collections.abc import Iterator

import pytest

from tests.documents.kinds import STRICT, Workshop
from trastienda.documents.reader import Reader


@pytest.fixture(scope="session")
def shop() -> Workshop:
    """Makes files; what was made once is kept."""
    return Workshop()


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    """Each file has a copy of its process to itself, so that tests can share it."""
    with Reader(STRICT) as one:
        yield one
