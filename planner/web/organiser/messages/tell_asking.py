"""Where to go after a change of an event: to its page, or first to the one question it raises."""

from datetime import datetime

from flask import url_for

from planner.services.messages import notices
from planner.web.db import session


def after_change(event_id: int, changed_at: datetime) -> str:
    """Return the question whether to tell everyone, when this very change raises it."""
    notice = notices.pending_of(session(), event_id)
    if notice is not None and notice.created_at == changed_at:
        return url_for("messages.tell_guests", event_id=event_id, notice_id=notice.id)
    return url_for("desk.show_event", event_id=event_id)
