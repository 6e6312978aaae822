"""Pages of logistics with 60 lines, 40 tasks and 200 things: CPU time, next to a limit.

python -m bench.logistics
"""

import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from bench.desk import sign_in
from bench.pages import print_page
from bench.sites import make_site
from planner.core.anchors import EventAnchor
from planner.core.logistics.money import CostCategory
from planner.core.logistics.things import CountedFrom
from planner.services.logistics import (
    costs,
    owned,
    sheet_making,
    suppliers,
    tasks,
    town_rules,
    uses,
)
from planner.services.logistics.costs import CostPlan
from planner.services.logistics.sheet_making import LinePlan
from planner.services.logistics.suppliers import DeliveryPlan
from planner.services.logistics.tasks import TaskPlan
from planner.services.logistics.uses import UsePlan
from planner.store.base import Store
from planner.store.models import Event
from tests.support.shifts import add_shifts_event

LINES, TASKS, THINGS, DELIVERIES, RECEIPTS = 60, 40, 200, 20, 60
USED = 100


def fill_logistics(store: Store) -> int:
    """Make an event with all of it, and one beside it that wants the same things."""
    event_id = add_shifts_event(store, title="Logistics", expected=120)
    beside_id = add_shifts_event(store, title="Beside it", expected=80)
    with store.transaction() as session:
        now = session.get_one(Event, event_id).starts_at - timedelta(days=3)
        town_rules.take_over(session, words=str)
        lines = [
            LinePlan(title=f"Line {place}", anchor=EventAnchor.START, minutes=5 * place, length=10)
            for place in range(LINES)
        ]
        sheet_making.make_lines(session, event_id, lines, now=now)
        todo = [TaskPlan(title=f"Task {place}", days=place - TASKS // 2) for place in range(TASKS)]
        tasks.make_tasks(session, event_id, todo, now=now)
        for place in range(THINGS):
            owned.add_thing(session, name=f"Thing {place}", owned=5, kept_at=f"Shed {place % 9}")
        for each in (event_id, beside_id):
            for place in range(USED):
                wanted = UsePlan(
                    name=f"Thing {place}", counted_from=CountedFrom.PORTIONS, per=20 + place
                )
                uses.keep_use(session, each, wanted)
        for place in range(DELIVERIES):
            brings = suppliers.add_supplier(session, name=f"Supplier {place}", phone="")
            if brings is not None:
                plan = DeliveryPlan(supplier_id=brings.id, what="Bread", call_minutes=60)
                suppliers.keep_delivery(session, event_id, plan)
        for place in range(RECEIPTS):
            paid = CostPlan(category=CostCategory.FOOD, words=f"Receipt {place}", paid_cents=999)
            costs.keep_cost_line(session, event_id, paid, account_id=None)
    return event_id


def main() -> None:
    """Print what each page took, next to what it may take."""
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder))
        event_id = fill_logistics(site.app.extensions["store"])
        desk = site.client()
        sign_in(desk, site)
        sys.stdout.write(f"\n{LINES} lines, {TASKS} tasks, {THINGS} things, CPU time (limit):\n")
        begin = f"/events/{event_id}"
        for name, address in (
            ("run sheet", f"{begin}/sheet"),
            ("run sheet on paper", f"{begin}/sheet/paper"),
            ("tasks", f"{begin}/tasks"),
            ("permits", f"{begin}/permits"),
            ("things", f"{begin}/things"),
            ("what we own", "/things"),
            ("deliveries", f"{begin}/deliveries"),
            ("money", f"{begin}/costs"),
            ("rain and heat", f"{begin}/weather"),
        ):
            print_page(desk, name, address)


if __name__ == "__main__":
    main()
