"""Take many new items in at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from trastienda.domain.item import Item, State, check_move
from trastienda.store import journal
from trastienda.store.items import FRESH
from trastienda.store.tables import insert_all_new, items

_DEFAULTS: Mapping[str, Any] = {"attempts": 0, "sent": 0, "said_success": False}


@dataclass(frozen=True, slots=True)
class Onward:
    """The move that a new item makes at once.

    Attributes:
        to: its state after it.
        why: the journal's word for it.
        detail: what else the journal says of it.
    """

    to: State
    why: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class New:
    """A row to be taken in.

    Attributes:
        values: columns of the item.
        detail: what the journal says of its taking in.
        onward: its first move; without one it stays `received`.
    """

    values: Mapping[str, Any]
    detail: Mapping[str, Any]
    onward: Onward | None = None

    @property
    def state(self) -> State:
        """Where the item stands afterwards."""
        return self.onward.to if self.onward else State.RECEIVED


def add_all(
    conn: sa.Connection, bot: str, new: Sequence[New], *, now: datetime, why: str
) -> list[tuple[New, Item]]:
    """Take rows in, as one `items.add` each would do, and one `items.move` where it goes on at once.

    Args:
        conn: a transaction of `Store.begin`.
        bot: whose rows these are.
        new: rows of different content, with the same columns.
        now: aware time.
        why: the journal's word for the taking in.

    Returns:
        the new items in the order of the rows; rows whose content was taken in before are left out.

    Raises:
        IllegalMove: the table of states does not allow the move.
    """
    if not new:
        return []
    rows = []
    for one in new:
        check_move(State.RECEIVED, one.state)
        rows.append(
            {**FRESH, "state": one.state, "created_at": now, "moved_at": now, "bot": bot, **one.values}
        )
    numbers = insert_all_new(conn, items, ("bot", "content_key"), rows, "content_key", "id")
    # By key, not by row: which rows were left out only the keys tell.
    made = [
        (one, _made(numbers[row["content_key"]], row))
        for one, row in zip(new, rows, strict=True)
        if row["content_key"] in numbers
    ]
    journal.begin(conn, {item.id: _told(one, why) for one, item in made}, now=now)
    return made


def _told(one: New, why: str) -> list[tuple[str, Mapping[str, Any]]]:
    told: list[tuple[str, Mapping[str, Any]]] = [(why, one.detail)]
    if one.onward is not None:
        move = {"from": State.RECEIVED, "to": one.onward.to}
        told.append((one.onward.why, {**move, **one.onward.detail}))
    return told


def _made(number: int, row: Mapping[str, Any]) -> Item:
    """The item as its new row says it, columns without a value as the table's defaults have them."""
    values = {name: row.get(name, _DEFAULTS.get(name)) for name in Item.__dataclass_fields__}
    return Item(**{**values, "id": number, "dismissed": ()})
