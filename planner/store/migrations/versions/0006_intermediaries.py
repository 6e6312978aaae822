"""Give who hands cards out a page of their own, and let cards speak chosen languages."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "intermediary_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batch.id"],
            name=op.f("fk_intermediary_link_batch_id_batch"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intermediary_link")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_intermediary_link_batch_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_intermediary_link_token_hash")),
    )
    op.create_table(
        "intermediary_sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["intermediary_link.id"],
            name=op.f("fk_intermediary_sign_in_link_id_intermediary_link"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intermediary_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_intermediary_sign_in_token_hash")),
    )
    op.create_index(op.f("ix_intermediary_sign_in_link_id"), "intermediary_sign_in", ["link_id"])
    op.create_table(
        "intermediary_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batch.id"],
            name=op.f("fk_intermediary_request_batch_id_batch"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intermediary_request")),
    )
    op.create_index(op.f("ix_intermediary_request_batch_id"), "intermediary_request", ["batch_id"])
    op.add_column("invitation", sa.Column("handed_out_at", sa.DateTime(timezone=True)))
    op.add_column("invitation", sa.Column("replaced_by", sa.Integer()))
    with op.batch_alter_table("batch") as batch_op:
        batch_op.add_column(
            sa.Column("languages", sa.String(length=40), nullable=False, server_default="")
        )
    with op.batch_alter_table("batch") as batch_op:
        batch_op.alter_column("languages", server_default=None)
    with op.batch_alter_table("intermediary") as batch_op:
        batch_op.add_column(
            sa.Column("organisation", sa.String(length=80), nullable=False, server_default="")
        )
    with op.batch_alter_table("intermediary") as batch_op:
        batch_op.alter_column("organisation", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("intermediary") as batch_op:
        batch_op.drop_column("organisation")
    with op.batch_alter_table("batch") as batch_op:
        batch_op.drop_column("languages")
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.drop_column("replaced_by")
        batch_op.drop_column("handed_out_at")
    op.drop_table("intermediary_request")
    op.drop_table("intermediary_sign_in")
    op.drop_table("intermediary_link")
