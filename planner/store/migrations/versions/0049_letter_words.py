"""Keep what organisers write in letters of theirs, with the event, by language."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

NAMES = ("letter_words", "letter_words_in")


def upgrade() -> None:
    for name in NAMES:
        with op.batch_alter_table("event") as batch_op:
            batch_op.add_column(sa.Column(name, sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    for name in reversed(NAMES):
        with op.batch_alter_table("event") as batch_op:
            batch_op.drop_column(name)
