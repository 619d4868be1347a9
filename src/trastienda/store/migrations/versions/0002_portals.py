"""How each portal is doing, what sweeps saw, and why an item's outcome is unknown."""

import sqlalchemy as sa
from alembic import op

from trastienda.store.tables import Instant, Json

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table of portals, let an item say why its outcome is unknown, and a sweep what it saw."""
    op.add_column("items", sa.Column("doubt", sa.Text(), nullable=True))
    op.add_column("runs", sa.Column("swept", Json, nullable=True))
    op.create_table(
        "portals",
        sa.Column("portal", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("pauses", sa.Integer(), nullable=False),
        sa.Column("paused_until", Instant(), nullable=True),
        sa.Column("paused_why", sa.Text(), nullable=True),
        sa.Column("watermark_at", Instant(), nullable=True),
        sa.Column("held_why", sa.Text(), nullable=True),
        sa.Column("sweep_from", Instant(), nullable=True),
        sa.Column("swept_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("portal", name=op.f("pk_portals")),
    )
