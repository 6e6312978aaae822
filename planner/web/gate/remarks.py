"""What residents say, as a phone sends it: a batch like that of notes, each remark kept once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from planner.core.residents.questions import MOST_HEADS, MOST_STREET, ResidentQuestion
from planner.services.residents.listening import (
    MOST_REMARKS,
    RemarkItem,
    RemarkStatus,
    can_be_kept,
    sender_of,
    take_remark,
)
from planner.store.prepared import PreparedConnection
from planner.web.clock import now
from planner.web.db import store
from planner.web.gate import bp
from planner.web.gate.device import held_phones
from planner.web.gate.items import (
    LARGEST_ID,
    is_nonce,
    read_listed,
    read_moment,
)
from planner.web.gate.posts import from_own_listener, read_posted

LARGEST_BODY = 96 * 1024
"""Bytes: as many remarks as come at once, of the longest kind in the widest letters."""
LONGEST_STREET = 4 * MOST_STREET


@dataclass(frozen=True)
class _Remarks:
    """What a phone sends at once; a bad remark spoils no other."""

    items: list[RemarkItem | str | None]
    """A remark, the nonce of one that makes no sense, or nothing at all."""
    device_now: datetime | None


@bp.post("/remarks")
@from_own_listener
def take_remarks() -> ResponseReturnValue:
    """Take what residents said, each remark once."""
    sent, held, moment = read_posted(_read, largest=LARGEST_BODY), held_phones(), now()
    # In an order of chance: that of the rows must say nothing of who noted what, or after what.
    in_turn = sorted(range(len(sent.items)), key=lambda place: _nonce(sent.items[place])[::-1])

    def take_one(connection: PreparedConnection, item: RemarkItem | str | None) -> RemarkStatus:
        phone = sender_of(item, held) if isinstance(item, RemarkItem) else None
        if phone is None or not isinstance(item, RemarkItem):
            return RemarkStatus.REFUSED
        return take_remark(connection, phone, item, device_now=sent.device_now, now=moment)

    def take_them(connection: PreparedConnection) -> dict[int, RemarkStatus]:
        return {place: take_one(connection, sent.items[place]) for place in in_turn}

    # May be done twice: a remark that is there already is kept.
    became = store().commit_in_group(take_them)
    return jsonify(
        server_now=moment.isoformat(),
        results=[
            {"nonce": _nonce(item) or None, "status": became[place].value}
            for place, item in enumerate(sent.items)
        ],
    )


def _nonce(item: RemarkItem | str | None) -> str:
    return item.nonce if isinstance(item, RemarkItem) else item or ""


def _read(body: bytes) -> _Remarks:
    listed, device_now = read_listed(body, "remarks", most=MOST_REMARKS)
    return _Remarks([_remark(each) for each in listed], device_now)


def _remark(values: Any) -> RemarkItem | str | None:
    if not isinstance(values, dict) or not is_nonce(nonce := values.get("nonce")):
        return None
    question, words, street = values.get("question"), values.get("words"), values.get("street", "")
    at, heads = read_moment(values.get("heard_at")), values.get("heads", 1)
    places = [values[name] for name in ("event", "stop") if values.get(name) is not None]
    if not isinstance(question, str) or question not in set(ResidentQuestion) or at is None:
        return nonce
    if not isinstance(words, str) or not isinstance(street, str) or len(street) > LONGEST_STREET:
        return nonce
    if not all(_is_whole(each, LARGEST_ID) for each in places) or not _is_whole(heads, MOST_HEADS):
        return nonce
    item = RemarkItem(
        nonce=nonce,
        question=ResidentQuestion(question),
        words=words,
        phone_at=at,
        heads=heads,
        street=street,
        stop_id=values.get("stop"),
        event_id=values.get("event"),
    )
    return item if can_be_kept(item) else nonce


def _is_whole(value: Any, highest: int) -> bool:
    # True is a whole number to Python, and 2.0 is not one to us.
    return type(value) is int and 0 < value <= highest
