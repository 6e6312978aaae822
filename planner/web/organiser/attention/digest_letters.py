"""The mail of what waits, to who chose the day: which events, and how much; no guest, no card."""

from collections.abc import Sequence
from datetime import date

from flask import url_for

from planner.core.enums import MailKind
from planner.core.next_steps import NextStep
from planner.core.steps import Step
from planner.services.attention.waiting import AttentionEntry
from planner.services.outbox.posting import Letter
from planner.services.outbox.unsubscribing import unsubscribe_url
from planner.store.models import Account
from planner.web.filters import day
from planner.web.i18n import gettext as _
from planner.web.i18n import in_language, ngettext
from planner.web.installation import settings
from planner.web.mail_letters import envelope_of, write
from planner.web.mail_texts import MailTexts
from planner.web.organiser.attention.at_no_event import WORDS
from planner.web.organiser.desk.event_head import todo
from planner.web.organiser.desk.logistic_steps import nameless_delivery_words, nameless_task_words
from planner.web.who_runs import Runner

MOST_EVENTS = 12
"""In one mail; how many more there are it says, and the page has them all."""


def digest_letter(
    account: Account,
    entries: Sequence[AttentionEntry],
    *,
    runs: Runner,
    today: date,
    elsewhere: Sequence[NextStep] = (),
) -> Letter:
    """Write to somebody what waits, in their language; on one day once.

    Args:
        account: who reads it.
        entries: what waits at events, each of them something.
        runs: the organisation whose events they are.
        today: the day.
        elsewhere: what waits of what belongs to no event.
    """
    here = settings()
    language = account.language or here.language
    stop = unsubscribe_url(
        account.email, event_id=None, base_url=here.base_url, code_key=here.code_key
    )
    link = here.base_url + url_for("attention.show_waiting")
    with in_language(language):
        texts = digest_texts(entries, today=today, title=runs.name, elsewhere=elsewhere)
        written = write(texts, runs, link=link, stop=stop)
    return Letter(
        kind=MailKind.DIGEST,
        to=account.email,
        language=language,
        subject=written.subject,
        text=written.text,
        html=written.html,
        key=f"digest:{account.id}:{today.isoformat()}",
        unsubscribe_url=stop,
        **envelope_of(runs),
    )


def digest_texts(
    entries: Sequence[AttentionEntry],
    *,
    today: date,
    title: str,
    elsewhere: Sequence[NextStep] = (),
) -> MailTexts:
    """Say what waits, in the language that is set now.

    It lies in a mailbox that others may read: nobody is named in it, nor is any card.
    """
    things = sum(len(entry.steps) for entry in entries) + len(elsewhere)
    heading = ngettext("%(num)s thing waits for you", "%(num)s things wait for you", things)
    words = [_about(entry, today) for entry in entries[:MOST_EVENTS]]
    more = len(entries) - MOST_EVENTS
    if more > 0:
        words.append(ngettext("And at %(num)s more event.", "And at %(num)s more events.", more))
    words += [" ".join(WORDS[step.step](step)) for step in elsewhere]
    return MailTexts(
        subject=heading,
        headings=(heading,),
        title=title,
        words=tuple(words),
        button=_("See what waits for you"),
        small=(_("You get this mail because you chose this day of the week in your account."),),
    )


def _about(entry: AttentionEntry, today: date) -> str:
    event, steps = entry.event, entry.steps
    on = day(event.starts_at, event.zone)
    first = nameless_words(steps[0], event.id, today=today)
    if len(steps) == 1:
        return _("%(title)s, %(day)s: %(what)s", title=event.title, day=on, what=first)
    return ngettext(
        "%(title)s, %(day)s: %(what)s (and %(num)s thing more)",
        "%(title)s, %(day)s: %(what)s (and %(num)s things more)",
        len(steps) - 1,
        title=event.title,
        day=on,
        what=first,
    )


def nameless_words(step: NextStep, event_id: int, *, today: date) -> str:
    """Say a step without the name of who hands cards out, delivers or has a task, or of a stack."""
    if step.step is Step.ASKED:
        return _("Who hands cards out asks for something")
    if step.step is Step.PRINT_CARDS:
        return ngettext("Print %(num)s card", "Print %(num)s cards", step.count)
    if step.step is Step.HAND_OUT:
        return ngettext("Hand %(num)s card out", "Hand %(num)s cards out", step.count)
    if step.step is Step.TASK:
        return nameless_task_words(step)
    if step.step is Step.CONFIRM_DELIVERY:
        return nameless_delivery_words(step)
    return todo(step, event_id, today=today).words
