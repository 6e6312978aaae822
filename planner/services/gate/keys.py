"""Under which key a card stands on the list that phones keep: slow and salted.

A phone finds the card of a code that it reads, and a lost phone gives no code away: a code has 60
random bits, and trying them against a list of 5,000 cards takes a strong machine about a year.

What is slow for a thief is slow for us, so each key is made once and kept. Whoever needs keys that
nobody made yet makes them a few at a time, and several who need the same ones share the work.
"""

import hashlib
import hmac
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from planner.core.codes import derive_code
from planner.store.base import insert_if_absent
from planner.store.models import Event, GateKey, Invitation

ROUNDS = 1_000
"""An eighth of a millisecond for a server, once for each card; some milliseconds for a phone."""
KEY_BYTES = 8
SALT_BYTES = 16
AT_ONCE = 250
"""Keys that are made before they are kept: what others still lack is seen again after each."""

Transaction = Callable[[], AbstractContextManager[Session]]

_keys = cast(Table, GateKey.__table__).c
_cards = cast(Table, Invitation.__table__).c
_events = cast(Table, Event.__table__).c
_this = cast(Table, Event.__table__).alias("this")


def family_of(event_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Match the parts of an event, and the larger event that it is a part of."""
    return or_(
        _events.parent_id == event_id,
        _events.id == select(_this.c.parent_id).where(_this.c.id == event_id).scalar_subquery(),
    )


def key_at(event_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Join a card with its key on the list of an event."""
    return and_(_keys.invitation_id == _cards.id, _keys.event_id == event_id)


_EVENT: ColumnElement[int] = bindparam("event_id")
_MISSING: Select[*tuple[Any, ...]] = (
    select(_cards.id, _cards.seed)
    .join(GateKey.__table__, key_at(_EVENT), isouter=True)
    .where(
        # One list of events: of two conditions side by side PostgreSQL reads all cards there are.
        _cards.event_id.in_(select(_events.id).where(or_(_events.id == _EVENT, family_of(_EVENT)))),
        _keys.key.is_(None),
    )
    .order_by(_cards.id)
)

_MADE = select(_keys.invitation_id).where(
    _keys.event_id == _EVENT, _keys.invitation_id.in_(bindparam("ids", expanding=True))
)


def salt_of(code_key: str, event_id: int) -> bytes:
    """Give the salt of an event's list, another one for each event."""
    label = b"planner/gate-list\0%d" % event_id
    return hmac.digest(code_key.encode(), label, "sha256")[:SALT_BYTES]


def make_key(code_key: str, seed: bytes, salt: bytes) -> bytes:
    """Make the key of the card that was made from a seed."""
    code = derive_code(code_key.encode(), seed)
    return hashlib.pbkdf2_hmac("sha256", code.encode(), salt, ROUNDS)[:KEY_BYTES]


def keep_keys(
    reading: Session,
    transaction: Transaction,
    event_id: int,
    *,
    code_key: str,
    begin_at: int = 0,
    most: int | None = None,
) -> int:
    """Make the keys of an event's list that nobody made yet; return how many.

    A request that is stopped half way, because it takes too long, leaves what it made.

    Args:
        reading: reads; no writer waits while keys are made.
        transaction: gives a session that writes, for a moment, and commits; who reads begins anew
            after it, to see what others made meanwhile.
        event_id: whose gates.
        code_key: the key of this installation.
        begin_at: another number for each phone, so that phones which ask at the same time begin
            with other cards.
        most: make no more than about so many; the others wait for who needs them.
    """
    salt, made = salt_of(code_key, event_id), 0
    missing = reading.execute(_MISSING, {"event_id": event_id}).all()[:most]
    parts = [missing[first : first + AT_ONCE] for first in range(0, len(missing), AT_ONCE)]
    # In an order of their own, so that two who begin together seldom make the same ones.
    for place in sorted(range(len(parts)), key=lambda place: hash((begin_at, place))):
        ids = [card.id for card in parts[place]]
        there = set(reading.scalars(_MADE, {"event_id": event_id, "ids": ids}))
        rows = [
            {
                "invitation_id": card.id,
                "event_id": event_id,
                "key": make_key(code_key, card.seed, salt),
            }
            for card in parts[place]
            if card.id not in there
        ]
        if rows:
            with transaction() as session:
                statement = insert_if_absent(session, GateKey.__table__)
                session.connection().execute(statement, rows)
        made += len(rows)
    return made
