"""Keep what residents said, by nobody, and what was promised in response."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("secret_seed", sa.LargeBinary(length=16), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_partner_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint(
            "organisation_id", "name", name=op.f("uq_partner_organisation_id_name")
        ),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_partner_secret_hash")),
    )
    op.create_table(
        "promise_follower",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("wording", sa.String(length=10), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_promise_follower_neighbourhood_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_promise_follower_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_follower")),
        sa.UniqueConstraint(
            "organisation_id",
            "neighbourhood_id",
            "address",
            name=op.f("uq_promise_follower_organisation_id_neighbourhood_id_address"),
        ),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_promise_follower_secret_hash")),
    )
    op.create_index(op.f("ix_promise_follower_ends_on"), "promise_follower", ["ends_on"])
    op.create_index(
        op.f("ix_promise_follower_neighbourhood_id"), "promise_follower", ["neighbourhood_id"]
    )

    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_theme_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("organisation_id", "name", name=op.f("uq_theme_organisation_id_name")),
    )
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("street", sa.String(length=80), nullable=False),
        sa.Column("intermediary_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("mailed", sa.String(length=20), nullable=True),
        sa.Column("mailed_for", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_promise_event_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["intermediary_id"],
            ["intermediary.id"],
            name=op.f("fk_promise_intermediary_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_promise_neighbourhood_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_promise_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_promise_partner_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sa.UniqueConstraint(
            "organisation_id", "number", name=op.f("uq_promise_organisation_id_number")
        ),
    )
    op.create_index(op.f("ix_promise_due_on"), "promise", ["due_on"])
    op.create_index(op.f("ix_promise_event_id"), "promise", ["event_id"])
    op.create_index(op.f("ix_promise_intermediary_id"), "promise", ["intermediary_id"])
    op.create_index(op.f("ix_promise_neighbourhood_id"), "promise", ["neighbourhood_id"])
    op.create_index(op.f("ix_promise_partner_id"), "promise", ["partner_id"])

    op.create_table(
        "remark_receipt",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_remark_receipt_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "nonce", name=op.f("pk_remark_receipt")),
    )
    op.create_index(op.f("ix_remark_receipt_received_on"), "remark_receipt", ["received_on"])

    op.create_table(
        "promise_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("is_by_partner", sa.Boolean(), nullable=False),
        sa.Column("is_looked_at", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_promise_update_account_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner.id"],
            name=op.f("fk_promise_update_partner_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["promise.id"],
            name=op.f("fk_promise_update_promise_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_update")),
    )
    op.create_index(op.f("ix_promise_update_account_id"), "promise_update", ["account_id"])
    op.create_index(op.f("ix_promise_update_partner_id"), "promise_update", ["partner_id"])
    op.create_index(op.f("ix_promise_update_promise_id"), "promise_update", ["promise_id"])

    op.create_table(
        "promise_votes",
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("better", sa.Integer(), nullable=False),
        sa.Column("not_yet", sa.Integer(), nullable=False),
        sa.Column("not_yet_seen", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "better >= 0 AND not_yet >= 0", name=op.f("ck_promise_votes_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["promise.id"],
            name=op.f("fk_promise_votes_promise_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("promise_id", name=op.f("pk_promise_votes")),
    )
    op.create_table(
        "remark",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("stop_id", sa.Integer(), nullable=True),
        sa.Column("question", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("street", sa.String(length=80), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("heard_by", sa.String(length=20), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("why_not", sa.String(length=300), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.CheckConstraint("heads > 0", name=op.f("ck_remark_heads_positive")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_remark_event_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_remark_neighbourhood_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_remark_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stop_id"], ["programme_item.id"], name=op.f("fk_remark_stop_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_remark_theme_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    op.create_index(op.f("ix_remark_event_id"), "remark", ["event_id"])
    op.create_index(op.f("ix_remark_neighbourhood_id"), "remark", ["neighbourhood_id"])
    op.create_index("ix_remark_organisation_id_state", "remark", ["organisation_id", "state"])
    op.create_index(op.f("ix_remark_stop_id"), "remark", ["stop_id"])
    op.create_index(op.f("ix_remark_theme_id"), "remark", ["theme_id"])

    op.create_table(
        "promise_remark",
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column(
            "remark_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["promise.id"],
            name=op.f("fk_promise_remark_promise_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["remark_id"],
            ["remark.id"],
            name=op.f("fk_promise_remark_remark_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("promise_id", "remark_id", name=op.f("pk_promise_remark")),
    )
    op.create_index(op.f("ix_promise_remark_remark_id"), "promise_remark", ["remark_id"])

    op.create_table(
        "promise_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("update_id", sa.Integer(), nullable=True),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_promise_told_event_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["promise.id"],
            name=op.f("fk_promise_told_promise_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["update_id"],
            ["promise_update.id"],
            name=op.f("fk_promise_told_update_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_told")),
    )
    op.create_index(op.f("ix_promise_told_event_id"), "promise_told", ["event_id"])
    op.create_index(op.f("ix_promise_told_promise_id"), "promise_told", ["promise_id"])
    op.create_index(op.f("ix_promise_told_update_id"), "promise_told", ["update_id"])

    with op.batch_alter_table("answer") as batch_op:
        batch_op.add_column(
            sa.Column("proud", sa.String(length=500), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("proud_read", sa.String(length=500), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("remark_taken", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("proud_taken", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(
            sa.Column("promise_line", sa.String(length=90), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("promise_line_number", sa.Integer(), nullable=True))

    with op.batch_alter_table("gate") as batch_op:
        batch_op.add_column(
            sa.Column("only_listens", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("answer") as batch_op:
        batch_op.alter_column("proud", server_default=None)
        batch_op.alter_column("proud_read", server_default=None)
        batch_op.alter_column("remark_taken", server_default=None)
        batch_op.alter_column("proud_taken", server_default=None)
    with op.batch_alter_table("event") as batch_op:
        batch_op.alter_column("promise_line", server_default=None)
    with op.batch_alter_table("gate") as batch_op:
        batch_op.alter_column("only_listens", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("gate") as batch_op:
        batch_op.drop_column("only_listens")
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_column("promise_line_number")
        batch_op.drop_column("promise_line")
    with op.batch_alter_table("answer") as batch_op:
        batch_op.drop_column("proud_taken")
        batch_op.drop_column("remark_taken")
        batch_op.drop_column("proud_read")
        batch_op.drop_column("proud")
    op.drop_table("promise_told")
    op.drop_table("promise_remark")
    op.drop_table("remark")
    op.drop_table("promise_votes")
    op.drop_table("promise_update")
    op.drop_table("remark_receipt")
    op.drop_table("promise")
    op.drop_table("theme")
    op.drop_table("promise_follower")
    op.drop_table("partner")
