"""The front page, an event's public page, and the way from a typed code to its card."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.codes import CodeFault, read_code
from planner.core.enums import EventState
from planner.services.answer import room
from planner.services.messages.notices import changes_of
from planner.services.plan import closing, listing
from planner.services.residents import telling_back
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.i18n import gettext as _
from planner.web.i18n import kept_language
from planner.web.installation import settings
from planner.web.public import bp
from planner.web.public.open_form import OpenForm
from planner.web.public.open_presenter import open_question
from planner.web.public.presenter import listed, shown
from planner.web.shared_page import shared_event, shared_page
from planner.web.who_runs import runner_of

MAY_BE_FOUND = {"X-Robots-Tag": "all"}
SHOWN_AGAIN = {"Cache-Control": "private, no-cache"}
"""Who goes back finds the same form, so that pressing again is the same answer and not another."""


@bp.get("/")
def show_home() -> ResponseReturnValue:
    """Show the coming public events, and a place to type the code of a card."""
    events = listing.coming_events(reading_session(), now=now())
    page = render_template(
        "public/home.html",
        events=[listed(event, now=now()) for event in events],
        typed="",
        is_wrong=False,
        promises=[
            (name, url_for("public.show_neighbourhood_promises", slug=slug, **kept_language()))
            for name, slug in telling_back.neighbourhoods_told_of(reading_session())
        ],
        subscribe_url=url_for("public.follow_everything", **kept_language()),
        shared=shared_page(
            _("What is on in the neighbourhood"),
            _("See what is on, and say whether you come."),
            site=settings().organisation,
        ),
    )
    return page, MAY_BE_FOUND


@bp.get("/e/<slug>")
def show_public_event(slug: str) -> ResponseReturnValue:
    """Show an event to anybody."""
    event = listing.public_event(reading_session(), slug)
    if event is None:
        abort(404)
    reading = reading_session()
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
        contact_phone=runner_of(event).phone,
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
