"""Enter what was counted on paper at a gate, and print the list for it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length, Optional

from planner.core.admission import SERVES_FOR, People
from planner.core.enums import EventState
from planner.core.local_time import NoSuchTime, day_of, moment_at, time_of
from planner.core.roles import Right
from planner.core.tallies import MOST_PEOPLE, LineFault, TallyLine, read_tally
from planner.services.gate import gates, paper
from planner.services.gate.journal import PastScan
from planner.services.gate.paper import Entered, LineResult
from planner.store.models import Event, Gate
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.numbers import whole_number
from planner.web.organiser.day import bp
from planner.web.organiser.fields import Between, ClockField, WholeNumberField
from planner.web.organiser.lookup import event_to_change, event_to_show

LONGEST_LIST = 20_000
EARLIEST = dt.timedelta(hours=6)
"""Before the beginning: nobody was counted on paper longer before."""
TAKEN = {Entered.ENTERED, Entered.BEFORE}
PEOPLE = Between(0, MOST_PEOPLE, _l("Write a number from 0 to 500."))


@dataclass(frozen=True)
class StandingLine:
    """A line that was entered."""

    nonce: str
    what: str
    people: str


def standing_line(scan: PastScan) -> StandingLine:
    """Show a line that was entered."""
    number = scan.card_number
    return StandingLine(
        nonce=scan.nonce,
        what=_("Card %(number)s", number=number) if number else _("Without a card"),
        people=ngettext("%(num)s person", "%(num)s people", scan.people.heads),
    )


def fault_words(line: TallyLine) -> str:
    """Say what to do with a line that can't be read."""
    if line.fault is LineFault.TWICE:
        return _(
            "Card %(number)s stands here twice. Keep the line that is right.", number=line.number
        )
    if line.fault is LineFault.NOBODY:
        return _("Nobody came on card %(number)s: leave this line out.", number=line.number)
    if line.fault is LineFault.TOO_MANY_LINES:
        return _("“%(line)s”: the list is too long. Enter the rest now.", line=line.text[:40])
    return _("“%(line)s”: write the number of the card, and how many came.", line=line.text[:40])


def result_words(result: LineResult) -> str:
    """Say what to do with a line that can't be entered."""
    number, heads = result.line.number, result.heads
    if result.outcome is Entered.STANDS_OTHERWISE:
        return ngettext(
            "Card %(card)s was entered with %(num)s person. Take that back first.",
            "Card %(card)s was entered with %(num)s people. Take that back first.",
            heads,
            card=number,
        )
    if result.outcome is Entered.MORE_THAN_PARTY:
        return ngettext(
            "Card %(card)s is for %(num)s person. Add the others to the people without a card.",
            "Card %(card)s is for %(num)s people. Add the others to the people without a card.",
            heads,
            card=number,
        )
    if result.outcome is Entered.INSIDE_ALREADY:
        return _(
            "Card %(card)s: phones counted everybody already. Leave this line out.", card=number
        )
    return _("There is no card %(card)s. Look at the paper once more.", card=number)


class PaperForm(Form):
    """The lines of a paper list, and the people without a card."""

    gate_id = SelectField(_l("At which gate was it?"), coerce=int)
    came_at = ClockField(
        _l("About when did they come?"),
        description=_l("One time for the whole list. Guess if you don't know."),
        validators=[Optional()],
    )
    lines = TextAreaField(
        _l("Cards"),
        description=_l(
            "One card on each line: its number, and how many came. 12 3 means three people of "
            "card 12. Only 12 means all of them."
        ),
        validators=[Length(max=LONGEST_LIST, message=_l("Enter the list in two parts."))],
        render_kw={"rows": 8, "spellcheck": "false", "autocomplete": "off"},
    )
    adults = WholeNumberField(
        _l("Grown-ups without a card"),
        validators=[Optional(), PEOPLE],
        render_kw={"min": 0, "inputmode": "numeric"},
    )
    children = WholeNumberField(
        _l("Children without a card"),
        validators=[Optional(), PEOPLE],
        render_kw={"min": 0, "inputmode": "numeric"},
    )

    @property
    def loose(self) -> People:
        """People without a card."""
        return People(int(self.adults.data or 0), int(self.children.data or 0))


@bp.get("/<int:event_id>/gates/paper")
@needs(Right.GATES)
def show_gate_paper(event_id: int) -> ResponseReturnValue:
    """Show the form, and what stands on paper already."""
    event = event_to_show(event_id)
    return _page(event, _form(event))


@bp.post("/<int:event_id>/gates/paper")
@needs(Right.GATES, audited="gate_paper.enter")
def enter_paper_arrivals(event_id: int) -> ResponseReturnValue:
    """Enter what is clear; lines that are not stay in the form, each with a sentence."""
    event = event_to_change(event_id)
    form = _form(event)
    if not form.is_posted_and_valid() or event.state is EventState.CLOSED:
        return _page(event, form, 422)
    at = _moment(event, form.came_at.data)
    found = next(each for each in _gates(event_id) if each.id == form.gate_id.data)
    wrong, done = _enter_lines(form, session().get_one(Gate, found.id), at)
    session().commit()
    if wrong:
        form.lines.data = "\n".join(line for line, _words in wrong)
        form.lines.errors = [words for _line, words in wrong]
    if done:
        people = sum(result.heads for result in done)
        flash(ngettext("%(num)s person entered.", "%(num)s people entered.", people), "ok")
    if form.errors:
        # What was entered a moment ago stands on the page, with its way back.
        return _page(event_to_show(event_id), form, 422, reading=session())
    if not done:
        flash(_("Nothing new: all of this had been entered before."), "ok")
    return redirect(url_for("day.show_gate_paper", event_id=event_id), code=303)


@bp.get("/<int:event_id>/gates/paper/list")
@needs(Right.GATES)
def print_gate_list(event_id: int) -> ResponseReturnValue:
    """Show the numbers of the cards with room to write, for a gate where no phone works."""
    event = event_to_show(event_id)
    lists = paper.printed_lists(reading_session(), event)
    return render_template("print/gate_list.html", event=event, lists=lists)


@bp.post("/<int:event_id>/gates/paper/undo")
@needs(Right.GATES, audited="gate_paper.undo")
def undo_paper_arrivals(event_id: int) -> ResponseReturnValue:
    """Take one line back, or the whole paper of a gate."""
    event_to_change(event_id)
    gate_id = request.form.get("gate", 0, type=whole_number)
    found = session().get(Gate, gate_id)
    if found is None or found.event_id != event_id or found.only_listens:
        abort(404)
    key = settings().code_key
    nonces = [request.form.get("nonce", "")]
    if nonces == [""]:
        nonces = [each.nonce for each in paper.list_entered(session(), found, code_key=key)]
    count = paper.undo_line(session(), found, nonces, code_key=key, now=now())
    session().commit()
    words = ngettext("%(num)s line taken back.", "%(num)s lines taken back.", count)
    flash(words if count else _("There was nothing to take back."), "ok")
    return redirect(url_for("day.show_gate_paper", event_id=event_id), code=303)


def _enter_lines(
    form: PaperForm, at_gate: Gate, at: dt.datetime
) -> tuple[list[tuple[str, str]], list[LineResult]]:
    """Enter what is clear; give the lines that are not with what to do, and what is new."""
    known: dict[str, Any] = {"at": at, "code_key": settings().code_key, "now": now()}
    read = read_tally(form.lines.data or "")
    words = {line: fault_words(line) for line in read if line.fault}
    clear = [line for line in read if not line.fault]
    results = paper.enter_lines(session(), at_gate, clear, **known)
    for result in results:
        if result.outcome not in TAKEN:
            words[result.line] = result_words(result)
    wrong = [(line.text, words[line]) for line in read if line in words]
    if form.loose.heads:
        loose = paper.enter_loose(session(), at_gate, form.loose, **known)
        results.append(loose)
        if loose.outcome not in TAKEN:
            form.adults.errors = [
                ngettext(
                    "%(num)s person without a card stands here. Take that back first.",
                    "%(num)s people without a card stand here. Take that back first.",
                    loose.heads,
                )
            ]
    elif not read:
        form.lines.errors = [_("Write at least one card, or people without a card.")]
    return wrong, [result for result in results if result.outcome is Entered.ENTERED]


def _form(event: Event) -> PaperForm:
    form = PaperForm()
    form.gate_id.choices = [(each.id, each.name) for each in _gates(event.id)]
    if form.came_at.data is None and not form.is_submitted():
        form.came_at.data = time_of(event.starts_at, event.zone)
    return form


def _moment(event: Event, came_at: dt.time | None) -> dt.datetime:
    """The moment of a time of day at the event; of an event past midnight perhaps the day after."""
    first, last = event.starts_at - EARLIEST, min(now(), event.ends_at + SERVES_FOR)
    if came_at is None:
        return min(event.starts_at, last)
    day = day_of(event.starts_at, event.zone)
    for each in (day, day + dt.timedelta(days=1)):
        try:
            at = moment_at(each, came_at, event.zone)
        except NoSuchTime:
            continue
        if first <= at <= last:
            return at
    return min(event.starts_at, last)


def _gates(event_id: int) -> list[Gate]:
    return gates.list_gates(reading_session(), event_id)


def _page(
    event: Event, form: PaperForm, status: int = 200, *, reading: Session | None = None
) -> ResponseReturnValue:
    reading, key = reading or reading_session(), settings().code_key
    papers = [
        (each, [standing_line(scan) for scan in scans])
        for each in _gates(event.id)
        if (scans := paper.list_entered(reading, each, code_key=key))
    ]
    page = render_template(
        "organiser/day/gate_paper.html",
        event=event,
        form=form,
        is_closed=event.state is EventState.CLOSED,
        papers=papers,
    )
    return page, status
