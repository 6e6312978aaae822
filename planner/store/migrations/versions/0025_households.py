"""Keep apart who told what with a card: a code alone opens no more than yes, maybe or no.

What was told before has no household of its own, and is read back by nobody: it counts on in the
kitchen's totals until the card tells anew, is erased, or the purge takes it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "household",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.String(length=60), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("word_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("word_set_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_household_invitation_id_invitation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_household_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
    )
    op.create_index(op.f("ix_household_event_id"), "household", ["event_id"])
    op.create_index(op.f("ix_household_invitation_id"), "household", ["invitation_id"])
    op.create_table(
        "household_browser",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
            name=op.f("fk_household_browser_household_id_household"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_browser")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_household_browser_token_hash")),
    )
    op.create_index(
        op.f("ix_household_browser_household_id"), "household_browser", ["household_id"]
    )


def downgrade() -> None:
    op.drop_table("household_browser")
    op.drop_table("household")
