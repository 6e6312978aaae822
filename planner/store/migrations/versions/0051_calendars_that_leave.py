"""Calendars in other languages, how full a feed is, and an address to answer from a calendar.

Feeds are made anew by the first who asks; the address of an invitation needs nothing kept but how
often it was taken back, so cards of before have one too.
"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_wording",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("is_parts", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_calendar_wording_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "event_id", "language", "is_parts", name=op.f("pk_calendar_wording")
        ),
    )
    with op.batch_alter_table("calendar_feed") as batch_op:
        for name in ("entries", "size"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("reaches_to", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("calendar_feed") as batch_op:
        for name in ("entries", "size"):
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.add_column(
            sa.Column("calendar_turn", sa.SmallInteger(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.alter_column("calendar_turn", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.drop_column("calendar_turn")
    with op.batch_alter_table("calendar_feed") as batch_op:
        for name in ("reaches_to", "size", "entries"):
            batch_op.drop_column(name)
    op.drop_table("calendar_wording")
