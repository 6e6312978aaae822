"""What a guest's pages show, ready to show."""

from datetime import datetime
from typing import Any

from markupsafe import Markup

from planner.core.answering import AnswerPhase
from planner.core.assurances import Assurance
from planner.core.bursts import LOOKED_AT_WITHIN
from planner.core.codes import show_code
from planner.core.enums import AsideReason, Reply
from planner.core.household_words import ToldPart
from planner.exports.qr import qr_svg
from planner.services.answer import provenance
from planner.services.answer.room import heads_held, left_of, limit_of, phase_for
from planner.services.answer.telling import TOLD_UNTIL_OVER
from planner.services.answer.waiting_list import left_for_others
from planner.services.invite.household import Opened
from planner.services.messages.notices import changes_of
from planner.store.models import Answer, Event, Invitation
from planner.web import event_facts, event_links, event_words
from planner.web.clock import now as now_of_page
from planner.web.db import reading_session
from planner.web.event_facts import EventFact
from planner.web.filters import day, time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.invitee import household
from planner.web.invitee.afterwards import Notice, over_notice
from planner.web.invitee.card import HeldCard
from planner.web.invitee.eats import eats_sentences
from planner.web.invitee.heard_presenter import (
    asked_afterwards,
    asked_now,
    has_told_heard,
    may_be_heard,
    questions_aloud,
)
from planner.web.invitee.help_presenter import help_asked, help_previewed
from planner.web.invitee.household import Lock
from planner.web.keeping import forget_on
from planner.web.mail_ways import can_mail
from planner.web.notice_words import NoticeWords, all_in_words


def frame(held: HeldCard) -> dict[str, Any]:
    """Return what every page of a card shows."""
    return {
        "event_title": event_words.title_of(held.event),
        "cover": event_facts.cover_of(held.event, wide=False),
        "help_phone": held.phone,
        "card_url": held.link("invitee.answer_invitation"),
        "party_url": held.link("invitee.tell_party"),
        "known_url": held.link("invitee.show_known"),
        "open_url": held.link("invitee.open_told"),
        "form_key": household.form_key,
        "shown_until": day(forget_on(held.event)),
        # Where no mail leaves, nobody is asked for an address.
        "address_url": held.link("invitee.leave_address") if can_mail() else "",
        "aside": aside_note(held),
    }


def invitation(held: HeldCard, *, now: datetime, notice: Notice | None = None) -> dict[str, Any]:
    """Return what the invitation shows: what, who gave it, when, where, and the question."""
    event = held.event
    phase = phase_for(event, now=now)
    return {
        **frame(held),
        **_of_event(event, phase, now=now),
        "given_by": held.given_by,
        "aloud_url": held.link("invitee.read_aloud"),
        "notice": notice or _notice(event, phase, None, held.invitation),
        "line": None,
        "is_first_look": False,
        **asked_afterwards(held, now=now),
        "help": help_asked(held, now=now),
        "line_url": held.link("invitee.wait_in_line"),
        "leave_url": "",
    }


def preview(event: Event, *, now: datetime) -> dict[str, Any]:
    """Return the invitation as a card will open it, for who prepares it: no link leads anywhere."""
    nowhere = ("card_url", "known_url", "aloud_url", "line_url")
    phase = phase_for(event, now=now)
    notice = _notice(event, phase, None, None)
    if phase is AnswerPhase.OPEN and left_of(reading_session(), event, now=now) == 0:
        notice = full(places_held=heads_held(reading_session(), event.id, now=now))
    return {
        **dict.fromkeys(nowhere, "#main"),
        **dict.fromkeys(("given_by", "leave_url", "address_url", "heard_url"), ""),
        "asked_now": [],
        "help": help_previewed(event, now=now),
        **dict.fromkeys(("aside", "line")),
        **_of_event(event, phase, now=now),
        "notice": notice,
        "event_title": event_words.title_of(event),
        "cover": event_facts.cover_of(event, wide=False),
        "help_phone": event_facts.phone_of(event),
    }


def _of_event(event: Event, phase: AnswerPhase, *, now: datetime) -> dict[str, Any]:
    """Return what the invitation says of the event, whoever holds the card."""
    return {
        "over": _greeting(event, phase, now=now),
        "facts": facts_told(event, phase),
        "programme": programme_told(event, phase),
        "changed": changed(event, now=now),
        "may_answer": phase is AnswerPhase.OPEN,
        "promises": promises(event),
    }


def facts_told(event: Event, phase: AnswerPhase) -> list[EventFact]:
    """Return what is said of an event; nothing while it is a draft and all may become different."""
    return [] if phase is AnswerPhase.DRAFT else event_facts.facts_of(event)


def programme_told(event: Event, phase: AnswerPhase) -> list[EventFact]:
    """Return the parts of an event; none while it is a draft."""
    return [] if phase is AnswerPhase.DRAFT else event_facts.programme_of(event)


def read_out(held: HeldCard, *, now: datetime) -> dict[str, Any]:
    """Return the invitation as sentences, to read in big letters or to hear."""
    event = held.event
    phase = phase_for(event, now=now)
    answer = held.invitation.answer
    notice = _notice(event, phase, answer.reply if answer else None, held.invitation)
    if answer is None:
        notice = notice or room_notice(held, left_for(held, now=now), now=now)
    facts = [*facts_told(event, phase), *programme_told(event, phase)]
    lines = [
        _greeting(event, phase, now=now),
        *_said(changed(event, now=now)),
        *([notice.heading, notice.text, notice.more] if notice else []),
        *(words for one in facts for words in (one.title, one.text)),
        *([_("This card is from %(name)s.", name=held.given_by)] if held.given_by else []),
        *(promises(event) if phase is AnswerPhase.OPEN else []),
    ]
    heard_url = held.link("invitee.tell_heard") if may_be_heard(held, now=now) else ""
    lines += questions_aloud() if heard_url else []
    return {**frame(held), "lines": [line for line in lines if line], "heard_url": heard_url}


def answered(held: HeldCard, answer: Answer, *, now: datetime) -> dict[str, Any]:
    """Return what somebody sees who has answered: what we understood, and what helps to come."""
    event = held.event
    phase = phase_for(event, now=now)
    is_coming = answer.reply is not Reply.NO
    is_full = answer.reply is not Reply.YES and left_for(held, now=now) == 0
    here, lock = household.opened(), household.lock()
    qr = qr_svg(f"{settings().base_url}/{held.code}", title=_("Your card"))
    return {
        **frame(held),
        "reply": answer.reply.value,
        "heading": _heading(event, answer.reply) if has_place(held, answer) else aside_heading(),
        "sentences": sentences(answer, here) if is_coming else [_("Thank you for telling us.")],
        "is_told": answer.is_detailed and here.opens(ToldPart.NUMBER),
        "lock": lock.value,
        "has_word": here.has_word,
        "word_url": held.link("invitee.keep_word"),
        "kept": kept(held, answer, now=now) if phase is AnswerPhase.OPEN else "",
        "is_coming": is_coming,
        "has_place": has_place(held, answer),
        "may_change": phase is AnswerPhase.OPEN,
        "is_full": is_full,
        "notice": room_notice(held, 0, now=now)
        if is_full
        else _notice(event, phase, answer.reply, held.invitation),
        "changed": changed(event, now=now),
        "may_write": phase is not AnswerPhase.BEGUN,
        "qr": Markup(qr),  # noqa: S704 - drawn by our own code
        "number": held.invitation.number,
        "code": show_code(held.code),
        "facts": event_facts.facts_of(event),
        "programme": event_facts.programme_of(event),
        "keep_url": held.link("invitee.keep_page"),
        "may_tell": lock is not Lock.STAFF,
        "more_url": held.link("invitee.tell_more")
        if phase in TOLD_UNTIL_OVER and lock is not Lock.STAFF
        else "",
        "has_told_heard": has_told_heard(held),
        "asked_now": asked_now(event),
        "help": help_asked(held, now=now),
        "thanks_url": held.link("invitee.thank_for_words"),
        "calendar_url": held.link("invitee.show_calendar_ways"),
        "route_url": event_links.route_url(event),
        "neighbours_url": event_links.whatsapp_url(event) if event_links.is_listed(event) else "",
    }


def sentences(answer: Answer, here: Opened) -> list[str]:
    """Say back what a household told where it may be read: how many come, and what they eat."""
    if not answer.is_detailed or not here.opens(ToldPart.NUMBER):
        return []
    told = [
        ngettext("You come on your own.", "%(num)s people are coming.", answer.heads),
    ]
    return [*told, *(eats_sentences(answer) if here.opens(ToldPart.DIETS) else [])]


def promises(event: Event) -> list[str]:
    """Say what is true of the answer: what is not needed, what it is for, and when it goes."""
    return [
        _("We do not need your name."),
        _("We use your answer only to have enough food and places."),
        wiped_on(event),
    ]


def wiped_on(event: Event) -> str:
    """Say when what a household told goes."""
    return _("On %(day)s we delete it.", day=day(forget_on(event)))


def may_answer(held: HeldCard, *, now: datetime) -> bool:
    """Say whether the household may answer now."""
    return phase_for(held.event, now=now) is AnswerPhase.OPEN


def is_off(held: HeldCard, *, now: datetime) -> bool:
    """Say whether there is nothing to come to: not any more, or not yet."""
    nothing = {AnswerPhase.OVER, AnswerPhase.CANCELLED, AnswerPhase.DRAFT}
    return phase_for(held.event, now=now) in nothing


def changed(event: Event, *, now: datetime) -> NoticeWords | None:
    """Say what is different from what may stand on a printed card: the same for every guest."""
    if phase_for(event, now=now) is AnswerPhase.OVER:
        return None
    return all_in_words(event, changes_of(reading_session(), event))


def _said(changed: NoticeWords | None) -> list[str]:
    return [*changed.headings, *changed.was, changed.words] if changed else []


def full(*, places_held: int = 0) -> Notice:
    """Say kindly that there is no place left, and what to do.

    Args:
        places_held: how many are only held for some minutes, and may come free again.
    """
    text = (
        _("We hold some places for people who are answering now. They may come free in 10 minutes.")
        if places_held
        else _("Sometimes somebody can't come. Then we keep a place for you.")
    )
    return Notice(_("It is full now."), text, picture="users")


def left_for(held: HeldCard, *, now: datetime) -> int | None:
    """Return how many places somebody who says yes now can get; None where that is no question."""
    if limit_of(held.event) is None or not may_answer(held, now=now):
        return None
    return left_for_others(reading_session(), held.event, now=now)


def room_notice(held: HeldCard, left: int | None, *, now: datetime) -> Notice | None:
    """Say, before anybody presses yes, that it is full or that not all on this card may fit.

    Args:
        held: the card, on which so many may come at most.
        left: see `left_for`.
        now: the moment.
    """
    if left is None or left >= held.invitation.largest_party:
        return None
    if not left:
        return full(places_held=heads_held(reading_session(), held.event.id, now=now))
    return Notice(
        ngettext("Only 1 place is left.", "Only %(num)s places are left.", left),
        _(
            "Are there more of you? Press yes all the same. Then you can wait for places for "
            "all of you."
        ),
        picture="users",
    )


def kept(held: HeldCard, answer: Answer, *, now: datetime) -> str:
    """Say how many places are kept for who said yes and not yet with how many, and how long."""
    if answer.reply is not Reply.YES or answer.is_detailed or limit_of(held.event) is None:
        return ""
    if household.opened().hides or not has_place(held, answer):
        return ""
    if answer.held_until is None or answer.held_until <= now:
        return ngettext("We keep 1 place for you.", "We keep %(num)s places for you.", answer.heads)
    return ngettext(
        "We keep 1 place for you until %(time)s. Say how many of you are coming.",
        "We keep %(num)s places for you until %(time)s. Say how many of you are coming.",
        answer.held_heads,
        time=time(answer.held_until, held.event.zone),
    )


def has_place(held: HeldCard, answer: Answer) -> bool:
    """Say whether who said yes can count on a place; where there is no limit, everybody can."""
    card = held.invitation
    is_limited = answer.reply is Reply.YES and limit_of(held.event) is not None
    return not is_limited or card.set_aside_at is None or card.keeps_place


def aside_heading() -> str:
    """Say first, to who may have to wait for a place, that nothing is lost."""
    return _("We have your answer.")


def aside_note(held: HeldCard) -> Notice | None:
    """Say of an answer that is set aside what happens with it; it is nobody's fault."""
    card = held.invitation
    if card.set_aside_at is None:
        return None
    reason = provenance.reason_of(reading_session(), card.id)
    why = {
        AsideReason.WORD: _("It was not the word on the poster. Somebody of us looks first."),
        AsideReason.LOOK: _("Somebody of us looks at each answer first."),
    }.get(reason or AsideReason.PACE, _("Very many answers came. Somebody of us looks first."))
    place = _place_of_aside(held)
    return Notice(
        aside_heading(), why, picture="clock", more=place or _("You don't have to do anything.")
    )


def _place_of_aside(held: HeldCard) -> str:
    card, answer = held.invitation, held.invitation.answer
    if card.set_aside_at is None or answer is None or answer.reply is not Reply.YES:
        return ""
    if limit_of(held.event) is None:
        return ""
    if card.keeps_place:
        return _("There is a place for you.")
    until = card.set_aside_at + LOOKED_AT_WITHIN
    if now_of_page() < until:
        return _(
            "Look here again after %(time)s. Then you see whether there is a place for you.",
            time=time(until, held.event.zone),
        )
    return _("There is no place for you yet. Look here again later, or call us.")


def _greeting(event: Event, phase: AnswerPhase, *, now: datetime) -> str:
    if phase in {AnswerPhase.OVER, AnswerPhase.CANCELLED, AnswerPhase.DRAFT}:
        return ""
    is_today = event_facts.is_today(event, now=now)
    return _("It is today!") if is_today else _("You are invited")


def _heading(event: Event, reply: Reply) -> str:
    on = day(event.starts_at, event.zone)
    if reply is Reply.YES:
        return _("See you %(day)s!", day=on)
    return _("Maybe see you %(day)s", day=on) if reply is Reply.MAYBE else _("You are not coming.")


def notice_for_all(event: Event, phase: AnswerPhase) -> Notice | None:
    """Say the same to whoever reads it, whatever they answered or whether they came."""
    return _notice(event, phase, None, None)


def _notice(
    event: Event, phase: AnswerPhase, reply: Reply | None, card: Invitation | None
) -> Notice | None:
    """Say what a household has to know first; `reply` is what it said, None for nothing yet."""
    if phase is AnswerPhase.CANCELLED:
        reason = event_words.reason_of(event) or _("You don't have to come.")
        return Notice(_("It is cancelled."), reason, "bad", "warning")
    if phase is AnswerPhase.DRAFT:
        text = _("You can't answer yet. Look here again later.")
        return Notice(_("This is not certain yet."), text, "action", "clock")
    if phase is AnswerPhase.OVER:
        return over_notice(event, card)
    if phase is AnswerPhase.OPEN:
        return None
    has_begun = phase is AnswerPhase.BEGUN
    if reply is not Reply.YES and left_of(reading_session(), event, now=now_of_page()) == 0:
        heading = _("It has begun.") if has_begun else _("You can't answer here any more.")
        return Notice(heading, _("It is full now."), picture="users")
    if has_begun:
        return Notice(_("It has begun."), _("Come along! Bring your card."), "ok", "hand-waving")
    if reply in {Reply.YES, Reply.MAYBE}:
        text = _("Does something change? Call us.")
    elif Assurance.FOOD in event_facts.told_of_food(event):
        text = _("You can still come. Call us first, so that there is enough food.")
    else:
        text = _("You can still come. Call us first.")
    return Notice(_("You can't answer here any more."), text, picture="clock")
