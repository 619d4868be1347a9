"""Facts of the workspace that are made once and kept."""

from collections.abc import Callable

import sqlalchemy as sa

from trastienda.store.tables import facts, insert_new


def kept(conn: sa.Connection, name: str, make: Callable[[], str]) -> str:
    """The fact of this name, made and kept when it is asked for the first time.

    Args:
        conn: a transaction of `Store.begin`.
        name: the fact's name.
        make: makes its value; two who ask at the same moment get the same one.
    """
    query = sa.select(facts.c.value).where(facts.c.name == name)
    known: str | None = conn.execute(query).scalar_one_or_none()
    if known is not None:
        return known
    insert_new(conn, facts, "name", name=name, value=make())
    value: str = conn.execute(query).scalar_one()
    return value
