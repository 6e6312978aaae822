"""Messages to helpers in words: who is told by which way, what changed, whom to call."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from planner.core.helpers.messages import HelperMessageKind
from planner.core.texts import N_
from planner.exports.phones import phone_href, phone_shown
from planner.services.helpers.messaging import HelperMessageEntry
from planner.services.helpers.readers import Readers, readers_among, touched_in
from planner.store.models import Event, Helper, HelperCall, Shift
from planner.web import shift_words
from planner.web.filters import day_and_time
from planner.web.helper_letters import reached_now
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.helpers.helper_words import name_of

HELPER_MESSAGE_NAMES = {
    HelperMessageKind.MESSAGE: N_("A message to helpers"),
    HelperMessageKind.CHANGED: N_("What changed in shifts"),
    HelperMessageKind.NOTICE: N_("What changed of the event"),
    HelperMessageKind.THANKS: N_("Thanks to helpers"),
    HelperMessageKind.ASK_AGAIN: N_("Who helped before was asked"),
}


@dataclass(frozen=True, kw_only=True)
class ReachShown:
    """By which ways people are told: in words, and whom to call with the number."""

    words: str
    to_call: Sequence["CallShown"]


@dataclass(frozen=True, kw_only=True)
class CallShown:
    """Somebody to call.

    Attributes:
        name: as they are called here, also where they gave none.
        told: when somebody ticked that they know; empty for not yet.
        tick_url: where that tick is sent.
    """

    name: str
    phone: str
    href: str
    told: str = ""
    tick_url: str = ""


@dataclass(frozen=True, kw_only=True)
class TouchedShown:
    """A shift that is another one than those who are in it know."""

    title: str
    reach: ReachShown


@dataclass(frozen=True, kw_only=True)
class ToldShown:
    """A message that was told."""

    name: str
    text: str
    href: str


def reach_shown(readers: Readers, *, has_mail: bool) -> ReachShown:
    """Return by which ways people are told; where no mail leaves, all of them are called."""
    to_call = (
        readers.to_call
        if has_mail
        else [
            *(one for one in readers.by_mail if one.phone),
            *readers.to_call,
        ]
    )
    by_mail = len(readers.by_mail) if has_mail else 0
    alone = readers.count - by_mail - len(to_call)
    parts = (
        ngettext("%(num)s by mail", "%(num)s by mail", by_mail) if by_mail else "",
        ngettext("%(num)s by phone", "%(num)s by phone", len(to_call)) if to_call else "",
        ngettext("%(num)s on their own page only", "%(num)s on their own pages only", alone)
        if alone
        else "",
    )
    return ReachShown(
        words=", ".join(filter(None, parts)) or _("nobody"),
        to_call=[_person(one) for one in to_call],
    )


def touched_shown(shifts: Sequence[Shift], *, has_mail: bool) -> list[TouchedShown]:
    """Return each shift of which somebody does not know how it is now."""
    found = []
    for shift in shifts:
        touched = touched_in(shift)
        if touched:
            readers = reached_now(readers_among(one.helper for one in touched))
            found.append(
                TouchedShown(
                    title=_what_happened(shift), reach=reach_shown(readers, has_mail=has_mail)
                )
            )
    return found


def told_shown(event: Event, entries: Sequence[HelperMessageEntry]) -> list[ToldShown]:
    """Return what was told, the latest first."""
    return [
        ToldShown(
            name=_(HELPER_MESSAGE_NAMES[one.kind]),
            text=_told_words(event, one),
            href=url_for("helpers.show_message", event_id=event.id, message_id=one.id),
        )
        for one in entries
    ]


def calls_shown(event: Event, message_id: int, calls: Sequence[HelperCall]) -> list[CallShown]:
    """Return whom to call about a message, with the tick for each."""
    return [
        CallShown(
            name=name_of(one.helper),
            phone=phone_shown(one.helper.phone),
            href=phone_href(one.helper.phone),
            told=_("Told: %(moment)s", moment=day_and_time(one.told_at, event.zone))
            if one.told_at
            else "",
            tick_url=url_for(
                "helpers.tick_call",
                event_id=event.id,
                message_id=message_id,
                helper_id=one.helper_id,
            ),
        )
        for one in calls
    ]


def _person(helper: Helper) -> CallShown:
    return CallShown(
        name=name_of(helper), phone=phone_shown(helper.phone), href=phone_href(helper.phone)
    )


def _what_happened(shift: Shift) -> str:
    task, when = shift_words.task(shift), shift_words.when(shift)
    if shift.removed_at is not None:
        return _("Not needed any more: %(task)s, %(when)s", task=task, when=when)
    return _("%(task)s, %(when)s", task=task, when=when)


def _told_words(event: Event, one: HelperMessageEntry) -> str:
    moment = day_and_time(one.told_at, event.zone)
    if not one.still:
        return moment
    return ngettext(
        "%(moment)s. Still to call: %(num)s", "%(moment)s. Still to call: %(num)s", one.still,
        moment=moment,
    )  # fmt: skip
