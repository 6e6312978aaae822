"""Mail to who organises an event: somebody stepped back shortly before, and a shift is short."""

from collections.abc import Sequence

from planner.services.helpers.letters_due import ShortShifts
from planner.services.helpers.shift_rows import heads_standing
from planner.services.outbox.posting import Letter
from planner.store.models import Account, Event, Shift
from planner.web import shift_words
from planner.web.account_letters import pressing_letter, why_you
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.mail_texts import MailTexts


def short_letter(found: ShortShifts, to: Account) -> Letter:
    """Write to an account which shifts are short; of each step-back once, and without a name."""
    event = found.event
    return pressing_letter(
        event,
        to,
        lambda: short_texts(event, found.shifts),
        endpoint="helpers.write_message",
        key=f"short-helpers:{event.id}:{int(found.gathered_until.timestamp())}:{to.id}",
    )


def short_texts(event: Event, shifts: Sequence[Shift]) -> MailTexts:
    """Say which shifts are short, in the language that is set now."""
    return MailTexts(
        subject=_("Helpers are short: %(title)s", title=event.title),
        headings=(_("Somebody can't come after all"),),
        title=event.title,
        words=tuple(map(_short_words, shifts)),
        button=_("See who helps, and ask others"),
        small=(why_you(event),),
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
