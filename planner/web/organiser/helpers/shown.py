"""Shifts and who is in them, ready to show: for the overview, a shift's page and today's list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from flask import url_for

from planner.core.helpers.ages import LEAST_AGES
from planner.core.helpers.asking import ShowRate, ask_for
from planner.core.helpers.shifts import EntryState, can_leave
from planner.services.helpers.moving import judge_entry
from planner.services.helpers.shift_rows import heads_placed, heads_standing, span
from planner.store.models import Shift, ShiftEntry
from planner.web.filters import number, time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.helpers.helper_words import (
    OUTCOME_NAMES,
    age_words,
    certificate_words,
    name_of,
    with_company,
)
from planner.web.shift_words import hours, task


@dataclass(frozen=True)
class HelperMark:
    """A word with its pictogram."""

    words: str
    picture: str
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonShown:
    """Somebody in a shift.

    Attributes:
        name: how the crew calls them, and that somebody comes along.
        url: the page of this person in this shift.
        send_url: where a press sends that they came or left.
        marks: what is to be known: the first time, no certificate seen, when they came.
        warnings: what the rules for the young have against it.
        can_come: whether nothing is known yet, so that they may still come; so with `can_leave`.
        is_over: whether the shift has ended, so that they came or did not.
    """

    name: str
    url: str
    send_url: str
    marks: tuple[HelperMark, ...] = ()
    warnings: tuple[str, ...] = ()
    can_come: bool = False
    can_leave: bool = False
    is_over: bool = False

    @property
    def is_noted(self) -> bool:
        """Whether there is something to undo."""
        return not self.can_come


@dataclass(frozen=True, kw_only=True)
class ShiftLine:
    """A shift at a glance.

    Attributes:
        number_words: how many are in it of how many it needs.
        state: short, enough or full, in a word with its pictogram.
        missing: how many it lacks, until it is over; whom a place is only kept for is not in it.
        inside: people who are in it, no more than `needed`, as the bar needs them.
        ask_words: how many to ask so that enough come; empty where enough are in it, and where
            that is no more than needed.
        about: its place, and for whom it is.
        people: who is in it.
        waiting: for whom a place is kept, and who waits, in sentences; empty for nobody.
        aside: who was set aside and nobody looked at yet.
    """

    shift_id: int
    task: str
    hours: str
    url: str
    number_words: str
    state: HelperMark
    missing: int
    inside: int
    needed: int
    ask_words: str
    about: tuple[str, ...]
    people: tuple[PersonShown, ...]
    waiting: str
    aside: tuple[PersonShown, ...]


def shift_shown(shift: Shift, rate: ShowRate, *, now: datetime) -> ShiftLine:
    """Return a shift with who is in it, in words."""
    inside, placed = heads_standing(shift), heads_placed(shift, now=now)
    is_over = span(shift).ends_at <= now
    return ShiftLine(
        shift_id=shift.id,
        task=task(shift),
        hours=hours(shift),
        url=url_for("helpers.show_shift", event_id=shift.event_id, shift_id=shift.id),
        number_words=_("%(n)s of %(all)s", n=number(inside), all=number(shift.needed)),
        state=_state(shift, inside, is_over=is_over),
        missing=0 if is_over else max(0, shift.needed - inside),
        inside=min(inside, shift.needed),
        needed=shift.needed,
        ask_words="" if is_over else _ask_words(shift, rate, inside),
        about=tuple(_about(shift)),
        people=tuple(person_shown(one, now=now) for one in standing(shift)),
        waiting=" ".join(_line_words(shift, kept=placed - inside)),
        aside=tuple(person_shown(one, now=now) for one in set_aside(shift)),
    )


def standing(shift: Shift) -> Iterable[ShiftEntry]:
    """Give who has a place in a shift, by name."""
    return _by_name(
        one
        for one in shift.entries
        if one.state is EntryState.STANDING and one.set_aside_until is None
    )


def set_aside(shift: Shift) -> Iterable[ShiftEntry]:
    """Give who was set aside and nobody looked at."""
    return _by_name(
        one
        for one in shift.entries
        if one.set_aside_until is not None
        and one.state in (EntryState.STANDING, EntryState.WAITING)
    )


def person_shown(entry: ShiftEntry, *, now: datetime) -> PersonShown:
    """Return somebody in a shift, with what is known of them."""
    shift, helper = entry.shift, entry.helper
    event_id, when = shift.event_id, span(shift)
    is_over = when.ends_at <= now
    return PersonShown(
        name=with_company(name_of(helper), entry.heads),
        url=url_for("helpers.show_person", event_id=event_id, entry_id=entry.id),
        send_url=url_for("helpers.note_presence", event_id=event_id, entry_id=entry.id),
        marks=tuple(_marks(entry, is_over=is_over)),
        warnings=tuple(age_words(entry, judge_entry(entry))),
        can_come=entry.came_at is None and entry.outcome is None,
        can_leave=entry.came_at is not None and entry.left_at is None and can_leave(when, now=now),
        is_over=is_over,
    )


def _by_name(entries: Iterable[ShiftEntry]) -> Iterable[ShiftEntry]:
    def key(entry: ShiftEntry) -> tuple[bool, str, int]:
        return not entry.helper.name, entry.helper.name.casefold(), entry.id

    return sorted(entries, key=key)


def _marks(entry: ShiftEntry, *, is_over: bool) -> Iterable[HelperMark]:
    zone, helper = entry.shift.event.zone, entry.helper
    if entry.outcome is not None:
        yield HelperMark(str(OUTCOME_NAMES[entry.outcome]), "x-circle")
    elif entry.left_at is not None:
        yield HelperMark(
            _("Left at %(time)s", time=time(entry.left_at, zone)), "check-circle", "ok"
        )
    elif entry.came_at is not None:
        yield HelperMark(_came_words(entry, entry.came_at, is_over=is_over), "check-circle", "ok")
    if helper.is_first_time:
        yield HelperMark(_("First time"), "hand-waving", "action")
    if words := certificate_words(entry):
        yield HelperMark(words, "warning", "warn")


def _came_words(entry: ShiftEntry, came_at: datetime, *, is_over: bool) -> str:
    shift = entry.shift
    if came_at >= span(shift).ends_at:  # noted afterwards, and nobody knows when they came
        return _("Was here")
    at = time(came_at, shift.event.zone)
    return _("Came at %(time)s", time=at) if is_over else _("Is here since %(time)s", time=at)


def _line_words(shift: Shift, *, kept: int) -> Iterable[str]:
    if kept:
        yield ngettext(
            "A place is kept for %(num)s person, who has not said yes yet.",
            "Places are kept for %(num)s people, who have not said yes yet.",
            kept,
        )
    in_line = sum(
        one.heads
        for one in shift.entries
        if one.state is EntryState.WAITING and one.set_aside_until is None
    )
    if in_line > kept:
        yield ngettext("%(num)s person waits.", "%(num)s people wait.", in_line - kept)


def _state(shift: Shift, inside: int, *, is_over: bool) -> HelperMark:
    if is_over:
        return HelperMark(_("Over"), "check")
    missing = shift.needed - inside
    if missing > 0:
        words = ngettext("%(num)s more needed", "%(num)s more needed", missing)
        return HelperMark(words, "warning", "warn")
    if inside >= shift.most:
        return HelperMark(_("Full"), "check-circle", "ok")
    return HelperMark(_("Enough"), "check", "ok")


def _about(shift: Shift) -> Iterable[str]:
    if shift.place:
        yield shift.place
    if shift.least_age > min(LEAST_AGES):
        yield _("from %(n)s years", n=shift.least_age)
    if not shift.is_open:
        yield _("only who you add")


def _ask_words(shift: Shift, rate: ShowRate, inside: int) -> str:
    asked = _asked(shift.needed, rate)
    if asked <= max(shift.needed, inside) or inside >= shift.most:
        return ""
    return _("Ask %(more)s to have %(n)s.", more=number(asked), n=number(shift.needed))


@cache  # of a few numbers, on every line of the page
def _asked(needed: int, rate: ShowRate) -> int:
    return ask_for(needed, rate)
