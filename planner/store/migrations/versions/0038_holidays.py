"""Say of an event, and of what came to it, that it was a holiday."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("event", "turnout"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(
                sa.Column("is_holiday", sa.Boolean(), nullable=False, server_default=sa.false())
            )
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("is_holiday", server_default=None)


def downgrade() -> None:
    for table in ("turnout", "event"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("is_holiday")
