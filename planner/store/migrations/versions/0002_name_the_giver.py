"""Let a batch say whether its cards name who hands them out."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Cards that are out already named nobody, and go on like that.
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("names_intermediary", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.alter_column("names_intermediary", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.drop_column("names_intermediary")
