"""Keep in which order letters leave, what each try handed over, and what calendars hold by now.

Letters that wait go on waiting; each gets the place in the line that its kind has. Whose calendar
holds what follows from the letters that were sent, by the order of sending.
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

RANKS = {
    0: ("password", "colleague", "test", "shortage", "helper"),
    2: ("reminder",),
    3: ("invitation", "promise", "digest"),
    4: ("thanks", "follow"),
}
NEWS = 1
OLD_INDEX = "ix_outbox_mail_state_next_try_at"
INDEX = "ix_outbox_mail_state_rank_next_try_at"
RAISED_INDEX = "ix_calendar_entry_event_id_raised"
ENTRY_INDEX = "ix_calendar_entry_event_id_method_sequence"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.drop_index(OLD_INDEX)
        for name in ("rank", "revision"):
            batch_op.add_column(
                sa.Column(
                    name,
                    sa.SmallInteger(),
                    nullable=False,
                    server_default=str(NEWS if name == "rank" else 0),
                )
            )
        batch_op.add_column(sa.Column("tried_as", sa.LargeBinary(length=16), nullable=True))
        batch_op.add_column(sa.Column("rewritten_at", moment, nullable=True))
        batch_op.add_column(sa.Column("came_back_at", moment, nullable=True))
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.alter_column("rank", server_default=None)
        batch_op.alter_column("revision", server_default=None)
        batch_op.create_index(INDEX, ["state", "rank", "next_try_at", "id"])
    mail = sa.table("outbox_mail", sa.column("rank"), sa.column("kind"))
    for rank, kinds in RANKS.items():
        op.execute(mail.update().where(mail.c.kind.in_(kinds)).values(rank=rank))
    op.create_table(
        "calendar_entry",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("raised", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("is_sure", sa.Boolean(), nullable=False),
        sa.Column("left_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_calendar_entry_invitation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_calendar_entry_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_calendar_entry")),
    )
    op.create_index(ENTRY_INDEX, "calendar_entry", ["event_id", "method", "sequence"])
    op.create_index(RAISED_INDEX, "calendar_entry", ["event_id", "raised"])
    op.create_table(
        "resting_address",
        sa.Column("address_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("trouble", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("times", sa.SmallInteger(), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("until", moment, nullable=True),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_resting_address")),
    )
    _fill_entries()


def _fill_entries() -> None:
    """Note what each household's calendar holds: the last letter that left says so.

    Numbers were the event's own, and two more for each entry that was taken back at the event; so
    none that left is higher than these.
    """
    op.execute(
        """
        INSERT INTO calendar_entry
            (invitation_id, event_id, sequence, raised, method, kind, is_sure, left_at)
        SELECT sent.invitation_id,
               sent.event_id,
               event.sequence + 1 + 2 * COALESCE(back.times, 0),
               1 + 2 * COALESCE(back.times, 0),
               sent.calendar_method,
               sent.kind,
               sent.state = 'sent',
               COALESCE(sent.sent_at, sent.created_at)
        FROM (
            SELECT id, event_id, invitation_id, calendar_method, kind, state, sent_at, created_at,
                   ROW_NUMBER() OVER (
                       PARTITION BY invitation_id
                       ORDER BY COALESCE(sent_at, created_at) DESC, id DESC
                   ) AS place
            FROM outbox_mail
            WHERE calendar_method <> '' AND invitation_id IS NOT NULL
              AND (state IN ('sent', 'sending') OR (state = 'waiting' AND trouble = 'broken'))
        ) AS sent
        JOIN event ON event.id = sent.event_id
        LEFT JOIN (
            SELECT event_id, COUNT(*) AS times
            FROM outbox_mail
            WHERE calendar_method = 'CANCEL' AND kind <> 'cancellation'
            GROUP BY event_id
        ) AS back ON back.event_id = sent.event_id
        WHERE sent.place = 1
        """
    )


def downgrade() -> None:
    op.drop_table("resting_address")
    op.drop_table("calendar_entry")
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.drop_index(INDEX)
        for name in ("came_back_at", "rewritten_at", "tried_as", "revision", "rank"):
            batch_op.drop_column(name)
        batch_op.create_index(OLD_INDEX, ["state", "next_try_at"])
