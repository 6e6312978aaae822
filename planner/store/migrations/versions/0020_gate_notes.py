"""Keep notes for the organiser from the gate, and since when people leave by a gate."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "gate_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("gate_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=280), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_gate_note_event_id_event")
        ),
        sa.ForeignKeyConstraint(["gate_id"], ["gate.id"], name=op.f("fk_gate_note_gate_id_gate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_note")),
        sa.UniqueConstraint("event_id", "nonce", name=op.f("uq_gate_note_event_id_nonce")),
    )
    op.create_index(op.f("ix_gate_note_gate_id"), "gate_note", ["gate_id"])
    with op.batch_alter_table("gate") as batch_op:
        batch_op.add_column(sa.Column("lets_out_at", MOMENT, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("gate") as batch_op:
        batch_op.drop_column("lets_out_at")
    op.drop_index(op.f("ix_gate_note_gate_id"), table_name="gate_note")
    op.drop_table("gate_note")
