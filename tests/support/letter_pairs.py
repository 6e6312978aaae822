"""Two things that a household is written about, one after the other, while the mail is in trouble.

Each of them is done as in life, through the use cases; then all mail leaves through a real SMTP
server until nothing waits. What stands in the calendar has to follow from what is true in the end.
"""

import email
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import policy
from itertools import product

from flask import Flask
from sqlalchemy import func, select

from planner.core.enums import EventState, InvitationState, MailKind, MailState, MailTrouble, Reply
from planner.core.mail_rules import OVERTAKEN
from planner.core.mail_server import Encryption, MailServer
from planner.core.messages import Rule
from planner.services.answer import answering
from planner.services.guests import list_actions
from planner.services.guests.list_actions import Action
from planner.services.messages import notices
from planner.services.messages.recipients import RecipientGroup, recipients_of
from planner.services.outbox import posting, sending
from planner.services.outbox.queue import DeliveryOutcome
from planner.services.outbox.sending import Round
from planner.services.outbox.smtp import SmtpCarrier
from planner.services.plan import closing
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Answer, Event, EventNotice, Invitation, OutboxMail, Waiting
from planner.web import mail_posts
from planner.web.mail_letters import Post, letters_for
from planner.web.renewing import Renewal
from tests.support.cards import MADE_AT, SATURDAY, make_world
from tests.support.itip_model import CalendarProgram
from tests.support.mail_sender import STATIONERY
from tests.support.mail_server import Script, mail_server
from tests.support.messages import Town
from tests.support.serving import free_port

ADDRESS = "fatma@post.example"
SOON = timedelta(minutes=4)
BETWEEN = timedelta(minutes=2)
"""Between the first try of a letter and what happens next."""
PAUSES = [timedelta(minutes=1)] * 30 + [timedelta(hours=1)] * 30 + [timedelta(hours=12)] * 4


class Died(BaseException):
    """The process ends here, and notes nothing any more."""


class Trouble:
    """What stands between us and the reader, until it is over."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.answers: list[str] = []
        self.hangs_up = self.dies = self.is_down = False
        script.at_address = self._at_address
        script.at_data = lambda to: None
        script.breaks_off_after = lambda to: self._once("hangs_up")

    def _at_address(self, address: str) -> str | None:
        return self.answers.pop(0) if self.answers else None

    def _once(self, name: str) -> bool:
        is_so = bool(getattr(self, name))
        setattr(self, name, False)
        return is_so


class Failing(SmtpCarrier):
    """Hands mail over to the real server, and dies once right after it."""

    trouble: Trouble

    def deliver(self, message: bytes, *, sender: str, to: str) -> DeliveryOutcome:
        outcome = super().deliver(message, sender=sender, to=to)
        if self.trouble._once("dies"):
            raise Died
        return outcome


def _refused(*answers: str) -> Callable[[Trouble], None]:
    def begin(trouble: Trouble) -> None:
        trouble.answers = list(answers)

    return begin


def _set(name: str) -> Callable[[Trouble], None]:
    return lambda trouble: setattr(trouble, name, True)


TROUBLES: Mapping[str, Callable[[Trouble], None]] = {
    "greylisted": _refused("450 4.2.0 come back later"),
    "451 twice": _refused("451 4.3.0 busy", "451 4.3.0 busy"),
    "down for a day": _set("is_down"),
    "killed after DATA": _set("dies"),
    "hung up after DATA": _set("hangs_up"),
}
MAY_DOUBLE = {"killed after DATA", "hung up after DATA"}


@dataclass
class Stage:
    """A household and its event, the mail that leaves, and what arrives."""

    town: Town
    server: MailServer
    trouble: Trouble
    invitation_id: int
    number: int
    now: datetime = MADE_AT
    told: list[str] = field(default_factory=list)

    def happen(self, occasion: str) -> None:
        """Let something happen now; what can't happen any more, does not."""
        with suppress(_CanNotBe):
            OCCASIONS[occasion](self)
            self.told.append(occasion)

    def send(self) -> Round | None:
        """Let what is due leave, as far as it can; None where the process died of it."""
        server = self.server
        if self.trouble.is_down:
            server = MailServer(host="127.0.0.1", port=free_port(), encryption=Encryption.NONE)
        carrier = Failing(server, answer_seconds=5)
        carrier.trouble = self.trouble
        with suppress(Died):
            return sending.send_due(
                self.town.world.store,
                carrier,
                STATIONERY,
                clock=lambda: self.now,
                wait=lambda seconds: False,
                check=Renewal(self.town.app),
            )
        return None

    def pass_time(self) -> None:
        """Let everything leave that can, and what follows from it."""
        if self.trouble.is_down:
            self.now += timedelta(days=1)
            self.trouble.is_down = False
        for pause in PAUSES:
            self.now += pause
            if self.is_over():
                self.now = max(self.now, SATURDAY + timedelta(hours=5))
            new = self.town.run(self.now) if not self.is_over() else 0
            done = self.send()
            # What was overtaken may have to be followed by another letter.
            if not new and done == Round() and not self._waits():
                return

    def is_over(self) -> bool:
        return self.event().state is EventState.CLOSED

    def _waits(self) -> bool:
        with self.town.world.store.reading() as session:
            states = [MailState.WAITING, MailState.SENDING]
            waits = select(func.count(OutboxMail.id)).where(OutboxMail.state.in_(states))
            return bool(session.scalar(waits)) or self._answered_lately(session.scalar)

    def _answered_lately(self, scalar: Callable[..., object]) -> bool:
        at = scalar(select(Answer.updated_at).where(Answer.invitation_id == self.invitation_id))
        return isinstance(at, datetime) and self.now - at < SOON

    def event(self) -> Event:
        with self.town.world.store.reading() as session:
            return session.get_one(Event, self.town.world.event_id)

    def queue(self, group: RecipientGroup, post_of: Callable[..., Post]) -> None:
        """Write to a group as a page or the server does."""
        store = self.town.world.store
        with self.town.app.test_request_context(base_url="http://feest.example"):
            with store.reading() as reading:
                event = reading.get_one(Event, self.town.world.event_id)
                to = recipients_of(reading, event.id, group, now=self.now)
                letters = letters_for(to, post_of(reading, event))
            with store.transaction() as session:
                posting.queue(session, letters, now=self.now)

    def check(self, *, was_in: bool, trouble: str) -> list[str]:
        """Return what is not as it should be in the end."""
        return [*_wrong_rows(self, trouble), *_wrong_calendar(self, was_in=was_in)]


class _CanNotBe(Exception):
    """There is nothing to do it with any more."""


def _invite(stage: Stage) -> None:
    if stage.event().state is not EventState.PUBLISHED:
        raise _CanNotBe
    stage.queue(
        RecipientGroup.TO_INVITE,
        lambda session, event: mail_posts.invitation(session, event, now=stage.now),
    )


def _answer(reply: Reply) -> Callable[[Stage], None]:
    def answer(stage: Stage) -> None:
        with stage.town.world.store.transaction() as session:
            invitation = session.get_one(Invitation, stage.invitation_id)
            answering.give_reply(session, invitation, reply, now=stage.now)
        stage.now += SOON
        stage.town.run(stage.now)

    return answer


def _tell(stage: Stage) -> None:
    """Press 'Tell everyone' about what changed last."""
    with stage.town.world.store.reading() as reading:
        notice = notices.pending_of(reading, stage.town.world.event_id)
    if notice is None:
        raise _CanNotBe
    with stage.town.world.store.transaction() as session:
        notices.claim(session, session.get_one(EventNotice, notice.id), words="", now=stage.now)
    stage.queue(
        RecipientGroup.EVERYONE,
        lambda session, event: mail_posts.change(
            session, event, session.get_one(EventNotice, notice.id), now=stage.now
        ),
    )


def _move(stage: Stage) -> None:
    if stage.event().state is not EventState.PUBLISHED:
        raise _CanNotBe
    stage.town.move(now=stage.now)
    _tell(stage)


def _cancel(stage: Stage) -> None:
    if stage.event().state is not EventState.PUBLISHED:
        raise _CanNotBe
    stage.town.cancel(now=stage.now)
    _tell(stage)


def _resume(stage: Stage) -> None:
    if stage.event().state is not EventState.CANCELLED:
        raise _CanNotBe
    stage.town.resume(now=stage.now)
    _tell(stage)


def _revoke(stage: Stage) -> None:
    _press(stage, lambda session: list_actions.apply(
        session, stage.town.world.event_id, [stage.number], Action.REVOKE, now=stage.now
    ))  # fmt: skip


def _let_work(stage: Stage) -> None:
    _press(stage, lambda session: list_actions.undo(
        session, stage.town.world.event_id, [stage.number], Action.REVOKE
    ))  # fmt: skip


def _press(stage: Stage, do: Callable[..., object]) -> None:
    with stage.town.world.store.transaction() as session:
        do(session)
    stage.town.run(stage.now)


def _remind(stage: Stage) -> None:
    if stage.event().state is not EventState.PUBLISHED:
        raise _CanNotBe
    stage.queue(
        RecipientGroup.COMING,
        lambda session, event: mail_posts.timed(session, event, Rule.SEE_YOU),
    )


def _offer(stage: Stage) -> None:
    with stage.town.world.store.transaction() as session:
        if session.get(Waiting, stage.invitation_id) is None:
            until = stage.now + timedelta(hours=30)
            session.add(
                Waiting(
                    invitation_id=stage.invitation_id,
                    event_id=stage.town.world.event_id,
                    heads=1,
                    queued_at=stage.now,
                    offered_at=stage.now,
                    offered_until=until,
                )
            )
    stage.town.run(stage.now)


def _thank(stage: Stage) -> None:
    if stage.event().state is not EventState.PUBLISHED:
        raise _CanNotBe
    stage.now = max(stage.now, SATURDAY + timedelta(hours=6))
    with stage.town.world.store.transaction() as session:
        event = session.get_one(Event, stage.town.world.event_id)
        closing.close_event(session, event, came=83, now=stage.now)
    stage.queue(
        RecipientGroup.COMING,
        lambda session, event: mail_posts.timed(session, event, Rule.THANKS),
    )


OCCASIONS: Mapping[str, Callable[[Stage], None]] = {
    "invitation": _invite,
    "yes": _answer(Reply.YES),
    "no": _answer(Reply.NO),
    "change": _move,
    "cancellation": _cancel,
    "resume": _resume,
    "withdrawal": _revoke,
    "put back": _let_work,
    "reminder": _remind,
    "offer": _offer,
    "thanks": _thank,
}
FRESH = {"invitation", "yes", "offer"}
"""What happens first to who was never written to; the others said yes before, and have it."""
BEFORE: Mapping[str, tuple[str, ...]] = {
    "resume": ("yes", "cancellation"),
    "put back": ("yes", "withdrawal"),
}
PAIRS = [
    (first, second, trouble)
    for first, second, trouble in product(OCCASIONS, OCCASIONS, TROUBLES)
    if first != second and first != "thanks"
]


def run_pair(app: Flask, settings: Settings, server: MailServer, script: Script,
             pair: tuple[str, str, str]) -> list[str]:  # fmt: skip
    """Play one pair in an empty database and return what went wrong."""
    first, second, trouble = pair
    store: Store = app.extensions["store"]
    town = Town(app, make_world(store, settings))
    script.arrived.clear()
    number = town.add_guest("Fatma", email=ADDRESS)
    with store.reading() as session:
        row = select(Invitation.id).where(Invitation.number == number)
        invitation_id = session.scalars(row).one()
    stage = Stage(town, server, Trouble(script), invitation_id, number)
    for before in BEFORE.get(first, () if first in FRESH else ("yes",)):
        stage.happen(before)
        stage.pass_time()
    stage.told.clear()
    was_in = first not in FRESH
    TROUBLES[trouble](stage.trouble)
    stage.happen(first)
    stage.send()
    stage.now += BETWEEN
    if not stage.trouble.is_down:
        stage.send()
    stage.happen(second)
    stage.send()
    stage.pass_time()
    return stage.check(was_in=was_in, trouble=trouble)


def _wrong_rows(stage: Stage, trouble: str) -> Iterator[str]:
    """Give what was lost, and what came twice although the server's yes reached us."""
    for mail in stage.town.outbox():
        is_right = mail.state is MailState.SENT or (
            mail.state is MailState.STOPPED and mail.trouble in OVERTAKEN
        )
        # Once all is over, what still waited is given up, and said so.
        is_right |= stage.is_over() and mail.trouble is MailTrouble.TOO_LATE
        if not is_right:
            yield f"{mail.key} is {mail.state}: {mail.trouble}"
    ids = Counter(_row_of(one.message_id) for one in stage.trouble.script.arrived)
    most = 2 if trouble in MAY_DOUBLE else 1
    for row, count in ids.items():
        if count > most:
            yield f"mail {row} arrived {count} times"
    said: dict[str, str] = {}
    for one in stage.trouble.script.arrived:
        message = email.message_from_bytes(one.raw, policy=policy.default)
        body = message.get_body(("plain",))
        text = f"{message['Subject']}\n{body.get_content() if body is not None else ''}"
        if said.setdefault(one.message_id, text) != text:
            yield f"{one.message_id} says two things"


def _row_of(message_id: str) -> str:
    return message_id.strip("<>").partition(".")[0]


def _wrong_calendar(stage: Stage, *, was_in: bool) -> Iterator[str]:
    event = stage.event()
    if stage.is_over():
        return  # what stands in a calendar of what is over brings nobody before a closed gate
    with stage.town.world.store.reading() as session:
        invitation = session.get_one(Invitation, stage.invitation_id)
        answer = session.get(Answer, stage.invitation_id)
        reply = answer.reply if answer is not None else None
    has_place = invitation.state is InvitationState.ISSUED and reply is not Reply.NO
    is_on = event.state in {EventState.PUBLISHED, EventState.CLOSED}
    puts_in = {"invitation", "change", "resume"} & set(stage.told)
    is_due = was_in or reply is Reply.YES or bool(puts_in)
    expected = {event.uid: event.starts_at} if has_place and is_on and is_due else {}
    for drops_doubles in (False, True):
        program = CalendarProgram(drops_doubles)
        for mail in stage.trouble.script.arrived:
            program.receive(mail.raw)
        if program.live() != expected:
            yield f"the calendar has {program.live()} and not {expected} ({drops_doubles=})"
        yield from program.complaints
    if expected or not stage.trouble.script.arrived:
        return
    last = stage.trouble.script.arrived[-1]
    with stage.town.world.store.reading() as session:
        row = session.get_one(OutboxMail, int(_row_of(last.message_id)))
        if row.kind in {MailKind.INVITATION, MailKind.REMINDER, MailKind.CHANGE}:
            yield f"the last word was {row.key}"


@contextmanager
def letters_server() -> Iterator[tuple[MailServer, Script]]:
    """Give a real server for all pairs."""
    script = Script()
    with mail_server(script) as server:
        yield server, script
