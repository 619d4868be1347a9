"""Make databases for tests the way the program makes its own."""

from pathlib import Path

from trastienda.store.connection import open_store


def sqlite_url(file: Path) -> str:
    """Return SQLAlchemy's URL of a file."""
    return f"sqlite:///{file}"


def upgrade(url: str) -> None:
    """Bring the database to the program's schema, and leave no connection to it."""
    store = open_store(url)
    try:
        store.upgrade()
    finally:
        store.close()
