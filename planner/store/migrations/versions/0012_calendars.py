"""Let an event have a programme, calendars know when they are out of date, and drafts come in."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_programme()
    _add_keys()
    _add_imports()
    op.create_table(
        "calendar_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("made_for", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_state")),
    )
    with op.batch_alter_table("calendar_feed") as feed:
        feed.alter_column("name", type_=sa.String(length=160), existing_nullable=False)
        feed.add_column(sa.Column("built_after", sa.Integer(), nullable=False, server_default="-1"))
        feed.add_column(sa.Column("fresh_until", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("calendar_feed") as feed:
        feed.alter_column(
            "built_after", server_default=None, existing_type=sa.Integer(), existing_nullable=False
        )
    # Feeds of series go by their address from now on, so that a reader needs to look up nothing.
    op.execute(
        "UPDATE calendar_feed SET name = (SELECT 'series/' || series.slug FROM series"
        " WHERE calendar_feed.name = 'series/' || CAST(series.id AS VARCHAR(20)))"
        " WHERE name IN (SELECT 'series/' || CAST(series.id AS VARCHAR(20)) FROM series)"
    )
    # What was rendered before says neither what it costs nor whom to call.
    op.execute("UPDATE event SET calendar_block = NULL")


def downgrade() -> None:
    op.execute("UPDATE event SET calendar_block = NULL")
    op.execute("DELETE FROM calendar_feed WHERE name <> 'public'")
    with op.batch_alter_table("calendar_feed") as feed:
        feed.drop_column("fresh_until")
        feed.drop_column("built_after")
        feed.alter_column("name", type_=sa.String(length=100), existing_nullable=False)
    op.drop_table("calendar_state")
    op.drop_table("imported_event")
    op.drop_table("calendar_upload")
    op.drop_table("calendar_key")
    op.drop_table("programme_item")


def _add_programme() -> None:
    op.create_table(
        "programme_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("calendar_block", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_programme_item_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_programme_item_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_item")),
        sa.UniqueConstraint("uid", name=op.f("uq_programme_item_uid")),
    )
    op.create_index(op.f("ix_programme_item_event_id"), "programme_item", ["event_id"])


def _add_keys() -> None:
    op.create_table(
        "calendar_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("holder", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_calendar_key_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_key_token_hash")),
    )
    op.create_index(op.f("ix_calendar_key_account_id"), "calendar_key", ["account_id"])


def _add_imports() -> None:
    op.create_table(
        "calendar_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_calendar_upload_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_upload")),
    )
    op.create_index(op.f("ix_calendar_upload_account_id"), "calendar_upload", ["account_id"])
    op.create_table(
        "imported_event",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("recurrence_id", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("as_read", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_imported_event_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_imported_event")),
        sa.UniqueConstraint(
            "source",
            "uid",
            "recurrence_id",
            name=op.f("uq_imported_event_source_uid_recurrence_id"),
        ),
    )
