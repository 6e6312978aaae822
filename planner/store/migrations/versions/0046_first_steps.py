"""Let an organisation put its first steps away, and try an example that can be removed."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.add_column(
            sa.Column("first_steps_hidden_at", sa.DateTime(timezone=True), nullable=True)
        )
    with op.batch_alter_table("series") as batch_op:
        batch_op.add_column(
            sa.Column("is_example", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("series") as batch_op:
        batch_op.alter_column("is_example", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("series") as batch_op:
        batch_op.drop_column("is_example")
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.drop_column("first_steps_hidden_at")
