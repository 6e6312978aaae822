"""Where an event stands and what to do next: for the top of its page and its card in the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import request, url_for

from planner.core.enums import EventState
from planner.core.local_time import day_of
from planner.core.next_steps import EventFacts, NextStep, later_steps, next_steps
from planner.core.schedule import Phase, phase_of, phase_states
from planner.core.steps import ALONGSIDE, Step
from planner.core.texts import N_
from planner.core.unsettled import SeenMatter
from planner.services.day.agenda import EventDesk
from planner.web.event_links import is_listed, public_url, whatsapp_url
from planner.web.filters import day, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.desk import shop_words
from planner.web.organiser.desk.keeping_words import keeping_note, keeping_state
from planner.web.organiser.desk.logistic_steps import anchor_of, beside
from planner.web.organiser.desk.step_words import COUNTED
from planner.web.organiser.desk.todos import SeenPress, Todo, TodoPanel
from planner.web.organiser.forecast.path_words import how_far_words, way_of

LONGEST_NUMBER = 10


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
        may_be_draft: nobody has answered and no card is handed out, so it could be taken back.
        public_url: empty where the event has no page for everybody; so is `whatsapp_url`.
    """

    chips: list[Chip]
    strip: list[StripStep]
    to_print: int
    has_cards: bool
    is_over: bool
    public_url: str
    whatsapp_url: str
    may_be_draft: bool


def event_head(desk: EventDesk) -> EventHead:
    """Say where an event stands, and what its buttons are for."""
    event, facts = desk.event, desk.facts
    return EventHead(
        chips=chips(facts, now=desk.now),
        strip=strip(facts, answered=_answered(desk), now=desk.now),
        to_print=sum(
            batch.cards for batch in facts.batches if batch.is_on_paper and not batch.is_printed
        ),
        has_cards=facts.cards > 0,
        is_over=facts.times.is_over(desk.now),
        public_url=public_url(event) if is_listed(event) else "",
        whatsapp_url=whatsapp_url(event) if is_listed(event) else "",
        may_be_draft=not facts.cards_handed_out
        and desk.tally.counts is None
        and not desk.tally.set_aside,
    )


def phase_now(facts: EventFacts, *, now: datetime) -> Phase:
    """Return the phase that an event is in."""
    return phase_of(facts.times, is_planned=facts.is_planned, has_cards=facts.cards > 0, now=now)


def chips(facts: EventFacts, *, now: datetime) -> list[Chip]:
    """Say how far an event is, and how long it is until then; nobody counts down to what is off."""
    if facts.times.state is EventState.CANCELLED:
        return [_state_chip(facts, now=now)]
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
        return Chip(_("Draft"), "pencil", "warn")
    if facts.times.state is EventState.CANCELLED:
        return Chip(_("Cancelled"), "x-circle", "bad")
    if facts.times.state is EventState.CLOSED:
        return Chip(_("Closed"), "check-circle", "ok")
    if facts.times.is_over(now):
        return Chip(_("Not closed yet"), "clock", "warn")
    if facts.times.has_begun(now):
        return Chip(_("Going on now"), "hand-waving", "ok")
    match phase_now(facts, now=now):
        case Phase.PLAN:
            return Chip(_("Something is missing"), "pencil")
        case Phase.INVITE:
            words = _("Inviting") if facts.cards else _("Ready to invite")
            return Chip(words, "paper-plane", "action")
        case Phase.SHOP:
            tone = "ok" if facts.is_all_in else "warn"
            return Chip(shop_words.shop_chip(facts), "shopping-cart", tone)
        case Phase.DAY:
            return Chip(_("The day itself"), "hand-waving", "ok")
        case Phase.KEEP_PROMISE:
            return Chip(_("Closed"), "check-circle", "ok")


def _answered(desk: EventDesk) -> dict[int, int]:
    """Return how many cards of each batch were answered."""
    return {
        batch_id: counted.yes + counted.maybe + counted.no
        for batch_id, counted in desk.tally.by_batch.items()
    }


def strip(facts: EventFacts, *, answered: Mapping[int, int], now: datetime) -> list[StripStep]:
    """Return the five steps, each with what there is to say of it.

    Args:
        facts: of the event.
        answered: cards that were answered, by batch: whoever wrote down or not that a batch has
            gone out, those have.
        now: the moment.
    """
    gone = sum(
        batch.cards if batch.is_handed_out else answered.get(batch.batch_id, 0)
        for batch in facts.batches
        if batch.is_on_paper
    )
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
            _step_note(phase, facts, gone, now),
            shop_words.shop_state(phase, keeping_state(phase, state, facts), facts).value,
        )
        for phase, state in phase_states(phase_now(facts, now=now))
    ]


def _step_note(phase: Phase, facts: EventFacts, gone: int, now: datetime) -> str:
    times = facts.times
    if phase is Phase.PLAN:
        return _("done") if facts.is_planned else _("not everything is filled in")
    if phase is Phase.INVITE:
        if not facts.cards:
            return _("no cards yet")
        return _(
            "%(out)s of %(all)s cards have gone out",
            out=number(gone),
            all=number(facts.cards),
        )
    if phase is Phase.SHOP:
        return shop_words.shop_note(facts)
    if phase is Phase.DAY:
        return day(times.held_on)
    return keeping_note(facts, today=day_of(now, times.zone))


def quiet_words(facts: EventFacts, *, now: datetime) -> str:
    """Say that nothing waits for whoever looks, and when the shopping is; empty once it is over."""
    if facts.times.state in {EventState.CLOSED, EventState.CANCELLED} or facts.times.is_over(now):
        return ""
    said = [_("Nothing waits for you now.")]
    if phase_now(facts, now=now) in {Phase.PLAN, Phase.INVITE, Phase.SHOP}:
        said.append(shop_words.shopping_ahead(facts))
    return " ".join(filter(None, said))


def todo_panel(desk: EventDesk) -> TodoPanel | None:
    """Write down what this person can do next; None where there is nothing to say."""
    today = day_of(desk.now, desk.event.zone)
    event_id = desk.event.id
    mine = [todo(step, event_id, today=today) for step in next_steps(desk.facts, now=desk.now)]
    later = [later_todo(step, event_id) for step in later_steps(desk.facts, now=desk.now)]
    all_done = quiet_words(desk.facts, now=desk.now)
    undo = undo_of(request.args.get("seen", ""), str(event_id))
    return TodoPanel(mine, all_done, later, undo) if mine or all_done or undo else None


def todo(step: NextStep, event_id: int, *, today: date) -> Todo:
    """Write one thing to do, with the place to do it."""
    words, note, href = _todo_words(step, event_id)
    seen = _seen_press(step, event_id)
    return Todo(words, note or by_words(step, today), href, seen, beside(step))


def later_todo(step: NextStep, event_id: int) -> Todo:
    """Write one thing that waits for nobody yet, with the day from which it does."""
    words, note, href = _todo_words(step, event_id)
    return Todo(words, _("From %(day)s.", day=day(step.due_on)) if step.due_on else note, href)


def _seen_press(step: NextStep, event_id: int) -> SeenPress | None:
    if step.matter is None or (step.step is Step.ALLERGIES and step.count):
        return None  # a pack can be looked at
    return _press(step.matter, event_id, step.mark)


def undo_of(matter: str, event_id: str) -> SeenPress | None:
    """Return what takes back that somebody saw something; None where there is no such thing."""
    found = next((one for one in SeenMatter if one.value == matter), None)
    is_number = event_id.isdecimal() and len(event_id) < LONGEST_NUMBER
    return _press(found, int(event_id)) if found and is_number else None


def _press(matter: SeenMatter, event_id: int, mark: str = "") -> SeenPress:
    is_food = matter is SeenMatter.ALLERGIES
    endpoint = "attention.note_menu_seen" if is_food else "attention.note_guests_seen"
    return SeenPress(matter.value, mark, url_for(endpoint, event_id=event_id))


@dataclass(frozen=True)
class Plain:
    """What to do in the same words for every event, and the page to do it on."""

    words: str
    endpoint: str
    note: str = ""
    anchor: str = ""


PLAIN: Mapping[Step, Plain] = {
    Step.PUBLISH: Plain(
        N_("Look at what guests will read, and say that it is right"),
        "events.publish_event",
        N_("It is a draft: nobody else sees it."),
    ),
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
    Step.READ: Plain(
        N_("Read what guests wrote"),
        "guests.show_remarks",
        N_("What must get better, and what helps them to come in."),
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
    if step.step is Step.MAKE_ROOM:
        words = ngettext(
            "Make room: about %(n)s person too many wants to come",
            "Make room: about %(n)s people too many want to come",
            step.count,
            n=number(step.count),
        )
        note = _("Or let fewer people come.")
        return words, note, url_for("desk.show_event", event_id=event_id, _anchor="forecast")
    if step.step is Step.TELL:
        address = url_for("messages.tell_guests", event_id=event_id, notice_id=step.notice_id)
        return _("Tell your guests what changed"), _("Nobody was written to yet."), address
    if step.step in {Step.BUY, Step.FETCH}:
        address = url_for("desk.show_event", event_id=event_id, _anchor="shopping")
        return shop_words.to_buy(step), "", address
    if step.behind is not None:
        way = way_of(step.behind, event_id)
        return how_far_words(step.behind.path), way.words, way.href
    if step.step in COUNTED:
        counted = COUNTED[step.step]
        words, note = counted.say(step)
        values = {"notice_id": step.notice_id} if step.step is Step.CALL else counted.values
        anchor = anchor_of(step) or counted.anchor
        address = url_for(counted.endpoint, event_id=event_id, _anchor=anchor, **values)
        return words, note, address
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


def by_words(step: NextStep, today: date) -> str:
    """Say by when it should be done; nothing of what nobody waits for."""
    if step.step in ALONGSIDE:
        return ""
    if step.by is not None and step.by > today:
        return _("Before %(day)s.", day=day(step.by))
    return _("As soon as you can.")
