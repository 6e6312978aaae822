"""Keep what somebody has seen, on which days who wants a mail of what waits, and how much that is.

Nobody gets the mail until they choose a day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0030"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "seen_mark",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=20), nullable=False),
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        _key("event_id", "event", "CASCADE"),
        _key("seen_by_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("event_id", "matter", name=op.f("pk_seen_mark")),
    )
    with op.batch_alter_table("account") as batch_op:
        batch_op.add_column(
            sa.Column("digest_days", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("digest_done_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("waiting_number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("waiting_counted_at", MOMENT, nullable=True))
    with op.batch_alter_table("account") as batch_op:
        batch_op.alter_column("digest_days", server_default=None)


def _key(column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=op.f(f"fk_seen_mark_{column}_{target}"),
        ondelete=ondelete,
    )


def downgrade() -> None:
    with op.batch_alter_table("account") as batch_op:
        batch_op.drop_column("waiting_counted_at")
        batch_op.drop_column("waiting_number")
        batch_op.drop_column("digest_done_on")
        batch_op.drop_column("digest_days")
    op.drop_table("seen_mark")
