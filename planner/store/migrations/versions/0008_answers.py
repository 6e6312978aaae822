"""Answers without a card, a line for places, and what else a household tells."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ANSWER_COLUMNS = (
    ("toddlers", sa.Integer(), "0"),
    ("allergies", sa.String(length=200), ""),
    ("allergies_wording", sa.String(length=10), ""),
    ("brings_pram", sa.Boolean(), sa.false()),
    ("brings_wheelchair", sa.Boolean(), sa.false()),
    ("access_words", sa.String(length=120), ""),
    ("remark", sa.String(length=500), ""),
)
EVENT_COLUMNS = (
    ("answers_without_card", sa.Boolean(), sa.true()),
    ("largest_open_party", sa.Integer(), "8"),
    ("word_afterwards", sa.String(length=600), ""),
)
BATCH_COLUMNS = (("kind", sa.String(length=20), "cards"),)
FILLED = {"answer": ANSWER_COLUMNS, "event": EVENT_COLUMNS, "batch": BATCH_COLUMNS}


def upgrade() -> None:
    for table, columns in FILLED.items():
        with op.batch_alter_table(table) as batch_op:
            for name, kind, default in columns:
                batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=default))
        with op.batch_alter_table(table) as batch_op:
            for name, _kind, _default in columns:
                batch_op.alter_column(name, server_default=None)
    op.add_column("event", sa.Column("places_given", sa.Integer()))
    op.add_column("answer", sa.Column("allergies_agreed_at", MOMENT))
    op.add_column("answer", sa.Column("can_help", sa.Boolean()))
    with op.batch_alter_table("event") as batch_op:
        batch_op.create_check_constraint(op.f("ck_event_places_given_positive"), "places_given > 0")
        batch_op.create_check_constraint(
            op.f("ck_event_open_party_positive"), "largest_open_party > 0"
        )
    with op.batch_alter_table("answer") as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_answer_toddlers_are_children"), "toddlers BETWEEN 0 AND children"
        )
    op.create_table(
        "waiting",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("queued_at", MOMENT, nullable=False),
        sa.Column("offered_at", MOMENT, nullable=True),
        sa.Column("offered_until", MOMENT, nullable=True),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.CheckConstraint("heads > 0", name=op.f("ck_waiting_heads_positive")),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_waiting_invitation_id_invitation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_waiting_event_id_event")),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_waiting")),
    )
    op.create_index("ix_waiting_event_id_queued_at", "waiting", ["event_id", "queued_at"])


def downgrade() -> None:
    op.drop_table("waiting")
    with op.batch_alter_table("answer") as batch_op:
        batch_op.drop_constraint(op.f("ck_answer_toddlers_are_children"), type_="check")
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_constraint(op.f("ck_event_places_given_positive"), type_="check")
        batch_op.drop_constraint(op.f("ck_event_open_party_positive"), type_="check")
    with op.batch_alter_table("answer") as batch_op:
        batch_op.drop_column("can_help")
        batch_op.drop_column("allergies_agreed_at")
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_column("places_given")
    for table, columns in FILLED.items():
        with op.batch_alter_table(table) as batch_op:
            for name, _kind, _default in columns:
                batch_op.drop_column(name)
