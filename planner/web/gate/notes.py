"""Notes for the organiser: a phone sends them as it sends scans, and the simple page has a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from planner.services.gate.notes import (
    LONGEST_NOTE,
    MOST_NOTES,
    NoteItem,
    NoteStatus,
    sender_of,
    take_note,
)
from planner.store.base import connection_of
from planner.store.prepared import PreparedConnection
from planner.web.clock import now
from planner.web.db import session, store
from planner.web.forms import Form
from planner.web.gate import bp
from planner.web.gate.device import counting, current_phone, held_phones
from planner.web.gate.forms import NONCE, new_nonce
from planner.web.gate.items import (
    LARGEST_ID,
    is_nonce,
    read_listed,
    read_moment,
)
from planner.web.gate.posts import from_own_phone, read_posted
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l

LARGEST_BODY = 32 * 1024
"""Bytes: as many notes as come at once, of the longest kind."""


class NoteForm(Form):
    """A note for the organiser. The nonce makes a form that is sent twice one note."""

    nonce = HiddenField(validators=[InputRequired(), Regexp(f"^{NONCE}$")])
    text = TextAreaField(
        _l("What should the organiser know?"),
        description=_l("No names of guests."),
        validators=[
            DataRequired(_l("Write down what the organiser should know.")),
            Length(max=LONGEST_NOTE, message=_l("Make it shorter: 280 letters at most.")),
        ],
        render_kw={"rows": 4, "maxlength": LONGEST_NOTE},
    )

    def answer(self) -> NoteItem:
        """Return the note."""
        text = (self.text.data or "").strip()
        return NoteItem(nonce=self.nonce.data or "", text=text, phone_at=now())


@dataclass(frozen=True)
class _Notes:
    """What a phone sends at once; a bad note spoils no other."""

    items: list[NoteItem | str | None]
    """A note, the nonce of one that makes no sense, or nothing at all."""
    device_now: datetime | None


@bp.post("/notes")
@from_own_phone
def take_notes() -> ResponseReturnValue:
    """Take notes for the organiser, each once."""
    sent, moment = read_posted(_read, largest=LARGEST_BODY), now()
    held = counting(held_phones())

    def take_one(connection: PreparedConnection, item: NoteItem) -> NoteStatus:
        phone = sender_of(item, held)
        if phone is None:
            return NoteStatus.REFUSED
        return take_note(connection, phone, item, device_now=sent.device_now, now=moment)

    def take_them(connection: PreparedConnection) -> list[tuple[str | None, NoteStatus]]:
        return [
            (item.nonce, take_one(connection, item))
            if isinstance(item, NoteItem)
            else (item, NoteStatus.REFUSED)
            for item in sent.items
        ]

    # May be done twice: a note that is there already is kept.
    results = store().commit_in_group(take_them)
    return jsonify(
        server_now=moment.isoformat(),
        results=[{"nonce": nonce, "status": status.value} for nonce, status in results],
    )


@bp.route("/note", methods=["GET", "POST"])
def write_note() -> ResponseReturnValue:
    """Write a note without script."""
    form = NoteForm()
    if not form.is_posted_and_valid():
        form.nonce.data = form.nonce.data or new_nonce()
        page = render_template("gate/note.html", form=form, phone=current_phone())
        return page, 422 if form.errors else 200
    status = take_note(
        connection_of(session()), current_phone(), form.answer(), device_now=None, now=now()
    )
    session().commit()
    if status is NoteStatus.KEPT:
        flash(_("The organiser has your note."), "ok")
    else:
        flash(_("There are too many notes already. Call the organiser."), "warn")
    return redirect(url_for("gate.show_gate"), code=303)


def _read(body: bytes) -> _Notes:
    listed, device_now = read_listed(body, "notes", most=MOST_NOTES)
    return _Notes([_note(each) for each in listed], device_now)


def _note(values: Any) -> NoteItem | str | None:
    if not isinstance(values, dict) or not is_nonce(nonce := values.get("nonce")):
        return None
    text, at = values.get("text"), read_moment(values.get("written_at"))
    places = [_place(values, name) for name in ("event", "gate")]
    if not isinstance(text, str) or not 0 < len(text.strip()) <= LONGEST_NOTE or "\0" in text:
        return nonce
    if at is None or 0 in places:
        return nonce
    event_id, gate_id = places
    return NoteItem(nonce=nonce, text=text.strip(), phone_at=at, event_id=event_id, gate_id=gate_id)


def _place(values: Mapping[str, Any], name: str) -> int | None:
    """Read the number of an event or a gate; 0 for what is none."""
    if name not in values:
        return None
    number = values[name]
    return number if type(number) is int and 0 < number <= LARGEST_ID else 0
