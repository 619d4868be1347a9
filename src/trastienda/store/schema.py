"""Say which schema a database has, and which one this program needs."""

from dataclasses import dataclass

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from trastienda.store.connection import MIGRATIONS, Store


@dataclass(frozen=True, slots=True)
class Schema:
    """A database's schema beside this program's.

    Attributes:
        current: of the database, `None` when it is empty.
        wanted: by this program.
        known: whether this program has the database's version among its migrations.
    """

    current: str | None
    wanted: str
    known: bool


def schema_of(store: Store) -> Schema:
    """Look at the database's schema; changes nothing."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with store.read() as conn:
        current = MigrationContext.configure(conn).get_current_revision()
    wanted = scripts.get_current_head()
    assert wanted is not None
    known = current is None or current in {script.revision for script in scripts.walk_revisions()}
    return Schema(current, wanted, known)
