"""Say of an event what its guests wear or bring."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(
            sa.Column("wear_or_bring", sa.String(length=200), nullable=False, server_default="")
        )
    with op.batch_alter_table("event") as batch_op:
        batch_op.alter_column("wear_or_bring", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_column("wear_or_bring")
