"""A helper's own page, ready to show: how each shift stands, and what they can press."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from planner.core.enums import EventState
from planner.core.helpers.shifts import EntryState, can_say_here, minutes_helped
from planner.services.helpers.own_shifts import OwnEntry
from planner.services.helpers.shift_rows import is_takeable, span
from planner.store.models import Event, Helper, ShiftEntry
from planner.web import event_facts, shift_words
from planner.web.event_facts import CallContact
from planner.web.event_words import afterwards_of, reason_of, title_of
from planner.web.filters import day_and_time, number
from planner.web.helper.link import own_url
from planner.web.i18n import gettext as _
from planner.web.who_runs import runner_of


@dataclass(frozen=True, kw_only=True)
class OwnShown:
    """One shift on the own page.

    Attributes:
        state: how it stands, the first sentence in bold.
        tone: of the field that it stands in; empty for one that asks for something.
        where: lines.
        take_url: to take the place that is kept or free.
        again_url: for who stepped back and can come after all.
    """

    task: str
    event: str
    when: str
    where: list[str]
    state: list[str]
    tone: str
    picture: str
    phone: CallContact | None
    take_url: str = ""
    leave_url: str = ""
    here_url: str = ""
    again_url: str = ""


@dataclass(frozen=True, kw_only=True)
class HelpThanks:
    """What is said after an event: for how long they helped, and what came of it."""

    words: str
    afterwards: list[str] = field(default_factory=list)


def own_shown(one: OwnEntry, *, has_address: bool, now: datetime) -> OwnShown:
    """Return one shift as its helper reads it."""
    entry, shift, event = one.entry, one.entry.shift, one.entry.shift.event
    state, tone, picture = _state(one, has_address=has_address)
    is_on = _is_on(entry) and not one.is_over
    is_in = entry.state in (EntryState.STANDING, EntryState.WAITING)
    return OwnShown(
        task=shift_words.task(shift),
        event=title_of(event),
        when=shift_words.when(shift),
        where=_where(entry) if is_on else [],
        state=state,
        tone=tone,
        picture=picture,
        phone=event_facts.phone_of(event) if is_on else None,
        take_url=_url("take_offer", entry) if one.is_kept or one.is_free else "",
        leave_url=_url("leave_shift", entry) if is_on and is_in and not entry.came_at else "",
        here_url=_url("say_here", entry) if _can_say_here(entry, now=now) else "",
        again_url=own_url("helper.take_other", shift_id=shift.id)
        if entry.state is EntryState.STEPPED_BACK and is_takeable(shift, now=now)
        else "",
    )


def thanks_for(helper: Helper, *, now: datetime) -> list[HelpThanks]:
    """Return what is said of each event that is over, the latest first; nobody's absence."""
    events: dict[int, Event] = {}
    minutes: dict[int, int] = {}
    for entry in helper.entries:
        event = entry.shift.event
        if event.ends_at <= now and event.state is not EventState.CANCELLED and helped(entry):
            events[event.id] = event
            minutes[event.id] = minutes.get(event.id, 0) + helped(entry)
    return [
        HelpThanks(
            words=_(
                "Thank you! You helped at %(title)s: %(time)s.",
                title=title_of(event),
                time=shift_words.length_words(minutes[event.id]),
            ),
            afterwards=afterwards_of(event) if event.state is EventState.CLOSED else [],
        )
        for event in sorted(events.values(), key=lambda one: one.ends_at, reverse=True)
    ]


def helped(entry: ShiftEntry) -> int:
    """Return for how many minutes somebody helped; 0 where nobody noted that they came."""
    if entry.state is not EntryState.STANDING or entry.shift.removed_at is not None:
        return 0
    return minutes_helped(span(entry.shift), entry.came_at, entry.left_at)


def runs(helper: Helper, entries: Sequence[OwnEntry]) -> dict[str, object]:
    """Return whom to call and who runs it, of the next event: no number of another organisation."""
    mine = [one.entry for one in entries] or list(helper.entries)
    event = mine[0].shift.event if mine else None
    return {
        "help_phone": event_facts.phone_of(event) if event else None,
        "organisation": runner_of(event).name if event else "",
    }


def _state(one: OwnEntry, *, has_address: bool) -> tuple[list[str], str, str]:
    entry, shift, event = one.entry, one.entry.shift, one.entry.shift.event
    if event.state is EventState.CANCELLED:
        reason = [reason_of(event)] if event.cancelled_reason else []
        return [_("It is cancelled. You don't have to come."), *reason], "bad", "x-circle"
    if shift.removed_at is not None:
        return [_("This one is called off. You don't have to come.")], "bad", "x-circle"
    if entry.state is EntryState.STEPPED_BACK:
        return [_("You can't come. That is fine, and good that you said so.")], "plain", "check"
    if entry.state is EntryState.TAKEN_OUT:
        return (
            [_("You are not in this one any more. Do you want to know why? Call us.")],
            "plain",
            "info",
        )
    if one.is_over:
        return [_over_words(entry)], "plain", "check"
    if entry.set_aside_until is not None:
        words = _("Very many came at once. So somebody looks first.")
        return [words, _("Look here again in a few hours.")], "", "clock"
    if entry.state is EntryState.STANDING:
        return [_standing_words(entry)], "ok", "check-circle"
    return _waiting_words(one, has_address=has_address), "", "clock"


def _over_words(entry: ShiftEntry) -> str:
    if minutes := helped(entry):
        return _("Thank you! You helped: %(time)s.", time=shift_words.length_words(minutes))
    return _("It is over. Thank you.")


def _standing_words(entry: ShiftEntry) -> str:
    if entry.came_at is not None:
        return _("You are here. Thank you!")
    if entry.heads > 1:
        return _("You are in, both of you. Thank you!")
    return _("You are in. Thank you!")


def _waiting_words(one: OwnEntry, *, has_address: bool) -> list[str]:
    entry = one.entry
    if one.is_kept and entry.offered_until is not None:
        until = day_and_time(entry.offered_until, entry.shift.event.zone)
        return [_("There is a place for you. We keep it until %(moment)s.", moment=until)]
    if one.is_free:
        return [_("A place is free. Who taps first has it.")]
    if one.place is None:
        return [_("You are on the list. Is a place free? Then it stands here.")]
    words = _("You are number %(place)s in the line.", place=number(one.place))
    if has_address:
        return [words, _("We write to you when there is a place.")]
    return [words, _("Look here now and then: is there a place, it stands here.")]


def _where(entry: ShiftEntry) -> list[str]:
    venue = entry.shift.event.venue
    lines = [venue.name, venue.address if venue.address != venue.name else ""] if venue else []
    return [one for one in (*lines, entry.shift.place, entry.shift.note) if one]


def _is_on(entry: ShiftEntry) -> bool:
    return entry.shift.removed_at is None and entry.shift.event.state is not EventState.CANCELLED


def _can_say_here(entry: ShiftEntry, *, now: datetime) -> bool:
    return (
        _is_on(entry)
        and entry.state is EntryState.STANDING
        and entry.set_aside_until is None
        and entry.came_at is None
        and can_say_here(span(entry.shift), now=now)
    )


def _url(view: str, entry: ShiftEntry) -> str:
    return own_url(f"helper.{view}", entry_id=entry.id)
