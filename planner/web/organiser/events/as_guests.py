"""The page of an event as guests will see it, in each of their languages, before they do."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.attributes import set_committed_value

from planner.core.enums import EventState
from planner.core.promises import Promise, served
from planner.core.roles import Right
from planner.services.plan.menus import menu_of
from planner.store.models import Event
from planner.translations.reading import guest_languages
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.headers import use_framed_policy
from planner.web.i18n import (
    OWN_NAMES,
    LanguageChoice,
    current_language,
    in_language,
)
from planner.web.invitee import presenter as card_presenter
from planner.web.organiser.events import bp
from planner.web.organiser.lookup import event_to_show
from planner.web.public.open_form import OpenForm
from planner.web.public.open_presenter import open_question
from planner.web.public.presenter import shown
from planner.web.who_runs import runner_of


@bp.get("/events/<int:event_id>/as-guests")
@needs(Right.LOOK)
def show_as_guests(event_id: int) -> ResponseReturnValue:
    """Show the public page, or what a card opens: with nothing behind its buttons."""
    event = event_to_show(event_id)
    _show_as_published(event)
    asked = request.args.get("in", "")
    language = asked if asked in guest_languages() else current_language()
    with in_language(language):
        page = _public_page(event, language) if event.is_public else _card(event, language)
    use_framed_policy(is_card=not event.is_public)
    return page


def _show_as_published(event: Event) -> None:
    """Let a draft look as it will, with all that can be promised; nothing of it is kept."""
    if event.state is not EventState.DRAFT:
        return
    can_say = {one.value: True for one in served(menu_of(event).dishes)}
    set_committed_value(event, "state", EventState.PUBLISHED)
    set_committed_value(event, "published_at", now())
    set_committed_value(event, "promised", {**can_say, Promise.ACCESSIBLE.value: False})


def _public_page(event: Event, language: str) -> str:
    return render_template(
        "organiser/events/as_public_page.html",
        shown=shown(event, came=None, now=now()),
        question=open_question(
            reading_session(), event, form=OpenForm(formdata=None), problem=None, now=now()
        ),
        contact_phone=runner_of(event).phone,
        languages=_languages(event, language),
        nav_items=[],
        footer_links=[],
        home_url="#main",
    )


def _card(event: Event, language: str) -> str:
    values = card_presenter.preview(event, now=now())
    return render_template("invitee/card.html", **values, languages=_languages(event, language))


def _languages(event: Event, language: str) -> list[LanguageChoice]:
    return [
        LanguageChoice(
            code=code,
            name=OWN_NAMES[code],
            url=f"{url_for('events.show_as_guests', event_id=event.id)}?in={code}",
            current=code == language,
        )
        for code in guest_languages()
    ]
