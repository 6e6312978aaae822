"""Keep shifts of events, and who helps in them: neighbours without an account.

Which card said that it can help for an hour is not kept any more: how often it was said is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


event = sa.table("event", sa.column("id"), sa.column("help_offers"))
answer = sa.table("answer", sa.column("event_id"), sa.column("can_help"))


def upgrade() -> None:
    op.create_table(
        "helper",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("age", sa.String(length=20), nullable=False),
        sa.Column("grown_up_phone", sa.String(length=40), nullable=False),
        sa.Column("is_first_time", sa.Boolean(), nullable=False),
        sa.Column("ask_again_until", sa.Date(), nullable=True),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("certificate_seen_on", sa.Date(), nullable=True),
        sa.Column("certificate_seen_by_id", sa.Integer(), nullable=True),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("feed_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_seen_by_id"],
            ["account.id"],
            name=op.f("fk_helper_certificate_seen_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_helper_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["series.id"],
            name=op.f("fk_helper_series_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helper")),
        sa.UniqueConstraint("feed_hash", name=op.f("uq_helper_feed_hash")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_helper_secret_hash")),
    )
    op.create_index(op.f("ix_helper_certificate_seen_by_id"), "helper", ["certificate_seen_by_id"])
    op.create_index(op.f("ix_helper_organisation_id"), "helper", ["organisation_id"])
    op.create_index(op.f("ix_helper_series_id"), "helper", ["series_id"])

    op.create_table(
        "shift_total",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("signed", sa.Integer(), nullable=False),
        sa.Column("came", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_shift_total_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_total")),
    )
    op.create_index(op.f("ix_shift_total_event_id"), "shift_total", ["event_id"])

    op.create_table(
        "shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("anchor", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("least_age", sa.Integer(), nullable=False),
        sa.Column("asks_certificate", sa.Boolean(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length > 0", name=op.f("ck_shift_length_positive")),
        sa.CheckConstraint("most >= needed", name=op.f("ck_shift_most_enough")),
        sa.CheckConstraint("needed > 0", name=op.f("ck_shift_needed_positive")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_shift_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["programme_item.id"], name=op.f("fk_shift_item_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
    )
    op.create_index(op.f("ix_shift_event_id"), "shift", ["event_id"])
    op.create_index(op.f("ix_shift_item_id"), "shift", ["item_id"])

    op.create_table(
        "shift_entry",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column(
            "helper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("eats", sa.Boolean(), nullable=False),
        sa.Column("is_counted_elsewhere", sa.Boolean(), nullable=False),
        sa.Column("set_aside_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("here_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state_before", sa.String(length=20), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("told_sequence", sa.Integer(), nullable=True),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("heads > 0", name=op.f("ck_shift_entry_heads_positive")),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["helper.id"], name=op.f("fk_shift_entry_helper_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["shift.id"], name=op.f("fk_shift_entry_shift_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_entry")),
        sa.UniqueConstraint(
            "shift_id", "helper_id", name=op.f("uq_shift_entry_shift_id_helper_id")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_shift_entry_uid")),
    )
    op.create_index(op.f("ix_shift_entry_helper_id"), "shift_entry", ["helper_id"])
    op.create_index(op.f("ix_shift_entry_shift_id"), "shift_entry", ["shift_id"])

    op.create_table(
        "helper_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_helper_message_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mailing_id"],
            ["mailing.id"],
            name=op.f("fk_helper_message_mailing_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helper_message")),
    )
    op.create_index(op.f("ix_helper_message_event_id"), "helper_message", ["event_id"])
    op.create_index(op.f("ix_helper_message_mailing_id"), "helper_message", ["mailing_id"])

    op.create_table(
        "helper_call",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column(
            "helper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["helper.id"], name=op.f("fk_helper_call_helper_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["helper_message.id"],
            name=op.f("fk_helper_call_message_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("message_id", "helper_id", name=op.f("pk_helper_call")),
    )
    op.create_index(op.f("ix_helper_call_helper_id"), "helper_call", ["helper_id"])

    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(sa.Column("helpers_reminded_for", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("helpers_eating", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("help_code", sa.String(length=12), nullable=True))
        batch_op.add_column(
            sa.Column("help_offers", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.create_unique_constraint(batch_op.f("uq_event_help_code"), ["help_code"])

    with op.batch_alter_table("event") as batch_op:
        batch_op.alter_column("helpers_eating", server_default=None)
        batch_op.alter_column("help_offers", server_default=None)
    _count_offers()
    with op.batch_alter_table("answer") as batch_op:
        batch_op.drop_column("can_help")

    # Nobody was ever given a calendar of shifts by such a key: helpers have a secret of their own.
    op.execute("DELETE FROM calendar_key WHERE account_id IS NULL")
    with op.batch_alter_table("calendar_key") as batch_op:
        batch_op.alter_column("account_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("holder")


def downgrade() -> None:
    with op.batch_alter_table("calendar_key") as batch_op:
        batch_op.alter_column("account_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(
            sa.Column("holder", sa.String(length=36), nullable=False, server_default="")
        )
    with op.batch_alter_table("calendar_key") as batch_op:
        batch_op.alter_column("holder", server_default=None)
    with op.batch_alter_table("answer") as batch_op:
        batch_op.add_column(sa.Column("can_help", sa.Boolean(), nullable=True))
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_event_help_code"), type_="unique")
        batch_op.drop_column("help_offers")
        batch_op.drop_column("help_code")
        batch_op.drop_column("helpers_eating")
        batch_op.drop_column("helpers_reminded_for")
    op.drop_table("helper_call")
    op.drop_table("helper_message")
    op.drop_table("shift_entry")
    op.drop_table("shift")
    op.drop_table("shift_total")
    op.drop_table("helper")


def _count_offers() -> None:
    """Count for each event how many answers said yes; that is all that stays of them."""
    said = (
        sa.select(sa.func.count())
        .select_from(answer)
        .where(answer.c.event_id == event.c.id, answer.c.can_help.is_(sa.true()))
        .scalar_subquery()
    )
    op.execute(sa.update(event).values(help_offers=said))
