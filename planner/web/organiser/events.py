"""The coming events and what each still needs."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

bp = Blueprint("events", __name__, url_prefix="/events")


@bp.get("")
def list_events() -> ResponseReturnValue:
    """List the coming events."""
    return render_template("organiser/events.html")
