"""Keep calendars of others that are looked at each day, and when an entry last changed there."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("imported_event", sa.Column("revised_at", moment, nullable=True))
    op.create_table(
        "watched_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=1000), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("last_modified", sa.String(length=60), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("put_away", sa.JSON(), nullable=False),
        sa.Column("has_news", sa.Boolean(), nullable=False),
        sa.Column("read_at", moment, nullable=True),
        sa.Column("next_look_at", moment, nullable=True),
        sa.Column("trouble", sa.String(length=20), nullable=True),
        sa.Column("failures", sa.SmallInteger(), nullable=False),
        sa.Column("failing_since", moment, nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_watched_calendar_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_calendar")),
        sa.UniqueConstraint(
            "organisation_id",
            "source",
            name=op.f("uq_watched_calendar_organisation_id_source"),
        ),
    )
    op.create_index(op.f("ix_watched_calendar_next_look_at"), "watched_calendar", ["next_look_at"])


def downgrade() -> None:
    op.drop_table("watched_calendar")
    op.drop_column("imported_event", "revised_at")
