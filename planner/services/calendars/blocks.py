"""What a calendar says of each event: rendered once, kept with the event until it changes."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from planner.core.enums import EventState
from planner.exports.ics import CalendarEvent, render_event
from planner.services.calendars.said import part_place_in, part_title_in, reason_in, title_in
from planner.services.calendars.words import cancelled_prefix, describe, draft_prefix
from planner.store.models import Event, ProgrammeItem
from planner.translations.reading import texts_in

RENDERING = 4
"""Raised whenever the same event gets other bytes, so that what was kept is made anew."""


@dataclass(frozen=True, kw_only=True)
class Town:
    """What all calendars of an installation share.

    Attributes:
        base_url: the public address, without a slash at its end.
        organisation: whose calendar it is, for its name; empty for several organisations'.
        language: of the words of ours.
        phone: whom to call where an event names nobody; empty for nobody.
        facts: what is said of an event in a language and has no field in a calendar.
        call_of: whom guests of an event call, where events are of several organisations.
        whose: gives what of all these organisations stands in calendars.
    """

    base_url: str
    organisation: str = ""
    language: str = "nl"
    phone: str = ""
    facts: Callable[[Event, str], Iterable[str]] = lambda _event, _language: ()
    call_of: Callable[[Event], tuple[str, str]] | None = None
    whose: Callable[[], str] | None = None

    def call(self, event: Event) -> tuple[str, str]:
        """Return whom guests of an event call, and the number."""
        if self.call_of is not None:
            return self.call_of(event)
        if event.contact_phone:
            return event.contact_name or self.organisation, event.contact_phone
        return self.organisation, self.phone

    def speaking(self, language: str) -> "Town":
        """Return the same with our words in another language; empty for its own."""
        return replace(self, language=language) if language else self

    @property
    def mark(self) -> str:
        """64 digits that differ wherever the same event would get other bytes."""
        names = self.whose() if self.whose else f"{self.organisation}\x1f{self.phone}"
        parts = (str(RENDERING), self.base_url, self.language, names)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def render_block(
    event: Event,
    town: Town,
    *,
    strict: bool = False,
    alarm_before: timedelta | None = None,
    answer_url: str = "",
) -> bytes:
    """Write the VEVENT of an event. Nothing of an answer may ever be in it.

    Args:
        event: which.
        town: whose calendar, in which language.
        strict: a cancelled event is STATUS:CANCELLED.
        alarm_before: rings so long before the start.
        answer_url: in the file of one household, where they say whether they come; never the card.
    """
    return render_event(
        calendar_event(event, town, answer_url=answer_url),
        cancelled_prefix=cancelled_prefix(texts_in(town.language)),
        strict_status=strict,
        alarm_before=alarm_before,
    )


def calendar_event(event: Event, town: Town, *, answer_url: str = "") -> CalendarEvent:
    """Return what calendars say of an event; `answer_url` in the calendar of one household only."""
    texts = texts_in(town.language)
    title = title_in(event, town.language)
    return CalendarEvent(
        uid=event.uid,
        created_at=event.created_at,
        updated_at=event.updated_at,
        sequence=event.sequence,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.zone,
        title=f"{draft_prefix(texts)}{title}" if is_draft(event) else title,
        description=describe(
            event,
            texts,
            facts=town.facts(event, town.language),
            call=town.call(event),
            answer_url=answer_url,
        ),
        location=location_of(event),
        geo=_geo(event),
        url=answer_url or _url(event, town),
        cancelled=event.state is EventState.CANCELLED,
        reason=reason_in(event, town.language),
    )


def is_draft(event: Event) -> bool:
    """Say whether only organisers see an event."""
    return event.state is EventState.DRAFT


def render_item(item: ProgrammeItem, town: Town, *, strict: bool = False) -> bytes:
    """Write the VEVENT of a part of an event, for who wants each on its own."""
    event, spoken = item.event, town.language
    return render_event(
        CalendarEvent(
            uid=item.uid,
            created_at=event.created_at,
            updated_at=event.updated_at,
            # Both only ever rise, and so does their sum.
            sequence=event.sequence + item.sequence,
            starts_at=item.starts_at,
            ends_at=end_of(item),
            zone=event.zone,
            title=f"{part_title_in(item, spoken)} · {title_in(event, spoken)}",
            location=", ".join(filter(None, (part_place_in(item, spoken), location_of(event)))),
            geo=_geo(event),
            url=_url(event, town),
            cancelled=event.state is EventState.CANCELLED,
            reason=reason_in(event, spoken),
        ),
        cancelled_prefix=cancelled_prefix(texts_in(town.language)),
        strict_status=strict,
    )


def end_of(item: ProgrammeItem) -> datetime:
    """Return when a part is over: when the next begins or the event ends, unless it was told."""
    if item.ends_at is not None:
        return item.ends_at
    later = [one.starts_at for one in item.event.programme if one.starts_at > item.starts_at]
    end = min([*later, item.event.ends_at])
    return end if end > item.starts_at else item.starts_at + timedelta(minutes=30)


def _url(event: Event, town: Town) -> str:
    is_listed = event.published_at is not None and event.is_public and not is_draft(event)
    return f"{town.base_url}/e/{event.slug}" if is_listed else ""


def location_of(event: Event) -> str:
    """Write the place of an event as one postal line, which phones turn into a map."""
    if event.venue is None:
        return ""
    return ", ".join(filter(None, (event.venue.name, event.venue.address)))


def _geo(event: Event) -> tuple[float, float] | None:
    venue = event.venue
    if venue is None or venue.latitude is None or venue.longitude is None:
        return None
    return venue.latitude, venue.longitude
