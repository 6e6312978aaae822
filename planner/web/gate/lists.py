"""The list of who is expected, for a phone that goes on without network."""

import re
from collections.abc import Sequence

from flask import abort, after_this_request, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.core.enums import UnknownCards
from planner.exports.phones import phone_href, phone_shown
from planner.services.gate.food_and_room import RoomFor, read_room
from planner.services.gate.keys import ROUNDS
from planner.services.gate.phone_list import Entry, gate_list
from planner.services.gate.phones import Phone
from planner.services.residents.listening import list_stops
from planner.store.models import Event
from planner.web.access import checked_by
from planner.web.clock import now
from planner.web.compress import compress
from planner.web.db import reading_session, transaction
from planner.web.filters import number
from planner.web.gate import bp
from planner.web.gate.app import OLDEST_APP
from planner.web.gate.device import (
    current_phone,
    require_counting_phone_for_list,
    require_phone_for_list,
    usable_phones,
)
from planner.web.gate.errands import do_now
from planner.web.gate.presenter import DIETS_AT_GATE, need_words
from planner.web.i18n import gettext as _
from planner.web.installation import settings

OWN = re.compile("[0-9a-f]{8,16}(,[0-9a-f]{8,16}){0,19}")
_LONGEST_VERSION = 40
SHORTEST = 7
"""What every entry has: up to when and where somebody of the party came in."""


@bp.get("/list")
@checked_by(require_counting_phone_for_list)
def send_list() -> ResponseReturnValue:
    """Send the list, less what this phone has counted itself."""
    after_this_request(compress)
    phone, own = current_phone(), request.args.get("own", "")
    if not OWN.fullmatch(own):
        abort(400)
    session = reading_session()
    made = gate_list(
        session,
        phone,
        own=tuple(own.split(",")),
        since=request.args.get("since", "")[:_LONGEST_VERSION],
        code_key=settings().code_key,
        transaction=transaction,
    )
    room, event = read_room(session, phone.event_id), session.get_one(Event, phone.event_id)
    said = sorted({entry[-1] for entry in made.entries} - {""})
    return jsonify(
        version=made.version,
        whole=made.is_whole,
        own=own,
        server_now=now().isoformat(),
        needs_app=OLDEST_APP,
        opens_at=phone.door.opens_at.isoformat(),
        may_open_at=phone.door.may_open_at.isoformat(),
        closes_at=phone.door.closes_at.isoformat(),
        leaving_at=phone.door.leaving_at.isoformat(),
        obstacle=made.obstacle,
        inside=made.inside,
        places=room.places,
        event={"id": phone.event_id, "title": phone.event_title, "zone": phone.zone},
        gate={"id": phone.gate_id, "name": phone.gate_name},
        works_at=[_place(each) for each in usable_phones()],
        gates={str(gate_id): name for gate_id, name in made.gates.items()},
        salt=made.salt,
        rounds=ROUNDS,
        parts={str(part_id): title for part_id, title in made.parts.items()},
        diets=[diet.value for diet in DIETS_AT_GATE] if made.has_food else [],
        remark=_remark(room),
        contact=contact_of(event),
        asks_about_unknown=event.unknown_cards is UnknownCards.ASK,
        said=said,
        do_now=do_now(session, phone),
        walk=_stops(session, phone),
        entries=short_entries(made.entries, said),
    )


@bp.get("/listening")
@checked_by(require_phone_for_list)
def send_listening() -> ResponseReturnValue:
    """Send what a phone has to know that only listens: where it is, until when, its stops.

    To a phone that counts it only says that; there is nothing of guests in it.
    """
    phone = current_phone()
    if not phone.only_listens:
        return jsonify(listens=False, server_now=now().isoformat())
    return jsonify(
        listens=True,
        server_now=now().isoformat(),
        needs_app=OLDEST_APP,
        closes_at=phone.door.closes_at.isoformat(),
        event={"id": phone.event_id, "title": phone.event_title, "zone": phone.zone},
        gate={"id": phone.gate_id, "name": phone.gate_name},
        works_at=[_place(each) for each in usable_phones()],
        walk=_stops(reading_session(), phone),
    )


def _stops(session: Session, phone: Phone) -> list[dict[str, object]]:
    return [{"id": stop.id, "title": stop.title} for stop in list_stops(session, phone.event_id)]


def _place(phone: Phone) -> dict[str, object]:
    return {
        "event": {"id": phone.event_id, "title": phone.event_title, "zone": phone.zone},
        "gate": {"id": phone.gate_id, "name": phone.gate_name},
        "listens": phone.only_listens,
        "starts_at": phone.door.starts_at.isoformat(),
        "closes_at": phone.door.closes_at.isoformat(),
    }


def short_entries(entries: Sequence[Entry], said: Sequence[str]) -> list[list[object]]:
    """Give entries with their words, without what most don't have: 5,000 have to be short."""
    words, places = need_words(), {each: place for place, each in enumerate(said)}
    made: list[list[object]] = []
    for *front, needs, first, part, perhaps, gate_words in entries:
        notes = [words[need] for need in needs] or None
        entry = [*front, notes, first, part, places.get(gate_words), perhaps]
        while entry[-1] is None and len(entry) > SHORTEST:
            entry.pop()
        made.append(entry)
    return made


def _remark(room: RoomFor) -> str | None:
    if room.food is not None:
        return _("Food for %(num)s", num=number(room.food))
    if room.places is not None:
        return _("Room for %(num)s", num=number(room.places))
    return None


def contact_of(event: Event) -> dict[str, str] | None:
    """Give whom phones can call, and how; None where the event names nobody."""
    if not event.contact_phone:
        return None
    dialled = phone_href(event.contact_phone).removeprefix("tel:")
    return {"name": event.contact_name or phone_shown(event.contact_phone), "phone": dialled}
