"""Say when a phone went to another gate, and when the doors of an event open."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("gate_device") as batch_op:
        batch_op.add_column(sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(
            sa.Column("doors_minutes", sa.Integer(), nullable=False, server_default="60")
        )
        batch_op.add_column(sa.Column("doors_opened_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("event") as batch_op:
        batch_op.alter_column("doors_minutes", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_column("doors_opened_at")
        batch_op.drop_column("doors_minutes")
    with op.batch_alter_table("gate_device") as batch_op:
        batch_op.drop_column("left_at")
