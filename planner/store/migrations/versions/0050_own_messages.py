"""Keep messages in an organiser's own words, and papers that go along with mail.

Letters that wait bear none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "event_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("shift_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words_in", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("has_programme", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("leaves_at", moment, nullable=True),
        sa.Column("held_reason", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("left_at", moment, nullable=True),
        sa.Column("mailing_id", sa.Integer(), nullable=True),
        sa.Column("told_id", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [name],
                [f"{table}.id"],
                name=op.f(f"fk_event_message_{name}"),
                ondelete="CASCADE" if name == "event_id" else "SET NULL",
            )
            for name, table in (
                ("event_id", "event"),
                ("batch_id", "batch"),
                ("shift_id", "shift"),
                ("created_by_id", "account"),
                ("mailing_id", "mailing"),
                ("told_id", "helper_message"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_message")),
    )
    for name in ("event_id", "batch_id", "shift_id", "created_by_id", "mailing_id", "told_id"):
        op.create_index(op.f(f"ix_event_message_{name}"), "event_message", [name])
    op.create_index("ix_event_message_state_leaves_at", "event_message", ["state", "leaves_at"])
    op.create_table(
        "mail_attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_mail_attachment_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["event_message.id"],
            name=op.f("fk_mail_attachment_message_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_attachment")),
        sa.UniqueConstraint(
            "message_id", "language", name=op.f("uq_mail_attachment_message_id_language")
        ),
    )
    op.create_index(op.f("ix_mail_attachment_event_id"), "mail_attachment", ["event_id"])
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.add_column(sa.Column("attachment_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_outbox_mail_attachment_id"),
            "mail_attachment",
            ["attachment_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.drop_constraint(op.f("fk_outbox_mail_attachment_id"), type_="foreignkey")
        batch_op.drop_column("attachment_id")
    op.drop_table("mail_attachment")
    op.drop_table("event_message")
