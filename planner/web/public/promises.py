"""'You said, we did': what residents of a neighbourhood said and what became of it; and its feed.

One request, no script, no cookie; the same for everybody. Looking at it writes nothing.
"""

from datetime import UTC, datetime
from typing import Any

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from planner.core.enums import EventType
from planner.core.residents.questions import ResidentQuestion
from planner.exports.atom import AtomEntry, AtomFeed, lasting_id, render_atom
from planner.exports.covers import cover_svg
from planner.services.calendars.files import etag_of
from planner.services.residents import telling_back
from planner.services.residents.telling_back import ToldBack
from planner.store.models import Neighbourhood
from planner.translations.reading import guest_languages
from planner.web import event_links, told_back
from planner.web.calendar_files import FOR_ALL_SITES, PUBLIC, only_runner, public_in
from planner.web.db import reading_session
from planner.web.headers import use_guest_policy
from planner.web.i18n import current_language, in_language, kept_language
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.mail_ways import can_mail
from planner.web.numbers import whole_number
from planner.web.public import bp
from planner.web.shared_page import shared_page
from planner.web.told_back import PromiseCard
from planner.web.who_runs import Runner, runner_by_id, show_runner

MAY_BE_FOUND = {"X-Robots-Tag": "all"}
AT_ONCE = 20
"""Promises on a page: it stays under twelve thousand bytes."""
MOST_THEMES = 12
MOST_IN_FEED = 50
BEGUN_AT = datetime(2026, 1, 1, tzinfo=UTC)
"""Of a feed with nothing in it."""


@bp.get("/neighbourhood/<slug>/promises")
def show_neighbourhood_promises(slug: str) -> ResponseReturnValue:
    """Show what was said in a neighbourhood, and what was promised in response."""
    use_guest_policy()
    told = told_back.tell_back(_neighbourhood_or_404(slug))
    begin = max(0, request.args.get("from", 0, type=whole_number))
    shown = told.promises[begin : begin + AT_ONCE]
    if begin and not shown:
        abort(404)
    cards = told_back.cards_of(shown)
    name = told.neighbourhood.name
    if (runs := _runner_of(told)) is not None:
        show_runner(runs)
    page = render_template(
        "public/promises.html",
        name=name,
        slug=slug,
        cover=Markup(cover_svg(EventType.INSPECTION, wide=False)),  # noqa: S704 - our own drawing
        groups=[
            (heading, group)
            for standing, heading in told_back.headings().items()
            if (group := [one for one in cards if one.standing is standing])
        ],
        better=_themes(told, ResidentQuestion.BETTER),
        proud=_themes(told, ResidentQuestion.PROUD),
        later_url=_page_url(slug, max(0, begin - AT_ONCE)) if begin else "",
        earlier_url=_page_url(slug, begin + AT_ONCE)
        if begin + AT_ONCE < len(told.promises)
        else "",
        kept=kept_language(),
        follow_urls=_follow_urls(told),
        feed_url=url_for("public.send_neighbourhood_promises", slug=slug, l=current_language()),
        events_url=url_for(
            "calendars.send_neighbourhood_calendar", slug=slug, **event_links.spoken()
        ),
        calendar_url=url_for("public.follow_neighbourhood", slug=slug, **kept_language()),
        shared=shared_page(
            _("You said, we did: %(name)s", name=name),
            _("What people said in %(name)s, and what is done about it.", name=name),
        ),
    )
    return page, MAY_BE_FOUND


@bp.get("/neighbourhood/<slug>/promises.atom")
def send_neighbourhood_promises(slug: str) -> ResponseReturnValue:
    """Send what was promised as a feed of Atom; who has this one gets a 304."""
    neighbourhood = _neighbourhood_or_404(slug)
    asked = request.args.get("l", "")
    language = asked if asked in guest_languages() else settings().language
    with in_language(language):
        body = render_atom(_feed(told_back.tell_back(neighbourhood), language))
    response = Response(body, content_type="application/atom+xml; charset=utf-8")
    response.set_etag(etag_of(body))
    response.headers.update({**PUBLIC, **FOR_ALL_SITES, **MAY_BE_FOUND})
    response.vary.add("Accept-Encoding")  # also on a 304: RFC 9110, 15.4.5
    response.make_conditional(request)
    return response


def _runner_of(told: ToldBack) -> Runner | None:
    """Return who alone promised something here, else whose the events here are; None for several.

    The host's number on the page of a neighbourhood where it does nothing would be a wrong one.
    """
    owners = {one.promise.organisation_id for one in told.promises}
    if not owners:
        return only_runner(*public_in(told.neighbourhood.slug))
    return runner_by_id(owners.pop()) if len(owners) == 1 else None


def _feed(told: ToldBack, language: str) -> AtomFeed:
    base, place = settings().base_url, told.neighbourhood
    page_url = base + told_back.promises_url(place, l=language)
    newest = told.promises[:MOST_IN_FEED]
    return AtomFeed(
        id=lasting_id(f"{base}/neighbourhood/{place.slug}/promises"),
        title=_("You said, we did: %(name)s", name=place.name),
        language=language,
        self_url=base + url_for("public.send_neighbourhood_promises", slug=place.slug, l=language),
        page_url=page_url,
        author=place.name,
        begun_at=BEGUN_AT,
        entries=[
            AtomEntry(
                id=lasting_id(f"{base}/promise/{one.promise.id}"),
                title=f"{card.state}: {one.promise.what}",
                url=f"{page_url}#{card.mark}",
                updated_at=one.changed_at,
                author=told_back.told_by(one) or place.name,
                text=_lines(card),
            )
            for one, card in zip(newest, told_back.cards_of(newest), strict=True)
        ],
    )


def _lines(card: PromiseCard) -> str:
    """Return an entry's words, without how many said it: that changes and is nothing new of it."""
    words = f"{card.words_by} {card.words}".strip() if card.words else ""
    lines = (card.sentence, card.street, card.state, words, card.passed_on, card.first, *card.moves)
    return "\n".join(line for line in lines if line)


def _themes(told: ToldBack, question: ResidentQuestion) -> list[told_back.ThemeShown]:
    return told_back.themes_shown(told.themes, question)[:MOST_THEMES]


def _follow_urls(told: ToldBack) -> list[str]:
    """Return where to ask for mail of what becomes of it; nothing where no mail leaves.

    Of the organisations whose promises stand here: one, nearly always.
    """
    if not can_mail():
        return []
    owners = dict.fromkeys(one.promise.organisation_id for one in told.promises)
    return [
        url_for(
            "public.ask_to_follow",
            organisation_id=organisation_id,
            slug=told.neighbourhood.slug,
            **kept_language(),
        )
        for organisation_id in owners
    ]


def _page_url(slug: str, begin: int) -> str:
    asked: dict[str, Any] = {"from": begin} if begin else {}
    return url_for("public.show_neighbourhood_promises", slug=slug, **asked, **kept_language())


def _neighbourhood_or_404(slug: str) -> Neighbourhood:
    found = telling_back.neighbourhood_of(reading_session(), slug)
    if found is None:
        abort(404)
    return found
