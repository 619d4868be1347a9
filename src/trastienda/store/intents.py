"""Ask what became of the intents."""

from collections.abc import Collection

import sqlalchemy as sa

from trastienda.store.tables import intents

PASSED = ("recognised", "found")
"""Outcomes after which the order of an intent is known to be in the portal."""


def entered_by_us(conn: sa.Connection, ids: Collection[int]) -> set[int]:
    """Those of the items for which we pressed the button and the order was seen afterwards."""
    query = sa.select(intents.c.item).where(intents.c.item.in_(ids), intents.c.outcome.in_(PASSED))
    return set(conn.execute(query).scalars())
