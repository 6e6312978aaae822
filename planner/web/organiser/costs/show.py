"""The money of an event: by category, receipts, partners' parts, and for each who came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import CountQuality
from planner.core.local_time import day_of
from planner.core.logistics.money import CostSum, per_head, sums_of, total_of
from planner.core.roles import Right
from planner.services.day.agenda import EventDesk
from planner.services.logistics import costs
from planner.services.logistics.costs import amounts_of, cost_lines_of, find_cost_line
from planner.services.logistics.owners import partners_for
from planner.services.logistics.suppliers import deliveries_of
from planner.services.logistics.things import uses_of
from planner.services.plan.closing import turnout_of
from planner.store.models import CostLine, Event, Turnout
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.edit_turn import anew
from planner.web.filters import day, money, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.costs import bp
from planner.web.organiser.costs.forms import CATEGORIES, CostForm, ReceiptForm
from planner.web.organiser.lookup import event_to_change, event_to_show


@dataclass(frozen=True)
class CategoryShown:
    """A category with its sums, ready to show; `over` is empty where it was not dearer."""

    name: str
    planned: str
    paid: str
    over: str


@dataclass(frozen=True)
class CostShown:
    """An amount, ready to show."""

    words: str
    about: list[str]
    amount: str
    url: str


@dataclass(frozen=True)
class EachShown:
    """What it was for each, with its definition."""

    amount: str
    words: str


@bp.get("/events/<int:event_id>/costs")
@needs(Right.COSTS)
def show_costs(event_id: int) -> ResponseReturnValue:
    """Show what an event costs."""
    return _page(event_to_show(event_id), ReceiptForm())


@bp.post("/events/<int:event_id>/costs/receipt")
@needs(Right.COSTS, audited="costs.receipt")
def add_receipt(event_id: int) -> ResponseReturnValue:
    """Note a receipt."""
    event = event_to_show(event_id)
    form = ReceiptForm()
    if not form.is_posted_and_valid():
        return _page(event, form), 422
    event_to_change(event_id)
    plan = form.answer(day_of(now(), event.zone))
    kept = costs.keep_cost_line(session(), event_id, plan, account_id=current_account().id)
    session().commit()
    _say(kept)
    return redirect(url_for("costs.show_costs", event_id=event_id), code=303)


@bp.route("/events/<int:event_id>/costs/new", methods=["GET", "POST"])
@needs(Right.COSTS, audited="costs.add")
def add_cost(event_id: int) -> ResponseReturnValue:
    """Ask what else it costs, or add it."""
    return _keep(event_to_show(event_id), None)


@bp.route("/events/<int:event_id>/costs/<int:cost_id>", methods=["GET", "POST"])
@needs(Right.COSTS, audited="costs.edit")
@anew("costs.add_cost", CostForm)
def edit_cost(event_id: int, cost_id: int) -> ResponseReturnValue:
    """Show the form of an amount, or change it."""
    event = event_to_show(event_id)
    line = find_cost_line(reading_session(), event_id, cost_id)
    if line is None:
        abort(404)
    return _keep(event, line)


@bp.post("/events/<int:event_id>/costs/<int:cost_id>/remove")
@needs(Right.COSTS, audited="costs.remove")
def remove_cost(event_id: int, cost_id: int) -> ResponseReturnValue:
    """Take an amount out."""
    event_to_change(event_id)
    if not costs.remove_cost_line(session(), event_id, cost_id):
        abort(404)
    session().commit()
    flash(_("The amount is gone."))
    return redirect(url_for("costs.show_costs", event_id=event_id), code=303)


def _keep(event: Event, line: CostLine | None) -> ResponseReturnValue:
    form = CostForm(data=CostForm.defaults(line) if line else {})
    form.prepare(partners_for(reading_session(), event))
    if line is not None:
        form.edits()
    if not form.is_posted_and_valid():
        page = render_template("organiser/costs/cost_form.html", event=event, form=form, line=line)
        return page, 422 if form.errors else 200
    plan = form.answer()
    event_to_change(event.id)
    kept = costs.keep_cost_line(
        session(),
        event.id,
        plan,
        account_id=current_account().id,
        line_id=line.id if line else None,
    )
    session().commit()
    _say(kept)
    return redirect(url_for("costs.show_costs", event_id=event.id), code=303)


def _say(kept: CostLine | None) -> None:
    if kept is None:
        flash(_("An event has at most 300 amounts."), "warn")
    else:
        flash(_("Saved."))


def _page(event: Event, form: ReceiptForm) -> str:
    reading = reading_session()
    lines = cost_lines_of(reading, event.id)
    amounts = amounts_of(
        food_cents=_food_cents(event),
        lines=lines,
        uses=uses_of(reading, event.id),
        deliveries=deliveries_of(reading, [event.id]),
    )
    total = total_of(amounts)
    turnout = turnout_of(reading, event.id)
    return render_template(
        "organiser/costs/costs.html",
        event=event,
        form=form,
        categories=[
            category_shown(str(CATEGORIES[one]), found) for one, found in sums_of(amounts).items()
        ],
        total=category_shown(_("All together"), total),
        budget=_budget_words(event, total),
        receipts=[cost_shown(one, event) for one in lines],
        shares=_shares(lines),
        each=_each(event, total, turnout) if turnout is not None else [],
    )


def _food_cents(event: Event) -> int | None:
    """Return what the shopping costs in the end: as ordered, else as the list says now."""
    desk = EventDesk(reading_session(), event, now(), has_office_phone=True)
    shopping = desk.shopping
    return shopping.chosen.order.net_cents if shopping is not None else None


def category_shown(name: str, found: CostSum) -> CategoryShown:
    """Return sums, ready to show."""
    return CategoryShown(
        name=name,
        planned=money(found.planned),
        paid=money(found.paid) if found.paid is not None else _("nothing yet"),
        over=_("%(amount)s more than planned", amount=money(found.over))
        if found.over and found.planned
        else "",
    )


def cost_shown(line: CostLine, event: Event) -> CostShown:
    """Return an amount, ready to show."""
    about = [str(CATEGORIES[line.category])]
    if line.paid_on is not None:
        about.append(day(line.paid_on))
    if line.account is not None:
        about.append(line.account.name)
    if line.paid_cents is not None and line.planned_cents is not None:
        amount = _(
            "%(paid)s of %(planned)s",
            paid=money(line.paid_cents),
            planned=money(line.planned_cents),
        )
    elif line.paid_cents is not None:
        amount = money(line.paid_cents)
    else:
        amount = _("%(planned)s planned", planned=money(line.planned_cents or 0))
    values: dict[str, Any] = {"event_id": event.id, "cost_id": line.id}
    return CostShown(
        words=line.words or str(CATEGORIES[line.category]),
        about=about,
        amount=amount,
        url=url_for("costs.edit_cost", **values),
    )


def _shares(lines: Sequence[CostLine]) -> list[tuple[str, str]]:
    """List which partner pays how much, all amounts together."""
    found: dict[str, int] = {}
    for line in lines:
        if line.partner is not None and line.share_cents:
            name = line.partner.name
            found[name] = found.get(name, 0) + line.share_cents
    return [(name, money(cents)) for name, cents in sorted(found.items())]


def _budget_words(event: Event, total: CostSum) -> str:
    if event.budget_cents is None:
        return ""
    spent = max(total.planned, total.paid or 0)
    left = event.budget_cents - spent
    budget = money(event.budget_cents, whole=True)
    if left >= 0:
        return _("Of a budget of %(budget)s, %(left)s is left.", budget=budget, left=money(left))
    return _("%(amount)s more than the budget of %(budget)s.", amount=money(-left), budget=budget)


def _each(event: Event, total: CostSum, turnout: Turnout) -> list[EachShown]:
    """Say what it was for each guest and for each mouth, with what is meant by that."""
    guests = turnout.came
    eating = round(guests * event.eating_percent / 100)
    mouths = eating + event.besides_guests
    is_least = turnout.quality is CountQuality.AT_LEAST
    found = []
    for cents, words in (
        (
            per_head(total.paid, guests),
            ngettext(
                "for each guest: all that was paid, divided by %(num)s who came",
                "for each guest: all that was paid, divided by %(num)s who came",
                guests,
            ),
        ),
        (
            per_head(total.paid, mouths),
            _(
                "for each mouth: divided by %(guests)s guests who ate and %(others)s helpers "
                "and others",
                guests=number(eating),
                others=number(event.besides_guests),
            ),
        ),
    ):
        if cents is not None:
            amount = money(cents)
            found.append(
                EachShown(_("at most %(amount)s", amount=amount) if is_least else amount, words)
            )
    return found
