"""A town that can mail, and what is in its outbox."""

import email
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage

from flask import Flask
from sqlalchemy import select

from planner.core.enums import Reply
from planner.services.answer import answering, contacts
from planner.services.guests import named_guests
from planner.services.guests.named_guests import GuestDetails, NewGuest
from planner.services.invite.issuing import PrintableCard
from planner.services.outbox import sending
from planner.services.outbox.queue import TAKEN, DeliveryOutcome
from planner.services.outbox.sending import Round
from planner.services.outbox.smtp import Carrier
from planner.services.plan import planning
from planner.services.plan.event_plan import plan_of
from planner.settings import Settings
from planner.store.models import Event, EventNotice, Invitation, OutboxMail
from planner.web.mail_due import queue_due
from planner.web.renewing import Renewal
from tests.support.cards import MADE_AT, SATURDAY, World
from tests.support.mail_sender import STATIONERY

MAIL = {"mail_server": "smtp://127.0.0.1:2525", "mail_from": "post@feest.example"}
FRIDAY_NOON = SATURDAY - timedelta(days=1, hours=3)


def with_mail(settings: Settings) -> Settings:
    """Return settings of a town whose mail leaves."""
    return replace(settings, **MAIL)  # type: ignore[arg-type]


class Arrives:
    """Takes all mail, and keeps it."""

    def __init__(self, arrived: list[bytes]) -> None:
        self._arrived = arrived

    def deliver(self, message: bytes, *, sender: str, to: str) -> DeliveryOutcome:
        self._arrived.append(message)
        return TAKEN

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Town:
    """An event, what happens to it, and the mail that comes of it."""

    app: Flask
    world: World
    arrived: list[bytes] = field(default_factory=list)
    """Each mail that left, in order."""

    def leave_address(self, card: PrintableCard, email: str, *, language: str = "nl") -> None:
        """Let the household of a card leave its address."""
        with self.world.store.transaction() as session:
            invitation = session.get_one(Invitation, self.world.invitation(card).id)
            assert contacts.leave_address(
                session, invitation, email, language=language, now=MADE_AT
            )

    def answer(
        self, card: PrintableCard, reply: Reply = Reply.YES, *, now: datetime = MADE_AT
    ) -> None:
        """Let the household of a card answer."""
        with self.world.store.transaction() as session:
            invitation = session.get_one(Invitation, self.world.invitation(card).id)
            answering.give_reply(session, invitation, reply, now=now)

    def add_guest(self, name: str, *, email: str = "", phone: str = "") -> int:
        """Add a guest by name and return the number of the card."""
        with self.world.store.transaction() as session:
            event = session.get_one(Event, self.world.event_id)
            details = GuestDetails(name=name, email=email, phone=phone)
            numbers = named_guests.add_guests(
                session,
                event,
                [NewGuest(details, 4)],
                stack="Partners",
                code_key=self.world.settings.code_key,
                now=MADE_AT,
            )
            return numbers[0]

    def move(self, *, hours: int = 1, now: datetime = MADE_AT) -> EventNotice | None:
        """Change the time, and return what guests have to hear."""
        with self.world.store.transaction() as session:
            event = session.get_one(Event, self.world.event_id)
            wish = plan_of(event)
            later = timedelta(hours=hours)
            moved = replace(wish, starts_at=wish.starts_at + later, ends_at=wish.ends_at + later)
            planning.change_event(session, event, moved, now=now)
        return self.notice()

    def cancel(self, reason: str = "Er komt storm.", *, now: datetime = MADE_AT) -> None:
        """Call it off."""
        with self.world.store.transaction() as session:
            event = session.get_one(Event, self.world.event_id)
            planning.cancel_event(session, event, reason=reason, now=now)

    def resume(self, *, now: datetime = MADE_AT) -> None:
        """Let it go on after all."""
        with self.world.store.transaction() as session:
            planning.resume_event(session, session.get_one(Event, self.world.event_id), now=now)

    def notice(self) -> EventNotice | None:
        """Return the newest change."""
        with self.world.store.reading() as session:
            return session.scalars(
                select(EventNotice).order_by(EventNotice.id.desc()).limit(1)
            ).first()

    def run(self, now: datetime) -> int:
        """Let the server look what is due."""
        return queue_due(self.app, now=now)

    def send(self, now: datetime, carrier: Carrier | None = None) -> Round:
        """Let what is due leave, by a carrier that takes everything unless another is given."""
        return sending.send_due(
            self.world.store,
            carrier or Arrives(self.arrived),
            STATIONERY,
            clock=lambda: now,
            wait=lambda seconds: False,
            check=Renewal(self.app),
        )

    def letters(self) -> list[EmailMessage]:
        """Return all that arrived, as its readers have it."""
        return [email.message_from_bytes(raw, policy=policy.default) for raw in self.arrived]

    def texts(self) -> list[str]:
        """Return the words of all that arrived."""
        bodies = (letter.get_body(("plain",)) for letter in self.letters())
        return [body.get_content() if body is not None else "" for body in bodies]

    def outbox(self) -> list[OutboxMail]:
        """Return all that was ever put into the outbox, in order."""
        with self.world.store.reading() as session:
            return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))
