"""The menu of an event: change a dish, add one, take one off."""

from dataclasses import dataclass, replace

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.catering import Pack, Unit
from planner.core.diets import ALLERGEN_NAMES
from planner.core.roles import Right
from planner.services.plan import menus, planning
from planner.services.plan.making import touch
from planner.store.models import Event, EventDish
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.cost_rights import may_see_costs
from planner.web.db import reading_session, session
from planner.web.dish_words import amount, picture_of
from planner.web.edit_turn import anew
from planner.web.filters import money
from planner.web.i18n import gettext as _
from planner.web.organiser.labels import known_name
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.shopping import bp
from planner.web.organiser.shopping.menu_form import DishForm, values_of, values_of_new
from planner.web.organiser.shopping.order_words import saved_words
from planner.web.organiser.undoing import flash_undo


@dataclass(frozen=True)
class MenuRow:
    """A dish as the menu lists it."""

    dish_id: int
    name: str
    supplier: str
    picture: str
    per_adult: str
    packs: str
    allergens: str


@bp.get("/<int:event_id>/menu")
@needs(Right.PAPERS)
def show_menu(event_id: int) -> ResponseReturnValue:
    """List the dishes."""
    event = event_to_show(event_id)
    return render_template(
        "organiser/shopping/menu.html",
        event=event,
        rows=[_row(dish) for dish in event.dishes],
    )


@bp.route("/<int:event_id>/menu/new", methods=["GET", "POST"])
@needs(Right.FOOD, audited="menu.new_dish")
def add_dish(event_id: int) -> ResponseReturnValue:
    """Add a dish."""
    event = event_to_show(event_id)
    form = DishForm(data=values_of_new())
    form.prepare(_others(event), with_costs=may_see_costs())
    if not form.is_posted_and_valid():
        return _dish_page(event, form)
    changing = event_to_change(event_id)
    added = menus.add_dish(changing, form.answer())
    menus.stand_together(changing, added, _chosen(form))
    return _saved(changing)


@bp.route("/<int:event_id>/menu/<int:dish_id>", methods=["GET", "POST"])
@needs(Right.FOOD, audited="menu.edit_dish")
@anew("shopping.add_dish", lambda: _prepared(DishForm()))
def edit_dish(event_id: int, dish_id: int) -> ResponseReturnValue:
    """Change a dish."""
    event = event_to_show(event_id)
    row = _dish_or_404(event, dish_id)
    before = menus.dish_of(row)
    form = DishForm(
        data={
            **values_of(before, known_name(row.name)),
            "replaced_by": [str(each) for each in menus.together_with(event, row)],
        }
    )
    form.prepare(_others(event, row), before.packs, with_costs=may_see_costs())
    form.edits()
    if not form.is_posted_and_valid():
        return _dish_page(event, form, row)
    changing = event_to_change(event_id)
    dish = form.answer()
    # What the form does not ask stays, and a preset's name is kept so that it can be translated.
    name = row.name if dish.name == known_name(row.name) else dish.name
    changed = _dish_or_404(changing, dish_id)
    menus.change_dish(changed, replace(dish, name=name, group=before.group))
    menus.stand_together(changing, changed, _chosen(form))
    return _saved(changing)


@bp.post("/<int:event_id>/menu/<int:dish_id>/remove")
@needs(Right.FOOD, audited="menu.remove_dish")
def remove_dish(event_id: int, dish_id: int) -> ResponseReturnValue:
    """Take a dish off the menu."""
    changing = event_to_change(event_id)
    row = _dish_or_404(changing, dish_id)
    kept = menus.remove_dish(session(), row, by_id=current_account().id, now=now())
    touch(changing, now=now(), in_calendars=False)
    session().commit()
    flash_undo(_("%(dish)s is off the menu.", dish=known_name(kept.name)), kept)
    return redirect(url_for("shopping.show_menu", event_id=event_id), code=303)


def _prepared(form: DishForm) -> DishForm:
    event = planning.get_event(reading_session(), (request.view_args or {})["event_id"])
    form.prepare(_others(event) if event else {}, with_costs=may_see_costs())
    return form


def _others(event: Event, row: EventDish | None = None) -> dict[int, str]:
    return {each.id: known_name(each.name) for each in event.dishes if each is not row}


def _chosen(form: DishForm) -> set[int]:
    return {int(each) for each in form.replaced_by.data or ()}


def _saved(event: Event) -> ResponseReturnValue:
    touch(event, now=now(), in_calendars=False)
    session().commit()
    flash(saved_words(event))
    return redirect(url_for("shopping.show_menu", event_id=event.id), code=303)


def _dish_or_404(event: Event, dish_id: int) -> EventDish:
    row = menus.find_dish(event, dish_id)
    if row is None:
        abort(404)
    return row


def _dish_page(event: Event, form: DishForm, row: EventDish | None = None) -> ResponseReturnValue:
    page = render_template("organiser/shopping/dish.html", event=event, form=form, row=row)
    return page, 422 if form.errors else 200


def _pack_words(unit: Unit, pack: Pack) -> str:
    content = amount(unit, pack.content)
    if not may_see_costs():
        return content
    return _("%(content)s for %(price)s", content=content, price=money(pack.price_cents))


def _row(row: EventDish) -> MenuRow:
    dish = menus.dish_of(row)
    return MenuRow(
        dish_id=row.id,
        name=known_name(row.name),
        supplier=dish.supplier,
        picture=picture_of(dish),
        per_adult=amount(dish.unit, dish.per_adult),
        packs=", ".join(_pack_words(dish.unit, pack) for pack in dish.packs),
        allergens=", ".join(_(ALLERGEN_NAMES[one]) for one in sorted(dish.allergens)),
    )
