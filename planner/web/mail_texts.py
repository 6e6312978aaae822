"""What mail to guests says, in the reader's language: one function for each kind.

Never what somebody eats, nor anything else that a passer-by must not read on a screen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from planner.core.enums import AnsweredBy, IncomingOutcome, Reply
from planner.core.first_sentences import first_sentences
from planner.core.notices import NoticeKind
from planner.core.own_letters import OwnLetter
from planner.services.answer.room import limit_of
from planner.services.messages.entries import RemovalReason
from planner.store.models import Answer, Event, EventNotice
from planner.translations.reading import Borrowed
from planner.web import event_facts
from planner.web.event_facts import CallContact, EventFact, Medium
from planner.web.event_words import (
    description_of,
    promise_line_of,
    reason_of,
    title_of,
    word_afterwards_of,
)
from planner.web.filters import day, day_and_time
from planner.web.i18n import gettext as _
from planner.web.keeping import forget_on
from planner.web.letter_words import OwnSentence, own_sentences
from planner.web.mail_ways import answers_by_calendar
from planner.web.notice_words import notice_words

MOST_ABOUT = 600
"""Signs of the description that an invitation says."""
MOST_PARTS = 12
"""Of the programme."""


@dataclass(frozen=True, kw_only=True)
class MailTexts:
    """One mail in one language, without what differs from one reader to the next.

    Attributes:
        subject: one line.
        headings: the first says what it is about.
        words: paragraphs; `own_words` are the organiser's, beside ours.
        letter: a message that is the organiser's as a whole.
        button: what the link to the reader's own page says; empty for none.
        small: what has to be said at the foot.
        opening: the organiser's own sentence at the beginning, and `closing` the one at the end.
        greets: whether it begins with the reader's name, where the organiser knows it.
        says_who: whether it says in a sentence who invites.
        about: what happens there, a paragraph each, and `programme` what when.
    """

    subject: str
    headings: tuple[str, ...]
    title: str
    words: tuple[str, ...] = ()
    own_words: tuple[str, ...] = ()
    letter: OwnSentence = field(default_factory=OwnSentence)
    facts: tuple[EventFact, ...] = ()
    button: str = ""
    phone: CallContact | None = None
    small: tuple[str, ...] = field(default=())
    opening: OwnSentence = field(default_factory=OwnSentence)
    closing: OwnSentence = field(default_factory=OwnSentence)
    greets: bool = False
    says_who: bool = False
    about: tuple[str, ...] = ()
    programme: tuple[EventFact, ...] = ()


def invitation(event: Event) -> MailTexts:
    """Invite a guest by name: who does, to what, and with the link to their own page."""
    around = _around(event, OwnLetter.INVITATION)
    around["facts"] += (event_facts.free(),)
    return MailTexts(
        subject=_("You are invited: %(title)s", title=title_of(event)),
        headings=(_("You are invited"),),
        words=(
            _("We use your answer only to have enough food and places."),
            *_by_button(),
        ),
        button=_("Say if you are coming"),
        greets=True,
        says_who=True,
        about=tuple(_beginning(description_of(event))),
        programme=tuple(event_facts.programme_of(event)[:MOST_PARTS]),
        **around,
    )


def confirmation(event: Event, answer: Answer, *, goes_out: bool = False) -> MailTexts:
    """Say back what a household answered: whether, and nothing else.

    Whoever holds the code may leave an address where there is none: how many come, and what they
    eat, is read on the page alone. The organiser's sentences are for who may come: to a no they
    would say 'how nice' and 'bring a chair'.

    Args:
        event: what they answered for.
        answer: as it stands.
        goes_out: whether this mail takes the event out of their calendar.
    """
    on = day(event.starts_at, event.zone)
    heading = {
        Reply.YES: _("See you %(day)s!", day=on),
        Reply.MAYBE: _("Maybe see you %(day)s", day=on),
        Reply.NO: _("You are not coming."),
    }[answer.reply]
    words = [_("Thank you for telling us.")]
    if _is_without_number(answer):
        words.append(_("How many people are coming? Tell us on your page."))
    if answer.reply is not Reply.NO:
        words.append(_("Show your card or this page at the entrance."))
    if goes_out:
        words.append(_("With this mail it goes out of your calendar."))
    words.append(_("Does something change? Change it on your page."))
    own = OwnLetter.CONFIRMATION if answer.reply is not Reply.NO else None
    return MailTexts(
        subject=_("Your answer for %(title)s", title=title_of(event)),
        headings=(heading,),
        words=tuple(words),
        button=_("Open my card"),
        **_around(event, own),
    )


def _is_without_number(answer: Answer) -> bool:
    """Say whether a calendar said yes, which can't say how many: until they do it counts as one."""
    by_calendar = answer.answered_by is AnsweredBy.CALENDAR
    return by_calendar and answer.reply is Reply.YES and not answer.is_detailed


def answer_again(event: Event, why: IncomingOutcome) -> MailTexts:
    """Tell who answered by their calendar that it does not count, why, and how it will."""
    reason = {
        IncomingOutcome.MOVED: _("The time or place has changed. Look below."),
        IncomingOutcome.FULL: _(
            "It is full now. On your page you see if you can wait for a place."
        ),
        IncomingOutcome.CLOSED: _(
            "The last day to answer is over. Call us if you want to change it."
        ),
        IncomingOutcome.COUNTER: _("You asked for another time. We can't change the time."),
    }.get(why, _("We can't read what your calendar sent us."))
    return MailTexts(
        subject=_("Answer again: %(title)s", title=title_of(event)),
        headings=(_("Your answer does not count yet."),),
        words=(reason, _("Open your card. There you see what we know.")),
        button=_("Open my card"),
        **_around(event),
    )


def ask_again(event: Event) -> MailTexts:
    """Ask who has not said yes or no."""
    return MailTexts(
        subject=_(
            "Are you coming? %(title)s, %(day)s",
            title=title_of(event),
            day=day(event.starts_at, event.zone),
        ),
        headings=(_("Are you coming?"),),
        words=(_("Tell us yes or no. Then there is enough for everybody."),),
        button=_("Say if you are coming"),
        **_around(event, OwnLetter.ASK_AGAIN),
    )


def _cannot_come(event: Event) -> str:
    """Ask to say so whoever can't come: where places are counted, somebody else gets theirs."""
    if limit_of(event) is None:
        return _("Can't you come after all? Say so.")
    return _("Can't you come after all? Say so. Then somebody else gets your place.")


def _by_button() -> tuple[str, ...]:
    """Say how to answer where calendar programs show a yes and a no that reach nobody."""
    if answers_by_calendar():
        return ()
    return (_("Answer with the button. A yes in your calendar does not reach us."),)


def see_you(event: Event) -> MailTexts:
    """Remind who said yes."""
    on = day(event.starts_at, event.zone)
    return MailTexts(
        subject=_("See you %(day)s: %(title)s", day=on, title=title_of(event)),
        headings=(_("See you %(day)s!", day=on),),
        words=(
            _("Show your card or this page at the entrance."),
            _cannot_come(event),
        ),
        button=_("Open my card"),
        **_around(event, OwnLetter.SEE_YOU),
    )


def change(event: Event, notice: EventNotice) -> MailTexts:
    """Tell of another time or place, or that it will take place after all."""
    told = notice_words(event, notice)
    goes_on = notice.kind is NoticeKind.RESUMED
    subject = (
        _("It will take place after all: %(title)s", title=title_of(event))
        if goes_on
        else _("Changed: %(title)s", title=title_of(event))
    )
    return MailTexts(
        subject=subject,
        headings=told.headings,
        words=(
            *told.was,
            _cannot_come(event),
            *_by_button(),
        ),
        own_words=(told.words,) if told.words else (),
        button=_("Open my card"),
        **_around(event, OwnLetter.CHANGE),
    )


def cancellation(event: Event, notice: EventNotice) -> MailTexts:
    """Tell that it is off, and why."""
    told = notice_words(event, notice)
    return MailTexts(
        subject=_("Cancelled: %(title)s", title=title_of(event)),
        headings=(_("It is cancelled."),),
        words=(_("You don't have to come."),),
        own_words=tuple(filter(None, (reason_of(event), told.words))),
        **_around(event, OwnLetter.CANCELLATION),
    )


def offer(event: Event, *, until: datetime) -> MailTexts:
    """Offer a place to who waited for one."""
    return MailTexts(
        subject=_("There is a place for you: %(title)s", title=title_of(event)),
        headings=(_("There is a place for you!"),),
        words=(
            _("We keep it until %(moment)s.", moment=day_and_time(until, event.zone)),
            _("Press yes, and it is yours."),
        ),
        button=_("Say if you are coming"),
        **_around(event, OwnLetter.OFFER),
    )


def withdrawal(event: Event, why: RemovalReason) -> MailTexts:
    """Tell who does not come any more that it goes out of their calendar; only calls may follow."""
    heading = {
        RemovalReason.SAID_NO: _("You are not coming."),
        RemovalReason.CARD_ENDED: _("This card does not work any more."),
        RemovalReason.ERASED: _("Everything is deleted."),
    }[why]
    around = _around(event)
    if why is RemovalReason.ERASED:
        around["small"] = (_("This is our last mail. Then your address is deleted too."),)
    return MailTexts(
        subject=_("Out of your calendar: %(title)s", title=title_of(event)),
        headings=(heading,),
        words=(
            _("With this mail it goes out of your calendar."),
            _("Is that wrong? Call us."),
        ),
        **around,
    )


def thanks(event: Event, *, came: int | None) -> MailTexts:
    """Thank who came, with the number and what is done with what guests said; it is over.

    What was promised on the cards is said again: who came hears that it was not forgotten.
    """
    said = (word_afterwards_of(event), promise_line_of(event))
    return MailTexts(
        subject=_("Thank you: %(title)s", title=title_of(event)),
        headings=(event_facts.thanks(came),),
        words=(_("We hope to see you another time."),),
        own_words=tuple(filter(None, said)),
        **_around(event, OwnLetter.THANKS, with_facts=False),
    )


def own_message(event: Event, subject: str, letter: OwnSentence) -> MailTexts:
    """Pass on what the organiser writes to guests, in their own words."""
    return MailTexts(
        subject=str(subject),
        headings=(subject,),
        letter=letter,
        button=_("Open my card"),
        **_around(event, with_facts=False),
    )


def what_became(
    neighbourhood: str, organisation: str, *, said: Sequence[str], news: Sequence[str]
) -> MailTexts:
    """Tell who asked for it what became of what residents said.

    Args:
        neighbourhood: of which they asked it.
        organisation: who writes.
        said: what residents said.
        news: what is promised, how far it is, and what was said of it.
    """
    return MailTexts(
        subject=_("You said, we did: %(name)s", name=neighbourhood),
        headings=(_("You said, we did"), *said),
        title=neighbourhood,
        own_words=tuple(news),
        button=_("Read all of it"),
        small=(
            _("This mail is from %(name)s.", name=organisation),
            _(
                "You get it because you asked what became of it in %(name)s.",
                name=neighbourhood,
            ),
        ),
    )


def asks_to_follow(neighbourhood: str, organisation: str) -> MailTexts:
    """Ask at an address whether its reader wants to hear what became of what neighbours said."""
    return MailTexts(
        subject=_("Do you want mail about %(name)s?", name=neighbourhood),
        headings=(_("Let me know what became of it"),),
        title=neighbourhood,
        words=(
            _("Press the button if you want that. Without it we write no more."),
            _("You can stop it at any time, with one press."),
        ),
        button=_("Yes or no"),
        small=(
            _("This mail is from %(name)s.", name=organisation),
            _("Somebody typed your address on our page. Was it not you? Then do nothing."),
            _("Then we delete your address in two days."),
        ),
    )


def _beginning(paragraphs: list[str]) -> Iterator[str]:
    for own, kept in zip(paragraphs, first_sentences(paragraphs, MOST_ABOUT), strict=False):
        yield Borrowed(kept, own.language) if isinstance(own, Borrowed) else kept


def _around(
    event: Event, letter: OwnLetter | None = None, *, with_facts: bool = True
) -> dict[str, Any]:
    facts = event_facts.facts_of(event, Medium.MAIL) if with_facts else ()
    return {
        "title": title_of(event),
        "facts": tuple(facts),
        "phone": event_facts.phone_of(event),
        **(own_sentences(event, letter) if letter is not None else {}),
        "small": (
            _(
                "You get this mail because your address is with your card for %(title)s.",
                title=title_of(event),
            ),
            _(
                "On %(day)s we delete your address.",
                day=day(forget_on(event)),
            ),
        ),
    }
