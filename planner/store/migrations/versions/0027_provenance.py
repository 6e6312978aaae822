"""Keep where answers without a card come from, and set aside what nobody has looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
WITH_DEFAULTS = {
    "invitation": ("keeps_place",),
    "event": ("open_word", "looks_first"),
}


def upgrade() -> None:
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.add_column(sa.Column("set_aside_at", MOMENT, nullable=True))
        batch_op.add_column(
            sa.Column("keeps_place", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(
            sa.Column("open_word", sa.String(length=40), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("looks_first", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    for table, columns in WITH_DEFAULTS.items():
        with op.batch_alter_table(table) as batch_op:
            for column in columns:
                batch_op.alter_column(column, server_default=None)
    _set_aside()
    _submission()


def _set_aside() -> None:
    op.create_table(
        "set_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("looked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_set_aside_event_id_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
    )
    op.create_index("ix_set_aside_event_id_state", "set_aside", ["event_id", "state"])


def _submission() -> None:
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("is_quick", sa.Boolean(), nullable=False),
        sa.Column("network", sa.LargeBinary(length=16), nullable=True),
        sa.Column("form", sa.LargeBinary(length=16), nullable=True),
        sa.Column("aside_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_submission_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_submission_invitation_id_invitation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["aside_id"], ["set_aside.id"], name=op.f("fk_submission_aside_id_set_aside")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_submission_invitation_id")),
        sa.UniqueConstraint("form", name=op.f("uq_submission_form")),
    )
    op.create_index("ix_submission_event_id_received_at", "submission", ["event_id", "received_at"])
    op.create_index("ix_submission_event_id_network", "submission", ["event_id", "network"])
    op.create_index(op.f("ix_submission_aside_id"), "submission", ["aside_id"])


def downgrade() -> None:
    op.drop_table("submission")
    op.drop_table("set_aside")
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_column("looks_first")
        batch_op.drop_column("open_word")
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.drop_column("keeps_place")
        batch_op.drop_column("set_aside_at")
