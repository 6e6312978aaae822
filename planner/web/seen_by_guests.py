"""The pages of guests as they will be, for who prepares them.

Pages of one kind of user know nothing of those of another, so this stands where they come together.
"""

from dataclasses import replace

from flask import render_template
from sqlalchemy.orm.attributes import set_committed_value

from planner.core.assurances import served
from planner.core.enums import EventState
from planner.services.answer import room
from planner.services.plan.menus import menu_of
from planner.store.models import Event
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.i18n import LanguageChoice
from planner.web.invitee import presenter as card_presenter
from planner.web.public.open_form import OpenForm
from planner.web.public.open_presenter import open_question
from planner.web.public.presenter import PublicEvent, shown
from planner.web.who_runs import runner_of, show_runner


def page_as_guests_see_it(event: Event, languages: list[LanguageChoice]) -> str:
    """Return the public page of an event, or what a card opens where it has none.

    A draft looks as it will, with all that its menu lets it promise; nothing of that is kept.
    """
    show_runner(runner_of(event))
    if event.state is EventState.DRAFT:
        set_committed_value(event, "state", EventState.PUBLISHED)
        set_committed_value(event, "published_at", now())
        can_say = {one.value: True for one in served(menu_of(event).dishes)}
        set_committed_value(event, "promised", can_say)
    if not event.is_public:
        values = card_presenter.preview(event, now=now())
        return render_template("invitee/card.html", **values, languages=languages)
    left = room.left_of(reading_session(), event, now=now())
    question = open_question(
        event, form=OpenForm(formdata=None), problem=None, left=left, now=now()
    )
    return render_template(
        "organiser/events/as_public_page.html",
        shown=_leading_nowhere(shown(event, came=None, left=left, now=now())),
        question=question,
        languages=languages,
        nav_items=[],
        footer_links=[],
        home_url="#main",
        search_url="",
    )


def _leading_nowhere(event: PublicEvent) -> PublicEvent:
    """Return what is shown without a link to a page that guests can't open yet."""
    return replace(event, calendar_url="#main", ways_url="#main", google_url="#main")
