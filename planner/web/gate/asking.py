"""A phone with internet asks before it decides: what do you know of this card now?"""

from typing import Any

from flask import abort, jsonify
from flask.typing import ResponseReturnValue

from planner.core.admission import Reason
from planner.core.enums import ScanKind
from planner.services.gate.asking import CardNow, look_at_card
from planner.services.gate.gates import list_names
from planner.services.gate.items import ScanItem
from planner.services.gate.phones import Phone
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.filters import day
from planner.web.gate import bp
from planner.web.gate.items import read_question
from planner.web.gate.lists import OWN, short_entries
from planner.web.gate.posts import from_own_phone, phone_named, read_posted
from planner.web.gate.sentences import reason_words
from planner.web.i18n import gettext as _
from planner.web.installation import settings

LARGEST_BODY = 4 * 1024
"""Bytes of one question."""


@bp.post("/ask")
@from_own_phone
def ask_about_card() -> ResponseReturnValue:
    """Say how a card stands on the list now, or why it does not; nothing is written."""
    asked = read_posted(read_question, largest=LARGEST_BODY)
    phone = phone_named(asked.gate_id)
    if not OWN.fullmatch(asked.own):
        abort(400)
    item = ScanItem(
        nonce="",
        kind=ScanKind.ENTRY,
        phone_at=now(),
        code=asked.code,
        card_number=asked.card_number,
        card_event=asked.part,
    )
    session = reading_session()
    found = look_at_card(
        session, phone, item, own=tuple(asked.own.split(",")), code_key=settings().code_key
    )
    return jsonify(server_now=now().isoformat(), **_shown(phone, found))


def _shown(phone: Phone, found: CardNow) -> dict[str, Any]:
    if found.entry is None:
        reason = found.reason or Reason.UNKNOWN
        return {"entries": [], "reason": reason.value, "text": _why(found, reason)}
    said = [found.entry[-1]] if found.entry[-1] else []
    gates = list_names(reading_session(), phone.event_id)
    return {
        "entries": short_entries([found.entry], said),
        "said": said,
        "parts": {str(found.entry[7]): found.part_title} if found.entry[7] else {},
        "gates": {str(gate_id): name for gate_id, name in gates.items()},
        "reason": None,
        "text": None,
    }


def _why(found: CardNow, reason: Reason) -> str:
    if found.other is None:
        return reason_words(reason)
    return _(
        "This card is for %(day)s, %(event)s. Read it together. May they come in? Let them in"
        " without a card.",
        day=day(found.other.starts_at, found.other.zone),
        event=found.other.title,
    )
