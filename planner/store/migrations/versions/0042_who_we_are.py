"""Let an organisation say who it is: how it is reached, how it looks, how long it keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

WORDS = (("phone", 40), ("mail", 254), ("about", 400), ("main_colour", 7), ("second_colour", 7))


def upgrade() -> None:
    with op.batch_alter_table("organisation") as batch_op:
        for name, length in WORDS:
            batch_op.add_column(
                sa.Column(name, sa.String(length=length), nullable=False, server_default="")
            )
        batch_op.add_column(sa.Column("keep_days", sa.Integer(), nullable=True))
    with op.batch_alter_table("organisation") as batch_op:
        for name, _length in WORDS:
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.drop_column("keep_days")
        for name, _length in reversed(WORDS):
            batch_op.drop_column(name)
