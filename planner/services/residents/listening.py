"""What a phone notes of what a resident said: kept once each, with the day and without a trace.

Nothing that is kept says which phone it was, or when. The receipt that keeps a note from being
kept twice holds neither the note nor its number, and the two lie in orders of their own.
Source: docs/decisions/0045-promises.md.
"""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, exists, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from planner.core.bidi import without_controls
from planner.core.enums import EventType
from planner.core.local_time import day_of
from planner.core.residents.questions import (
    MOST_HEADS,
    MOST_WORDS,
    HeardBy,
    RemarkState,
    ResidentQuestion,
    street_only,
)
from planner.services.gate.parties import corrected
from planner.services.gate.phones import Phone
from planner.store.models import Event, ProgrammeItem, Remark, RemarkReceipt
from planner.store.models.residents import random_key
from planner.store.prepared import PreparedConnection, prepared

MOST_REMARKS = 20
"""At once."""
MOST_HEARD = 5_000
"""From phones, at one event: more than anybody listens to, and no disk is filled by it."""
OLDEST = timedelta(days=30)
"""No phone delivers what it kept for longer: a moment before that is of a wrong clock."""


class RemarkStatus(StrEnum):
    """What became of a remark."""

    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkItem:
    """A remark as a phone tells it.

    Args:
        nonce: made by the phone; the same remark sent again has the same one.
        question: which was answered.
        words: what was said.
        phone_at: when it was noted, by the phone's clock.
        heads: how many said it.
        street: where it is about; a house number at its end is dropped.
        stop_id: at which stop of a walk.
        event_id: at which event; None is the phone's own.
    """

    nonce: str
    question: ResidentQuestion
    words: str
    phone_at: datetime
    heads: int = 1
    street: str = ""
    stop_id: int | None = None
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of a walk through a neighbourhood."""

    id: int
    title: str


_receipts = cast(Table, RemarkReceipt.__table__)
_ONCE = ("event_id", "nonce")
_RECEIPTS = {
    name: prepared(insert_once(_receipts).on_conflict_do_nothing(index_elements=_ONCE))
    for name, insert_once in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_INSERT = prepared(insert(cast(Table, Remark.__table__)))
_EVENT: Any = bindparam("event_id")
_KNOWN = select(
    Event.organisation_id,
    Event.neighbourhood_id,
    Event.event_type,
    Event.zone,
    Event.is_demonstration,
    exists()
    .where(RemarkReceipt.event_id == Event.id, RemarkReceipt.nonce == bindparam("nonce"))
    .label("is_here"),
    select(func.count())
    .where(Remark.event_id == Event.id, Remark.heard_by.in_((HeardBy.SPOT, HeardBy.WALK)))
    .scalar_subquery()
    .label("heard"),
    exists()
    .where(ProgrammeItem.event_id == Event.id, ProgrammeItem.id == bindparam("stop_id"))
    .label("has_stop"),
).where(Event.id == _EVENT)
_STOPS = (
    select(ProgrammeItem.id, ProgrammeItem.title)
    .join(Event, Event.id == ProgrammeItem.event_id)
    .where(Event.id == _EVENT, Event.event_type == EventType.INSPECTION)
    .order_by(ProgrammeItem.starts_at, ProgrammeItem.position, ProgrammeItem.id)
)


def clean_words(typed: str) -> str:
    """Return words on one line, without signs that turn text around or that no text holds."""
    plain = without_controls(unicodedata.normalize("NFC", typed))
    kept = (
        sign for sign in plain if unicodedata.category(sign) not in {"Cc", "Cs"} or sign in "\t\n\r"
    )
    return " ".join("".join(kept).split())


def can_be_kept(item: RemarkItem) -> bool:
    """Say whether a remark has words, not too many, and was said by some people."""
    return 0 < len(clean_words(item.words)) <= MOST_WORDS and 0 < item.heads <= MOST_HEADS


def sender_of(item: RemarkItem, phones: Sequence[Phone]) -> Phone | None:
    """Find as whom a phone delivers a remark: at the event where it was said, or not at all.

    Args:
        item: the remark.
        phones: what the phone is at each gate, where it works now first; not empty.
    """
    if item.event_id is None:
        return None if phones[0].is_revoked else phones[0]
    of_event = (each for each in phones if each.event_id == item.event_id and not each.is_revoked)
    return next(of_event, None)


def take_remark(
    connection: PreparedConnection,
    phone: Phone,
    item: RemarkItem,
    *,
    device_now: datetime | None,
    now: datetime,
) -> RemarkStatus:
    """Keep a remark at the event of a phone, once; nothing of it says which phone that was.

    A stop that is not there any more costs no words: the remark is kept without it.

    Args:
        connection: writes.
        phone: enrolled, and not revoked.
        item: the remark.
        device_now: the phone's clock when it sent it.
        now: the moment.
    """
    if item.event_id not in {None, phone.event_id} or not can_be_kept(item):
        return RemarkStatus.REFUSED
    receipt = {"event_id": phone.event_id, "nonce": _receipt(item.nonce)}
    event = connection.execute(_KNOWN, receipt | {"stop_id": item.stop_id or 0}).one()
    if event.is_here:
        return RemarkStatus.KEPT
    if event.heard >= MOST_HEARD:
        return RemarkStatus.REFUSED
    received_on = day_of(now, event.zone)
    taken = connection.execute(
        _RECEIPTS[connection.dialect.name], receipt | {"received_on": received_on}
    )
    # Another request may have brought the same one meanwhile.
    if taken.rowcount:
        heard_on = _heard_on(item, event.zone, device_now=device_now, now=now)
        connection.execute(_INSERT, _row(phone, item, event, heard_on))
    return RemarkStatus.KEPT


def list_stops(session: Session, event_id: int) -> list[Stop]:
    """List the stops of a walk, in their order; another event has none."""
    return [Stop(row.id, row.title) for row in session.execute(_STOPS, {"event_id": event_id})]


def _row(
    phone: Phone, item: RemarkItem, event: Row[*tuple[Any, ...]], heard_on: date
) -> dict[str, Any]:
    is_walk = event.event_type is EventType.INSPECTION
    return {
        "id": random_key(),
        "organisation_id": event.organisation_id,
        "event_id": phone.event_id,
        "neighbourhood_id": event.neighbourhood_id,
        "stop_id": item.stop_id if is_walk and event.has_stop else None,
        "question": item.question,
        "words": clean_words(item.words),
        "language": "",
        "summary": "",
        "street": street_only(clean_words(item.street)),
        "heads": item.heads,
        "heard_by": HeardBy.WALK if is_walk else HeardBy.SPOT,
        "heard_on": heard_on,
        "state": RemarkState.NEW,
        "theme_id": None,
        "why_not": "",
        "is_demonstration": event.is_demonstration,
    }


def _receipt(nonce: str) -> str:
    """Give what is kept of a nonce, in which a phone could have written who it is."""
    return hashlib.sha256(nonce.encode()).hexdigest()[:40]


def _heard_on(item: RemarkItem, zone: str, *, device_now: datetime | None, now: datetime) -> date:
    try:
        heard_at = corrected(item.phone_at, device_now=device_now, now=now)
    except OverflowError:
        heard_at = now
    if heard_at < now - OLDEST:
        heard_at = now
    return day_of(heard_at, zone)
