"""Forget suppliers: name, number and note go; what came, when and what it cost stays of nobody.

What they brought for the menu stays food, though the menu names nobody any more: the sums of an
event are the same afterwards.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, select, true, update
from sqlalchemy.orm import Session

from planner.core.logistics.names import same_name
from planner.store.models import Event, EventDish, Supplier, SupplierDelivery


def forget_suppliers(
    session: Session,
    suppliers: Sequence[Supplier],
    *,
    dishes_of: ColumnElement[bool] | None = None,
) -> None:
    """Take suppliers out, and their names out of the menus that say where a dish is bought.

    Args:
        session: writes.
        suppliers: whom; deliveries and things let go of them.
        dishes_of: of which events the menus are changed; None for all of their organisations.
    """
    if not suppliers:
        return
    names = {(one.organisation_id, same_name(one.name)): one.id for one in suppliers}
    dishes = session.execute(
        select(EventDish, Event.organisation_id)
        .join(EventDish.event)
        .where(
            Event.organisation_id.in_({organisation_id for organisation_id, _name in names}),
            true() if dishes_of is None else dishes_of,
        )
        .order_by(EventDish.id)
    )
    fed: dict[int, set[int]] = {}
    for dish, organisation_id in dishes:
        supplier_id = names.get((organisation_id, same_name(dish.values.get("supplier", ""))))
        if supplier_id is not None:
            dish.values = {**dish.values, "supplier": ""}
            fed.setdefault(supplier_id, set()).add(dish.event_id)
    session.flush()
    for supplier_id, event_ids in fed.items():
        session.execute(
            update(SupplierDelivery)
            .where(
                SupplierDelivery.supplier_id == supplier_id,
                SupplierDelivery.event_id.in_(event_ids),
            )
            .values(is_food=True)
            .execution_options(synchronize_session=False)
        )
    session.execute(
        delete(Supplier)
        .where(Supplier.id.in_([one.id for one in suppliers]))
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
