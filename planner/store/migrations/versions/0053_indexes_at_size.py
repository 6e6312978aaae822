"""Find what refers to a row, and what has come due, without reading a whole table.

Nothing looks up what has a state alone: nearly all events have one of three.
"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

ADDED = (
    ("account", "digest_days"),
    ("answer", "updated_at"),
    ("audit_entry", "batch_id"),
    ("batch", "intermediary_id"),
    ("card_merge", "kept_id"),
    ("dealt_conflict", "dealt_by_id"),
    ("deleted_thing", "deleted_by_id"),
    ("errand", "going_account_id"),
    ("errand", "going_device_id"),
    ("event", "created_by_id"),
    ("event", "ends_at"),
    ("event", "neighbourhood_id"),
    ("event", "venue_id"),
    ("event_notice", "mailing_id"),
    ("mailing", "created_by_id"),
    ("notice_told", "invitation_id"),
    ("organisation", "is_host"),
    ("outbox_mail", "attachment_id"),
    ("outbox_mail", "logo_id"),
    ("seen_mark", "seen_by_id"),
    ("shift_entry", "set_aside_until"),
    ("sign_in", "seen_at"),
    ("turnout", "neighbourhood_id"),
    ("venue", "neighbourhood_id"),
    ("waiting", "offered_until"),
)
OF_A_FEW = (
    ("ix_answer_said_no", "answer", "invitation_id", "reply = 'no'"),
    ("ix_calendar_entry_taken_out", "calendar_entry", "invitation_id", "method = 'CANCEL'"),
    ("ix_guest_contact_untold", "guest_contact", "invitation_id", "confirmed_at IS NULL"),
    ("ix_invitation_ended", "invitation", "id", "state != 'issued'"),
    ("ix_invitation_set_aside_at", "invitation", "set_aside_at", "set_aside_at IS NOT NULL"),
    ("ix_outbox_mail_of_helpers", "outbox_mail", "state", "kind = 'helper'"),
)
"""Rows of which there are few at any time, and which are asked for every few seconds."""


def upgrade() -> None:
    for table, column in ADDED:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    for name, table, column, which in OF_A_FEW:
        only = sa.text(which)
        op.create_index(name, table, [column], sqlite_where=only, postgresql_where=only)
    op.create_index("ix_shift_entry_state_changed_at", "shift_entry", ["state", "changed_at"])
    op.drop_index("ix_event_state", "event")


def downgrade() -> None:
    op.create_index(op.f("ix_event_state"), "event", ["state"])
    op.drop_index("ix_shift_entry_state_changed_at", "shift_entry")
    for name, table, _column, _which in reversed(OF_A_FEW):
        op.drop_index(name, table)
    for table, column in reversed(ADDED):
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
