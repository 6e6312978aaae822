"""What the public pages show of an event, ready to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for
from markupsafe import Markup

from planner.core.answering import AnswerPhase
from planner.core.enums import EventState
from planner.services.answer.room import phase_for
from planner.services.invite.open_answers import takes_open_answers
from planner.store.models import Event, EventNotice
from planner.web import event_facts, event_links, event_words
from planner.web.event_facts import CallContact, EventFact
from planner.web.filters import day, short_day, time_range
from planner.web.i18n import gettext as _
from planner.web.i18n import kept_language
from planner.web.notice_words import NoticeWords, all_in_words
from planner.web.told_back import ToldAt, told_at


@dataclass(frozen=True, kw_only=True)
class Listed:
    """An event in the list of the front page."""

    title: str
    url: str
    cover: Markup
    day: str
    times: str
    place: str
    label: str
    tone: str
    by: str = ""
    """Who runs it, where those around it are run by others."""


@dataclass(frozen=True, kw_only=True)
class PublicEvent:
    """An event on its own page."""

    title: str
    cover: Markup
    facts: list[EventFact]
    description: list[str]
    programme: list[EventFact]
    notice: str
    notice_text: str
    word_afterwards: str
    """What is done with what guests said, in the organiser's words."""
    is_cancelled: bool
    is_to_come: bool
    changed: NoticeWords | None
    may_come: str
    phone: CallContact | None
    route_url: str
    calendar_url: str
    google_url: str
    ways_url: str
    series_name: str
    series_feed: str
    series_webcal: str
    series_url: str
    told: ToldAt | None
    """What was promised after what people said, and where all of it is read."""


def listed(event: Event, *, now: datetime, by: str = "") -> Listed:
    """Return an event as the front page lists it, `by` whom where that differs."""
    label, tone = _label(event, now=now)
    return Listed(
        title=event_words.title_of(event),
        url=url_for("public.show_public_event", slug=event.slug, **kept_language()),
        cover=event_facts.cover_of(event, wide=False),
        day=day(event.starts_at, event.zone),
        times=time_range(event.starts_at, event.ends_at, event.zone),
        place=event.venue.name if event.venue else "",
        label=label,
        tone=tone,
        by=by,
    )


def shown(
    event: Event,
    *,
    came: int | None,
    notices: Sequence[EventNotice] = (),
    left: int | None = None,
    now: datetime,
) -> PublicEvent:
    """Return an event as its own page shows it.

    Args:
        event: what it is.
        came: once it was counted and closed.
        notices: what was changed.
        left: places that are free; None without a limit.
        now: the moment.
    """
    phase = phase_for(event, now=now)
    notice, text = _notice(event, phase, came)
    spoken = event_links.spoken()
    feed = (
        url_for("calendars.send_series_calendar", slug=event.series.slug, **spoken)
        if event.series
        else ""
    )
    base_url = event_links.base_url()
    return PublicEvent(
        title=event_words.title_of(event),
        cover=event_facts.cover_of(event, wide=True),
        facts=event_facts.facts_of(event),
        description=event_words.description_of(event),
        programme=event_facts.programme_of(event),
        notice=notice,
        notice_text=text,
        word_afterwards=event_words.word_afterwards_of(event)
        if event.state is EventState.CLOSED
        else "",
        is_cancelled=phase is AnswerPhase.CANCELLED,
        is_to_come=phase not in {AnswerPhase.CANCELLED, AnswerPhase.OVER},
        changed=all_in_words(event, notices) if phase is not AnswerPhase.OVER else None,
        may_come=""
        if phase in {AnswerPhase.CANCELLED, AnswerPhase.OVER}
        else event_facts.may_come(event, left=left, asks=takes_open_answers(event, now=now)),
        phone=event_facts.phone_of(event),
        route_url=event_links.route_url(event),
        calendar_url=url_for("calendars.send_event_calendar", slug=event.slug, **spoken),
        google_url=event_links.google_calendar_url(event),
        ways_url=url_for("public.follow_event", slug=event.slug, **kept_language()),
        series_name=event.series.name if event.series else "",
        series_feed=base_url + feed if feed else "",
        series_webcal=webcal(feed) if feed else "",
        series_url=url_for("public.follow_series", slug=event.series.slug, **kept_language())
        if event.series
        else "",
        told=told_at(event),
    )


def webcal(path: str) -> str:
    """Return the address of a feed as calendars on phones and desks take it over."""
    return f"webcal://{current_app.extensions['settings'].host}{path}"


def _label(event: Event, *, now: datetime) -> tuple[str, str]:
    if event.state is EventState.CANCELLED:
        return _("Cancelled"), "bad"
    if event_facts.is_today(event, now=now):
        return _("Today"), "ok"
    return short_day(event.starts_at, event.zone), ""


def _notice(event: Event, phase: AnswerPhase, came: int | None) -> tuple[str, str]:
    """Return what everybody has to know first, and what to do."""
    if phase is AnswerPhase.CANCELLED:
        return _("It is cancelled."), event_words.reason_of(event) or _("You don't have to come.")
    if phase is AnswerPhase.OVER:
        return _("It is over."), event_facts.thanks(came)
    if phase is AnswerPhase.BEGUN:
        return _("It has begun."), ""
    return "", ""
