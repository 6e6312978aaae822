"""Addresses that lead away from an event's page: map, way, calendar, neighbours. Never a code."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from planner.core.enums import EventState
from planner.store.models import Event, Venue
from planner.web.event_words import title_of
from planner.web.filters import day
from planner.web.i18n import current_language
from planner.web.i18n import gettext as _
from planner.web.installation import settings

MAP = "https://www.google.com/maps/search/"
ROUTE = "https://www.google.com/maps/dir/"
GOOGLE_CALENDAR = "https://calendar.google.com/calendar/render"
OUTLOOK_CALENDAR = "https://outlook.live.com/calendar/0/deeplink/compose"
WHATSAPP = "https://wa.me/"


def map_url(venue: Venue) -> str:
    """Return a map of a place."""
    return f"{MAP}?{urlencode({'api': 1, 'query': _place(venue)})}"


def route_url(event: Event) -> str:
    """Return the way there, for any phone; empty without a place."""
    if event.venue is None:
        return ""
    return f"{ROUTE}?{urlencode({'api': 1, 'destination': _place(event.venue)})}"


def is_listed(event: Event) -> bool:
    """Say whether an event has a page that anybody may read."""
    return (
        event.is_public and event.state is not EventState.DRAFT and event.published_at is not None
    )


def public_url(event: Event) -> str:
    """Return the address to pass on: never one with a code in it."""
    base: str = settings().base_url
    return base + url_for("public.show_public_event", slug=event.slug)


def whatsapp_url(event: Event) -> str:
    """Return a message to the neighbours with the public address."""
    text = _(
        "Are you coming too? %(title)s, %(day)s: %(url)s",
        title=title_of(event),
        day=day(event.starts_at, event.zone),
        url=public_url(event),
    )
    return f"{WHATSAPP}?{urlencode({'text': text})}"


@dataclass(frozen=True, kw_only=True)
class CalendarWays:
    """The ways to put one event in a calendar; `items_url` where it has a programme."""

    file_url: str
    remind_url: str
    items_url: str
    google_url: str
    outlook_url: str


def calendar_ways(event: Event, file_url: str) -> CalendarWays:
    """Return the ways to put an event in a calendar, given where its file is."""
    more = f"{file_url}&" if "?" in file_url else f"{file_url}?"
    return CalendarWays(
        file_url=file_url,
        remind_url=f"{more}remind=3h",
        items_url=f"{more}programme=items" if event.programme else "",
        google_url=google_calendar_url(event),
        outlook_url=outlook_url(event),
    )


def outlook_url(event: Event) -> str:
    """Return a link that fills in an event in Outlook on the web."""
    return f"{OUTLOOK_CALENDAR}?" + urlencode(
        {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "subject": title_of(event),
            "startdt": f"{event.starts_at:%Y-%m-%dT%H:%M:%SZ}",
            "enddt": f"{event.ends_at:%Y-%m-%dT%H:%M:%SZ}",
            "location": _postal_line(event.venue) if event.venue else "",
            "body": public_url(event) if is_listed(event) else "",
        }
    )


def google_calendar_url(event: Event) -> str:
    """Return a link that fills in an event in Google's calendar, in the event's own zone."""
    return f"{GOOGLE_CALENDAR}?" + urlencode(
        {
            "action": "TEMPLATE",
            "text": title_of(event),
            "dates": f"{_google(event.starts_at)}/{_google(event.ends_at)}",
            "ctz": event.zone,
            "location": _postal_line(event.venue) if event.venue else "",
            "details": public_url(event) if is_listed(event) else "",
        }
    )


def _place(venue: Venue) -> str:
    """Return what a map looks for: the point itself where it is known."""
    if venue.latitude is not None and venue.longitude is not None:
        return f"{venue.latitude},{venue.longitude}"
    return _postal_line(venue)


def _postal_line(venue: Venue) -> str:
    return ", ".join(filter(None, (venue.name, venue.address)))


def _google(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}"


def answer_url(link: str) -> str:
    """Return the address in a household's calendar, in the reader's language."""
    path = url_for("entry.answer_entry", answer_link=link, l=current_language())
    return f"{settings().base_url}{path}"


def spoken() -> dict[str, Any]:
    """Return the part of a calendar's address that names the reader's language.

    Nothing where that is the town's: a program that fetches it later sends no language of its own.
    """
    language = current_language()
    return {} if language == settings().language else {"l": language}


def base_url() -> str:
    """Return the public address of this installation."""
    return settings().base_url
