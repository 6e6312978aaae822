"""The top of an event's page: chips, the strip of five steps, and what to do next."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from planner.core.next_steps import EventFacts, NextStep, Step
from planner.core.schedule import Phase, PhaseState, phase_of, phase_states
from planner.core.words import EventState
from planner.web.filters import day, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext


@dataclass(frozen=True)
class Chip:
    """A word with its pictogram."""

    words: str
    picture: str
    tone: str = ""


@dataclass(frozen=True)
class StripStep:
    """One of the five steps of an event."""

    label: str
    note: str
    state: str


@dataclass(frozen=True)
class Todo:
    """Something to do, and where."""

    words: str
    note: str
    href: str


def phase_now(facts: EventFacts, *, now: datetime) -> Phase:
    """Return the phase that an event is in."""
    return phase_of(facts.times, is_planned=facts.is_planned, has_cards=facts.cards > 0, now=now)


def chips(facts: EventFacts, *, now: datetime) -> list[Chip]:
    """Say how far an event is, and how long it is until then."""
    return [_state_chip(facts, now=now), Chip(days_to_go(facts, now=now), "calendar")]


def days_to_go(facts: EventFacts, *, now: datetime) -> str:
    """Write how many days it is until the event, or since."""
    days = facts.times.days_to_go(now)
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days > 0:
        return ngettext("%(num)s day to go", "%(num)s days to go", days)
    return ngettext("%(num)s day ago", "%(num)s days ago", -days)


def _state_chip(facts: EventFacts, *, now: datetime) -> Chip:
    if facts.times.state is EventState.CANCELLED:
        return Chip(_("Cancelled"), "x-circle", "bad")
    if facts.times.state is EventState.CLOSED:
        return Chip(_("Closed"), "check-circle", "ok")
    if facts.times.is_over(now):
        return Chip(_("Not closed yet"), "clock", "warn")
    if facts.times.has_begun(now):
        return Chip(_("Going on now"), "hand-waving", "ok")
    return {
        Phase.PLAN: Chip(_("Being planned"), "pencil"),
        Phase.INVITE: Chip(_("Inviting"), "paper-plane", "action"),
        Phase.SHOP: Chip(_("Time to shop"), "shopping-cart", "warn"),
        Phase.DAY: Chip(_("The day itself"), "hand-waving", "ok"),
        Phase.KEEP_PROMISE: Chip(_("Closed"), "check-circle", "ok"),
    }[phase_now(facts, now=now)]


def strip(facts: EventFacts, *, now: datetime) -> list[StripStep]:
    """Return the five steps, each with what there is to say of it."""
    labels = {
        Phase.PLAN: _("Plan"),
        Phase.INVITE: _("Invite"),
        Phase.SHOP: _("Shop"),
        Phase.DAY: _("The day itself"),
        Phase.KEEP_PROMISE: _("Do what you promised"),
    }
    return [
        StripStep(labels[phase], _step_note(phase, state, facts), state.value)
        for phase, state in phase_states(phase_now(facts, now=now))
    ]


def _step_note(phase: Phase, state: PhaseState, facts: EventFacts) -> str:
    times = facts.times
    if phase is Phase.PLAN:
        return _("done") if facts.is_planned else _("not everything is filled in")
    if phase is Phase.INVITE:
        if not facts.cards:
            return _("no cards yet")
        return _(
            "%(out)s of %(all)s cards handed out",
            out=number(facts.cards_handed_out),
            all=number(facts.cards),
        )
    if phase is Phase.SHOP:
        if facts.bought:
            return _("%(bought)s of %(all)s bought", bought=facts.bought, all=facts.dishes)
        return day(times.shop_on)
    if phase is Phase.DAY:
        return day(times.held_on)
    return _("until %(day)s", day=day(times.promises_until))


def quiet_words(facts: EventFacts, *, now: datetime) -> str:
    """Say that nothing has to be done now, and what comes next; empty once it is over."""
    if facts.times.state in {EventState.CLOSED, EventState.CANCELLED} or facts.times.is_over(now):
        return ""
    if phase_now(facts, now=now) in {Phase.PLAN, Phase.INVITE}:
        return _(
            "All is in order. Next comes the shopping, on %(day)s.", day=day(facts.times.shop_on)
        )
    return _("All is in order.")


def todo(step: NextStep, event_id: int) -> Todo:
    """Write one thing to do, with the place to do it."""
    words, note, href = _todo_words(step, event_id)
    return Todo(words, note or _by(step.by), href)


def _todo_words(step: NextStep, event_id: int) -> tuple[str, str, str]:
    cards = url_for("invitations.list_batches", event_id=event_id)
    here = url_for("event_page.show", event_id=event_id)
    edit = url_for("planning.edit", event_id=event_id)
    gates = url_for("gates.show", event_id=event_id)
    if step.step is Step.PRINT_CARDS:
        words = ngettext(
            "Print %(num)s card for %(name)s",
            "Print %(num)s cards for %(name)s",
            step.count,
            name=step.name,
        )
        return words, "", cards
    if step.step is Step.HAND_OUT:
        words = ngettext(
            "Give %(name)s %(num)s card",
            "Give %(name)s %(num)s cards",
            step.count,
            name=step.name,
        )
        return words, "", cards
    if step.step is Step.BUY:
        words = ngettext(
            "Buy the food: %(num)s thing to go",
            "Buy the food: %(num)s things to go",
            step.count,
        )
        return words, "", f"{here}#shopping"
    plain = {
        Step.GUESS: (
            _("Say how many people you expect"),
            _("Then you get a forecast."),
            f"{here}#forecast",
        ),
        Step.VENUE: (_("Fill in where it is"), _("Guests see it on their card."), edit),
        Step.PHONE: (_("Fill in who guests can call"), _("For questions on the day."), edit),
        Step.MAKE_CARDS: (
            _("Make cards to hand out"),
            "",
            url_for("invitations.new_batch", event_id=event_id),
        ),
        Step.OPEN_GATE: (
            _("Make the gate ready"),
            _("Helpers count on their own phone."),
            gates,
        ),
        Step.WATCH_GATE: (_("See who is inside"), "", gates),
        Step.CLOSE: (
            _("Close it: how many came?"),
            _("The next forecast learns from it."),
            url_for("closing.close", event_id=event_id),
        ),
    }
    return plain[step.step]


def _by(by: date | None) -> str:
    return _("Before %(day)s.", day=day(by)) if by else ""
