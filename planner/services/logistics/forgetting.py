"""Forget suppliers: name, number and note go; what came, when and what it cost stays of nobody."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, select, true
from sqlalchemy.orm import Session

from planner.core.logistics.names import same_name
from planner.store.models import Event, EventDish, Supplier


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
    names = {(one.organisation_id, same_name(one.name)) for one in suppliers}
    dishes = session.execute(
        select(EventDish, Event.organisation_id)
        .join(EventDish.event)
        .where(
            Event.organisation_id.in_({organisation_id for organisation_id, _name in names}),
            true() if dishes_of is None else dishes_of,
        )
        .order_by(EventDish.id)
    )
    for dish, organisation_id in dishes:
        if (organisation_id, same_name(dish.values.get("supplier", ""))) in names:
            dish.values = {**dish.values, "supplier": ""}
    session.flush()
    session.execute(
        delete(Supplier)
        .where(Supplier.id.in_([one.id for one in suppliers]))
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
