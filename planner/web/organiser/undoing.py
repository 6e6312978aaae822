"""Say that something was deleted, with the button that puts it back beside the words."""

from flask import flash, url_for

from planner.store.models import DeletedThing

UNDO = "undo "
"""What the category of such a message begins with; the address of the button follows."""


def flash_undo(words: str, kept: DeletedThing) -> None:
    """Show words on top of the next page, and *Undo* with them."""
    flash(words, UNDO + put_back_url(kept))


def put_back_url(kept: DeletedThing) -> str:
    """Return where a form is sent that puts it back."""
    if kept.event_id is None:
        return url_for("events.put_back", thing_id=kept.id)
    return url_for("events.put_part_back", event_id=kept.event_id, thing_id=kept.id)
