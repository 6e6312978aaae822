"""Keep the texts of events in guests' languages, and in which language guests by name read."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

SHORT = (("event", "written_in"), ("named_guest", "language"))
BY_LANGUAGE = (
    ("event", "words_in"),
    ("event", "reason_in"),
    ("programme_item", "words_in"),
    ("event_notice", "words_in"),
)


def upgrade() -> None:
    for table, name in SHORT:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(
                sa.Column(name, sa.String(length=5), nullable=False, server_default="")
            )
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(name, server_default=None)
    for table, name in BY_LANGUAGE:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column(name, sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    for table, name in (*reversed(BY_LANGUAGE), *reversed(SHORT)):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(name)
