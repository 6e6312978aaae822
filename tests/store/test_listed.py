"""A list of numbers may be longer than what a database takes beside a statement."""

from sqlalchemy import select

from planner.store.base import Store
from planner.store.listed import is_one_of
from planner.store.models import Throttle
from tests.support.clock import FixedClock


def test_any_number_of_numbers(store: Store) -> None:
    with store.transaction() as session:
        for level in (1, 2, 3):
            session.add(Throttle(key=str(level), level=level, updated_at=FixedClock()()))
    with store.reading() as session:
        numbers = [2, *range(10, 300_000)]
        asked = is_one_of(session, Throttle.level, numbers)
        assert session.scalars(select(Throttle.key).where(asked)).all() == ["2"]
        rest = select(Throttle.key).where(~asked).order_by(Throttle.key)
        assert session.scalars(rest).all() == ["1", "3"]
        none = is_one_of(session, Throttle.level, [])
        assert session.scalars(select(Throttle.key).where(none)).all() == []
