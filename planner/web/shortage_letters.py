"""Mail to who organises an event when food runs short: what, how much, until when to buy it."""

from collections.abc import Iterable

from flask import url_for

from planner.core.enums import ErrandKind, MailKind
from planner.services.day.errands import CARRIED, Raised
from planner.services.outbox.posting import Letter
from planner.services.outbox.unsubscribing import unsubscribe_url
from planner.store.models import Account, Event
from planner.web.errand_words import errand_sentences
from planner.web.i18n import gettext as _
from planner.web.i18n import in_language
from planner.web.installation import settings
from planner.web.mail_letters import write
from planner.web.mail_texts import MailTexts


def shortage_letters(event: Event, raised: Raised, accounts: Iterable[Account]) -> list[Letter]:
    """Write to each of these accounts what has to be done now; of each thing once."""
    return [_letter(event, raised, one) for one in accounts]


def shortage_texts(event: Event, raised: Raised) -> MailTexts:
    """Say what runs short and what to do, in the language that is set now."""
    words = errand_sentences(event, raised.lines)
    kinds = {line.kind for line in raised.lines}
    if ErrandKind.FETCH in kinds:
        words.append(_("There and back takes %(minutes)s minutes.", minutes=event.fetch_minutes))
    if kinds & set(CARRIED):
        words.append(_("Say on the page that you go. Then nobody else goes too."))
    return MailTexts(
        subject=_("Food runs short: %(title)s", title=event.title),
        headings=(_("Do this now"),),
        title=event.title,
        words=tuple(words),
        button=_("See how the day goes"),
        small=(
            _(
                "You get this mail because you work on %(title)s. In your account you say of "
                "which events you want it.",
                title=event.title,
            ),
        ),
    )


def _letter(event: Event, raised: Raised, to: Account) -> Letter:
    here = settings()
    language = to.language or here.language
    stop = unsubscribe_url(
        to.email, event_id=event.id, base_url=here.base_url, code_key=here.code_key
    )
    link = here.base_url + url_for("day.show_day", event_id=event.id)
    with in_language(language):
        written = write(shortage_texts(event, raised), link=link, stop=stop)
    first = raised.lines[0]
    return Letter(
        kind=MailKind.SHORTAGE,
        to=to.email,
        language=language,
        subject=written.subject,
        text=written.text,
        html=written.html,
        key=f"shortage:{raised.errand.id}:{first.dish_id}:{first.kind.value}:{to.id}",
        event_id=event.id,
        unsubscribe_url=stop,
    )
