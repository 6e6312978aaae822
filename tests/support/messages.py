"""A town that can mail, and what is in its outbox."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from planner.core.enums import Reply
from planner.services.answer import answering, contacts
from planner.services.guests import named_guests
from planner.services.guests.named_guests import GuestDetails, NewGuest
from planner.services.invite.issuing import PrintableCard
from planner.services.plan import planning
from planner.services.plan.event_plan import plan_of
from planner.settings import Settings
from planner.store.models import Event, EventNotice, Invitation, OutboxMail
from planner.web.mail_due import queue_due
from tests.support.cards import MADE_AT, SATURDAY, World

MAIL = {"mail_server": "smtp://127.0.0.1:2525", "mail_from": "post@feest.example"}
FRIDAY_NOON = SATURDAY - timedelta(days=1, hours=3)


def with_mail(settings: Settings) -> Settings:
    """Return settings of a town whose mail leaves."""
    return replace(settings, **MAIL)  # type: ignore[arg-type]


@dataclass
class Town:
    """An event, what happens to it, and the mail that comes of it."""

    app: Flask
    world: World

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

    def outbox(self) -> list[OutboxMail]:
        """Return all that was ever put into the outbox, in order."""
        with self.world.store.reading() as session:
            return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))
