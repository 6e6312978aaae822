"""What helpers at the gates wrote down, and telling them that people leave."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.gate import gates, notes
from planner.store.models import GateNote
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import session
from planner.web.filters import time
from planner.web.i18n import gettext as _
from planner.web.organiser.day import bp
from planner.web.organiser.lookup import event_to_change, gate_to_change


@dataclass(frozen=True)
class NoteLine:
    """A note as the organiser reads it."""

    id: int
    text: str
    where: str
    is_read: bool


@bp.post("/<int:event_id>/gates/notes/<int:note_id>/read")
@needs(Right.GATES, audited="gate_notes.read")
def read_note(event_id: int, note_id: int) -> ResponseReturnValue:
    """Mark a note as read."""
    event = event_to_change(event_id)
    if not notes.mark_read(session(), event.id, note_id, now=now()):
        abort(404)
    session().commit()
    flash(_("Marked as read."), "ok")
    return redirect(url_for("day.show_gates", event_id=event_id) + "#notes-title", code=303)


@bp.post("/<int:event_id>/gates/<int:gate_id>/leaving")
@needs(Right.GATES, audited="gates.let_out")
def let_people_out(event_id: int, gate_id: int) -> ResponseReturnValue:
    """Have the phones of a gate offer the key for people who leave first."""
    gates.let_people_out(gate_to_change(event_id, gate_id), now=now())
    session().commit()
    flash(_("Phones at this gate have it in a minute."), "ok")
    return redirect(url_for("day.show_gates", event_id=event_id), code=303)


def note_lines(found: Sequence[GateNote], zone: str) -> list[NoteLine]:
    """Show notes: what, when and where, never who."""
    return [
        NoteLine(
            id=each.id,
            text=each.text,
            where=_("%(time)s, %(gate)s", time=time(each.written_at, zone), gate=each.gate.name),
            is_read=each.read_at is not None,
        )
        for each in found
    ]
