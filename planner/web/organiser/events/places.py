"""The places of an event: how many are given away, and who waits for one."""

from dataclasses import dataclass
from typing import ClassVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import Optional

from planner.core.roles import Right
from planner.services.answer import room, waiting_list
from planner.services.answer.locking import lock_answers
from planner.services.answer.waiting_list import WaitingPlace, WaitingState
from planner.services.invite import issuing
from planner.services.shop import overbooking
from planner.store.models import Event
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day_and_time, number
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.organiser.events import bp
from planner.web.organiser.fields import MOST_GUESTS, Between, WholeNumberField
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.paging import asked_page_of, turning

MOST_DIGITS = 9
ROWS = 50
"""Households on a page."""


class PlacesForm(Form):
    """How many may say yes, where some of them will not come."""

    event_columns: ClassVar = {"places": "places_given"}

    places = WholeNumberField(
        _l("Places to give away"),
        validators=[
            Optional(),
            Between(1, MOST_GUESTS, _l("Write a number from 1 to 100,000, or leave it empty.")),
        ],
        render_kw={"min": 1, "inputmode": "numeric", "class": "input-short"},
    )

    def check(self, capacity: int | None) -> bool:
        """Refuse fewer places than there are."""
        if self.places.data is None or capacity is None or self.places.data >= capacity:
            return True
        self.places.errors = [
            _("Write %(capacity)s or more: so many fit.", capacity=number(capacity))
        ]
        return False


@dataclass(frozen=True)
class WaitingRow:
    """A household in the line, ready to show."""

    number: int
    title: str
    text: str
    tone: str
    can_offer: bool
    can_tell: bool


@bp.route("/events/<int:event_id>/places", methods=["GET", "POST"])
@needs(Right.GUESTS, audited="places.show")
def show_places(event_id: int) -> ResponseReturnValue:
    """Show the places and the line, or change how many places are given away."""
    event = event_to_show(event_id)
    form = PlacesForm(data={"places": event.places_given}).edits()
    if not form.is_posted_and_valid() or not form.check(event.capacity):
        return _page(event, form), 422 if form.errors else 200
    changed = event_to_change(event_id)
    changed.places_given = form.places.data
    session().flush()
    waiting_list.serve_waiting_list(session(), lock_answers(session(), event_id), now=now())
    session().commit()
    flash(_("Saved."), "ok")
    return _back(event_id)


@bp.post("/events/<int:event_id>/places/offer")
@needs(Right.GUESTS, audited="places.offer")
def offer_place(event_id: int) -> ResponseReturnValue:
    """Offer a household a place ahead of the line."""
    event_to_change(event_id)
    found = issuing.find_by_number(session(), event_id, _number())
    made = found and waiting_list.offer_by_hand(session(), event_id, found.id, now=now())
    session().commit()
    if made:
        flash(_("The place is kept for them. Their page says so."), "ok")
    else:
        flash(_("There is no room for them now."), "warn")
    return _back(event_id)


@bp.post("/events/<int:event_id>/places/told")
@needs(Right.GUESTS, audited="places.told")
def note_offer_told(event_id: int) -> ResponseReturnValue:
    """Note that a household heard of its place by phone."""
    event_to_change(event_id)
    found = issuing.find_by_number(session(), event_id, _number())
    if found is not None:
        waiting_list.note_told(session(), event_id, found.id, now=now())
    session().commit()
    return _back(event_id)


def _page(event: Event, form: PlacesForm) -> str:
    reading, moment = reading_session(), now()
    limit = room.limit_of(event)
    yes = room.said_yes(reading, event.id)
    offered = room.heads_offered(reading, event.id, now=moment)
    held = room.heads_held(reading, event.id, now=moment)
    line = waiting_list.list_waiting(reading, event, now=moment)
    page = asked_page_of(len(line), rows=ROWS)
    first = (page - 1) * ROWS
    counts = [(number(yes), _("said yes")), (number(offered), _("kept for who waited"))]
    if held:
        counts.append((number(held), _("held for minutes, until they say how many they are")))
    if aside := room.heads_set_aside(reading, event.id):
        counts.append((number(aside), _("set aside, without a place")))
    if limit is not None:
        counts.append((number(max(0, limit - yes - offered - held)), _("places left")))
    return render_template(
        "organiser/events/places.html",
        event=event,
        form=form,
        counts=counts,
        risk=_risk(event, limit),
        rows=[_row(place, event.zone) for place in line[first : first + ROWS]],
        turning=turning(
            page,
            rows=ROWS,
            shown=len(line[first : first + ROWS]),
            found=len(line),
            url=lambda other: url_for("events.show_places", event_id=event.id, page=other),
        ),
        waiting=sum(place.heads for place in line if place.state is WaitingState.WAITING),
    )


def _risk(event: Event, limit: int | None) -> str:
    if limit is None or event.capacity is None:
        return ""
    chance = overbooking.chance_of_too_many(reading_session(), event, places=limit, now=now())
    if chance is None:
        return ""
    of_hundred = round(chance * 100)
    words = {"capacity": number(event.capacity), "places": number(limit)}
    if of_hundred < 1:
        return _(
            "If all %(places)s places are taken, more than %(capacity)s people come in fewer than "
            "1 of 100 times.",
            **words,
        )
    return ngettext(
        "If all %(places)s places are taken, more than %(capacity)s people come in %(num)s of "
        "100 times.",
        "If all %(places)s places are taken, more than %(capacity)s people come in %(num)s of "
        "100 times.",
        of_hundred,
        **words,
    )


def _row(place: WaitingPlace, zone: str) -> WaitingRow:
    people = ngettext("%(num)s person", "%(num)s people", place.heads)
    title = _("Card %(number)s, %(people)s", number=place.number, people=people)
    told_at = place.told_at
    is_offered = place.state is WaitingState.OFFERED
    until = place.offered_until
    if is_offered and until:
        text = _("Offered until %(moment)s", moment=day_and_time(until, zone))
    elif is_offered:
        text = _("A place is free for them. They see it on their page.")
    elif place.state is WaitingState.MISSED:
        text = _("Did not take the place in time")
    else:
        text = _("Waits since %(moment)s", moment=day_and_time(place.queued_at, zone))
    if told_at is not None:
        text = f"{text} · {_('told by phone')}"
    return WaitingRow(
        number=place.number,
        title=title,
        text=text,
        tone="ok" if is_offered else "",
        can_offer=not (is_offered and until),
        can_tell=bool(is_offered and until and told_at is None),
    )


def _number() -> int:
    typed = request.form.get("number", "")
    return int(typed) if typed.isdecimal() and len(typed) <= MOST_DIGITS else 0


def _back(event_id: int) -> ResponseReturnValue:
    return redirect(url_for("events.show_places", event_id=event_id), code=303)
