"""One shopping list for an event and the events inside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.core.turnout import spoken_range
from planner.services.shop.joint_list import JointLine, JointList, joint_list
from planner.services.shop.papers import Sitting, sittings_of
from planner.web.access import needs
from planner.web.clock import now
from planner.web.cost_rights import may_see_costs
from planner.web.db import reading_session
from planner.web.dish_words import amount, packs
from planner.web.filters import money, number
from planner.web.i18n import gettext as _
from planner.web.organiser.labels import known_name
from planner.web.organiser.lookup import event_to_show
from planner.web.organiser.shopping import bp
from planner.web.organiser.shopping.order_words import ordered_words
from planner.web.organiser.shopping.papers_made import made_for_shops
from planner.web.organiser.shopping.why_words import why_together


@dataclass(frozen=True)
class AudienceRow:
    """Who eats together, and the order that was placed for them, if one was."""

    title: str
    range: str
    fresh_for: str
    helpers: str
    ordered: str


@dataclass(frozen=True)
class JointRow:
    """A dish, with what each audience needs of it."""

    name: str
    packs: str
    why: str
    by_audience: list[str]
    firm: str
    reserve: str
    cost: str


@bp.get("/<int:event_id>/shopping-together")
@needs(Right.PAPERS)
def show_together(event_id: int) -> ResponseReturnValue:
    """Show the list of an event and its parts as paper; of a part, that of the larger event."""
    event = event_to_show(event_id)
    if event.parent_id is not None:
        return redirect(url_for("shopping.show_together", event_id=event.parent_id), code=302)
    moment = now()
    found = joint_list(sittings_of(reading_session(), event, now=moment))
    if found is None:
        return redirect(url_for("desk.show_event", event_id=event_id), code=303)
    return render_template(
        "print/together.html",
        event=event,
        audiences=[_audience(sitting) for sitting in found.sittings],
        rows=[_row(line, found.sittings) for line in found.lines],
        total=money(found.cost_cents, whole=True) if may_see_costs() else "",
        saving=_saving(found) if may_see_costs() else "",
        counts_once=found.counts_once,
        made=made_for_shops(found.sittings, zone=event.zone, now=moment),
    )


def _audience(sitting: Sitting) -> AudienceRow:
    low, high = spoken_range(sitting.low, sitting.high)
    placed = sitting.shopping.placed
    return AudienceRow(
        title=sitting.event.title,
        range=_("%(low)s to %(high)s", low=number(low), high=number(high)),
        fresh_for=number(sitting.shopping.chosen.guests),
        helpers=number(sitting.shopping.helpers),
        ordered=ordered_words(sitting.shopping, placed, sitting.event.zone) if placed else "",
    )


def _row(line: JointLine, sittings: Sequence[Sitting]) -> JointRow:
    order = line.order
    eaters = [
        (alone, sitting.shopping.chosen.guests)
        for alone, sitting in zip(line.by_audience, sittings, strict=True)
        if alone
    ]
    unit = order.dish.unit
    return JointRow(
        name=known_name(order.dish.name),
        packs=packs(order.dish, order.firm),
        why=why_together(order, eaters),
        by_audience=[amount(unit, each.firm.amount) if each else "" for each in line.by_audience],
        firm=amount(unit, order.firm.amount),
        reserve=f"+ {amount(unit, order.reserve.amount)}" if order.reserve.amount else "",
        cost=money(order.firm.cost_cents, whole=True) if may_see_costs() else "",
    )


def _saving(found: JointList) -> str:
    saved = found.apart_cents - found.cost_cents
    if saved < 100:
        return ""
    cheaper = money(saved, whole=True)
    if found.counts_once:
        return _("Bought together it costs %(saved)s less.", saved=cheaper)
    return _(
        "Bought together it costs %(saved)s less: the one may be busy when the other is quiet.",
        saved=cheaper,
    )
