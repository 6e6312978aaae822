"""Keep what happens on the day: recounts, how dishes fare, the order as it was placed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recount",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.CheckConstraint("heads >= 0", name=op.f("ck_recount_heads_not_negative")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_recount_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recount")),
    )
    op.create_index(op.f("ix_recount_event_id"), "recount", ["event_id"])
    op.create_table(
        "dish_day",
        sa.Column("dish_id", sa.Integer(), nullable=False),
        sa.Column("out_of_cooling_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ran_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_over", sa.Integer(), nullable=True),
        sa.CheckConstraint("left_over >= 0", name=op.f("ck_dish_day_left_not_negative")),
        sa.ForeignKeyConstraint(
            ["dish_id"],
            ["event_dish.id"],
            name=op.f("fk_dish_day_dish_id_event_dish"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("dish_id", name=op.f("pk_dish_day")),
    )
    op.create_table(
        "placed_order",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("portions", sa.Integer(), nullable=False),
        sa.Column("yes_heads", sa.Integer(), nullable=False),
        sa.Column("diets", sa.JSON(), nullable=False),
        sa.Column("quantiles", sa.JSON(), nullable=False),
        sa.Column("dishes", sa.JSON(), nullable=False),
        sa.CheckConstraint("portions >= 0", name=op.f("ck_placed_order_portions_not_negative")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_placed_order_event_id_event")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_placed_order")),
    )
    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(
            sa.Column("fetch_minutes", sa.Integer(), nullable=False, server_default="45")
        )
        batch_op.add_column(sa.Column("shop_closes_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("event") as batch_op:
        batch_op.alter_column("fetch_minutes", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_column("shop_closes_at")
        batch_op.drop_column("fetch_minutes")
    op.drop_table("placed_order")
    op.drop_table("dish_day")
    op.drop_index(op.f("ix_recount_event_id"), table_name="recount")
    op.drop_table("recount")
