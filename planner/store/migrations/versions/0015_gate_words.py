"""Say at the gate what a card's guests get, and what to do with a card that nobody knows."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

FILLED = {
    "batch": ("gate_words", sa.String(length=60), ""),
    "event": ("unknown_cards", sa.String(length=20), "let_in"),
}


def upgrade() -> None:
    for table, (name, kind, default) in FILLED.items():
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=default))
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    for table, (name, _kind, _default) in FILLED.items():
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(name)
