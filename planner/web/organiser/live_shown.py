"""The day itself in words and pictures: how each dish stands, and how the arrivals may go on."""

from dataclasses import dataclass
from datetime import timedelta

from planner.core.catering.watch import Advice
from planner.core.turnout import Nowcast
from planner.exports.charts import ArrivalWords, Band, Label, arrival_chart
from planner.services.live import DishWatch, LiveEvent
from planner.store.models import Event
from planner.web.filters import number, time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.amounts import amount, picture_of
from planner.web.organiser.forecast_charts import Charts, both

CHART_LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
TONES = {
    Advice.ENOUGH: "ok",
    Advice.WATCH: "warn",
    Advice.OPEN_RESERVE: "bad",
    Advice.FETCH: "bad",
    Advice.TOO_LATE: "bad",
}


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
    looked: str


def share_words(nowcast: Nowcast) -> str:
    """Say in plain words which part of the guests is usually inside by now."""
    tenths = max(1, min(10, round(nowcast.share_by_now * 10)))
    return _("Usually %(tenths)s in 10 are inside by now.", tenths=tenths)


def dish_shown(event: Event, dish: DishWatch) -> DishShown:
    """Write down how a dish stands."""
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
        looked=_("Somebody looked at %(when)s.", when=time(dish.looked_at, event.zone))
        if dish.looked_at
        else "",
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


def arrival_charts(event: Event, seen: LiveEvent, nowcast: Nowcast) -> Charts:
    """Draw the arrivals until now and how they may go on."""
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
    return both(
        [
            arrival_chart(
                seen.arrived,
                ahead,
                words,
                chart_id="arrivals",
                enough_for=seen.shopping.chosen.guests if seen.shopping else None,
                narrow=narrow,
                numbers=number,
            )
            for narrow in (False, True)
        ]
    )
