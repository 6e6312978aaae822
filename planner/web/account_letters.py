"""Mail to who organises an event about something that presses there, in their language."""

from collections.abc import Callable

from flask import url_for

from planner.core.enums import MailKind
from planner.services.outbox.posting import Letter
from planner.services.outbox.unsubscribing import unsubscribe_url
from planner.store.models import Account, Event
from planner.web.i18n import gettext as _
from planner.web.i18n import in_language
from planner.web.installation import settings
from planner.web.mail_letters import envelope_of, write
from planner.web.mail_texts import MailTexts
from planner.web.who_runs import runner_of


def pressing_letter(
    event: Event, to: Account, texts: Callable[[], MailTexts], *, endpoint: str, key: str
) -> Letter:
    """Write to an account, with the way out of such mail.

    Args:
        event: about which.
        to: who reads it.
        texts: gives the texts in the language that is set when it is called.
        endpoint: the page of the event that its button opens.
        key: by which the outbox takes it once.
    """
    here = settings()
    language = to.language or here.language
    stop = unsubscribe_url(
        to.email, event_id=event.id, base_url=here.base_url, code_key=here.code_key
    )
    link = here.base_url + url_for(endpoint, event_id=event.id)
    runs = runner_of(event)
    with in_language(language):
        written = write(texts(), runs, link=link, stop=stop)
    return Letter(
        kind=MailKind.SHORTAGE,
        to=to.email,
        language=language,
        subject=written.subject,
        text=written.text,
        html=written.html,
        key=key,
        event_id=event.id,
        unsubscribe_url=stop,
        **envelope_of(runs),
    )


def why_you(event: Event) -> str:
    """Say why somebody gets such a mail, and where they say otherwise."""
    return _(
        "You get this mail because you work on %(title)s. In your account you say of "
        "which events you want it.",
        title=event.title,
    )
