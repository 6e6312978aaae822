"""Remember which conflicts of the gate somebody has dealt with."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dealt_conflict",
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("dealt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dealt_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("heads > 0", name=op.f("ck_dealt_conflict_heads_positive")),
        sa.ForeignKeyConstraint(
            ["scan_id"],
            ["scan.id"],
            name=op.f("fk_dealt_conflict_scan_id_scan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["dealt_by_id"],
            ["account.id"],
            name=op.f("fk_dealt_conflict_dealt_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("scan_id", name=op.f("pk_dealt_conflict")),
    )


def downgrade() -> None:
    op.drop_table("dealt_conflict")
