"""The day itself on the organiser's phone: who is inside, how many will it be, is there enough?"""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from wtforms.validators import InputRequired

from planner.core.catering.watch import Advice
from planner.core.turnout import NothingKnown, Nowcast
from planner.exports.charts import ArrivalWords, Band, Label, arrival_chart
from planner.services import live
from planner.services.live import DishWatch, LiveEvent
from planner.store.models import Event
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import number, time
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.organiser.amounts import amount, picture_of
from planner.web.organiser.event_form import MOST_GUESTS
from planner.web.organiser.fields import Between, WholeNumberField
from planner.web.organiser.lookup import event_to_change, event_to_show

bp = Blueprint("live", __name__, url_prefix="/events")

CHART_LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
TONES = {
    Advice.ENOUGH: "ok",
    Advice.WATCH: "warn",
    Advice.OPEN_RESERVE: "bad",
    Advice.FETCH: "bad",
    Advice.TOO_LATE: "bad",
}


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

    fetch_minutes = WholeNumberField(
        _l("Minutes to the shop and back, queue included"),
        validators=[
            InputRequired(_l("Write how many minutes it takes.")),
            Between(1, 600, _l("Write a number from 1 to 600.")),
        ],
        render_kw={"min": 1, "inputmode": "numeric"},
    )


@dataclass(frozen=True)
class DishShown:
    """A dish as the page shows it."""

    dish_id: int
    name: str
    picture: str
    headline: str
    details: tuple[str, ...]
    tone: str
    is_out: bool
    is_gone: bool


@dataclass(frozen=True)
class Charts:
    """The same drawing twice."""

    wide: Markup
    narrow: Markup


@bp.get("/<int:event_id>/live")
def show(event_id: int) -> ResponseReturnValue:
    """Show how the day goes; the page asks for itself again every twenty seconds."""
    event = event_to_show(event_id)
    return _page(event, RecountForm(formdata=None), _shop_form(event))


@bp.post("/<int:event_id>/recount")
def recount(event_id: int) -> ResponseReturnValue:
    """Keep a count of all heads: from now on it replaces the gates' count."""
    form = RecountForm()
    if not form.is_posted_and_valid():
        event = event_to_show(event_id)
        return _page(event, form, _shop_form(event)), 422
    event = event_to_change(event_id)
    live.record_count(session(), event.id, heads=int(form.heads.data or 0), now=now())
    session().commit()
    flash(_("Saved. The gates count on from here."))
    return redirect(url_for("live.show", event_id=event_id), code=303)


@bp.post("/<int:event_id>/recount/undo")
def undo_recount(event_id: int) -> ResponseReturnValue:
    """Take the last count back."""
    event = event_to_change(event_id)
    if not live.undo_count(session(), event.id):
        abort(404)
    session().commit()
    flash(_("Undone. The count before it is back."))
    return redirect(url_for("live.show", event_id=event_id), code=303)


@bp.post("/<int:event_id>/shop")
def set_shop(event_id: int) -> ResponseReturnValue:
    """Keep how long it takes to fetch more."""
    form = ShopForm()
    if not form.is_posted_and_valid():
        return _page(event_to_show(event_id), RecountForm(formdata=None), form), 422
    event_to_change(event_id).fetch_minutes = int(form.fetch_minutes.data or 1)
    session().commit()
    flash(_("Saved."))
    return redirect(url_for("live.show", event_id=event_id), code=303)


@bp.post("/<int:event_id>/dishes/<int:dish_id>/day")
def set_dish(event_id: int, dish_id: int) -> ResponseReturnValue:
    """Note that a dish went out of the cooling or ran out, or take that back."""
    does = {
        "out": lambda: live.set_cooling(session(), event_id, dish_id, is_out=True, now=now()),
        "back": lambda: live.set_cooling(session(), event_id, dish_id, is_out=False, now=now()),
        "gone": lambda: live.set_ran_out(session(), event_id, dish_id, is_gone=True, now=now()),
        "there": lambda: live.set_ran_out(session(), event_id, dish_id, is_gone=False, now=now()),
    }
    wanted = does.get(request.form.get("what", ""))
    if wanted is None:
        abort(400)
    if not wanted():
        abort(404)
    session().commit()
    return redirect(url_for("live.show", event_id=event_id, _anchor=f"dish-{dish_id}"), code=303)


def _shop_form(event: Event) -> ShopForm:
    return ShopForm(formdata=None, data={"fetch_minutes": event.fetch_minutes})


def _page(event: Event, form: RecountForm, shop_form: ShopForm) -> str:
    seen = live.watch_event(reading_session(), event, now=now())
    nowcast = None if isinstance(seen.nowcast, NothingKnown) else seen.nowcast
    return render_template(
        "organiser/live.html",
        event=event,
        form=form if form.errors or not shop_form.errors else shop_form,
        recount_form=form,
        shop_form=shop_form,
        seen=seen,
        nowcast=nowcast,
        range=nowcast.quantiles((0.1, 0.9)) if nowcast else None,
        share=_share_words(nowcast) if nowcast and seen.minute > 0 else "",
        charts=_charts(event, seen, nowcast) if nowcast else None,
        dishes=[_dish(event, dish) for dish in seen.dishes],
        moment=now(),
    )


def _share_words(nowcast: Nowcast) -> str:
    """Say in plain words which part of the guests is usually inside by now."""
    tenths = max(1, min(10, round(nowcast.share_by_now * 10)))
    return _("Usually %(tenths)s in 10 are inside by now.", tenths=tenths)


def _dish(event: Event, dish: DishWatch) -> DishShown:
    order, watch = dish.order, dish.watch
    details = [
        _(
            "About %(eaten)s of %(bought)s is eaten.",
            eaten=amount(order.dish.unit, dish.eaten),
            bought=amount(order.dish.unit, order.firm.amount),
        )
    ]
    if watch.runs_out_at and watch.advice is not Advice.ENOUGH:
        details.append(_("It is gone at about %(when)s.", when=time(watch.runs_out_at, event.zone)))
    if dish.use_before:
        details.append(
            _(
                "Out of the cooling. Give it away or throw it away by %(when)s.",
                when=time(dish.use_before, event.zone),
            )
        )
    headline, tone = _headline(event, dish), TONES[watch.advice]
    if dish.ran_out_at:
        headline = _("Gone since %(when)s.", when=time(dish.ran_out_at, event.zone))
        tone = "bad"
    return DishShown(
        dish_id=dish.dish_id,
        name=_(order.dish.name),
        picture=picture_of(order.dish),
        headline=headline,
        details=tuple(details),
        tone=tone,
        is_out=dish.use_before is not None,
        is_gone=dish.ran_out_at is not None,
    )


def _headline(event: Event, dish: DishWatch) -> str:
    watch, order = dish.watch, dish.order
    on_call = amount(order.dish.unit, order.reserve.amount)
    if watch.advice is Advice.ENOUGH:
        return _("Enough.")
    if watch.advice is Advice.WATCH:
        return _("It may run short. Look again in five minutes.")
    if watch.advice is Advice.OPEN_RESERVE:
        if order.reserve.amount:
            return _("Open what is on call: %(amount)s.", amount=on_call)
        return _("It runs short.")
    people = ngettext("%(num)s person", "%(num)s people", watch.fetch_for)
    if watch.advice is Advice.FETCH and watch.leave_before:
        return _(
            "Fetch food for %(people)s. Leave before %(when)s.",
            people=people,
            when=time(watch.leave_before, event.zone),
        )
    return _("Too late to fetch more for %(people)s. Share what there is.", people=people)


def _charts(event: Event, seen: LiveEvent, nowcast: Nowcast) -> Charts:
    low, _q, middle, _r, high = nowcast.quantiles(CHART_LEVELS)
    words = ArrivalWords(
        title=_("Arrivals until now, and how they may go on"),
        description=_(
            "%(came)s people came until now. In the end probably %(low)s to %(high)s.",
            came=number(seen.came),
            low=number(low),
            high=number(high),
        ),
        busy=Label(_("%(n)s if it stays busy", n=number(high)), number(high)),
        likely=Label(_("%(n)s expected", n=number(middle)), number(middle)),
        quiet=Label(_("%(n)s if it stays quiet", n=number(low)), number(low)),
        inside=_("%(n)s came", n=number(seen.came)),
        now=_("now"),
        enough=_("food for %(n)s", n=number(seen.shopping.chosen.guests)) if seen.shopping else "",
        times=tuple(
            (minute, time(event.starts_at + timedelta(minutes=minute), event.zone))
            for minute in (0.0, seen.length_minutes / 2, seen.length_minutes)
        ),
    )
    is_over = seen.minute >= seen.length_minutes
    ahead = [] if is_over else [(seen.length_minutes, Band(*nowcast.quantiles(CHART_LEVELS)))]
    wide, narrow = (
        arrival_chart(
            seen.arrived,
            ahead,
            words,
            chart_id="arrivals",
            enough_for=seen.shopping.chosen.guests if seen.shopping else None,
            narrow=is_narrow,
            numbers=number,
        )
        for is_narrow in (False, True)
    )
    # Drawn by us from numbers; every text in it was escaped there.
    return Charts(Markup(wide), Markup(narrow))  # noqa: S704
