"""The messages of an event in words: what goes out, when, and why something has not left."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from planner.core.enums import MailKind, MailTrouble
from planner.core.messages import LATEST, TIMED, Rule, Timing
from planner.core.notices import NoticeKind
from planner.core.own_letters import OwnLetter
from planner.core.texts import N_
from planner.services.messages import rules
from planner.services.messages.by_mail import count_letters
from planner.services.messages.mailings import MailingEntry, sent_by_themselves
from planner.services.messages.recipients import RecipientGroup
from planner.services.outbox.counts import Progress
from planner.store.models import Event, EventNotice
from planner.translations.reading import guest_languages
from planner.web.filters import day_and_time, number
from planner.web.i18n import OWN_NAMES, ngettext
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.mail_posts import AUDIENCES

KINDS: Mapping[MailKind, str] = {
    MailKind.INVITATION: N_("Invitation"),
    MailKind.CONFIRMATION: N_("Confirmation of an answer"),
    MailKind.REMINDER: N_("Reminder"),
    MailKind.CHANGE: N_("Something has changed"),
    MailKind.CANCELLATION: N_("It is cancelled"),
    MailKind.OFFER: N_("A place has come free"),
    MailKind.WITHDRAWAL: N_("Out of the calendar"),
    MailKind.THANKS: N_("Thanks afterwards"),
    MailKind.FOLLOW: N_("What became of what residents said"),
    MailKind.SHORTAGE: N_("Food or helpers run short"),
    MailKind.DIGEST: N_("What waits for you"),
    MailKind.PROMISE: N_("What a partner promised"),
    MailKind.HELPER: N_("To helpers"),
    MailKind.COLLEAGUE: N_("Invitation of a colleague"),
    MailKind.MESSAGE: N_("A message of your own"),
    MailKind.TEST: N_("A test"),
    MailKind.PASSWORD: N_("A new password"),
}

TROUBLES: Mapping[MailTrouble, str] = {
    MailTrouble.NO_ANSWER: N_("The mail server does not answer."),
    MailTrouble.BROKEN: N_("The mail server broke off half way."),
    MailTrouble.NOT_SAFE: N_("The connection to the mail server is not safe."),
    MailTrouble.SIGN_IN: N_("The mail server does not accept our password."),
    MailTrouble.SENDER: N_("The mail server does not let us send from our address."),
    MailTrouble.ADDRESS: N_("The mail server does not accept this address. Is it spelled right?"),
    MailTrouble.CONTENT: N_("The mail server does not want this mail."),
    MailTrouble.LATER: N_("The mail server asks us to come back later."),
    MailTrouble.TOO_LATE: N_("The event was over before it could leave."),
    MailTrouble.WAITED: N_("It waited for days. Does it still make sense?"),
    MailTrouble.RESTORED: N_("A backup was put back. It may have left already."),
    MailTrouble.UNWRITABLE: N_("This is not an e-mail address that we can write to."),
    MailTrouble.NOT_KNOWN: N_("It came back: this address does not exist. Is it spelled right?"),
    MailTrouble.FULL: N_("It came back: the mailbox is full."),
    MailTrouble.CAME_BACK: N_("It came back: the mail server over there did not want it."),
    MailTrouble.RESTS: N_("Mail to this address came back before, so we send nothing there now."),
    MailTrouble.CALLED_OFF: N_("Meanwhile it was cancelled, or will take place after all."),
    MailTrouble.BEGUN: N_("Meanwhile it had begun."),
    MailTrouble.ANSWERED: N_("Meanwhile they answered."),
    MailTrouble.OFFER_GONE: N_("Meanwhile the place was not kept any more."),
    MailTrouble.NEWER: N_("Newer news is on its way."),
    MailTrouble.NO_READER: N_("Meanwhile nobody can be written to there."),
    MailTrouble.NO_MORE: N_("Meanwhile they want no more of this mail."),
}


RULE_NAMES: Mapping[Rule, str] = {
    Rule.CONFIRMATION: N_("We got your answer"),
    Rule.ASK_AGAIN: N_("Are you coming?"),
    Rule.SEE_YOU: N_("See you soon"),
    Rule.OFFER: N_("There is a place for you"),
    Rule.THANKS: N_("Thank you"),
}
RULE_READERS: Mapping[Rule, str] = {
    Rule.CONFIRMATION: N_("To who answered, a few minutes later."),
    Rule.ASK_AGAIN: N_("To who did not say yes or no."),
    Rule.SEE_YOU: N_("To who said yes."),
    Rule.OFFER: N_("To who waits for a place, at once when one comes free."),
    Rule.THANKS: N_("To who said yes: how many came, and your closing words."),
}
LETTER_NAMES: Mapping[OwnLetter, str] = {
    OwnLetter.INVITATION: N_("Invitation"),
    **{OwnLetter(rule.value): name for rule, name in RULE_NAMES.items()},
    OwnLetter.CHANGE: N_("Something has changed"),
    OwnLetter.CANCELLATION: N_("It is cancelled"),
    OwnLetter.HELPER_REMINDER: N_("Helpers: what you do tomorrow"),
    OwnLetter.HELPER_THANKS: N_("Helpers: thank you"),
}
"""In the order in which they are read."""
LETTER_READERS: Mapping[OwnLetter, str] = {
    OwnLetter.INVITATION: N_("To guests by name whose address you have, when you press."),
    **{OwnLetter(rule.value): readers for rule, readers in RULE_READERS.items()},
    OwnLetter.CONFIRMATION: N_("To who said yes or maybe. Who says no does not read your words."),
    OwnLetter.CHANGE: N_("To who has an address and did not say no, when you tell everyone."),
    OwnLetter.CANCELLATION: N_("To who has an address and did not say no, when you tell everyone."),
    OwnLetter.HELPER_REMINDER: N_("To who helps, the day before."),
    OwnLetter.HELPER_THANKS: N_("To who helped, when you thank them."),
}
NOTICE_NAMES: Mapping[NoticeKind, str] = {
    NoticeKind.TIME: N_("another time"),
    NoticeKind.PLACE: N_("another place"),
    NoticeKind.TIME_AND_PLACE: N_("another time and another place"),
    NoticeKind.CANCELLED: N_("that it is cancelled"),
    NoticeKind.RESUMED: N_("that it will take place after all"),
}


@dataclass(frozen=True, kw_only=True)
class RuleShown:
    """One message that goes out by itself."""

    name: str
    readers: str
    when: str
    chip: str
    tone: str
    set_url: str
    preview_url: str


@dataclass(frozen=True, kw_only=True)
class SentShown:
    """One mail-out, or the mails of one kind that went out by themselves."""

    name: str
    text: str
    href: str


@dataclass(frozen=True)
class LanguageShown:
    """A language to look at a message in."""

    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True)
class LookShown:
    """A way to look at a message."""

    label: str
    url: str
    current: bool


def rules_shown(session: Session, event: Event, *, now: datetime) -> list[RuleShown]:
    """Return the messages that go out by themselves."""
    timings = rules.timings_of(session, event.id)
    closed_at = rules.closed_at_of(session, event.id)
    sent = rules.sent_rules(session, event)
    shown = []
    for rule in Rule:
        timing = timings[rule]
        moment = rules.moment_of(event, rule, timing, closed_at=closed_at)
        chip, tone = _state(rule, timing, moment, rule in sent, now=now)
        shown.append(
            RuleShown(
                name=_(RULE_NAMES[rule]),
                readers=_(RULE_READERS[rule]),
                when=_when(session, event, rule, timing, moment, now=now),
                chip=chip,
                tone=tone,
                set_url=url_for("messages.set_rule", event_id=event.id, rule=rule.value),
                preview_url=url_for("messages.preview_mail", event_id=event.id, what=rule.value),
            )
        )
    return shown


def sent_shown(session: Session, event: Event, mailings: Sequence[MailingEntry]) -> list[SentShown]:
    """Return what went out, the latest mail-out first, then what went by itself."""
    by_hand = [
        SentShown(
            name=_(KINDS[one.kind]),
            text=_(
                "%(moment)s: %(count)s",
                moment=day_and_time(one.created_at, event.zone),
                count=progress_words(one.progress),
            ),
            href=url_for("messages.show_mailing", event_id=event.id, mailing_id=one.id),
        )
        for one in mailings
        if one.kind is not MailKind.MESSAGE  # these stand on their own, with their subjects
    ]
    by_itself = [
        SentShown(name=_(KINDS[kind]), text=progress_words(progress), href="")
        for kind, progress in sent_by_themselves(session, event.id).items()
    ]
    return by_hand + by_itself


def progress_words(progress: Progress) -> str:
    """Say how many mails are where, leaving out what is none."""
    parts = (
        (progress.sent, _("%(count)s sent", count=number(progress.sent))),
        (progress.waiting, _("%(count)s on their way", count=number(progress.waiting))),
        (progress.failed, _("%(count)s could not be delivered", count=number(progress.failed))),
        (progress.stopped, _("%(count)s stopped", count=number(progress.stopped))),
    )
    return ", ".join(words for count, words in parts if count) or _("nobody to write to")


def languages_shown(current: str, url_of: Callable[[str], str]) -> list[LanguageShown]:
    """Return the languages that a message can be looked at in."""
    return [
        LanguageShown(code, name, url_of(code), code == current)
        for code, name in OWN_NAMES.items()
        if code in guest_languages()
    ]


def tell_todo(notice: EventNotice) -> str:
    """Say what nobody was told of yet."""
    return _("Tell your guests: %(what)s", what=_(NOTICE_NAMES[notice.kind]))


def letters_leaving(
    session: Session, event_id: int, audience: RecipientGroup, *, now: datetime
) -> int:
    """Count the letters of a message about one event, if it left now."""
    found = count_letters(session, [event_id], audience, code_key=settings().code_key, now=now)
    return found.get(event_id, 0)


def _state(
    rule: Rule,
    timing: Timing,
    moment: datetime | None,
    was_sent: bool,
    *,
    now: datetime,
) -> tuple[str, str]:
    if was_sent:
        return _("went out"), "ok"
    if not timing.is_on:
        return _("off"), ""
    if rule in TIMED and moment is not None and now >= moment + LATEST:
        return _("its moment has passed"), "warn"
    return _("on"), "action"


def _when(
    session: Session,
    event: Event,
    rule: Rule,
    timing: Timing,
    moment: datetime | None,
    *,
    now: datetime,
) -> str:
    if rule not in TIMED or not timing.is_on:
        return ""
    if moment is None:
        if rule is Rule.THANKS:
            return ngettext(
                "%(num)s day after you close the event.",
                "%(num)s days after you close the event.",
                timing.days,
            )
        return _("That moment is after the start.")
    count = letters_leaving(session, event.id, AUDIENCES[rule], now=now)
    return ngettext(
        "%(moment)s. As it is now, to %(num)s address.",
        "%(moment)s. As it is now, to %(num)s addresses.",
        count,
        moment=day_and_time(moment, event.zone),
    )
