"""Portals: how each is doing, what its list has shown, and whether it waits for a sweep."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from trastienda.rules.breaker import Strain
from trastienda.store.tables import insert_new, portals


@dataclass(frozen=True, slots=True)
class Hold:
    """A portal that nothing may be entered into before a sweep has reconciled.

    Attributes:
        why: in a sentence.
        sweep_from: a sweep that begins earlier (UTC) cannot see yet what was entered last.
    """

    why: str
    sweep_from: datetime


def strain(conn: sa.Connection, portal: str) -> Strain:
    """How a portal has been doing."""
    columns = (portals.c.failures, portals.c.pauses, portals.c.paused_until, portals.c.paused_why)
    row = conn.execute(sa.select(*columns).where(portals.c.portal == portal)).one_or_none()
    return Strain() if row is None else Strain(*row)


def change_strain(
    conn: sa.Connection, portal: str, change: Callable[[Strain], Strain]
) -> tuple[Strain, Strain]:
    """Change how a portal is doing; of two accounts that do it at once the later one changes what the first one left.

    Args:
        conn: a transaction that writes.
        portal: which.
        change: the strain before → after.

    Returns:
        the strain before and after.
    """
    _make_known(conn, portal)
    conn.execute(sa.select(portals.c.portal).where(portals.c.portal == portal).with_for_update())
    before = strain(conn, portal)
    after = change(before)
    put_strain(conn, portal, after)
    return before, after


def put_strain(conn: sa.Connection, portal: str, strain: Strain) -> None:
    """Keep how a portal is doing."""
    _update(
        conn,
        portal,
        failures=strain.failures,
        pauses=strain.pauses,
        paused_until=strain.until,
        paused_why=strain.why,
    )


def resume(conn: sa.Connection, portal: str) -> str | None:
    """End a portal's pause; it stays on trial. Returns why it was paused, `None` when it had no pause to end."""
    before = strain(conn, portal)
    if before.until is None:
        return None
    put_strain(conn, portal, replace(before, until=None))
    return before.why


def watermark(conn: sa.Connection, portal: str) -> datetime | None:
    """When the intent was written of the latest order of ours that the portal's list has shown (UTC)."""
    query = sa.select(portals.c.watermark_at).where(portals.c.portal == portal)
    return conn.execute(query).scalar_one_or_none()


def watermarks(conn: sa.Connection) -> Mapping[str, datetime]:
    """Portal → its watermark (UTC), of those that have one."""
    query = sa.select(portals.c.portal, portals.c.watermark_at).where(portals.c.watermark_at.is_not(None))
    return {row.portal: row.watermark_at for row in conn.execute(query)}


def raise_watermark(conn: sa.Connection, portal: str, to: datetime) -> None:
    """Note that the portal's list shows an order whose intent was written then; it never sinks."""
    _make_known(conn, portal)
    # Compared where it is written: of two accounts' workers the later one may know of the earlier order.
    lower = portals.c.watermark_at.is_(None) | (portals.c.watermark_at < to)
    conn.execute(sa.update(portals).where(portals.c.portal == portal, lower).values(watermark_at=to))


def hold(conn: sa.Connection, portal: str, hold: Hold) -> None:
    """Let nothing be entered into a portal before a sweep has reconciled."""
    _update(conn, portal, held_why=hold.why, sweep_from=hold.sweep_from)


def held(conn: sa.Connection, portal: str) -> Hold | None:
    """Why nothing may be entered into a portal now, `None` when it may."""
    query = sa.select(portals.c.held_why, portals.c.sweep_from).where(
        portals.c.portal == portal, portals.c.held_why.is_not(None)
    )
    row = conn.execute(query).one_or_none()
    return None if row is None else Hold(*row)


def release(conn: sa.Connection, portal: str) -> None:
    """A sweep or a person has reconciled: the portal is open again."""
    _update(conn, portal, held_why=None, sweep_from=None)


def swept_at(conn: sa.Connection, portal: str) -> datetime | None:
    """When the last sweep that came to its end began (UTC)."""
    query = sa.select(portals.c.swept_at).where(portals.c.portal == portal)
    return conn.execute(query).scalar_one_or_none()


def note_swept(conn: sa.Connection, portal: str, began: datetime) -> None:
    """A sweep came to its end."""
    _update(conn, portal, swept_at=began)


def _make_known(conn: sa.Connection, portal: str) -> None:
    insert_new(conn, portals, "portal", portal=portal, failures=0, pauses=0)


def _update(conn: sa.Connection, portal: str, **changes: Any) -> None:
    _make_known(conn, portal)
    conn.execute(sa.update(portals).where(portals.c.portal == portal).values(**changes))
