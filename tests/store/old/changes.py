"""What migrations change of what was there before; everything else has to stay as it was.

A migration that changes or takes away values names the column, and says why; one that takes rows or
a table away names the table. `test_old.py` compares everything else, and fails for what is named
here and does not change.
"""

from planner.store import migrate

CHANGES: dict[str, dict[str, str]] = {
    "0026": {"placed_order.diets": "what was said when something was ordered is told nowhere"},
    "0029": {"event.venue_id": "each organisation's events refer to its own copy of a venue"},
}
"""By the version that changes it: `table.column`, or `table` for rows that go, and why."""


def changed_since(revision: str) -> set[str]:
    """Return what may differ from what a version left."""
    known = migrate.all_revisions()
    later = known[: known.index(revision)]
    return {name for one, named in CHANGES.items() if one in later for name in named}
