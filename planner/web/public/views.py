"""The front page, an event's public page, and the way from a typed code to its card."""

from collections.abc import Sequence

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.codes import CodeFault, read_code
from planner.core.enums import EventState
from planner.services.answer import room
from planner.services.messages.notices import changes_of
from planner.services.plan import closing, listing
from planner.services.residents import telling_back
from planner.store.models import Event
from planner.web import event_links
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.i18n import gettext as _
from planner.web.i18n import kept_language
from planner.web.public import bp
from planner.web.public.open_form import OpenForm
from planner.web.public.open_presenter import open_question
from planner.web.public.presenter import Listed, listed, shown
from planner.web.shared_page import shared_event, shared_page
from planner.web.who_runs import all_runners, runner_of, runner_of_page, show_runner

MAY_BE_FOUND = {"X-Robots-Tag": "all"}
SHOWN_AGAIN = {"Cache-Control": "private, no-cache"}
"""Who goes back finds the same form, so that pressing again is the same answer and not another."""


@bp.get("/")
def show_home() -> ResponseReturnValue:
    """Show the coming public events, and a place to type the code of a card."""
    events = listing.coming_events(reading_session(), now=now())
    page = render_template(
        "public/home.html",
        events=_listed(events),
        typed="",
        is_wrong=False,
        promises=[
            (name, url_for("public.show_neighbourhood_promises", slug=slug, **kept_language()))
            for name, slug in telling_back.neighbourhoods_told_of(reading_session())
        ],
        feed_url=url_for("calendars.send_public_calendar", **event_links.spoken()),
        subscribe_url=url_for("public.follow_everything", **kept_language()),
        shared=shared_page(
            _("What is on in the neighbourhood"),
            _("See what is on, and say whether you come."),
            site=runner_of_page().name,
        ),
    )
    return page, MAY_BE_FOUND


def _listed(events: Sequence[Event]) -> list[Listed]:
    """Return what the front page lists; where several organisations are there, with their names."""
    if len({event.organisation_id for event in events}) < 2:
        return [listed(event, now=now()) for event in events]
    names = {one.organisation_id: one.name for one in all_runners(reading_session())}
    return [listed(event, now=now(), by=names[event.organisation_id]) for event in events]


@bp.get("/e/<slug>")
def show_public_event(slug: str) -> ResponseReturnValue:
    """Show an event to anybody."""
    event = listing.public_event(reading_session(), slug)
    if event is None:
        abort(404)
    reading = reading_session()
    show_runner(runner_of(event))
    is_closed = event.state is EventState.CLOSED
    turnout = closing.turnout_of(reading, event.id) if is_closed else None
    left = room.left_of(reading, event, now=now())
    notices = changes_of(reading, event)
    page = render_template(
        "public/event.html",
        shown=shown(
            event,
            came=turnout.came if turnout else None,
            notices=notices,
            left=left,
            now=now(),
        ),
        question=open_question(event, form=OpenForm(), problem=None, left=left, now=now()),
        shared=shared_event(event, notices),
    )
    return page, MAY_BE_FOUND | SHOWN_AGAIN


@bp.get("/card")
def look_card_up() -> ResponseReturnValue:
    """Go to the page of a card whose code was typed, however it was typed."""
    typed = request.args.get("code", "")
    code = read_code(typed)
    if isinstance(code, CodeFault):
        return render_template("public/code.html", typed=typed[:100]), 422
    return redirect(url_for("invitee.answer_invitation", code=code, **kept_language()), code=303)
