"""What is tapped on the crew's phones, and comes late: who is here, what of the sheet is done.

The moments decide, not the order in which phones tell; the same tap twice is one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeGuard

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.services.gate.parties import corrected
from planner.services.gate.phones import UPLOADS_FOR, Phone
from planner.services.helpers.presence import Noted, came_at_of, note_here, undo_here
from planner.services.logistics.sheet_rows import find_line
from planner.services.logistics.ticking import Ticked, tick, untick
from planner.web.clock import now
from planner.web.db import transaction
from planner.web.gate import bp
from planner.web.gate.device import counting_phones
from planner.web.gate.items import is_nonce, read_listed, read_moment
from planner.web.gate.posts import from_own_phone, read_posted

MOST_TAPS = 50
LARGEST_BODY = 16 * 1024
"""Bytes: as many taps as come at once."""
LARGEST_NUMBER = 2**53 - 1
"""What a browser can count to."""
ABOUT = {"here": "entry", "not_here": "entry", "done": "line", "open": "line"}
"""What a tap says, and what it is about."""
REFUSED = {"status": "refused"}
GONE = {"status": "gone"}
"""The line was taken from the sheet: nobody needs to send that again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tap:
    """Somebody tapped on a phone: a helper is here, a line is done, or is not after all.

    Attributes:
        about: the number of a helper's entry, or of a line of the run sheet.
    """

    nonce: str
    says: str
    about: int
    phone_at: datetime
    event_id: int
    server_at: datetime | None = None

    @property
    def key(self) -> tuple[int, str, int]:
        """Which thing of which event it is about."""
        return self.event_id, ABOUT[self.says], self.about


@dataclass(frozen=True, slots=True)
class _Taps:
    """What a phone sends at once; a bad tap spoils no other."""

    items: list[_Tap | str | None]
    """A tap, the nonce of one that makes no sense, or nothing at all."""
    device_now: datetime | None


@bp.post("/helpers")
@from_own_phone
def take_taps() -> ResponseReturnValue:
    """Take who is here and what is done, each once and at the first moment."""
    sent, moment = read_posted(_read, largest=LARGEST_BODY), now()
    phones = _phone_of_each_event(counting_phones())
    taps = [each for each in sent.items if isinstance(each, _Tap)]
    became: dict[tuple[int, str, int], Mapping[str, Any]] = {}
    with transaction() as session:
        # One event's turn after the other in the same order, so that no two phones wait in a ring.
        for each in sorted(taps, key=lambda tap: tap.key):
            if each.event_id in phones:
                at = _moment_of(each, device_now=sent.device_now, now=moment)
                note = _NOTES[each.says]
                became[each.key] = note(session, each, phones[each.event_id], at, moment)
    return jsonify(
        server_now=moment.isoformat(),
        results=[
            {"nonce": item.nonce, **became.get(item.key, REFUSED)}
            if isinstance(item, _Tap)
            else {"nonce": item, **REFUSED}
            for item in sent.items
        ],
    )


def _phone_of_each_event(held: Sequence[Phone]) -> dict[int, Phone]:
    """Give what a phone is at each event; where it works now stands first and counts."""
    return {phone.event_id: phone for phone in reversed(held)}


def _note_helper(
    session: Session, tap: _Tap, _phone: Phone, at: datetime, now: datetime
) -> Mapping[str, Any]:
    """Keep one tap, and give how the helper stands after it and those before."""
    note = note_here if tap.says == "here" else undo_here
    noted = note(session, tap.event_id, tap.about, at=at, now=now)
    if noted is Noted.UNKNOWN:
        return REFUSED
    came_at = came_at_of(session, tap.about)
    return {"status": noted.value, "came_at": came_at.isoformat() if came_at else None}


def _note_line(
    session: Session, tap: _Tap, phone: Phone, at: datetime, now: datetime
) -> Mapping[str, Any]:
    """Keep one tap, and give how the line stands after it and those before."""
    if tap.says == "done":
        stands = tick(session, tap.event_id, tap.about, at=at, now=now, device_id=phone.id)
    else:
        stands = untick(session, tap.event_id, tap.about, at=at, now=now)
    line = find_line(session, tap.event_id, tap.about)
    if stands is Ticked.UNKNOWN or line is None:
        return GONE
    done_at = line.done_at.isoformat() if line.done_at else None
    return {"status": stands.value, "done_at": done_at}


_Note = Callable[[Session, _Tap, Phone, datetime, datetime], Mapping[str, Any]]
_NOTES: Mapping[str, _Note] = {
    "here": _note_helper,
    "not_here": _note_helper,
    "done": _note_line,
    "open": _note_line,
}


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
    says = values.get("is")
    if not isinstance(says, str) or says not in ABOUT or at is None:
        return nonce
    about, event_id = values.get(ABOUT[says]), values.get("event")
    if not (_is_number(about) and _is_number(event_id)):
        return nonce
    return _Tap(
        nonce=nonce,
        says=says,
        about=about,
        phone_at=at,
        event_id=event_id,
        server_at=server_at,
    )


def _is_number(value: Any) -> TypeGuard[int]:
    return type(value) is int and 0 < value <= LARGEST_NUMBER
