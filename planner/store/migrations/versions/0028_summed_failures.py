"""Let one line of who did what stand for many failures."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("audit_entry") as batch_op:
        batch_op.add_column(sa.Column("times", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("networks", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sum_of", sa.String(length=100), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_audit_entry_sum_of"), ["sum_of"])
    with op.batch_alter_table("audit_entry") as batch_op:
        batch_op.alter_column("times", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("audit_entry") as batch_op:
        batch_op.drop_constraint(op.f("uq_audit_entry_sum_of"), type_="unique")
        batch_op.drop_column("sum_of")
        batch_op.drop_column("networks")
        batch_op.drop_column("times")
