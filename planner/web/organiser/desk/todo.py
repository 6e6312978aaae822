"""What to do next, in words, with the place to do it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for

from planner.core.local_time import day_of
from planner.core.next_steps import NextStep, Step, next_steps
from planner.core.texts import N_
from planner.services.day.agenda import EventDesk
from planner.web.access import may_open
from planner.web.filters import day
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.desk.event_head import quiet_words


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


def _todo_words(step: NextStep, event_id: int) -> tuple[str, str, str]:
    if step.step in PLAIN:
        plain = PLAIN[step.step]
        href = url_for(plain.endpoint, event_id=event_id, _anchor=plain.anchor or None)
        return _(plain.words), _(plain.note) if plain.note else "", href
    if step.step is Step.TELL:
        address = url_for("messages.tell_guests", event_id=event_id, notice_id=step.notice_id)
        return _("Tell your guests what changed"), _("Nobody was written to yet."), address
    if step.step is Step.BUY:
        words = ngettext(
            "Buy the food: %(num)s thing to go",
            "Buy the food: %(num)s things to go",
            step.count,
        )
        return words, "", url_for("desk.show_event", event_id=event_id, _anchor="shopping")
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
