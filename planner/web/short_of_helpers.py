"""Mail to who organises an event: somebody stepped back shortly before, and a shift is short."""

from collections.abc import Sequence

from flask import url_for

from planner.core.enums import MailKind
from planner.services.helpers.letters_due import ShortShifts
from planner.services.helpers.shift_rows import heads_standing
from planner.services.outbox.posting import Letter
from planner.services.outbox.unsubscribing import unsubscribe_url
from planner.store.models import Account, Event, Shift
from planner.web import shift_words
from planner.web.i18n import gettext as _
from planner.web.i18n import in_language, ngettext
from planner.web.installation import settings
from planner.web.mail_letters import write
from planner.web.mail_texts import MailTexts


def short_letter(found: ShortShifts, to: Account) -> Letter:
    """Write to an account which shifts are short; of each step-back once, and without a name."""
    here, event = settings(), found.event
    stop = unsubscribe_url(
        to.email, event_id=event.id, base_url=here.base_url, code_key=here.code_key
    )
    link = f"{here.base_url}{url_for('helpers.write_message', event_id=event.id)}"
    language = to.language or here.language
    with in_language(language):
        written = write(short_texts(event, found.shifts), link=link, stop=stop)
    return Letter(
        kind=MailKind.SHORTAGE,
        to=to.email,
        language=language,
        subject=written.subject,
        text=written.text,
        html=written.html,
        key=f"short-helpers:{event.id}:{int(found.gathered_until.timestamp())}:{to.id}",
        event_id=event.id,
        unsubscribe_url=stop,
    )


def short_texts(event: Event, shifts: Sequence[Shift]) -> MailTexts:
    """Say which shifts are short, in the language that is set now."""
    return MailTexts(
        subject=_("Helpers are short: %(title)s", title=event.title),
        headings=(_("Somebody can't come after all"),),
        title=event.title,
        words=tuple(map(_short_words, shifts)),
        button=_("See who helps, and ask others"),
        small=(
            _(
                "You get this mail because you work on %(title)s. In your account you say of "
                "which events you want it.",
                title=event.title,
            ),
        ),
    )


def _short_words(shift: Shift) -> str:
    missing = shift.needed - heads_standing(shift)
    return ngettext(
        "%(num)s helper is missing: %(task)s, %(when)s.",
        "%(num)s helpers are missing: %(task)s, %(when)s.",
        missing,
        task=shift_words.task(shift),
        when=shift_words.when(shift),
    )
