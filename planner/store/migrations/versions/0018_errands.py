"""Hold places while a household says how many they are; write down what has to be done now."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("answer") as batch_op:
        batch_op.add_column(
            sa.Column("held_heads", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("held_until", MOMENT, nullable=True))
    with op.batch_alter_table("answer") as batch_op:
        batch_op.alter_column("held_heads", server_default=None)
    with op.batch_alter_table("account") as batch_op:
        batch_op.add_column(
            sa.Column("shortage_mail", sa.String(20), nullable=False, server_default="own")
        )
    with op.batch_alter_table("account") as batch_op:
        batch_op.alter_column("shortage_mail", server_default=None)
    _errands()


def _errands() -> None:
    op.create_table(
        "errand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("going_at", MOMENT, nullable=True),
        sa.Column("going_account_id", sa.Integer(), nullable=True),
        sa.Column("going_device_id", sa.Integer(), nullable=True),
        sa.Column("here_at", MOMENT, nullable=True),
        _key("errand", "event_id", "event", "CASCADE"),
        _key("errand", "going_account_id", "account", "SET NULL"),
        _key("errand", "going_device_id", "gate_device", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errand")),
    )
    op.create_index(op.f("ix_errand_event_id"), "errand", ["event_id"])
    op.create_table(
        "errand_line",
        sa.Column("errand_id", sa.Integer(), nullable=False),
        sa.Column("dish_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("is_needed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_errand_line_amount_not_negative")),
        _key("errand_line", "errand_id", "errand", "CASCADE"),
        _key("errand_line", "dish_id", "event_dish", "CASCADE"),
        sa.PrimaryKeyConstraint("errand_id", "dish_id", "kind", name=op.f("pk_errand_line")),
    )
    op.create_index(op.f("ix_errand_line_dish_id"), "errand_line", ["dish_id"])


def _key(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=op.f(f"fk_{table}_{column}_{target}"),
        ondelete=ondelete,
    )


def downgrade() -> None:
    op.drop_table("errand_line")
    op.drop_table("errand")
    with op.batch_alter_table("account") as batch_op:
        batch_op.drop_column("shortage_mail")
    with op.batch_alter_table("answer") as batch_op:
        batch_op.drop_column("held_until")
        batch_op.drop_column("held_heads")
