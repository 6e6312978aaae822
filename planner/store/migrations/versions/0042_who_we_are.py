"""Let an organisation say who it is: how it is reached, how it looks, how long it keeps.

What was printed and what waits stays as it was: stacks of before bear the organisation whose event
it is, letters that wait leave as from the installation, and events keep what the installation says.
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

WORDS = {
    "organisation": (
        ("phone", 40),
        ("mail", 254),
        ("about", 400),
        ("main_colour", 7),
        ("second_colour", 7),
        ("contact_name", 80),
        ("contact_phone", 40),
    ),
    "batch": (("sender_name", 120),),
    "outbox_mail": (("sender_name", 120), ("reply_to", 254)),
}


def upgrade() -> None:
    for table, words in WORDS.items():
        _add_words(table, words)
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.add_column(sa.Column("keep_days", sa.Integer(), nullable=True))
    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(sa.Column("keep_days", sa.Integer(), nullable=True))
    with op.batch_alter_table("batch") as batch_op:
        batch_op.add_column(
            sa.Column("sender", sa.String(length=20), nullable=False, server_default="organiser")
        )
    with op.batch_alter_table("batch") as batch_op:
        batch_op.alter_column("sender", server_default=None)
    op.create_table(
        "organisation_logo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_logo_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_logo")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_organisation_logo_organisation_id")),
    )
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.add_column(sa.Column("logo_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_outbox_mail_logo_id"),
            "organisation_logo",
            ["logo_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.drop_constraint(op.f("fk_outbox_mail_logo_id"), type_="foreignkey")
        batch_op.drop_column("logo_id")
    op.drop_table("organisation_logo")
    with op.batch_alter_table("batch") as batch_op:
        batch_op.drop_column("sender")
    for table in ("event", "organisation"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("keep_days")
    for table, words in reversed(WORDS.items()):
        with op.batch_alter_table(table) as batch_op:
            for name, _length in reversed(words):
                batch_op.drop_column(name)


def _add_words(table: str, words: tuple[tuple[str, int], ...]) -> None:
    with op.batch_alter_table(table) as batch_op:
        for name, length in words:
            batch_op.add_column(
                sa.Column(name, sa.String(length=length), nullable=False, server_default="")
            )
    with op.batch_alter_table(table) as batch_op:
        for name, _length in words:
            batch_op.alter_column(name, server_default=None)
