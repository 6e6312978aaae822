"""Today's helpers on the crew's phones, as data: the list that is kept, and taps that come late.

A phone that only listens gets none of it, and neither does one of another event.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import after_this_request, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.exports.qr import qr_svg
from planner.services.gate.parties import corrected
from planner.services.gate.phones import UPLOADS_FOR, Phone
from planner.services.helpers.on_phones import (
    HelperOnPhone,
    ShiftOnPhone,
    events_to_help_at,
    shifts_on_phones,
)
from planner.services.helpers.presence import Noted, came_at_of, note_here, undo_here
from planner.services.helpers.shift_rows import shifts_of
from planner.store.models import Event, Shift
from planner.web import shift_words
from planner.web.access import checked_by
from planner.web.clock import now
from planner.web.compress import compress
from planner.web.db import reading_session, transaction
from planner.web.filters import day
from planner.web.gate import bp
from planner.web.gate.app import OLDEST_APP
from planner.web.gate.device import (
    counting_phones,
    current_phone,
    require_counting_phone_for_list,
)
from planner.web.gate.items import is_nonce, read_listed, read_moment
from planner.web.gate.lists import contact_of
from planner.web.gate.posts import from_own_phone, read_posted
from planner.web.i18n import gettext as _
from planner.web.shift_links import help_url

MOST_TAPS = 50
LARGEST_BODY = 16 * 1024
"""Bytes: as many taps as come at once."""
LARGEST_ENTRY = 2**53 - 1
"""What a browser can count to."""
KINDS = ("here", "not_here")
REFUSED = {"status": "refused"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tap:
    """Somebody tapped on a phone: a helper is here, or is not after all."""

    nonce: str
    entry_id: int
    is_here: bool
    phone_at: datetime
    event_id: int
    server_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Taps:
    """What a phone sends at once; a bad tap spoils no other."""

    items: list[_Tap | str | None]
    """A tap, the nonce of one that makes no sense, or nothing at all."""
    device_now: datetime | None


@bp.get("/helpers")
@checked_by(require_counting_phone_for_list)
def send_helpers() -> ResponseReturnValue:
    """Send today's shifts with who is in them, and the codes for who wants to help."""
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
    )


@bp.post("/helpers")
@from_own_phone
def take_taps() -> ResponseReturnValue:
    """Take who is here, each once and at the first moment; the moments decide, not the order."""
    sent, moment = read_posted(_read, largest=LARGEST_BODY), now()
    events = {phone.event_id for phone in counting_phones()}
    taps = [each for each in sent.items if isinstance(each, _Tap)]
    became: dict[tuple[int, int], dict[str, Any]] = {}
    with transaction() as session:
        # One event's turn after the other in the same order, so that no two phones wait in a ring.
        for tap in sorted(taps, key=lambda tap: (tap.event_id, tap.entry_id)):
            if tap.event_id in events:
                at = _moment_of(tap, device_now=sent.device_now, now=moment)
                became[tap.event_id, tap.entry_id] = _note(session, tap, at, now=moment)
    return jsonify(
        server_now=moment.isoformat(),
        results=[
            {"nonce": item.nonce, **became.get((item.event_id, item.entry_id), REFUSED)}
            if isinstance(item, _Tap)
            else {"nonce": item, **REFUSED}
            for item in sent.items
        ],
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


def _note(session: Session, tap: _Tap, at: datetime, *, now: datetime) -> dict[str, Any]:
    """Keep one tap, and give how the helper stands after it and those before."""
    note = note_here if tap.is_here else undo_here
    noted = note(session, tap.event_id, tap.entry_id, at=at, now=now)
    if noted is Noted.UNKNOWN:
        return REFUSED
    came_at = came_at_of(session, tap.entry_id)
    return {"status": noted.value, "came_at": came_at.isoformat() if came_at else None}


def _moment_of(tap: _Tap, *, device_now: datetime | None, now: datetime) -> datetime:
    """Return when it was tapped by our clock, as of scans; a clock that can't be right says now."""
    try:
        at = tap.server_at or corrected(tap.phone_at, device_now=device_now, now=now)
    except OverflowError:
        return now
    return at if now - UPLOADS_FOR - timedelta(days=1) <= at <= now else now


def _read(body: bytes) -> _Taps:
    listed, device_now = read_listed(body, "taps", most=MOST_TAPS)
    return _Taps([_tap(each) for each in listed], device_now)


def _tap(values: Any) -> _Tap | str | None:
    if not isinstance(values, dict) or not is_nonce(nonce := values.get("nonce")):
        return None
    at, server_at = read_moment(values.get("at")), read_moment(values.get("server_at"))
    numbers = [values.get(name) for name in ("entry", "event")]
    if values.get("is") not in KINDS or at is None:
        return nonce
    if not all(type(each) is int and 0 < each <= LARGEST_ENTRY for each in numbers):
        return nonce
    return _Tap(
        nonce=nonce,
        entry_id=values["entry"],
        is_here=values["is"] == "here",
        phone_at=at,
        event_id=values["event"],
        server_at=server_at,
    )
