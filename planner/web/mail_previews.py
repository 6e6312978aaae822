"""Each message as its receivers will read it, with made-up details where theirs differ."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from planner.core.enums import AnsweredBy, Reply
from planner.core.notices import NoticeKind
from planner.services.plan.closing import turnout_of
from planner.store.models import Answer, Event, EventNotice
from planner.translations.reading import guest_languages
from planner.web import event_links, helper_texts, mail_texts
from planner.web.mail_letters import LOGO_INSIDE, Written, written_in
from planner.web.mail_texts import MailTexts
from planner.web.who_runs import logo_url, runner_of

SAMPLE_NUMBER = "17"
SAMPLE_NAMES = {"ar": "فاطمة", "uk": "Оксана"}
SAMPLE_NAME = "Fatma"
OFFER_STANDS_FOR = timedelta(hours=24)
Texts = Callable[[], MailTexts]


def message_texts(session: Session, event: Event, *, now: datetime) -> Mapping[str, Texts]:
    """Return the texts of each message of an event, by its name in addresses of pages."""
    turnout = turnout_of(session, event.id)
    came = turnout.came if turnout else None
    return {
        "invitation": lambda: mail_texts.invitation(event),
        "confirmation": lambda: mail_texts.confirmation(event, _sample_answer()),
        "ask_again": lambda: mail_texts.ask_again(event),
        "see_you": lambda: mail_texts.see_you(event),
        "offer": lambda: mail_texts.offer(event, until=now + OFFER_STANDS_FOR),
        "thanks": lambda: mail_texts.thanks(event, came=came),
        "change": lambda: mail_texts.change(event, _sample_change(event, NoticeKind.TIME)),
        "cancellation": lambda: mail_texts.cancellation(
            event, _sample_change(event, NoticeKind.CANCELLED)
        ),
        "helper_reminder": lambda: helper_texts.reminder(event, ()),
        "helper_thanks": lambda: helper_texts.thanks(event, ""),
    }


def preview(
    texts: Texts,
    language: str,
    event: Event,
    *,
    number: str = SAMPLE_NUMBER,
    name: str = "",
    is_sent: bool = False,
) -> Written:
    """Write a message about an event in a language; its link leads to no card.

    Args:
        texts: of the message.
        language: in which.
        event: about which.
        number: of their card; empty for who has none, as who helps.
        name: of who reads it; empty for who left none.
        is_sent: whether it leaves as a mail; else its logo comes from its address.
    """
    runs = runner_of(event)
    logo = LOGO_INSIDE if is_sent else logo_url(runs)
    link = event_links.base_url()
    return written_in(language, texts, runs, link=link, number=number, name=name, logo=logo)


def sample_name(language: str) -> str:
    """Return a made-up name of who reads a message in a language."""
    return SAMPLE_NAMES.get(language, SAMPLE_NAME)


def language_to_show(asked: str, usual: str) -> str:
    """Return the language asked for, where guests can be written to in it."""
    return asked if asked in guest_languages() else usual


def _sample_change(event: Event, kind: NoticeKind) -> EventNotice:
    """Return a change that nobody made: it would have begun an hour earlier."""
    hour = timedelta(hours=1)
    return EventNotice(
        kind=kind,
        was_starts_at=event.starts_at - hour,
        was_ends_at=event.ends_at - hour,
        was_place="",
        was_on=True,
        words="",
    )


def _sample_answer() -> Answer:
    return Answer(
        reply=Reply.YES,
        adults=2,
        children=1,
        toddlers=0,
        is_detailed=True,
        answered_by=AnsweredBy.GUEST,
    )
