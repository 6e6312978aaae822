"""A message in one's own words, in words: to whom, how many that are, when, and how far it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from planner.core.own_messages import HeldReason, MessageGroup, MessageState
from planner.core.small_cells import Size
from planner.core.texts import N_
from planner.exports.phones import phone_href, phone_shown
from planner.services.helpers.readers import Readers
from planner.services.messages import audiences, mailings, own_messages
from planner.services.messages.audiences import MessageReach
from planner.services.outbox.counts import Progress
from planner.store.models import Event, EventMessage
from planner.web import shift_words
from planner.web.filters import day_and_time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.messages.messages_presenter import progress_words
from planner.web.own_messages import subject_shown

MOST_CALLS = 80
GROUPS: Mapping[MessageGroup, str] = {
    MessageGroup.COMING: N_("To who said yes"),
    MessageGroup.MAYBE: N_("To who said maybe"),
    MessageGroup.SILENT: N_("To who did not answer yet"),
    MessageGroup.IN_LINE: N_("To who waits for a place"),
    MessageGroup.INSIDE: N_("To who is inside"),
    MessageGroup.HELPERS: N_("To all who help or wait to help"),
}
HELD: Mapping[HeldReason, str] = {
    HeldReason.CALLED_OFF: N_("It did not leave: the event was cancelled."),
    HeldReason.DRAFT: N_("It did not leave: the event was a draft again."),
    HeldReason.TOO_LATE: N_("It did not leave: the server could not send it for twelve hours."),
    HeldReason.GROUP_GONE: N_("It did not leave: the cards or the shift that it was for are gone."),
    HeldReason.NOBODY: N_("It did not leave: nobody in this group could be written to."),
    HeldReason.RESTORED: N_("It did not leave: a backup was put back. It may have left before."),
    HeldReason.NO_PDF: N_("It did not leave: the programme could not be made as a PDF."),
}


@dataclass(frozen=True, kw_only=True)
class AddressesShown:
    """To how many a message leaves, and who is not reached by it.

    Attributes:
        words: the number of addresses; `count` is 0 where it leaves to none.
        lines: a sentence each of who gets none, and why.
        to_call: name or card, number as it is read, and as a phone dials it.
        more_to_call: how many are left out of that list.
    """

    words: str
    count: int
    lines: Sequence[str] = ()
    to_call: Sequence[tuple[str, str, str]] = ()
    more_to_call: int = 0


@dataclass(frozen=True, kw_only=True)
class OwnMessageShown:
    """A message in the list of the event."""

    subject: str
    text: str
    chip: str
    tone: str
    href: str


def group_words(message: EventMessage) -> str:
    """Say to whom a message goes."""
    if message.audience is MessageGroup.STACK:
        if message.batch is None:
            return _("To cards that are gone")
        return _("To the stack: %(name)s", name=message.batch.name)
    if message.audience is MessageGroup.SHIFT:
        if message.shift is None:
            return _("To a shift that is gone")
        return _(
            "To the helpers: %(task)s, %(when)s",
            task=shift_words.task(message.shift),
            when=shift_words.when(message.shift),
        )
    return _(GROUPS[message.audience])


def guests_shown(reach: MessageReach, *, is_handed_out: bool) -> AddressesShown:
    """Say how many addresses of guests a message leaves to, and who gets none.

    Of cards that somebody else hands out no small number is told, nor anything of the rest.
    """
    count = len(reach.to)
    if is_handed_out:
        cell = audiences.told_reach(reach)
        words = {
            Size.FEW: _("Fewer than five addresses"),
            Size.MANY: _("Five addresses or more"),
        }.get(cell.size, _addresses(count))
        others = _("Who hands these cards out can tell the others. We do not know who they are.")
        return AddressesShown(words=words, count=count, lines=(others,))
    lines = (
        ngettext(
            "%(num)s card has the same address as another one. It is written to once.",
            "%(num)s cards have the same address as another one. It is written to once.",
            reach.doubles,
        ),
        ngettext(
            "%(num)s wants no more mail about this.",
            "%(num)s want no more mail about this.",
            reach.no_more,
        ),
        ngettext(
            "%(num)s address gets nothing now: mail came back from it.",
            "%(num)s addresses get nothing now: mail came back from them.",
            reach.resting,
        ),
        ngettext(
            "%(num)s has no address, but a phone number.",
            "%(num)s have no address, but a phone number.",
            len(reach.to_call),
        ),
        ngettext(
            "%(num)s card without an address came from somebody who hands cards out.",
            "%(num)s cards without an address came from somebody who hands cards out.",
            reach.handed,
        ),
        ngettext(
            "%(num)s card has neither an address nor a number.",
            "%(num)s cards have neither an address nor a number.",
            reach.nameless,
        ),
    )
    counts = (
        reach.doubles,
        reach.no_more,
        reach.resting,
        len(reach.to_call),
        reach.handed,
        reach.nameless,
    )
    return AddressesShown(
        words=_addresses(count),
        count=count,
        lines=[words for words, many in zip(lines, counts, strict=True) if many],
        to_call=[
            (
                one.name or _("Card %(number)s", number=one.number),
                phone_shown(one.phone),
                phone_href(one.phone),
            )
            for one in reach.to_call[:MOST_CALLS]
        ],
        more_to_call=max(0, len(reach.to_call) - MOST_CALLS),
    )


def helpers_shown(readers: Readers, addresses: int) -> AddressesShown:
    """Say how many addresses of helpers a message leaves to, and who is called."""
    others = len(readers.without_mail)
    refused = len(readers.by_mail) - addresses
    lines = (
        ngettext(
            "%(num)s wants no more mail, or shares an address.",
            "%(num)s want no more mail, or share an address.",
            refused,
        ),
        ngettext(
            "%(num)s has no address. You get a list of whom to call.",
            "%(num)s have no address. You get a list of whom to call.",
            others,
        ),
    )
    return AddressesShown(
        words=_addresses(addresses),
        count=readers.count,
        lines=[words for words, many in zip(lines, (refused, others), strict=True) if many],
    )


def messages_shown(session: Session, event: Event) -> list[OwnMessageShown]:
    """Return the messages of an event for the list of them, in three questions at most."""
    listed = own_messages.list_messages(session, event.id)
    far = mailings.progress_of(session, [one.mailing_id for one in listed if one.mailing_id])
    handed_out = audiences.handed_out_among(
        session, {one.batch_id for one in listed if one.mailing_id}
    )
    return [
        _shown(event, one, far.get(one.mailing_id or 0), is_told=one.batch_id not in handed_out)
        for one in listed
    ]


def planned_shown(session: Session, event: Event) -> list[tuple[str, str, str]]:
    """Return what leaves at a moment of its own, wherever the event moves: subject, when, where."""
    return [
        (
            subject_shown(event, message),
            day_and_time(message.leaves_at, event.zone),
            url_for("messages.show_own", event_id=event.id, own_message_id=message.id),
        )
        for message in own_messages.list_planned(session, event.id)
        if message.leaves_at is not None
    ]


def seconds_left(message: EventMessage, *, now: datetime) -> int:
    """Return in how many seconds a message leaves; 0 for any moment."""
    if message.leaves_at is None:
        return 0
    return max(0, int((message.leaves_at - now).total_seconds()))


def far_words(progress: Progress, *, is_told: bool) -> str:
    """Say how far its letters are; without numbers where these would tell of a few neighbours."""
    if is_told:
        return progress_words(progress)
    if progress.waiting:
        return _("The mails are on their way.")
    return _("Nothing waits any more: the mails have left, or were stopped.")


def _shown(
    event: Event, message: EventMessage, progress: Progress | None, *, is_told: bool
) -> OwnMessageShown:
    parts = [group_words(message)]
    if message.state is MessageState.PLANNED and message.leaves_at is not None:
        moment = day_and_time(message.leaves_at, event.zone)
        parts.append(_("leaves %(moment)s", moment=moment))
    if message.state is MessageState.LEFT and message.left_at is not None:
        parts.append(day_and_time(message.left_at, event.zone))
    if progress is not None:
        parts.append(far_words(progress, is_told=is_told))
    chip, tone = _chip(message)
    return OwnMessageShown(
        subject=subject_shown(event, message),
        text=" · ".join(parts),
        chip=chip,
        tone=tone,
        href=url_for("messages.show_own", event_id=event.id, own_message_id=message.id),
    )


def _chip(message: EventMessage) -> tuple[str, str]:
    return {
        MessageState.DRAFT: (_("not sent"), ""),
        MessageState.PLANNED: (_("planned"), "action"),
        MessageState.LEFT: (_("went out"), "ok"),
        MessageState.HELD: (_("did not leave"), "warn"),
    }[message.state]


def _addresses(count: int) -> str:
    if not count:
        return _("No address")
    return ngettext("%(num)s address", "%(num)s addresses", count)
