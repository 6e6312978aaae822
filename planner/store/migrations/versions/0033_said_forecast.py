"""Keep what was said of how many would come, one forecast for each event that began.

What was kept with an order becomes it, where there was one: that is what was really said. Of other
events that are over nothing was kept, so theirs is reckoned again and called so.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "said_forecast",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_reckoned", sa.Boolean(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("quantiles", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_said_forecast_event_id_event")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_said_forecast")),
    )
    _take_over_orders()


def downgrade() -> None:
    op.drop_table("said_forecast")


def _take_over_orders() -> None:
    """Make what was said of closed events from the forecasts that were kept with their orders."""
    placed = sa.table(
        "placed_order",
        *(sa.column(name) for name in ("event_id", "placed_at", "quantiles")),
    )
    event = sa.table(
        "event",
        *(sa.column(name) for name in ("id", "state", "starts_at", "ends_at", "capacity")),
    )
    names = ["event_id", "said_at", "kept_at", "is_reckoned", "places", "quantiles"]
    said = sa.table("said_forecast", *(sa.column(name) for name in names))
    found = (
        sa.select(
            placed.c.event_id,
            placed.c.placed_at,
            event.c.ends_at,
            sa.false(),
            event.c.capacity,
            placed.c.quantiles,
        )
        .join_from(placed, event, event.c.id == placed.c.event_id)
        .where(event.c.state == "closed", placed.c.placed_at <= event.c.starts_at)
    )
    op.get_bind().execute(said.insert().from_select(names, found))
