"""What the page of a card says once an event is over: thanks to who came, and to nobody else."""

from dataclasses import dataclass

from sqlalchemy import select

from planner.core.enums import EventState, Reply
from planner.services.invite.states import has_come
from planner.services.plan.closing import turnout_of
from planner.store.models import Event, Invitation
from planner.web import event_facts, event_words
from planner.web.db import reading_session
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext


@dataclass(frozen=True)
class Notice:
    """What a guest has to know before anything else, and what to do about it."""

    heading: str
    text: str
    tone: str = ""
    picture: str = "info"
    more: str = ""
    """In the organiser's own words."""


def over_notice(event: Event, card: Invitation | None) -> Notice:
    """Say that it is over, with how many came once that was counted.

    Who said yes or maybe is thanked with everybody who came, for not every gate scans. Who said no
    or nothing is thanked where the card was scanned.

    Args:
        event: one that is over.
        card: its card; None for who looks at the page before there are cards.
    """
    is_closed = event.state is EventState.CLOSED
    turnout = turnout_of(reading_session(), event.id) if is_closed else None
    came = turnout.came if turnout else None
    word = event_words.word_afterwards_of(event) if is_closed else ""
    if card is None or _may_have_come(card):
        return Notice(_("It is over."), event_facts.thanks(came), "ok", "heart", word)
    return Notice(_("It is over."), _missed(came), "action", "hand-waving", word)


def _missed(came: int | None) -> str:
    if not came:
        return _("We hope to see you another time.")
    return ngettext(
        "1 person came. We hope to see you another time.",
        "%(num)s people came. We hope to see you another time.",
        came,
    )


def _may_have_come(card: Invitation) -> bool:
    if card.answer is not None and card.answer.reply is not Reply.NO:
        return True
    found = reading_session().scalar(
        select(Invitation.id).where(Invitation.id == card.id, has_come())
    )
    return found is not None
