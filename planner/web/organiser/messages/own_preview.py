"""A message in one's own words as its readers see it: in a language, with a name or without."""

from flask import request, url_for

from planner.core.placeholders import Placeholder, used_in
from planner.services.messages import own_messages
from planner.store.models import Event, EventMessage
from planner.web.event_words import own_language
from planner.web.i18n import gettext as _
from planner.web.i18n import in_language
from planner.web.installation import settings
from planner.web.mail_letters import LOGO_INSIDE, Written, shown_name, write
from planner.web.mail_previews import SAMPLE_NUMBER, language_to_show, sample_name
from planner.web.organiser.messages.messages_presenter import LookShown
from planner.web.own_messages import TEXT, texts_of
from planner.web.who_runs import logo_url, runner_of


def language_asked(event: Event) -> str:
    """Return the language to look at it in: the own one where none is asked for."""
    usual = own_language(event)
    return language_to_show(request.args.get("lang", usual), usual)


def name_asked(language: str) -> str:
    """Return a made-up name where the message is shown to somebody by name."""
    return sample_name(language) if request.args.get("to") == "name" else ""


def written_as(
    event: Event, message: EventMessage, language: str, *, name: str = "", is_sent: bool = False
) -> Written:
    """Write a message for a made-up reader; its links lead to no card."""
    runs, front_page = runner_of(event), settings().base_url
    number = "" if own_messages.is_to_helpers(message) else SAMPLE_NUMBER
    with in_language(language):
        return write(
            texts_of(event, message),
            runs,
            link=front_page,
            number=number,
            name=shown_name(name, language) if name else "",
            stop=front_page,
            logo=LOGO_INSIDE if is_sent else logo_url(runs),
        )


def readers_shown(event: Event, message: EventMessage, language: str) -> list[LookShown]:
    """Return the two kinds of readers to look at it as, where the words differ for them."""
    said = [message.text, *(one.get(TEXT, "") for one in (message.words_in or {}).values())]
    if not any(Placeholder.NAME in used_in(one) for one in said):
        return []

    def url(to: str | None) -> str:
        return url_for(
            "messages.show_own",
            event_id=event.id,
            own_message_id=message.id,
            lang=language,
            to=to,
        )

    is_named = bool(name_asked(language))
    return [
        LookShown(_("Without a name"), url(None), not is_named),
        LookShown(_("With a name"), url("name"), is_named),
    ]
