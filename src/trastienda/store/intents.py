"""What became of the intents."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from trastienda.store.tables import Instant, intents

SEEN, FOUND = "seen", "found"
"""Outcomes after which the order of an intent is known to be in the portal: read back, or found by a look.

`recognised` is none of them: a success message is no proof.
"""


def entered_by_us(conn: sa.Connection, ids: Collection[int]) -> set[int]:
    """Those of the items for which we pressed the button and the order was seen afterwards."""
    query = sa.select(intents.c.item).where(intents.c.item.in_(ids), intents.c.outcome.in_((SEEN, FOUND)))
    return set(conn.execute(query).scalars())


def entered_at(conn: sa.Connection, item: int) -> datetime | None:
    """When the intent was written whose order was confirmed and then seen (UTC), `None` if there is none.

    Not one that a look found: a person may have entered that before our intent.
    """
    query = sa.select(sa.func.max(intents.c.written_at, type_=Instant)).where(
        intents.c.item == item, intents.c.outcome == SEEN
    )
    written: datetime | None = conn.execute(query).scalar_one()
    return written


def confirm(conn: sa.Connection, item: int) -> None:
    """The order that a success page named was read back: from now on it is known to be there."""
    conn.execute(
        sa.update(intents)
        .where(intents.c.item == item, intents.c.outcome == "recognised")
        .values(outcome=SEEN)
    )
