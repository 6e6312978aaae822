"""Where an event stands and what to do next: for the top of its page and its card in the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from planner.core.enums import EventState
from planner.core.local_time import day_of
from planner.core.next_steps import EventFacts, NextStep, Step, next_steps
from planner.core.schedule import Phase, phase_of, phase_states
from planner.core.texts import N_
from planner.services.day.agenda import EventDesk
from planner.web.access import may_open
from planner.web.event_links import is_listed, public_url, whatsapp_url
from planner.web.filters import day, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.desk import shop_words


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
class EventHead:
    """What stands above the panels.

    Attributes:
        to_print: cards that are still to be printed.
        public_url: empty where the event has no page for everybody; so is `whatsapp_url`.
    """

    chips: list[Chip]
    strip: list[StripStep]
    to_print: int
    has_cards: bool
    is_over: bool
    public_url: str
    whatsapp_url: str


def event_head(desk: EventDesk) -> EventHead:
    """Say where an event stands, and what its buttons are for."""
    event, facts = desk.event, desk.facts
    return EventHead(
        chips=chips(facts, now=desk.now),
        strip=strip(facts, now=desk.now),
        to_print=sum(
            batch.cards for batch in facts.batches if batch.is_on_paper and not batch.is_printed
        ),
        has_cards=facts.cards > 0,
        is_over=facts.times.is_over(desk.now),
        public_url=public_url(event) if is_listed(event) else "",
        whatsapp_url=whatsapp_url(event) if is_listed(event) else "",
    )


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
    if facts.times.state is EventState.DRAFT:
        return Chip(_("Draft: only organisers see it"), "pencil", "warn")
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
        Phase.SHOP: Chip(
            shop_words.shop_chip(facts), "shopping-cart", "ok" if facts.is_all_in else "warn"
        ),
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
        StripStep(
            labels[phase],
            _step_note(phase, facts),
            shop_words.shop_state(phase, state, facts).value,
        )
        for phase, state in phase_states(phase_now(facts, now=now))
    ]


def _step_note(phase: Phase, facts: EventFacts) -> str:
    times = facts.times
    if phase is Phase.PLAN:
        return _("done") if facts.is_planned else _("not everything is filled in")
    if phase is Phase.INVITE:
        if not facts.cards:
            return _("no cards yet")
        return _(
            "%(out)s of %(all)s cards have gone out",
            out=number(facts.cards_handed_out),
            all=number(facts.cards),
        )
    if phase is Phase.SHOP:
        return shop_words.shop_note(facts)
    if phase is Phase.DAY:
        return day(times.held_on)
    return _("until %(day)s", day=day(times.promises_until))


def quiet_words(facts: EventFacts, *, now: datetime) -> str:
    """Say that nothing has to be done now, and what comes next; empty once it is over."""
    if facts.times.state in {EventState.CLOSED, EventState.CANCELLED} or facts.times.is_over(now):
        return ""
    said = [_("All is in order.")]
    if phase_now(facts, now=now) in {Phase.PLAN, Phase.INVITE, Phase.SHOP}:
        said.append(shop_words.shopping_ahead(facts))
    return " ".join(filter(None, said))


@dataclass(frozen=True)
class Todo:
    """Something to do, and where."""

    words: str
    note: str
    href: str


@dataclass(frozen=True)
class TodoPanel:
    """What to do; where that is nothing, words that say so."""

    todos: list[Todo]
    all_done: str


def todo_panel(desk: EventDesk) -> TodoPanel | None:
    """Write down what this person can do next; None where there is nothing to say."""
    today = day_of(desk.now, desk.event.zone)
    todos = [
        todo(step, desk.event.id, today=today) for step in next_steps(desk.facts, now=desk.now)
    ]
    mine = [each for each in todos if may_open(each.href)]
    all_done = quiet_words(desk.facts, now=desk.now)
    return TodoPanel(mine, all_done) if mine or all_done else None


def todo(step: NextStep, event_id: int, *, today: date) -> Todo:
    """Write one thing to do, with the place to do it."""
    words, note, href = _todo_words(step, event_id)
    return Todo(words, note or _by(step.by, today), href)


@dataclass(frozen=True)
class Plain:
    """What to do in the same words for every event, and the page to do it on."""

    words: str
    endpoint: str
    note: str = ""
    anchor: str = ""


PLAIN: Mapping[Step, Plain] = {
    Step.GUESS: Plain(
        N_("Say how many people you expect"),
        "desk.show_event",
        N_("Then you get a forecast."),
        anchor="forecast",
    ),
    Step.VENUE: Plain(
        N_("Fill in where it is"), "events.edit_event", N_("Guests see it on their card.")
    ),
    Step.PHONE: Plain(
        N_("Fill in who guests can call"), "events.edit_event", N_("For questions on the day.")
    ),
    Step.MAKE_CARDS: Plain(N_("Make cards to hand out"), "cards.make_batch"),
    Step.LOOK: Plain(
        N_("Look at answers that were set aside"),
        "guests.show_set_aside",
        N_("They do not count until you look."),
    ),
    Step.OPEN_GATE: Plain(
        N_("Make the gate ready"), "day.show_gates", N_("Helpers count on their own phone.")
    ),
    Step.WATCH_GATE: Plain(N_("See who is inside"), "day.show_gates"),
    Step.CLOSE: Plain(
        N_("Close it: how many came?"),
        "events.close_event",
        N_("The next forecast learns from it."),
    ),
}


def _todo_words(step: NextStep, event_id: int) -> tuple[str, str, str]:
    if step.step in PLAIN:
        plain = PLAIN[step.step]
        href = url_for(plain.endpoint, event_id=event_id, _anchor=plain.anchor or None)
        return _(plain.words), _(plain.note) if plain.note else "", href
    if step.step is Step.TELL:
        address = url_for("messages.tell_guests", event_id=event_id, notice_id=step.notice_id)
        return _("Tell your guests what changed"), _("Nobody was written to yet."), address
    if step.step in {Step.BUY, Step.FETCH}:
        address = url_for("desk.show_event", event_id=event_id, _anchor="shopping")
        return shop_words.to_buy(step), "", address
    return _card_words(step), "", url_for("cards.list_batches", event_id=event_id)


def _card_words(step: NextStep) -> str:
    if step.step is Step.PRINT_CARDS:
        return ngettext(
            "Print %(num)s card for %(name)s",
            "Print %(num)s cards for %(name)s",
            step.count,
            name=step.name,
        )
    return ngettext(
        "Give %(name)s %(num)s card",
        "Give %(name)s %(num)s cards",
        step.count,
        name=step.name,
    )


def _by(by: date | None, today: date) -> str:
    if by is None:
        return ""
    return _("Before %(day)s.", day=day(by)) if by > today else _("As soon as you can.")
