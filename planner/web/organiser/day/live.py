"""The day itself on the organiser's phone: who is inside, how many will it be, is there enough?"""

import datetime as dt
from typing import ClassVar

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired, Optional

from planner.core.enums import EventState
from planner.core.local_time import NoSuchTime, day_of, moment_at, time_of
from planner.core.roles import Right
from planner.core.turnout import NothingKnown
from planner.services.day import live
from planner.services.day.advice import assess
from planner.services.day.evacuation import mismatches_of
from planner.services.plan import day_notes
from planner.services.plan.closing import turnout_of
from planner.store.models import Event
from planner.web.access import my_rights, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.looking_again import render_again
from planner.web.organiser.day import bp
from planner.web.organiser.day.advice_presenter import advice_shown, mismatch_words
from planner.web.organiser.day.conflicts_presenter import conflicts_shown
from planner.web.organiser.day.crew import crew_panels
from planner.web.organiser.day.food_now import PARTS_GONE, food_now
from planner.web.organiser.day.live_presenter import (
    MOST_ROWS,
    arrival_charts,
    day_title,
    gates_now,
    in_the_end,
    own_count_words,
    said_of,
    share_words,
    some_of,
    too_early_words,
)
from planner.web.organiser.fields import MOST_GUESTS, Between, ClockField, WholeNumberField
from planner.web.organiser.lookup import event_to_change, event_to_show

MORNING = dt.time(6)


class RecountForm(Form):
    """How many people came, counted head by head."""

    heads = WholeNumberField(
        _l("How many people have come until now?"),
        validators=[
            InputRequired(_l("Write how many you counted.")),
            Between(0, MOST_GUESTS, _l("Write a number from 0 to 100,000.")),
        ],
        render_kw={"min": 0, "inputmode": "numeric"},
    )


class ShopForm(Form):
    """How long it takes to fetch more; asked once."""

    event_columns: ClassVar = {"closes": "shop_closes_at"}

    fetch_minutes = WholeNumberField(
        _l("Minutes to the shop and back, queue included"),
        validators=[
            InputRequired(_l("Write how many minutes it takes.")),
            Between(1, 600, _l("Write a number from 1 to 600.")),
        ],
        render_kw={"min": 1, "inputmode": "numeric"},
    )
    closes = ClockField(_l("When does the shop close?"), validators=[Optional()])


@bp.get("/<int:event_id>/live")
@needs(Right.LOOK)
def show_day(event_id: int) -> ResponseReturnValue:
    """Show how the day goes; the page asks for itself again every twenty seconds."""
    event = event_to_show(event_id)
    return _page(event, RecountForm(formdata=None), _shop_form(event, is_sent=False))


@bp.post("/<int:event_id>/recount")
@needs(Right.GATES, audited="live.recount")
def recount_heads(event_id: int) -> ResponseReturnValue:
    """Keep a count of all heads: from now on it replaces the gates' count."""
    form = RecountForm()
    if not form.is_posted_and_valid():
        event = event_to_show(event_id)
        return _page(event, form, _shop_form(event, is_sent=False), status=422)
    event = event_to_change(event_id)
    day_notes.record_count(session(), event.id, heads=int(form.heads.data or 0), now=now())
    session().commit()
    flash(_("Saved. The gates count on from here."))
    return redirect(url_for("day.show_day", event_id=event_id), code=303)


@bp.post("/<int:event_id>/recount/undo")
@needs(Right.GATES, audited="live.undo_recount")
def undo_recount(event_id: int) -> ResponseReturnValue:
    """Take the last count back."""
    event = event_to_change(event_id)
    if not day_notes.undo_count(session(), event.id):
        abort(404)
    session().commit()
    flash(_("Undone. The count before it is back."))
    return redirect(url_for("day.show_day", event_id=event_id), code=303)


@bp.post("/<int:event_id>/shop")
@needs(Right.FOOD, audited="live.set_shop")
def set_shop(event_id: int) -> ResponseReturnValue:
    """Keep how long it takes to fetch more."""
    form = _shop_form(event_to_show(event_id), is_sent=True)
    if not form.is_posted_and_valid():
        return _page(event_to_show(event_id), RecountForm(formdata=None), form, status=422)
    event = event_to_change(event_id)
    event.fetch_minutes = int(form.fetch_minutes.data or 1)
    event.shop_closes_at = _closes_at(event, form.closes.data)
    session().commit()
    flash(_("Saved."))
    return redirect(url_for("day.show_day", event_id=event_id), code=303)


@bp.post("/<int:event_id>/dishes/<int:dish_id>/day")
@needs(Right.FOOD, audited="live.set_dish")
def set_dish(event_id: int, dish_id: int) -> ResponseReturnValue:
    """Note that a dish went out of the cooling or ran out, or take that back."""
    does = {
        "out": lambda: day_notes.set_cooling(session(), event_id, dish_id, is_out=True, now=now()),
        "back": lambda: day_notes.set_cooling(
            session(), event_id, dish_id, is_out=False, now=now()
        ),
        "gone": lambda: day_notes.set_ran_out(
            session(), event_id, dish_id, is_gone=True, now=now()
        ),
        "there": lambda: day_notes.set_ran_out(
            session(), event_id, dish_id, is_gone=False, now=now()
        ),
    }
    wanted = does.get(request.form.get("what", ""))
    if wanted is None:
        abort(400)
    if not wanted():
        abort(404)
    session().commit()
    return redirect(url_for("day.show_day", event_id=event_id, _anchor=f"dish-{dish_id}"), code=303)


@bp.post("/<int:event_id>/dishes/<int:dish_id>/eaten")
@needs(Right.FOOD, audited="live.set_eaten")
def set_eaten(event_id: int, dish_id: int) -> ResponseReturnValue:
    """Note which part of a dish is gone, or take that back."""
    part = request.form.get("part", "")
    if part not in {"", *PARTS_GONE}:
        abort(400)
    shown = event_to_show(event_id)
    seen = live.watch_event(reading_session(), shown, now=now())
    bought = {dish.dish_id: dish.order.there for dish in seen.dishes}
    if dish_id not in bought:
        abort(404)
    # Kept as an amount, not as a part: the order may still change, and what is eaten does not.
    eaten = round(bought[dish_id] * int(part) / 100) if part else None
    day_notes.set_eaten(session(), event_id, dish_id, eaten=eaten, now=now())
    session().commit()
    return redirect(url_for("day.show_day", event_id=event_id, _anchor=f"dish-{dish_id}"), code=303)


def _shop_form(event: Event, *, is_sent: bool) -> ShopForm:
    closes = event.shop_closes_at
    return ShopForm(
        **({} if is_sent else {"formdata": None}),
        data={
            "fetch_minutes": event.fetch_minutes,
            "closes": time_of(closes, event.zone) if closes else None,
        },
    ).edits()


def _counted(event: Event) -> str:
    """Say how many came, once that was written down: the gates may have seen only some of them."""
    turnout = turnout_of(reading_session(), event.id) if event.state is EventState.CLOSED else None
    if turnout is None:
        return ""
    return ngettext(
        "When it was closed, %(num)s person had come.",
        "When it was closed, %(num)s people had come.",
        turnout.came,
    )


def _closes_at(event: Event, closes: dt.time | None) -> dt.datetime | None:
    """The moment the shop closes on the day of the event; after midnight where that is meant."""
    if closes is None:
        return None
    try:
        found = moment_at(day_of(event.starts_at, event.zone), closes, event.zone)
    except NoSuchTime:
        return None
    # A shop that closes at half past one in the night closes after the event's day.
    return found if closes >= MORNING else found + dt.timedelta(days=1)


def _page(
    event: Event, form: RecountForm, shop_form: ShopForm, *, status: int = 200
) -> ResponseReturnValue:
    moment = now()
    seen = live.watch_event(reading_session(), event, now=moment)
    differences = mismatches_of(reading_session(), event, seen.gates.scans)
    situation = assess(event, seen, differences, now=moment)
    # Of what is off or closed nobody foretells how many come, and nobody goes for food.
    is_done = event.state in {EventState.CANCELLED, EventState.CLOSED}
    found = None if is_done or isinstance(seen.in_the_end, NothingKnown) else seen.in_the_end
    nowcast = None if found is None or found.is_too_early else found
    food = food_now(event, seen, now=moment)
    return render_again(
        "organiser/day/live.html",
        status,
        event=event,
        form=form if form.errors or not shop_form.errors else shop_form,
        recount_form=form,
        shop_form=shop_form,
        seen=seen,
        advice=advice_shown(event, seen, situation),
        conflicts=conflicts_shown(
            seen.gates.conflicts, event.zone, by_card=Right.GATES in my_rights()
        ),
        differences=mismatch_words((event.parent or event).title, differences),
        in_the_end=in_the_end(seen, situation.on_the_way),
        title=day_title(event, now=moment),
        own_count=own_count_words(event, seen),
        is_done=is_done,
        counted=_counted(event),
        gates=gates_now(event, seen.gates, inside=seen.inside, now=moment),
        parts_gone=PARTS_GONE,
        own=crew_panels(event, seen),
        is_today=day_of(moment, event.zone) == day_of(event.starts_at, event.zone),
        nowcast=nowcast,
        too_early=too_early_words(event, seen, found),
        said=said_of(nowcast) if nowcast else None,
        share=share_words(nowcast) if nowcast and seen.minute > 0 else "",
        charts=arrival_charts(event, seen, nowcast) if nowcast else None,
        table=some_of(seen.arrived, MOST_ROWS),
        dishes=food.dishes,
        do_now=food.do_now,
        free_errand=food.free_errand,
        going=food.going,
        moment=moment,
    )
