"""Looking back on an event: the forecast, the order, the arrivals and what was left."""

from dataclasses import dataclass
from datetime import timedelta

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from planner.core.catering import Unit
from planner.core.roles import Right
from planner.core.turnout import spoken
from planner.exports.charts import ArrivalWords, DishLeft, Label, arrival_chart, left_chart
from planner.services.day.afterwards import Afterwards, DishAfter, look_back
from planner.services.logistics.costs import paid_for_food
from planner.services.plan import closing
from planner.services.plan.closing import ARRIVAL_STEP_MINUTES
from planner.services.shop.orders import Placed, PlacedDish
from planner.store.models import Event, Turnout
from planner.web.access import needs
from planner.web.clock import now
from planner.web.cost_rights import may_see_costs
from planner.web.db import reading_session
from planner.web.dish_words import amount
from planner.web.filters import money, number, time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.desk import bp
from planner.web.organiser.forecast.charts import Charts, both
from planner.web.organiser.forecast.panel import moment_words
from planner.web.organiser.forecast.series_record import record_charts
from planner.web.organiser.helpers.thanks import thanks_of
from planner.web.organiser.labels import LEFT_OUT_NOTES, known_name, missed_words
from planner.web.organiser.lookup import event_to_show


@dataclass(frozen=True)
class DishOutcomeRow:
    """How a dish fared, in words."""

    name: str
    ordered: str
    left: str
    learned: str


@bp.get("/<int:event_id>/afterwards")
@needs(Right.LOOK)
def show_afterwards(event_id: int) -> ResponseReturnValue:
    """Look back on a closed event."""
    event = event_to_show(event_id)
    turnout = closing.turnout_of(reading_session(), event_id)
    if turnout is None:
        abort(404)
    seen = look_back(reading_session(), event, turnout, now=now())
    return render_template(
        "organiser/events/afterwards.html",
        event=event,
        turnout=turnout,
        sentences=_sentences(event, seen),
        record=record_charts([seen.checked]) if seen.checked else None,
        arrivals=_arrival_charts(event, turnout),
        stretched=_stretched_words(turnout),
        arrival_rows=_arrival_rows(event, turnout),
        dishes=[_dish_row(dish, event.zone) for dish in seen.dishes],
        left=_left_charts(seen),
        money_words=_money_words(event, seen),
        thanks=thanks_of(event),
    )


def _sentences(event: Event, seen: Afterwards) -> list[str]:
    """Hold the count against what was said; then how far forecasts learn from it."""
    sentences = _comparison(event, seen)
    if missed := missed_words(seen.turnout.missed):
        sentences.append(missed)
    if seen.turnout.left_out_because:
        sentences.append(str(LEFT_OUT_NOTES[seen.turnout.left_out_because]))
    return sentences


def _comparison(event: Event, seen: Afterwards) -> list[str]:
    checked, came = seen.checked, number(seen.turnout.came)
    if checked is None:
        return [_("Nothing had been forecast.")]
    forecast = spoken(checked.said)
    said = _(
        "We said %(likely)s, probably %(low)s to %(high)s.",
        likely=number(forecast.likely),
        low=number(forecast.low),
        high=number(forecast.high),
    )
    if checked.is_within:
        verdict = _("%(n)s came: within the range.", n=came)
    elif seen.turnout.came > forecast.likely:
        verdict = _("%(n)s came: busier than the range.", n=came)
    else:
        verdict = _("%(n)s came: quieter than the range.", n=came)
    sentences = [said, moment_words(checked.said, event.zone)]
    places = checked.said.places
    if places is not None and forecast.high > places:
        sentences.append(
            ngettext(
                "There was room for %(n)s person.",
                "There was room for %(n)s people.",
                places,
                n=number(places),
            )
        )
    sentences.append(verdict)
    if event.expected:
        sentences.append(_("Your own guess was %(n)s.", n=number(event.expected)))
    if seen.order:
        sentences.append(_("There was fresh food for %(n)s people.", n=number(seen.order.portions)))
    return sentences


def _money_words(event: Event, seen: Afterwards) -> str:
    if seen.order is None or not may_see_costs():
        return ""
    said = [_order_words(seen.order, seen.wasted_cents)]
    paid = paid_for_food(reading_session(), event)
    if paid is not None:
        said.append(_("By what is noted, %(paid)s was paid for food.", paid=money(paid)))
    return " ".join(said)


def _order_words(order: Placed, wasted_cents: int | None) -> str:
    cost = money(order.cost_cents, whole=True)
    if wasted_cents is None:
        return _("The order cost about %(cost)s.", cost=cost)
    return _(
        "The order cost about %(cost)s. What was left had cost %(left)s.",
        cost=cost,
        left=money(wasted_cents, whole=True),
    )


def _dish_row(dish: DishAfter, zone: str) -> DishOutcomeRow:
    unit = Unit(dish.ordered.unit)
    left = _("not noted")
    if dish.how and dish.how.ran_out_at:
        left = _("gone at %(when)s", when=time(dish.how.ran_out_at, zone))
    elif dish.how and dish.how.left_over is not None:
        left = amount(unit, dish.how.left_over)
    return DishOutcomeRow(
        name=known_name(dish.ordered.name),
        ordered=_ordered(unit, dish.ordered),
        left=left,
        learned=_learned_words(dish),
    )


def _learned_words(dish: DishAfter) -> str:
    if dish.learned is None:
        return ""
    percent = round(100 * (dish.learned.factor - 1))
    if percent > 0:
        return _("next time %(n)s%% more", n=number(percent))
    return _("next time %(n)s%% less", n=number(-percent)) if percent else _("as much again")


def _ordered(unit: Unit, ordered: PlacedDish) -> str:
    """Say what there was of a dish: more may be left than was ordered, where some was in stock."""
    firm = amount(unit, ordered.firm.amount)
    if not ordered.from_stock:
        return firm
    return _(
        "%(ordered)s, and %(stock)s in stock",
        ordered=firm,
        stock=amount(unit, ordered.from_stock),
    )


def _left_charts(seen: Afterwards) -> Charts | None:
    dishes = [
        DishLeft(
            name=known_name(dish.ordered.name),
            part_eaten=dish.part_eaten,
            ran_out=bool(dish.how and dish.how.ran_out_at),
            words=_("ran out")
            if dish.how and dish.how.ran_out_at
            else _("%(n)s%% left", n=number(round(100 * (1 - dish.part_eaten)))),
        )
        for dish in seen.dishes
        if dish.part_eaten is not None
    ]
    if not dishes:
        return None
    gone = sum(dish.ran_out for dish in dishes)
    return both(
        [
            left_chart(
                dishes,
                title=_("What was eaten and what was left"),
                description=ngettext("%(num)s dish ran out.", "%(num)s dishes ran out.", gone),
                chart_id="left",
                narrow=narrow,
            )
            for narrow in (False, True)
        ]
    )


def _steps(turnout: Turnout) -> list[tuple[float, int]]:
    """People who had come by minute; it ends with how many came, also where the gates saw fewer."""
    by_step = turnout.arrival_minutes or ()
    seen = sum(by_step)
    stretch = turnout.came / seen if seen else 0.0
    points, total = [(0.0, 0)], 0
    for place, heads in enumerate(by_step if seen else ()):
        total += heads
        points.append(((place + 1.0) * ARRIVAL_STEP_MINUTES, round(total * stretch)))
    return points


def _stretched_words(turnout: Turnout) -> str:
    """Say where the line is not what the gates counted."""
    seen = sum(turnout.arrival_minutes or ())
    if seen in {0, turnout.came}:
        return ""
    numbers = {"seen": number(seen), "came": number(turnout.came)}
    if seen > turnout.came:
        return _(
            "The gates counted %(seen)s people by time. The line is brought down to the %(came)s "
            "who came in the end.",
            **numbers,
        )
    return _(
        "The gates counted %(seen)s people by time. The line shows all %(came)s, as if the others "
        "had come at the same times.",
        **numbers,
    )


def _arrival_rows(event: Event, turnout: Turnout) -> list[tuple[str, str]]:
    """People by the half hour."""
    points = _steps(turnout)
    if len(points) == 1:
        return []
    return [
        (time(event.starts_at + timedelta(minutes=minute), event.zone), number(people))
        for minute, people in points
        if not minute % 30
    ]


def _arrival_charts(event: Event, turnout: Turnout) -> Charts | None:
    points = _steps(turnout)
    if len(points) == 1:
        return None
    total = number(points[-1][1])
    length = points[-1][0]
    words = ArrivalWords(
        title=_("When people came"),
        description=_("In the end %(n)s people had come.", n=total),
        busy=Label("", ""),
        likely=Label("", ""),
        quiet=Label("", ""),
        inside=ngettext("%(n)s came", "%(n)s came", points[-1][1], n=total),
        now="",
        times=tuple(
            (minute, time(event.starts_at + timedelta(minutes=minute), event.zone))
            for minute in (0.0, length / 2, length)
        ),
    )
    return both(
        [
            arrival_chart(points, [], words, chart_id="arrivals", narrow=narrow, numbers=number)
            for narrow in (False, True)
        ]
    )
