"""What waits for the organiser: a request, a mail that came back, and days for a mail of it all."""

from sqlalchemy import select, update

from planner.core.enums import EventType, MailKind, MailState, MailTrouble
from planner.services.attention.digest import choose_days
from planner.services.demonstration.maker import Maker
from planner.services.invite import requests
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.services.outbox.rows import WIPED
from planner.services.outbox.unsubscribing import unsubscribe_url
from planner.store.models import Account, Batch, Event, NamedGuest, OutboxMail

MONDAY, THURSDAY = 0, 3
ASKED = "Twee gezinnen kwamen erbij. Mag ik nog twee kaarten?"
ADDRESS_WITH_A_SLIP = "familie.pietersen@@voorbeeld.example"


def add_what_waits(maker: Maker, walk: Event, *, base_url: str) -> None:
    """Let who hands out the dinner's cards ask for two more, and a mail about the walk fail."""
    batch = maker.session.scalars(
        select(Batch)
        .join(Event, Event.id == Batch.event_id)
        .where(
            Event.is_demonstration,
            Event.event_type == EventType.DINNER,
            Batch.intermediary_id.is_not(None),
        )
        .order_by(Batch.id)
        .limit(1)
    ).first()
    if batch is not None:
        requests.ask(maker.session, batch, ASKED, now=maker.days_ago(1))
    stop = unsubscribe_url(
        ADDRESS_WITH_A_SLIP, event_id=walk.id, base_url=base_url, code_key=maker.code_key
    )
    letter = _invitation(walk, ADDRESS_WITH_A_SLIP, f"demonstration:{walk.id}", stop)
    posting.queue(maker.session, [letter], now=maker.days_ago(2))
    _bring_back(maker, walk, stop)
    choose_days(maker.session.get_one(Account, maker.account_id), (MONDAY, THURSDAY))


def _invitation(walk: Event, to: str, key: str, stop: str, *, card_id: int | None = None) -> Letter:
    return Letter(
        kind=MailKind.INVITATION,
        to=to,
        language="nl",
        subject=walk.title,
        text=walk.title,
        html="",
        key=key,
        event_id=walk.id,
        invitation_id=card_id,
        unsubscribe_url=stop,
    )


def _bring_back(maker: Maker, walk: Event, stop: str) -> None:
    """Let an invitation by mail come back from a full mailbox, whose rest is over by now."""
    card, address = maker.session.execute(
        select(NamedGuest.invitation_id, NamedGuest.email)
        .where(NamedGuest.event_id == walk.id, NamedGuest.email != "")
        .order_by(NamedGuest.invitation_id)
        .limit(1)
    ).one()
    letter = _invitation(walk, address, f"invitation:{walk.id}:{card}", stop, card_id=card)
    posting.queue(maker.session, [letter], now=maker.days_ago(4))
    maker.session.execute(
        update(OutboxMail)
        .where(OutboxMail.key == letter.key)
        .values(
            **WIPED,
            state=MailState.FAILED,
            trouble=MailTrouble.FULL,
            last_error="5.2.2",
            sent_at=maker.days_ago(4),
            came_back_at=maker.days_ago(3.9),
            ended_at=maker.days_ago(3.9),
        )
    )
