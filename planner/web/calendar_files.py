"""Send a calendar file; for the public calendars and for whoever holds a card or a key."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from flask import Response, abort, current_app, request
from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError, OperationalError

from planner.services.calendars import feeds, files
from planner.services.calendars.blocks import Town
from planner.services.calendars.feeds import FeedFile
from planner.services.calendars.files import EventFile, Feed, Variant, etag_of
from planner.services.plan.listing import IS_PUBLIC
from planner.store import reading_time
from planner.store.locks import WriterWaitedTooLong
from planner.store.models import Event, Neighbourhood
from planner.translations.reading import guest_languages
from planner.web import event_facts
from planner.web.clock import now
from planner.web.db import reading_session, transaction
from planner.web.event_facts import Medium
from planner.web.i18n import current_language, in_language
from planner.web.installation import settings
from planner.web.lanes import LARGE_READS_FOR_SECONDS
from planner.web.who_runs import Runner, all_runners, host_runner, runner_by_id

FRESH_FOR_SECONDS = 900
REMIND_BEFORE = {"3h": timedelta(hours=3)}
PRIVATE = {"Cache-Control": "private, no-cache"}
PUBLIC = {"Cache-Control": f"public, max-age={FRESH_FOR_SECONDS}"}
FOR_ALL_SITES = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Of what anybody may fetch and is the same for everybody: pages of other sites may show it too.
They never get it with cookies: a browser refuses that beside the star."""
SECRET_ADDRESS = {**PRIVATE, "Referrer-Policy": "no-referrer"}
"""The address is the key, so nothing on the way may remember it or pass it on."""


def town(language: str = "", runner: Runner | None = None) -> Town:
    """Return what all calendars of this installation share; in the town's own language.

    Args:
        language: of our words; empty for the town's own.
        runner: whose calendar it is, or who stands on the card with which it is fetched. What is
            rendered for feeds and kept says of each event who runs it.
    """
    spoken = language or settings().language
    return Town(
        base_url=settings().base_url,
        organisation=runner.name if runner else "",
        language=spoken,
        facts=_facts,
        call_of=partial(event_facts.call_of, runner=runner),
        whose=_all_names,
    )


def town_of_feed(*which: ColumnElement[bool]) -> Town:
    """Return the same for a feed of some events, which bears a name where all are of one."""
    runs = only_runner(*which)
    return replace(town(), organisation=runs.name) if runs else town()


def only_runner(*which: ColumnElement[bool]) -> Runner | None:
    """Return whose these events are; None where they are of several, the host where none are."""
    known = all_runners(reading_session())
    if len(known) == 1:
        return known[0]
    found = reading_session().scalars(
        select(Event.organisation_id).where(*which).distinct().limit(2)
    )
    owners = list(found)
    if len(owners) > 1:
        return None
    return runner_by_id(owners[0]) if owners else host_runner()


def neighbourhood_feed(slug: str) -> Feed | None:
    """Describe the feed of a neighbourhood by who has events there; None where there is none."""
    whose = town_of_feed(*public_in(slug))
    return files.neighbourhood_feed(reading_session(), slug, whose)


def public_in(slug: str) -> tuple[ColumnElement[bool], ...]:
    """Return which events a neighbourhood shows to anybody."""
    here = select(Neighbourhood.id).where(Neighbourhood.slug == slug).scalar_subquery()
    return (Event.neighbourhood_id == here, *IS_PUBLIC)


def _all_names() -> str:
    """Return what of all organisations stands in calendars: who is called, and the number."""
    runners = all_runners(reading_session())
    return "\x1e".join(f"{one.organisation_id}\x1f{one.name}\x1f{one.phone}" for one in runners)


def readers_town(runner: Runner | None = None) -> Town:
    """Return the same in the language that the address of a file names."""
    return town(asked_language(), runner)


def asked_language() -> str:
    """Return the language that the address of a file names; empty for the town's own."""
    asked = request.args.get("l", "")
    return asked if asked in guest_languages() and asked != settings().language else ""


def _facts(event: Event, language: str) -> list[str]:
    """Return what calendars say of an event in a language, whoever asks."""
    with in_language(language):
        said = event_facts.facts_of(event, Medium.CALENDAR)
        return [", ".join(filter(None, (fact.title, fact.text))) for fact in said]


def variant(language: str = "") -> Variant:
    """Return how the reader wants the calendar; a wish that we don't know counts for nothing.

    Args:
        language: of a feed, where it is not the town's own.
    """
    return Variant(
        strict=request.args.get("status") == "strict",
        items=request.args.get("programme") == "items",
        language=language,
    )


def alarm_before() -> timedelta | None:
    """Return how long before the start the reader asked to be reminded; None for not at all."""
    return REMIND_BEFORE.get(request.args.get("remind", ""))


def send_event(file: EventFile, *, save_as: str, headers: dict[str, str]) -> Response:
    """Answer with the calendar of one event, or with 304 to who has this one."""
    response = _response(file.body, file.etag, file.last_modified, headers)
    response.headers.set("Content-Disposition", "attachment", filename=save_as)
    response.make_conditional(request)
    return response


def send_feed(
    name: str,
    find: Callable[[], Feed | None],
    *,
    language: str = "",
    headers: dict[str, str] = PUBLIC,
) -> Response:
    """Answer with a feed; who has the newest one gets a 304, for which no event is read.

    Args:
        name: under which the age of the feed is kept.
        find: describes the feed, asked only when it has to be sent; None is not found.
        language: of its words; empty for the town's own.
        headers: who may keep it.
    """
    wish = variant(language)
    mark = feeds.watermark(reading_session(), name, town(), variant=wish, now=now())
    if mark is not None:
        unchanged = _response(b"", mark.etag, mark.last_modified, headers)
        unchanged.make_conditional(request)
        if unchanged.status_code == 304:
            return unchanged
    feed = find()
    if feed is None:
        abort(404)
    file = _built(feed, wish)
    response = _response(file.body, file.etag, file.last_modified, headers)
    response.headers.set("Content-Disposition", "inline", filename="calendar.ics")
    response.make_conditional(request)
    return response


def reach_of(feed: Feed) -> datetime | None:
    """Return when the last event in a public feed begins, where it has no room for later ones.

    It is the feed as it would be sent now in the reader's language.
    """
    spoken = current_language()
    wish = Variant(language="" if spoken == settings().language else spoken)
    mark = feeds.watermark(reading_session(), feed.name, town(), variant=wish, now=now())
    if mark is not None:
        return mark.reaches_to
    file = _built(feed, wish)
    return file.reaches_to


def send_private(body: bytes) -> Response:
    """Answer with a feed of one person, or with 304 to who has this one."""
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.set_etag(etag_of(body))
    response.headers.update(SECRET_ADDRESS)
    response.vary.add("Accept-Encoding")
    response.headers.set("Content-Disposition", "inline", filename="calendar.ics")
    response.make_conditional(request)
    return response


def _built(feed: Feed, wish: Variant) -> FeedFile:
    # Where nothing of it was rendered yet and others work meanwhile it takes its time: once.
    reading_time.may_read_for(LARGE_READS_FOR_SECONDS)
    file = feeds.build_feed(reading_session(), feed, town(), variant=wish, now=now())
    if file.is_new:
        _keep(file)
    return file


def _response(body: bytes, etag: str, last_modified: datetime, headers: dict[str, str]) -> Response:
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.set_etag(etag)
    response.last_modified = last_modified
    response.headers.update(headers)
    response.vary.add("Accept-Encoding")  # also on a 304: RFC 9110, 15.4.5
    return response


def _keep(file: FeedFile) -> None:
    try:
        with transaction() as session:
            feeds.keep(session, file)
    except (IntegrityError, OperationalError, WriterWaitedTooLong):
        # Another request kept it at the same moment, or others are busy writing. Who asked gets
        # the feed all the same, and the next one who asks keeps it.
        current_app.logger.info("a feed was sent and not kept")
