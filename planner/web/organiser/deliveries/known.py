"""The suppliers of the organisation: name and number, for every event."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.logistics import suppliers
from planner.services.logistics.suppliers import MOST_SUPPLIERS, find_supplier, suppliers_of
from planner.web.access import needs
from planner.web.db import reading_session, session
from planner.web.edit_turn import anew
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.organiser.deliveries import bp
from planner.web.organiser.deliveries.forms import SupplierForm


@bp.get("/suppliers")
@needs(Right.PLAN)
def list_suppliers() -> ResponseReturnValue:
    """List the suppliers."""
    return render_template(
        "organiser/deliveries/suppliers.html", suppliers=suppliers_of(reading_session())
    )


@bp.route("/suppliers/new", methods=["GET", "POST"])
@needs(Right.PLAN, audited="deliveries.add_supplier")
def add_supplier() -> ResponseReturnValue:
    """Ask who delivers, or add them."""
    form = SupplierForm()
    if not form.is_posted_and_valid():
        page = render_template("organiser/deliveries/supplier_form.html", form=form, supplier=None)
        return page, 422 if form.errors else 200
    if len(suppliers_of(session())) >= MOST_SUPPLIERS:
        most = number(MOST_SUPPLIERS)
        flash(_("There are %(most)s suppliers: take one out first.", most=most), "warn")
        return redirect(url_for("deliveries.list_suppliers"), code=303)
    made = suppliers.add_supplier(
        session(),
        name=form.name.data or "",
        phone=form.phone.data or "",
        note=form.note.data or "",
        is_person=form.is_person.data,
    )
    if made is None:
        form.name.errors = [_("There is a supplier of this name already.")]
        page = render_template("organiser/deliveries/supplier_form.html", form=form, supplier=None)
        return page, 422
    session().commit()
    flash(_("The supplier is added."))
    return redirect(url_for("deliveries.list_suppliers"), code=303)


@bp.route("/suppliers/<int:supplier_id>", methods=["GET", "POST"])
@needs(Right.PLAN, audited="deliveries.edit_supplier")
@anew("deliveries.add_supplier", SupplierForm)
def edit_supplier(supplier_id: int) -> ResponseReturnValue:
    """Show the form of a supplier, or change them."""
    supplier = find_supplier(reading_session(), supplier_id)
    if supplier is None:
        abort(404)
    names = ("name", "phone", "note", "is_person")
    form = SupplierForm(data={name: getattr(supplier, name) for name in names}).edits()
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/deliveries/supplier_form.html", form=form, supplier=supplier
        )
        return page, 422 if form.errors else 200
    to_change = find_supplier(session(), supplier_id)
    if to_change is None:
        abort(404)
    changed = suppliers.change_supplier(
        session(),
        to_change,
        name=form.name.data or "",
        phone=form.phone.data or "",
        note=form.note.data or "",
        is_person=form.is_person.data,
    )
    if not changed:
        form.name.errors = [_("There is a supplier of this name already.")]
        page = render_template(
            "organiser/deliveries/supplier_form.html", form=form, supplier=supplier
        )
        return page, 422
    session().commit()
    flash(_("Saved."))
    return redirect(url_for("deliveries.list_suppliers"), code=303)


@bp.post("/suppliers/<int:supplier_id>/remove")
@needs(Right.PLAN, audited="deliveries.remove_supplier")
def remove_supplier(supplier_id: int) -> ResponseReturnValue:
    """Take a supplier out who brings nothing to any event."""
    supplier = find_supplier(session(), supplier_id)
    if supplier is None:
        abort(404)
    if not suppliers.remove_supplier(session(), supplier):
        flash(_("They deliver to an event, so they stay. Take that out first."), "warn")
        return redirect(url_for("deliveries.edit_supplier", supplier_id=supplier_id), code=303)
    session().commit()
    flash(_("The supplier is gone."))
    return redirect(url_for("deliveries.list_suppliers"), code=303)
