"""'Put it in your calendar': an event, a series, a neighbourhood, or all that is public.

The pages ask for no script and no cookie, and nothing is fetched from anybody before a tap.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from planner.services.calendars import files
from planner.services.calendars.files import Feed
from planner.services.calendars.words import reach_words
from planner.services.plan import listing
from planner.services.plan.listing import IS_PUBLIC
from planner.store.models import Series
from planner.translations.reading import texts_in
from planner.web import event_links
from planner.web.calendar_files import (
    neighbourhood_feed,
    only_runner,
    public_in,
    reach_of,
    town_of_feed,
)
from planner.web.db import reading_session
from planner.web.event_words import title_of
from planner.web.i18n import current_language, kept_language
from planner.web.i18n import gettext as _
from planner.web.public import bp
from planner.web.public.presenter import webcal
from planner.web.shared_page import shared_page, shared_ways
from planner.web.who_runs import runner_by_id, runner_of, runner_of_page, show_runner

GOOGLE_ADD = "https://calendar.google.com/calendar/u/0/r/settings/addbyurl"
"""Where Google asks for an address. Its links that fill the address in fail on phones, and since
2026 on desks too, so people paste it: docs/decisions/0012-calendars.md."""
OUTLOOK_ADD = "https://outlook.live.com/calendar/0/addfromweb"
MAY_BE_FOUND = {"X-Robots-Tag": "all"}


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A feed and the buttons that people know.

    Attributes:
        address: what to copy into any calendar.
        path: the same without the host.
        items_address: the same with each part of a programme on its own.
        webcal_url: subscribes on an iPhone, iPad or Mac.
        reach: says until when it reaches, where it has no room for all; else empty.
    """

    name: str
    address: str
    path: str
    items_address: str
    webcal_url: str
    google_url: str
    outlook_url: str
    reach: str


def followed(feed: Feed, *, name: str = "") -> Followed:
    """Return the ways to follow a feed that has a public address."""
    spoken = event_links.spoken()
    path = f"{feed.path}?{urlencode(spoken)}" if spoken else feed.path
    address = event_links.base_url() + path
    asked = urlencode({"url": address, "name": feed.title})
    return Followed(
        name=name or feed.title,
        address=address,
        path=path,
        items_address=f"{address}{'&' if spoken else '?'}programme=items",
        webcal_url=webcal(path),
        google_url=GOOGLE_ADD,
        outlook_url=f"{OUTLOOK_ADD}?{asked}",
        reach=reach_words(reach_of(feed), texts_in(current_language())),
    )


@bp.get("/e/<slug>/calendar")
def follow_event(slug: str) -> ResponseReturnValue:
    """Show the ways to put one event in a calendar."""
    found = listing.public_event(reading_session(), slug)
    if found is None:
        abort(404)
    show_runner(runner_of(found))
    file_url = url_for("calendars.send_event_calendar", slug=slug, **event_links.spoken())
    series = found.series
    page = render_template(
        "public/calendar_event.html",
        title=title_of(found),
        back_url=url_for("public.show_public_event", slug=slug, **kept_language()),
        ways=event_links.calendar_ways(found, file_url),
        series_name=series.name if series else "",
        series_url=url_for("public.follow_series", slug=series.slug, **kept_language())
        if series
        else "",
        shared=shared_ways(found),
    )
    return page, MAY_BE_FOUND


@bp.get("/series/<slug>/calendar")
def follow_series(slug: str) -> ResponseReturnValue:
    """Show the ways to follow a series."""
    feed = files.series_feed(reading_session(), slug)
    if feed is None:
        abort(404)
    whose = reading_session().scalars(select(Series.organisation_id).where(Series.slug == slug))
    show_runner(runner_by_id(whose.one()))
    return _page(followed(feed), site=runner_of_page().name)


@bp.get("/neighbourhood/<slug>/calendar")
def follow_neighbourhood(slug: str) -> ResponseReturnValue:
    """Show the ways to follow a neighbourhood."""
    feed = neighbourhood_feed(slug)
    if feed is None:
        abort(404)
    if (runs := only_runner(*public_in(slug))) is not None:
        show_runner(runs)
    return _page(followed(feed))


@bp.get("/calendar")
def follow_everything() -> ResponseReturnValue:
    """Show the ways to follow all public events, and which neighbourhoods can be followed."""
    neighbourhoods = [
        (name, url_for("public.follow_neighbourhood", slug=slug, **kept_language()))
        for name, slug in listing.neighbourhoods_to_follow(reading_session())
    ]
    shown = followed(files.public_feed(town_of_feed(*IS_PUBLIC)), name=_("all events"))
    return _page(shown, neighbourhoods)


def _page(
    shown: Followed, neighbourhoods: list[tuple[str, str]] | None = None, *, site: str = ""
) -> ResponseReturnValue:
    page = render_template(
        "public/calendar_feed.html",
        shown=shown,
        neighbourhoods=neighbourhoods or [],
        shared=shared_page(
            _("Follow %(name)s", name=shown.name),
            _("New dates and changes come into your calendar by themselves. It can take a day."),
            site=site,
        ),
    )
    return page, MAY_BE_FOUND
