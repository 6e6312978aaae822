"""Keep the keys of cards on the lists of phones, which are slow to make."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gate_key",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_gate_key_invitation_id_invitation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_gate_key_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("invitation_id", "event_id", name=op.f("pk_gate_key")),
    )
    op.create_index(op.f("ix_gate_key_event_id"), "gate_key", ["event_id"])


def downgrade() -> None:
    op.drop_table("gate_key")
