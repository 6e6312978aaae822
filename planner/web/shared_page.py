"""What a public page says of itself to who gets its link: in a chat, in a search, in a calendar.

Only pages that anybody may read have it. A page that has a secret in its address, or that is no
page of guests, passes none of this to its template, and nothing of it is written.
Sources: ogp.me; schema.org/Event; RFC 6596 (canonical).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask.json import dumps
from markupsafe import Markup

from planner.core.bidi import without_controls
from planner.core.enums import EventState
from planner.exports import pdf
from planner.exports.pdf import SharePicture
from planner.exports.pdf.pictures import SHARE_HEIGHT, SHARE_WIDTH
from planner.services.plan import share_pictures
from planner.store.models import Event, EventNotice, Venue
from planner.web.event_links import base_url
from planner.web.event_words import description_of, title_of
from planner.web.filters import day_and_year, local, time_range
from planner.web.i18n import current_locale, kept_language, language_choices
from planner.web.i18n import gettext as _
from planner.web.who_runs import Runner, runner_of

LONGEST_DESCRIPTION = 300
"""Characters; chats show the first hundred or so."""
SCHEMA = "https://schema.org"
# Open Graph wants a country with a language; the one where most of our readers of it come from.
TERRITORIES = {
    "nl": "nl_NL",
    "en": "en_GB",
    "ar": "ar_AR",
    "pl": "pl_PL",
    "uk": "uk_UA",
    "tr": "tr_TR",
    "de": "de_DE",
}


@dataclass(frozen=True, kw_only=True)
class SharedPicture:
    """The picture that goes with a link; `alt` says what is on it."""

    url: str
    alt: str
    width: int = SHARE_WIDTH
    height: int = SHARE_HEIGHT


@dataclass(frozen=True, kw_only=True)
class SharedPage:
    """What stands in the head of a page for whoever passes its link on.

    Attributes:
        url: the one address of this page in this language.
        others: the language codes and the addresses of the same page in them.
        anybody_url: the address without a language, which shows each reader their own.
        site: whose page it is; empty for one of several organisations.
        facts: what programs read of an event, as JSON-LD; None on other pages.
    """

    title: str
    description: str
    url: str
    others: Sequence[tuple[str, str]]
    anybody_url: str
    territory: str
    site: str
    picture: SharedPicture | None = None
    facts: Markup | None = None


def shared_page(
    title: str,
    description: str,
    *,
    site: str = "",
    picture: SharedPicture | None = None,
    facts: Markup | None = None,
) -> SharedPage:
    """Return what the page of this request says of itself; of its address only the path counts."""
    anybody_url = f"{base_url()}{request.path}"
    asked = kept_language().get("l", "")
    return SharedPage(
        title=title,
        description=_shortened(description),
        url=f"{anybody_url}?l={asked}" if asked else anybody_url,
        others=[(each.code, f"{anybody_url}?l={each.code}") for each in language_choices()],
        anybody_url=anybody_url,
        territory=TERRITORIES[current_locale().language],
        site=site,
        picture=picture,
        facts=facts,
    )


def shared_event(event: Event, notices: Sequence[EventNotice] = ()) -> SharedPage:
    """Return what the public page of an event says of itself.

    Args:
        event: one that anybody may see.
        notices: what was changed, the newest first.
    """
    said = shared_ways(event)
    return replace(said, facts=_facts(event, notices, said.picture))


def shared_ways(event: Event) -> SharedPage:
    """Return what the page says on which an event is put in a calendar: the same to who reads it.

    Programs read the event on its own page alone, so that it is found once.
    """
    about = [f"{_when(event)} · {place}." if (place := _where(event.venue)) else f"{_when(event)}."]
    about += description_of(event)
    return shared_page(
        heading_of(event),
        " ".join(about),
        site=runner_of(event).name,
        picture=_picture(event),
    )


def heading_of(event: Event) -> str:
    """Return the title, with before it that the event is off."""
    if event.state is EventState.CANCELLED:
        return _("Cancelled: %(title)s", title=title_of(event))
    return title_of(event)


def picture_of(event: Event) -> SharePicture:
    """Return what stands on the picture of an event in the language of this request."""
    locale = current_locale()
    return SharePicture(
        title=title_of(event),
        language=locale.language,
        direction="rtl" if locale.text_direction == "rtl" else "ltr",
        cover=event.event_type,
        when=_when(event),
        where=_where(event.venue),
        off=_("It is cancelled.") if event.state is EventState.CANCELLED else "",
    )


def picture_url(event: Event, picture: SharePicture) -> str:
    """Return the address of a picture: another one as soon as its words are others."""
    path = url_for(
        "public.send_event_picture",
        slug=event.slug,
        mark=share_pictures.mark_of(picture),
        l=picture.language,
    )
    return f"{base_url()}{path}"


def _picture(event: Event) -> SharedPicture | None:
    if not pdf.is_available():
        return None
    picture = picture_of(event)
    alt = ". ".join(filter(None, (picture.off.rstrip("."), picture.title, picture.when)))
    return SharedPicture(url=picture_url(event, picture), alt=alt)


def _when(event: Event) -> str:
    day = day_and_year(event.starts_at, event.zone)
    return f"{day}, {time_range(event.starts_at, event.ends_at, event.zone)}"


def _where(venue: Venue | None) -> str:
    if venue is None:
        return ""
    return ", ".join(dict.fromkeys(filter(None, (venue.name, venue.address))))


def _facts(event: Event, notices: Sequence[EventNotice], picture: SharedPicture | None) -> Markup:
    """Write an event down as programs read it; everything that is asked of guests is free."""
    moved_from = _moved_from(event, notices)
    status = "Scheduled"
    if event.state is EventState.CANCELLED:
        status = "Cancelled"
    elif moved_from is not None:
        status = "Rescheduled"
    facts: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": title_of(event),
        "description": "\n".join(description_of(event)),
        "startDate": local(event.starts_at, event.zone).isoformat(),
        "endDate": local(event.ends_at, event.zone).isoformat(),
        "previousStartDate": local(moved_from, event.zone).isoformat() if moved_from else None,
        "eventStatus": f"{SCHEMA}/Event{status}",
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "location": _place(event.venue),
        "image": [picture.url] if picture else None,
        "url": f"{base_url()}{request.path}",
        "organizer": _organizer(runner_of(event)),
        "isAccessibleForFree": True,
        "inLanguage": current_locale().language,
    }
    told = {name: value for name, value in facts.items() if value not in (None, "")}
    # The signs that could end the element are written as JSON escapes.
    written = without_controls(dumps(told, ensure_ascii=False))
    written = written.replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup(written.replace("&", "\\u0026"))  # noqa: S704 - no sign of HTML is left


def _organizer(runs: Runner) -> dict[str, str] | None:
    """Return who runs it, with its own page; that of the installation is the host's alone."""
    if not runs.name:
        return None
    said = {"@type": "Organization", "name": runs.name}
    if runs.about_id:
        path = url_for("public.show_who_we_are", organisation_id=runs.about_id)
        return {**said, "url": f"{base_url()}{path}"}
    return {**said, "url": base_url()} if runs.is_host else said


def _place(venue: Venue | None) -> dict[str, str] | None:
    if venue is None:
        return None
    return {"@type": "Place", "name": venue.name, "address": venue.address or venue.name}


def _moved_from(event: Event, notices: Sequence[EventNotice]) -> datetime | None:
    """Return when it would have begun before it was moved last; None where it never was."""
    begins = (notice.was_starts_at for notice in notices)
    return next((begin for begin in begins if begin != event.starts_at), None)


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    if len(words) <= LONGEST_DESCRIPTION:
        return words
    return f"{words[: LONGEST_DESCRIPTION - 1].rsplit(' ', 1)[0]}…"
