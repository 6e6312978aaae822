"""What stands where a name stood that was erased."""

from sqlalchemy import ColumnElement, String, cast, func, literal, select
from sqlalchemy.orm import aliased

from planner.store.models import Batch, Gate


def numbered_name(table: type[Batch] | type[Gate]) -> ColumnElement[str]:
    """Return what a stack or a gate is called once its name is erased: '#3', the third one."""
    other = aliased(table)
    place = (
        select(func.count())
        .where(other.event_id == table.event_id, other.id <= table.id)
        .correlate(table)
        .scalar_subquery()
    )
    return literal("#", String) + cast(place, String)
