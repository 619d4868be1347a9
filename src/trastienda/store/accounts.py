"""Accounts: the lease's epoch, and pauses."""

from datetime import datetime

import sqlalchemy as sa

from trastienda.store.tables import accounts, insert_new


def take(conn: sa.Connection, portal: str, account: str, *, holder: str) -> int:
    """Note that a process took the account's lock.

    Returns:
        the lease's new epoch; a click of any older epoch is stopped at the last moment.
    """
    insert_new(conn, accounts, "portal", "account", portal=portal, account=account, epoch=0)
    conn.execute(
        sa.update(accounts)
        .where(accounts.c.portal == portal, accounts.c.account == account)
        .values(epoch=accounts.c.epoch + 1, holder=holder)
    )
    return epoch(conn, portal, account)


def epoch(conn: sa.Connection, portal: str, account: str) -> int:
    """The lease's current epoch, 0 before anybody took it."""
    query = sa.select(accounts.c.epoch).where(accounts.c.portal == portal, accounts.c.account == account)
    return conn.execute(query).scalar_one_or_none() or 0


def pause(conn: sa.Connection, portal: str, account: str, *, why: str, now: datetime) -> None:
    """Stop using the account until a person looks at it."""
    insert_new(conn, accounts, "portal", "account", portal=portal, account=account, epoch=0)
    conn.execute(
        sa.update(accounts)
        .where(accounts.c.portal == portal, accounts.c.account == account)
        .values(paused_why=why, paused_at=now)
    )


def resume(conn: sa.Connection, portal: str, account: str) -> str | None:
    """Use the account again; returns why it had been paused, `None` when it was not."""
    why = paused_why(conn, portal, account)
    if why is not None:
        conn.execute(
            sa.update(accounts)
            .where(accounts.c.portal == portal, accounts.c.account == account)
            .values(paused_why=None, paused_at=None)
        )
    return why


def paused(conn: sa.Connection, portal: str) -> dict[str, str]:
    """Account → why it is paused, of those of a portal that are."""
    query = sa.select(accounts.c.account, accounts.c.paused_why).where(
        accounts.c.portal == portal, accounts.c.paused_why.is_not(None)
    )
    return {row.account: row.paused_why for row in conn.execute(query)}


def paused_why(conn: sa.Connection, portal: str, account: str) -> str | None:
    """Why the account is paused, `None` when it is not."""
    query = sa.select(accounts.c.paused_why).where(accounts.c.portal == portal, accounts.c.account == account)
    return conn.execute(query).scalar_one_or_none()
