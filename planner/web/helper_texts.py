"""What mail to helpers says, in the reader's language: one function for each kind.

Nobody is blamed: who can't come says so with a tap, and somebody else is asked.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from planner.core.helpers.shifts import EntryState
from planner.core.notices import NoticeKind
from planner.core.own_letters import OwnLetter
from planner.services.helpers.shift_rows import span
from planner.store.models import Event, EventNotice, Shift, ShiftEntry
from planner.web import event_facts, shift_words
from planner.web.event_facts import EventFact
from planner.web.event_words import reason_of, title_of
from planner.web.filters import day, day_and_time
from planner.web.i18n import gettext as _
from planner.web.letter_words import OwnSentence, own_sentences
from planner.web.mail_texts import MailTexts
from planner.web.notice_words import notice_words
from planner.web.who_runs import runner_of


def offer(shift: Shift, *, until: datetime) -> MailTexts:
    """Say that a place is kept for who waited."""
    event = shift.event
    return MailTexts(
        subject=_("A place is kept for you: %(title)s", title=title_of(event)),
        headings=(_("A place is kept for you"),),
        words=(
            _("We keep it until %(moment)s.", moment=day_and_time(until, event.zone)),
            _("Say on your page whether you come. After that we ask somebody else."),
        ),
        facts=(shift_fact(shift),),
        button=_("Yes or no"),
        **_around(event),
    )


def free_place(shift: Shift) -> MailTexts:
    """Say to all who wait that a place came free shortly before."""
    event = shift.event
    return MailTexts(
        subject=_("A place came free: %(title)s", title=title_of(event)),
        headings=(_("A place came free"),),
        words=(_("All who wait read this now. Whoever taps first has it."),),
        facts=(shift_fact(shift),),
        button=_("Look whether it is still free"),
        **_around(event),
    )


def reminder(event: Event, shifts: Sequence[Shift]) -> MailTexts:
    """Remind of all that somebody does at an event, the day before the first of it.

    Without a shift it is as it looks to who plans the event.
    """
    on = day(span(shifts[0]).starts_at if shifts else event.starts_at, event.zone)
    return MailTexts(
        subject=_("See you %(day)s: %(title)s", day=on, title=title_of(event)),
        headings=(_("See you %(day)s!", day=on), _("You help then. Thank you!")),
        words=(_("Can't you come? Say so on your page. That is fine, and it helps us."),),
        facts=_facts(event, shifts),
        button=_("Open my page"),
        **_around(event),
        **own_sentences(event, OwnLetter.HELPER_REMINDER),
    )


def changed(event: Event, entries: Sequence[ShiftEntry], shifts: Sequence[Shift]) -> MailTexts:
    """Tell of shifts that are another time or place, or that somebody is not in any more.

    Args:
        event: whose shifts they are.
        entries: of one helper: what they do not know yet; empty for who only hears of it.
        shifts: that they are in now.
    """
    return MailTexts(
        subject=_("Changed: %(title)s", title=title_of(event)),
        headings=(_("Something has changed"), *map(_what_changed, entries)),
        words=(_("Doesn't it suit you any more? Say so on your page. That is fine."),),
        facts=_facts(event, shifts),
        button=_("Open my page"),
        **_around(event),
    )


def changed_for_all(event: Event, shifts: Sequence[Shift]) -> MailTexts:
    """Tell all helpers which shifts are another time or place now, or are off."""
    return MailTexts(
        subject=_("Changed: %(title)s", title=title_of(event)),
        headings=(_("Something has changed"), *map(_how_it_is, shifts)),
        words=(_("What you do stands on your page."),),
        button=_("Open my page"),
        **_around(event),
    )


def notice(event: Event, changed: EventNotice, shifts: Sequence[Shift]) -> MailTexts:
    """Tell a helper what the guests are told: another time or place, off, or on after all."""
    told = notice_words(event, changed)
    if changed.kind is NoticeKind.CANCELLED:
        return MailTexts(
            subject=_("Cancelled: %(title)s", title=title_of(event)),
            headings=(_("It is cancelled."),),
            words=(_("You don't have to come."), _("Thank you for wanting to help.")),
            own_words=tuple(filter(None, (reason_of(event), told.words))),
            **_around(event),
        )
    subject = (
        _("It will take place after all: %(title)s", title=title_of(event))
        if changed.kind is NoticeKind.RESUMED
        else _("Changed: %(title)s", title=title_of(event))
    )
    return MailTexts(
        subject=subject,
        headings=told.headings or (_("Something has changed"),),
        words=(
            *told.was,
            _("Doesn't it suit you any more? Say so on your page. That is fine."),
        ),
        own_words=(told.words,) if told.words else (),
        facts=_facts(event, shifts),
        button=_("Open my page"),
        **_around(event),
    )


def message(event: Event, words: str) -> MailTexts:
    """Pass on what the organiser writes."""
    return MailTexts(
        subject=_("For who helps: %(title)s", title=title_of(event)),
        headings=(_("A message for who helps"),),
        own_words=_paragraphs(words),
        button=_("Open my page"),
        **_around(event),
    )


def own_message(event: Event, subject: str, letter: OwnSentence) -> MailTexts:
    """Pass on what the organiser writes under a subject of their own."""
    return MailTexts(
        subject=str(subject),
        headings=(subject,),
        letter=letter,
        button=_("Open my page"),
        **_around(event),
    )


def thanks(event: Event, words: str) -> MailTexts:
    """Thank who helped, with what came of it; it is over, so nobody has to call."""
    around = {**_around(event), "phone": None}
    return MailTexts(
        subject=_("Thank you for helping: %(title)s", title=title_of(event)),
        headings=(_("Thank you for helping."),),
        own_words=_paragraphs(words),
        button=_("Open my page"),
        **around,
        **own_sentences(event, OwnLetter.HELPER_THANKS),
    )


def ask_again(event: Event, words: str) -> MailTexts:
    """Ask who helped before, and before anybody else."""
    around = {
        **_around(event),
        "small": (
            _("This mail is from %(name)s.", name=runner_of(event).name),
            _("You get it because you helped before, and asked us to ask you again."),
        ),
    }
    return MailTexts(
        subject=_(
            "Will you help again? %(title)s, %(day)s",
            title=title_of(event),
            day=day(event.starts_at, event.zone),
        ),
        headings=(_("Will you help again?"),),
        words=(
            _("You are the first to hear it. Choose what suits you. Not this time? That is fine."),
        ),
        own_words=_paragraphs(words),
        facts=tuple(
            one for one in (event_facts.when(event), event_facts.where(event)) if one is not None
        ),
        button=_("See what there is to do"),
        **around,
    )


def shift_fact(shift: Shift) -> EventFact:
    """Return what is done, when and where."""
    text = shift_words.when(shift)
    if shift.place:
        text = _("%(when)s, here: %(place)s", when=text, place=shift.place)
    return EventFact(picture="hand-heart", title=shift_words.task(shift), text=text)


def _facts(event: Event, shifts: Sequence[Shift]) -> tuple[EventFact, ...]:
    where = event_facts.where(event)
    return (*map(shift_fact, shifts), *((where,) if where is not None else ()))


def _what_changed(entry: ShiftEntry) -> str:
    shift = entry.shift
    if entry.state is EntryState.TAKEN_OUT and shift.removed_at is None:
        return _(
            "You are not on the list any more for: %(task)s, %(when)s.",
            task=shift_words.task(shift),
            when=shift_words.when(shift),
        )
    return _how_it_is(shift)


def _how_it_is(shift: Shift) -> str:
    if shift.removed_at is not None:
        return _(
            "This is not needed any more: %(task)s, %(when)s.",
            task=shift_words.task(shift),
            when=shift_words.when(shift),
        )
    if not shift.place:
        return _(
            "Now it is: %(task)s, %(when)s.",
            task=shift_words.task(shift),
            when=shift_words.when(shift),
        )
    return _(
        "Now it is: %(task)s, %(when)s. Here: %(place)s",
        task=shift_words.task(shift),
        when=shift_words.when(shift),
        place=shift.place,
    )


def _paragraphs(words: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in words.splitlines() if line.strip())


def _around(event: Event) -> dict[str, Any]:
    return {
        "title": title_of(event),
        "phone": event_facts.phone_of(event),
        "small": (
            _("You get this mail because you help at %(title)s.", title=title_of(event)),
            _("Whoever has the link to your page can change it. Keep it to yourself."),
        ),
    }
