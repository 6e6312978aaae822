"""Leave a past event out of what forecasts learn from, and say how many more might have come."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("turnout") as batch_op:
        batch_op.add_column(sa.Column("missed", sa.Integer()))
        batch_op.add_column(sa.Column("left_out_because", sa.String(length=20)))
    with op.batch_alter_table("turnout") as batch_op:
        batch_op.create_check_constraint(op.f("ck_turnout_missed_not_negative"), "missed >= 0")


def downgrade() -> None:
    with op.batch_alter_table("turnout") as batch_op:
        batch_op.drop_constraint(op.f("ck_turnout_missed_not_negative"), type_="check")
    with op.batch_alter_table("turnout") as batch_op:
        batch_op.drop_column("left_out_because")
        batch_op.drop_column("missed")
