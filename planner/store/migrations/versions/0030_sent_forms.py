"""Keep for a day what became of a form that made something, so that it makes it once."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sent_form",
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leads_to", sa.String(length=2_000), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_sent_form_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_sent_form")),
    )
    op.create_index(op.f("ix_sent_form_organisation_id"), "sent_form", ["organisation_id"])
    op.create_index(op.f("ix_sent_form_sent_at"), "sent_form", ["sent_at"])


def downgrade() -> None:
    op.drop_table("sent_form")
