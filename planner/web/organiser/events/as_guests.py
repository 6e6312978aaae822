"""The page of an event as guests will see it, in each of their languages, before they do."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.translations.reading import guest_languages
from planner.web.access import needs
from planner.web.headers import use_framed_policy
from planner.web.i18n import OWN_NAMES, LanguageChoice, current_language, in_language
from planner.web.organiser.events import bp
from planner.web.organiser.lookup import event_to_show
from planner.web.seen_by_guests import page_as_guests_see_it


@bp.get("/events/<int:event_id>/as-guests")
@needs(Right.LOOK)
def show_as_guests(event_id: int) -> ResponseReturnValue:
    """Show the public page, or what a card opens: with nothing behind its buttons."""
    event = event_to_show(event_id)
    asked = request.args.get("in", "")
    language = asked if asked in guest_languages() else current_language()
    here = url_for("events.show_as_guests", event_id=event_id)
    languages = [
        LanguageChoice(
            code=code, name=OWN_NAMES[code], url=f"{here}?in={code}", current=code == language
        )
        for code in guest_languages()
    ]
    with in_language(language):
        page = page_as_guests_see_it(event, languages)
    use_framed_policy(is_card=not event.is_public)
    return page
