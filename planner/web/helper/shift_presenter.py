"""A shift that somebody can take, ready to show: what, when, where, and how many are needed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from markupsafe import Markup

from planner.core.enums import EventState
from planner.core.helpers.ages import LEAST_AGES, AgeRefusal
from planner.services.helpers.open_shifts import OpenShift
from planner.services.helpers.settling import CLEARING_UP
from planner.services.helpers.shift_rows import is_takeable, places_open
from planner.services.helpers.signing_up import SignedUp, SignUp
from planner.store.models import Event, Shift
from planner.web import event_facts, shift_words
from planner.web.event_facts import CallContact, EventFact
from planner.web.event_words import reason_of, title_of
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.who_runs import runner_of

GROWN_UP = 18


@dataclass(frozen=True, kw_only=True)
class ShiftShown:
    """What somebody reads of a shift before taking it.

    Attributes:
        rules: from which age, and whether a certificate of conduct has to have been seen.
        url: the page to take it on; empty where one is there.
        state: how many are still needed, or that it is full.
    """

    task: str
    when: str
    hours: str
    place: str
    note: str
    rules: list[str]
    url: str = ""
    state: str = ""
    is_full: bool = False


@dataclass(frozen=True, kw_only=True)
class HelpFrame:
    """What stands on each page with the shifts of an event.

    Attributes:
        closed: why nobody can sign up; empty where one can.
        reason: why it was cancelled, in the organiser's words.
    """

    title: str
    cover: Markup
    facts: list[EventFact]
    phone: CallContact | None
    organisation: str
    closed: str
    reason: str


def frame_of(event: Event, *, now: datetime) -> HelpFrame:
    """Return what is said of an event above its shifts; of a draft not even what it is."""
    is_draft = event.state is EventState.DRAFT
    where = None if is_draft else event_facts.where(event)
    return HelpFrame(
        title="" if is_draft else title_of(event),
        cover=event_facts.cover_of(event, wide=False),
        facts=[] if is_draft else [event_facts.when(event), *([where] if where else [])],
        phone=event_facts.phone_of(event),
        organisation=runner_of(event).name,
        closed=closed_words(event, now=now),
        reason=reason_of(event) if event.state is EventState.CANCELLED else "",
    )


def closed_words(event: Event, *, now: datetime) -> str:
    """Say why nobody can sign up for an event; empty where one can."""
    if event.state is EventState.DRAFT:
        return _("This does not stand here yet. Look again later.")
    if event.state is EventState.CANCELLED:
        return _("It is cancelled. Nobody has to come.")
    # Clearing up is done after the end: until then its shifts can be taken.
    if event.state is EventState.CLOSED or event.ends_at <= now - CLEARING_UP:
        return over_words()
    return ""


def over_words() -> str:
    """Say that there is nothing to do any more."""
    return _("It is over. Thank you to everybody who helped.")


def shown_shift(shift: Shift) -> ShiftShown:
    """Return what is said of a shift, whoever reads it."""
    rules = []
    if shift.least_age >= GROWN_UP:
        rules.append(_("For this you are 18 or older."))
    elif shift.least_age > min(LEAST_AGES):
        rules.append(_("For this you are 16 or older."))
    if shift.asks_certificate:
        rules.append(_("For this we ask to see a certificate of conduct (VOG)."))
    return ShiftShown(
        task=shift_words.task(shift),
        when=shift_words.when(shift),
        hours=shift_words.hours(shift),
        place=shift.place,
        note=shift.note,
        rules=rules,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftStands:
    """How a shift stands for who wants to take it.

    Attributes:
        problems: why it was not taken; empty at first.
        is_full: only the line is left.
        was_taken: somebody else was faster.
        may_wait: there is a place, and fewer than they are.
    """

    problems: Sequence[str] = ()
    is_full: bool = False
    was_taken: bool = False
    may_wait: bool = False


def stands_at_first(shift: Shift, *, now: datetime) -> ShiftStands:
    """Return how a shift stands before anybody pressed."""
    return ShiftStands(is_full=places_open(shift, now=now) == 0)


def stands_refused(made: SignedUp, shift: Shift, *, now: datetime) -> ShiftStands:
    """Return how a shift stands when nobody was put in it.

    Args:
        made: what became of the press.
        shift: as it is since.
        now: the moment.
    """
    is_full = made.outcome is SignUp.FULL
    if is_full and places_open(shift, now=now):
        return ShiftStands(problems=[one_place_words()], may_wait=True)
    problems = problem_words(made, shift)
    return ShiftStands(problems=problems, is_full=is_full, was_taken=is_full)


def shift_page_values(shift: Shift, stands: ShiftStands, *, now: datetime) -> dict[str, Any]:
    """Return what both pages say on which a shift is taken, with an own page and without.

    Args:
        shift: with its event and entries.
        stands: for who reads it.
        now: the moment.
    """
    frame = frame_of(shift.event, now=now)
    return {
        "frame": frame,
        "help_phone": frame.phone,
        "organisation": frame.organisation,
        "shift": shown_shift(shift),
        "problems": stands.problems,
        "is_takeable": is_takeable(shift, now=now),
        "is_full": stands.is_full,
        "was_taken": stands.was_taken,
        "may_wait": stands.may_wait,
    }


def listed(found: Iterable[OpenShift], url_of: Callable[[Shift], str]) -> list[ShiftShown]:
    """Return shifts for a list, each with the page to take it on."""
    return [
        replace(
            shown_shift(one.shift),
            url=url_of(one.shift),
            state=state_words(one),
            is_full=one.is_full,
        )
        for one in found
    ]


def state_words(one: OpenShift) -> str:
    """Say how many are still needed."""
    if one.is_full:
        return _("Full: you can stand in the line")
    if one.missing:
        return ngettext(
            "%(num)s person is still needed", "%(num)s people are still needed", one.missing
        )
    return _("There is room for one more")


def refusal_words(refusals: Iterable[AgeRefusal], least_age: int) -> list[str]:
    """Say in sentences why somebody of an age may not take a shift."""
    words = {
        AgeRefusal.TOO_YOUNG: _("This one is for people from %(age)s.", age=least_age),
        AgeRefusal.LONG_ON_SCHOOL_DAY: _(
            "On a school day somebody from 13 to 15 helps for two hours at most."
        ),
        AgeRefusal.LATE: _("This one is too early or too late for somebody from 13 to 15."),
        AgeRefusal.NIGHT: _("At night only people from 18 help."),
    }
    return [words[one] for one in refusals]


def problem_words(made: SignedUp, shift: Shift) -> list[str]:
    """Say in sentences why nobody was put in a shift; nothing where it was just taken."""
    if made.clash is not None:
        return [clash_words(made.clash, shift)]
    if made.outcome is SignUp.AGE:
        return refusal_words(made.verdict.refusals, shift.least_age)
    if made.outcome is SignUp.CLOSED:
        return [_("Nobody can sign up for this any more.")]
    return []


def one_place_words() -> str:
    """Say to two people that one of them can come."""
    return _("There is one place left. Come alone, or stand in the line together.")


def clash_words(clash: Shift, wanted: Shift) -> str:
    """Say that two shifts are at the same time, and when both are."""
    return _(
        "You already do this: %(task)s, %(when)s. This one is %(other)s. Nobody can do both.",
        task=shift_words.task(clash),
        when=shift_words.when(clash),
        other=shift_words.when(wanted),
    )
