"""Keep what became of mail that came in, and how far the mailbox was read."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("came_at", moment, nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("said_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_incoming_mail_invitation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("message_hash", name=op.f("uq_incoming_mail_message_hash")),
    )
    op.create_index(
        "ix_incoming_mail_invitation_id_came_at", "incoming_mail", ["invitation_id", "came_at"]
    )
    op.create_index("ix_incoming_mail_came_at", "incoming_mail", ["came_at"])
    op.create_table(
        "mail_way_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("began_at", moment, nullable=False),
        sa.Column("read_at", moment, nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("trouble", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_way_in")),
    )


def downgrade() -> None:
    op.drop_table("mail_way_in")
    op.drop_table("incoming_mail")
    # Older versions know three who answer; a calendar is the household itself.
    op.execute("UPDATE answer SET answered_by = 'guest' WHERE answered_by = 'calendar'")
