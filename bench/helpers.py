"""Pages of helpers with 40 helpers in 20 shifts: CPU time, next to a limit.

python -m bench.helpers
"""

import sys
import tempfile
from pathlib import Path

from bench.desk import sign_in
from bench.pages import print_page
from bench.sites import make_site
from planner.store.base import Store
from tests.support.shifts import add_shift, add_shifts_event, sign_up

SHIFTS = 20
IN_EACH = 2


def fill_shifts(store: Store) -> tuple[int, int]:
    """Make an event with 40 helpers in 20 shifts; return its number and that of one shift."""
    event_id = add_shifts_event(store, title="Helpers", expected=120)
    for place in range(SHIFTS):
        shift_id = add_shift(
            store, event_id, task=f"Shift {place}", minutes=place * 30, needed=IN_EACH + 1
        )
        for who in range(IN_EACH):
            name = f"Helper {place}-{who}"
            sign_up(store, event_id, shift_id, name, name=name, is_first_time=who == 0)
    return event_id, shift_id


def main() -> None:
    """Print what each page took, next to what it may take."""
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder))
        store: Store = site.app.extensions["store"]
        event_id, shift_id = fill_shifts(store)
        desk = site.client()
        sign_in(desk, site)
        sys.stdout.write(f"\n{SHIFTS * IN_EACH} helpers, {SHIFTS} shifts, CPU time (limit):\n")
        begin = f"/events/{event_id}/helpers"
        for name, address in (
            ("all shifts", begin),
            ("one shift", f"{begin}/shifts/{shift_id}"),
            ("list for the wall", f"{begin}/wall"),
            ("who helps today", f"{begin}/today"),
        ):
            print_page(desk, name, address)


if __name__ == "__main__":
    main()
