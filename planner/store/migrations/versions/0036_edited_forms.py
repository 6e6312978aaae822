"""Write down which form edited something and which of its fields, so that a colleague is told who.

Entries from before say neither.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("audit_entry") as batch_op:
        batch_op.add_column(sa.Column("address", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("touched", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("audit_entry") as batch_op:
        batch_op.alter_column("touched", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("audit_entry") as batch_op:
        batch_op.drop_column("touched")
        batch_op.drop_column("address")
