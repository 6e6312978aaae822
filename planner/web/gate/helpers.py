"""Today's helpers and the run sheet on the crew's phones, as data: the list that is kept.

A phone that only listens gets none of it, and neither does one of another event.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import after_this_request, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.exports.qr import qr_svg
from planner.services.gate.phones import Phone
from planner.services.helpers.on_phones import (
    HelperOnPhone,
    ShiftOnPhone,
    events_to_help_at,
    shifts_on_phones,
)
from planner.services.helpers.shift_rows import shifts_of
from planner.services.logistics.sheet_on_phones import lines_on_phone
from planner.services.logistics.sheet_rows import day_of_line, moment_of, sheet_line
from planner.store.models import Event, RunLine, Shift
from planner.web import shift_words
from planner.web.access import checked_by
from planner.web.clock import now
from planner.web.compress import compress
from planner.web.db import reading_session
from planner.web.filters import day
from planner.web.gate import bp
from planner.web.gate.app import OLDEST_APP
from planner.web.gate.device import current_phone, require_counting_phone_for_list
from planner.web.gate.lists import contact_of
from planner.web.i18n import gettext as _
from planner.web.run_sheet_words import hours_of, names_of
from planner.web.shift_links import help_url


@bp.get("/helpers")
@checked_by(require_counting_phone_for_list)
def send_helpers() -> ResponseReturnValue:
    """Send today's shifts with who is in them, the codes for who wants to help, the run sheet."""
    after_this_request(compress)
    phone, session, moment = current_phone(), reading_session(), now()
    event = session.get_one(Event, phone.event_id)
    shifts = shifts_known(session, phone, now=moment)
    return jsonify(
        server_now=moment.isoformat(),
        needs_app=OLDEST_APP,
        closes_at=phone.door.closes_at.isoformat(),
        event={"id": phone.event_id, "title": phone.event_title, "zone": phone.zone},
        gate={"id": phone.gate_id, "name": phone.gate_name},
        contact=contact_of(event),
        shifts=[_shift(each) for each in shifts_on_phones(shifts, now=moment)],
        invites=invites(session, phone, shifts, now=moment),
        sheet=[_line(each) for each in lines_on_phone(session, phone, now=moment)],
    )


def shifts_known(session: Session, phone: Phone, *, now: datetime) -> Sequence[Shift]:
    """Return the shifts of a phone's event; after its gate has closed none."""
    return [] if now > phone.door.closes_at else shifts_of(session, phone.event_id)


def invites(
    session: Session, phone: Phone, shifts: Sequence[Shift], *, now: datetime
) -> list[dict[str, Any]]:
    """Give the codes that somebody who passes by can scan, drawn: they are shown without network.

    The title and day are those of another event; of the phone's own there is none.
    """
    if now > phone.door.closes_at:
        return []
    return [
        {
            "until": each.until.isoformat(),
            "title": "" if event.id == phone.event_id else event.title,
            "day": "" if event.id == phone.event_id else day(event.starts_at, event.zone),
            "address": address.partition("://")[2],
            "svg": qr_svg(address, title=_("Code with which somebody can help")),
        }
        for each in events_to_help_at(session, phone.event_id, shifts, now=now)
        for event in [each.event]
        for address in [help_url(event)]
    ]


def _shift(shown: ShiftOnPhone) -> dict[str, Any]:
    shift = shown.shift
    return {
        "id": shift.id,
        "task": shift_words.task(shift),
        "hours": shift_words.hours(shift),
        "place": shift.place,
        "starts_at": shown.span.starts_at.isoformat(),
        "ends_at": shown.span.ends_at.isoformat(),
        "needed": shift.needed,
        "helpers": [_helper(each) for each in shown.helpers],
    }


def _helper(shown: HelperOnPhone) -> dict[str, Any]:
    return {
        "entry": shown.entry_id,
        "person": shown.person,
        "name": shown.name,
        "heads": shown.heads,
        "first": shown.is_first_time,
        "waits": shown.waits,
        "came_at": shown.came_at.isoformat() if shown.came_at else None,
        "left": shown.has_left,
    }


def _line(line: RunLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "title": line.title,
        "day": day(day_of_line(line)),
        "hours": hours_of(line),
        "place": line.place,
        "who": names_of(line),
        "starts_at": moment_of(line).isoformat(),
        "ends_at": sheet_line(line).ends_at.isoformat(),
        "done_at": line.done_at.isoformat() if line.done_at else None,
    }
