"""How long 5,000 reminders and a message to as many take: written in seven languages and queued."""

import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, select

from bench.sites import NOW
from planner.app import create_app
from planner.core.enums import AnsweredBy, EventType, Reply
from planner.core.own_messages import MessageGroup
from planner.core.turnout import EventKind
from planner.services.invite import issuing
from planner.services.invite.issuing import BatchPlan
from planner.services.messages import own_messages
from planner.services.messages.own_messages import MessagePlan
from planner.services.plan import making
from planner.services.plan.event_plan import EventPlan
from planner.settings import Settings
from planner.store import migrate
from planner.store.base import Store
from planner.store.models import Answer, Event, GuestContact, Invitation
from planner.translations.reading import GUEST_LANGUAGES
from planner.web.mail_due import queue_due

HOUSEHOLDS = 5_000
STARTS_AT = NOW + timedelta(days=9, hours=5)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder))
        store = Store(settings.database_url)
        migrate.upgrade(store)
        _fill(store, settings)
        store.close()
        app = create_app(settings)
        sys.stdout.write("\n")
        _queue(app, "reminders", at=STARTS_AT - timedelta(days=1, hours=4))
        at = STARTS_AT - timedelta(hours=6)
        _write_to_all(app.extensions["store"], at=at)
        _queue(app, "letters of a message", at=at)
        app.extensions["store"].close()


def _queue(app: Flask, what: str, *, at: datetime) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    queued = queue_due(app, now=at)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    assert queued == HOUSEHOLDS, queued
    sys.stdout.write(
        f"{queued} {what} written and put into the outbox: "
        f"{cpu:.2f} s of CPU, {wall:.2f} s by the clock\n"
    )


def _write_to_all(store: Store, *, at: datetime) -> None:
    """Write to who said yes, with the number of their card in it."""
    plan = MessagePlan(
        audience=MessageGroup.COMING,
        subject="Neem een stoel mee",
        text="Neem een stoel mee.\n\nJe kaart is nummer {nummer}.",
        words_in={},
    )
    with store.transaction() as session:
        event_id = session.scalars(select(Event.id)).one()
        message = own_messages.write(session, event_id, plan, account_id=None, now=NOW)
        own_messages.send(session, message.id, message.version, at=at, now=NOW)


def _settings(folder: Path) -> Settings:
    return Settings(
        secret_key="a secret key for measuring, 0123456789",
        code_key="a key for codes when measuring, 9876543210",
        base_url="http://localhost",
        database_url=f"sqlite:///{folder / 'planner.db'}",
        instance=folder,
        mailbox=folder / "mailbox",
        insecure_http=True,
    )


def _fill(store: Store, settings: Settings) -> None:
    wish = EventPlan(
        title="Kerst bij het kasteel",
        event_type=EventType.CASTLE,
        kind=EventKind.OPEN,
        starts_at=STARTS_AT,
        ends_at=STARTS_AT + timedelta(hours=4),
        venue_name="Kasteel Hoensbroek",
    )
    with store.transaction() as session:
        event = making.create_event(session, wish, account_id=None, now=NOW)
        cards = BatchPlan(name="Kaarten", count=HOUSEHOLDS)
        issuing.issue_batch(session, event, cards, code_key=settings.code_key, now=NOW)
        event_id = session.scalars(select(Event.id)).one()
        ids = session.scalars(select(Invitation.id)).all()
        session.execute(insert(GuestContact), [_contact(key, event_id) for key in ids])
        session.execute(insert(Answer), [_answer(key, event_id) for key in ids])


def _contact(key: int, event_id: int) -> dict[str, object]:
    return {
        "invitation_id": key,
        "event_id": event_id,
        "email": f"guest{key}@post.example",
        "language": GUEST_LANGUAGES[key % len(GUEST_LANGUAGES)],
        "confirmed_at": NOW,
        "created_at": NOW,
    }


def _answer(key: int, event_id: int) -> dict[str, object]:
    return {
        "invitation_id": key,
        "event_id": event_id,
        "reply": Reply.YES,
        "adults": 2,
        "children": 0,
        "answered_by": AnsweredBy.GUEST,
        "created_at": NOW,
        "updated_at": NOW,
    }


if __name__ == "__main__":
    main()
