"""What came to past events."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

bp = Blueprint("turnouts", __name__, url_prefix="/past-events")


@bp.get("")
def list_turnouts() -> ResponseReturnValue:
    """List past turnout."""
    return render_template("organiser/turnouts.html")
