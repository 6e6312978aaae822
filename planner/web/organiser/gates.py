"""The gates of an event: their links, the phones at them, who is inside."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from planner.store.models import Event
from planner.web.db import reading_session

bp = Blueprint("gates", __name__, url_prefix="/events")


@bp.get("/<int:event_id>/gates")
def show(event_id: int) -> ResponseReturnValue:
    """Show the gates of an event."""
    event = reading_session().get(Event, event_id)
    if event is None:
        abort(404)
    return render_template("organiser/gates.html", event=event)
