"""Keep how many scans a phone said it still has to send."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("gate_device", sa.Column("waiting", sa.Integer()))


def downgrade() -> None:
    with op.batch_alter_table("gate_device") as batch_op:
        batch_op.drop_column("waiting")
