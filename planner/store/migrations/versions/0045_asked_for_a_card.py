"""Let who hands cards out ask something about one card."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("intermediary_request", sa.Column("card_number", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("intermediary_request") as batch_op:
        batch_op.drop_column("card_number")
