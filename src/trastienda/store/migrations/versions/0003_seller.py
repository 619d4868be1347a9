"""Find the earlier sales of a seller, and of a customer, without reading all of them."""

import sqlalchemy as sa
from alembic import op

from trastienda.store.tables import OfSale

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Let the database itself keep the seller beside the sale, with an index for each look-up."""
    # SQLite adds a column that is worked out when it is read, PostgreSQL one that is stored.
    stored = True if op.get_bind().dialect.name == "postgresql" else None
    seller = sa.Computed(OfSale("seller"), persisted=stored)
    op.add_column("items", sa.Column("seller", sa.Text(), seller, nullable=True))
    op.create_index("ix_items_portal_seller", "items", ["portal", "seller", "created_at"])
    op.create_index("ix_items_portal_customer", "items", ["portal", "customer_key"])
