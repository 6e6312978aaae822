"""Gates: open one, give its link, find it by its secret, renew the link, close it."""

import hmac
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.core.admission import Door
from planner.core.codes import SECRET_LENGTH, SEED_BYTES, derive_secret
from planner.services.gate.phones import LISTENS_FOR
from planner.store.models import Event, Gate

MOST_GATES = 20
MOST_LISTENING = 30
"""Phones on which residents are listened to: organisers, helpers and partners."""
PURPOSE = "gate"
SHOWN_FOR = timedelta(days=3)
"""How long after a gate closes its link still says that it is over."""


class NameTaken(Exception):
    """The event has a gate of this name."""


def open_gate(
    session: Session,
    event: Event,
    name: str,
    *,
    code_key: str,
    now: datetime,
    most_phones: int = 12,
) -> Gate:
    """Open a gate of an event.

    Raises:
        NameTaken: the event has a gate of this name, or as many gates as anybody could watch.
    """
    names = session.scalars(select(Gate.name).where(Gate.event_id == event.id)).all()
    if len(names) >= MOST_GATES or name.casefold() in {other.casefold() for other in names}:
        raise NameTaken
    gate = Gate(event_id=event.id, name=name, most_devices=most_phones, created_at=now)
    _give_secret(gate, code_key)
    session.add(gate)
    session.flush()
    return gate


def open_listening(
    session: Session, event: Event, name: str, *, code_key: str, now: datetime
) -> Gate:
    """Give the link of an event for phones that only note what residents say.

    An event has one of them: a second press finds it, and opens it again if it was closed.

    Args:
        session: adds and flushes.
        event: where residents are listened to.
        name: what the phones show; with a number where a gate has it already.
        code_key: the key of this installation.
        now: the moment.
    """
    found = next(iter(list_listening(session, event.id)), None)
    if found is not None:
        if found.revoked_at is not None:
            renew_link(found, code_key=code_key)
        return found
    names = set(session.scalars(select(Gate.name).where(Gate.event_id == event.id)))
    numbered = (name, *(f"{name} {number}" for number in range(2, len(names) + 3)))
    free = next(each for each in numbered if each not in names)
    made = Gate(
        event_id=event.id,
        name=free,
        most_devices=MOST_LISTENING,
        created_at=now,
        only_listens=True,
    )
    _give_secret(made, code_key)
    session.add(made)
    session.flush()
    return made


def gate_link(gate: Gate, *, code_key: str, base_url: str) -> str:
    """Give the address that enrols phones at a gate. Whoever knows it can check guests in."""
    return f"{base_url}/gate/{derive_secret(code_key.encode(), gate.seed, PURPOSE)}"


def find_gate(session: Session, secret: str, *, code_key: str, now: datetime) -> Gate | None:
    """Return the gate of a link, with its event; some days after its end nobody's any more.

    Whether it still enrols phones is for its door to say.
    """
    if len(secret) != SECRET_LENGTH or not secret.isascii():
        return None
    gate = session.scalar(
        select(Gate)
        .where(Gate.secret_hash == _hash_secret(code_key, secret), Gate.revoked_at.is_(None))
        .options(joinedload(Gate.event))
    )
    if gate is None or now > door_of(gate).closes_at + SHOWN_FOR:
        return None
    return gate


def list_gates(session: Session, event_id: int) -> list[Gate]:
    """List the gates of an event with their phones, in the order of opening."""
    return [gate for gate in list_links(session, event_id) if not gate.only_listens]


def list_listening(session: Session, event_id: int) -> list[Gate]:
    """List what is no gate: the link for phones that only listen, with those phones."""
    return [gate for gate in list_links(session, event_id) if gate.only_listens]


def list_links(session: Session, event_id: int) -> list[Gate]:
    """List both in one query, in the order of opening."""
    return list(
        session.scalars(
            select(Gate)
            .where(Gate.event_id == event_id)
            .options(joinedload(Gate.devices))
            .order_by(Gate.id)
        ).unique()
    )


def list_names(session: Session, event_id: int) -> dict[int, str]:
    """Give the names of an event's gates by their numbers."""
    rows = session.execute(
        select(Gate.id, Gate.name)
        .where(Gate.event_id == event_id, Gate.only_listens.is_(False))
        .order_by(Gate.id)
    )
    return {row.id: row.name for row in rows}


def renew_link(gate: Gate, *, code_key: str) -> None:
    """Give a gate another link and open it again; the old link opens nothing any more.

    Phones that are at work go on.
    """
    _give_secret(gate, code_key)
    gate.revoked_at = None


def close_gate(gate: Gate, *, now: datetime) -> None:
    """Close a gate: its link opens nothing any more and nobody is let in there."""
    gate.revoked_at = gate.revoked_at or now


def let_people_out(gate: Gate, *, now: datetime) -> None:
    """Have a gate expect that people leave from now on."""
    gate.lets_out_at = gate.lets_out_at or now


def door_of(gate: Gate) -> Door:
    """Say what counts for everybody at a gate."""
    return replace(
        door_of_event(gate.event),
        closed_at=gate.revoked_at,
        lets_out_at=gate.lets_out_at,
        stays_for=LISTENS_FOR if gate.only_listens else timedelta(0),
    )


def door_of_event(event: Event) -> Door:
    """Say what counts at all gates of an event."""
    return Door(
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        event_state=event.state,
        cancelled_at=event.cancelled_at,
        opens_before=timedelta(minutes=event.doors_minutes),
        opened_at=event.doors_opened_at,
    )


def _give_secret(gate: Gate, code_key: str) -> None:
    # The seed gives the link again, to show it once more; for finding the gate its hash is kept.
    gate.seed = secrets.token_bytes(SEED_BYTES)
    gate.secret_hash = _hash_secret(code_key, derive_secret(code_key.encode(), gate.seed, PURPOSE))


def _hash_secret(code_key: str, secret: str) -> bytes:
    return hmac.digest(code_key.encode(), b"planner/gate-link\0" + secret.encode(), "sha256")
