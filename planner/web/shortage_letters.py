"""Mail to who organises an event when food runs short: what, how much, until when to buy it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from planner.core.enums import ErrandKind
from planner.core.logistics.suppliers import OnCall
from planner.services.day.errands import CARRIED, Raised
from planner.services.outbox.posting import Letter
from planner.store.models import Account, Event
from planner.web.account_letters import pressing_letter, why_you
from planner.web.errand_words import errand_sentences
from planner.web.i18n import gettext as _
from planner.web.mail_texts import MailTexts


def shortage_letters(
    event: Event,
    raised: Raised,
    accounts: Iterable[Account],
    on_call: Sequence[OnCall] = (),
    *,
    now: datetime,
) -> list[Letter]:
    """Write to each of these accounts what has to be done now; of each thing once."""
    return [_letter(event, raised, one, on_call, now=now) for one in accounts]


def shortage_texts(
    event: Event, raised: Raised, on_call: Sequence[OnCall] = (), *, now: datetime
) -> MailTexts:
    """Say what runs short and what to do, in the language that is set now."""
    words = errand_sentences(event, raised.lines, on_call, now=now)
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
        small=(why_you(event),),
    )


def _letter(
    event: Event, raised: Raised, to: Account, on_call: Sequence[OnCall], *, now: datetime
) -> Letter:
    first = raised.lines[0]
    return pressing_letter(
        event,
        to,
        lambda: shortage_texts(event, raised, on_call, now=now),
        endpoint="day.show_day",
        key=f"shortage:{raised.errand.id}:{first.dish_id}:{first.kind.value}:{to.id}",
    )
