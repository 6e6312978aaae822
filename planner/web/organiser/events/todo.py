"""What to do next, in words, with the place to do it."""

from dataclasses import dataclass
from datetime import date

from flask import url_for

from planner.core.next_steps import NextStep, Step
from planner.web.filters import day
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext


@dataclass(frozen=True)
class Todo:
    """Something to do, and where."""

    words: str
    note: str
    href: str


def todo(step: NextStep, event_id: int, *, today: date) -> Todo:
    """Write one thing to do, with the place to do it."""
    words, note, href = _todo_words(step, event_id)
    return Todo(words, note or _by(step.by, today), href)


def _todo_words(step: NextStep, event_id: int) -> tuple[str, str, str]:
    cards = url_for("invitations.list_batches", event_id=event_id)
    here = url_for("event_page.show", event_id=event_id)
    edit = url_for("planning.edit", event_id=event_id)
    gates = url_for("gates.show", event_id=event_id)
    if step.step is Step.TELL:
        address = url_for("tell.ask", event_id=event_id, notice_id=step.notice_id)
        return _("Tell your guests what changed"), _("Nobody was written to yet."), address
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


def _by(by: date | None, today: date) -> str:
    if by is None:
        return ""
    return _("Before %(day)s.", day=day(by)) if by > today else _("As soon as you can.")
