"""The tables, for both databases."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles

AnyRow = sa.Row[*tuple[Any, ...]]
"""A row of whatever columns the query names."""


class Instant(sa.TypeDecorator[datetime]):
    """An aware time, stored in UTC; SQLite has no time zones, so it gets and gives naive UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """The time in UTC; ValueError for one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone reached the database: {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """The aware time, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


class OfSale(sa.ColumnElement[str]):
    """A field of an item's sale as a text, the way each database writes it in a generated column."""

    inherit_cache = True

    def __init__(self, field: str) -> None:
        self.field = field


@compiles(OfSale)
def _sqlite_of_sale(element: OfSale, compiler: Any, **_: Any) -> str:
    return f"sale ->> '{element.field}'"


@compiles(OfSale, "postgresql")
def _postgresql_of_sale(element: OfSale, compiler: Any, **_: Any) -> str:
    # Word for word as PostgreSQL gives it back: a difference would look like a change of the schema.
    return f"(sale ->> '{element.field}'::text)"


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _item() -> sa.Column[Any]:
    return sa.Column("item", sa.ForeignKey("items.id"), nullable=False, index=True)


runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("bot", sa.Text, nullable=False, index=True),
    sa.Column("trigger", sa.Text, nullable=False),
    sa.Column("slot", sa.Text, unique=True),
    sa.Column("mode", sa.Text, nullable=False),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("outcome", sa.Text),
    sa.Column("versions", Json, nullable=False),
    sa.Column("intake", Json, nullable=False),
    sa.Column("swept", Json),
)

items = sa.Table(
    "items",
    metadata,
    _id(),
    sa.Column("bot", sa.Text, nullable=False),
    sa.Column("portal", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("sale_reference", sa.Text, nullable=False, index=True),
    sa.Column("content_key", sa.Text, nullable=False),
    sa.Column("source", Json, nullable=False),
    sa.Column("sale", Json),
    sa.Column("raw", Json, nullable=False),
    sa.Column("findings", Json, nullable=False),
    sa.Column("seal", Json),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("customer_key", sa.Text, nullable=False),
    sa.Column("held_key", sa.Text),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("sent", sa.Integer, nullable=False, server_default="0"),
    sa.Column("reference", sa.Text),
    sa.Column("said_success", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("doubt", sa.Text),
    sa.Column("uncertain_since", Instant),
    sa.Column("next_at", Instant),
    sa.Column("dismissed", Json, nullable=False),
    sa.Column("accepted", Json, nullable=False),
    sa.Column("run", sa.ForeignKey("runs.id"), index=True),
    sa.Column("touched", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("moved_at", Instant, nullable=False),
    # Kept by the database: whoever writes a sale cannot forget it.
    sa.Column("seller", sa.Text, sa.Computed(OfSale("seller"))),
    sa.UniqueConstraint("bot", "content_key"),
    # The customer's lease: two items with equal search keys are never in the portal at the same time.
    sa.UniqueConstraint("portal", "held_key"),
    sa.Index("ix_items_portal_reference", "portal", "reference"),
    sa.Index("ix_items_account_state", "portal", "account", "state"),
    sa.Index("ix_items_portal_seller", "portal", "seller", "created_at"),
    sa.Index("ix_items_portal_customer", "portal", "customer_key"),
)

run_items = sa.Table(
    "run_items",
    metadata,
    sa.Column("run", sa.ForeignKey("runs.id"), primary_key=True),
    sa.Column("item", sa.ForeignKey("items.id"), primary_key=True, index=True),
    # Whether this run took the sale in, or found it open from before.
    sa.Column("how", sa.Text, nullable=False),
)

attempts = sa.Table(
    "attempts",
    metadata,
    _id(),
    _item(),
    sa.Column("run", sa.Text),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("outcome", sa.Text),
    sa.Column("evidence", Json, nullable=False),
)

intents = sa.Table(
    "intents",
    metadata,
    _id(),
    _item(),
    sa.Column("attempt", sa.ForeignKey("attempts.id"), nullable=False),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("seal", sa.Text, nullable=False),
    sa.Column("marker", sa.Text),
    sa.Column("seen", Json, nullable=False),
    sa.Column("watermark", sa.Text),
    sa.Column("written_at", Instant, nullable=False),
    sa.Column("outcome", sa.Text),
    sa.Column("outcome_at", Instant),
    # A second open intent for an item is refused by the database itself.
    sa.Index(
        "uq_intents_open_item",
        "item",
        unique=True,
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    ),
)

cases = sa.Table(
    "cases",
    metadata,
    _id(),
    _item(),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("detail", Json, nullable=False),
    sa.Column("rows", Json, nullable=False),
    sa.Column("orders", Json, nullable=False),
    sa.Column("evidence", Json, nullable=False),
    sa.Column("run", sa.Text),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("decided_at", Instant),
    sa.Column("decision", Json),
    sa.Index(
        "uq_cases_open_item",
        "item",
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    ),
)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("item", sa.ForeignKey("items.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("detail", Json, nullable=False),
    sa.Column("previous", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
)

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("portal", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("holder", sa.Text),
    sa.Column("paused_why", sa.Text),
    sa.Column("paused_at", Instant),
)

portals = sa.Table(
    "portals",
    metadata,
    sa.Column("portal", sa.Text, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("pauses", sa.Integer, nullable=False),
    sa.Column("paused_until", Instant),
    sa.Column("paused_why", sa.Text),
    # When the intent was written of the latest order of ours that the portal's list has shown.
    sa.Column("watermark_at", Instant),
    sa.Column("held_why", sa.Text),
    sa.Column("sweep_from", Instant),
    sa.Column("swept_at", Instant),
)

facts = sa.Table(
    "facts",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)


def insert_new(conn: sa.Connection, table: sa.Table, *unique: str, **values: Any) -> bool:
    """Insert a row unless one with the same values in the unique columns is there already.

    Of two who insert the same at the same moment one waits for the other: asking first would not do.

    Returns:
        whether the row was inserted.
    """
    insert = sqlite.insert if conn.dialect.name == "sqlite" else postgresql.insert
    query = insert(table).values(values).on_conflict_do_nothing(index_elements=list(unique))
    return conn.execute(query.returning(*table.primary_key)).first() is not None


def insert_all_new(
    conn: sa.Connection,
    table: sa.Table,
    unique: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    key: str,
    number: str,
) -> dict[Any, Any]:
    """`insert_new` for many rows at once, whose columns are the same.

    Returns:
        `key` → `number` (names of columns) of the rows that were inserted.
    """
    insert = sqlite.insert if conn.dialect.name == "sqlite" else postgresql.insert
    query = insert(table).on_conflict_do_nothing(index_elements=list(unique))
    inserted = conn.execute(query.returning(table.c[key], table.c[number]), list(rows))
    return {row[0]: row[1] for row in inserted}
