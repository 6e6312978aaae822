"""The front page, an event's public page, and the sign of life."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

bp = Blueprint("public", __name__)


@bp.get("/")
def home() -> ResponseReturnValue:
    """Show the coming public events."""
    return render_template("public/home.html")
