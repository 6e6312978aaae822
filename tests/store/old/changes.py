"""What migrations change of what was there before; everything else has to stay as it was.

A migration that changes or takes away values names the column, and says why; one that takes rows or
a table away names the table. `test_old.py` compares everything else, and fails for what is named
here and does not change.
"""

from planner.store import migrate

CHANGES: dict[str, dict[str, str]] = {
    "0026": {"placed_order.diets": "what was said when something was ordered is told nowhere"},
    "0029": {"event.venue_id": "each organisation's events refer to its own copy of a venue"},
    "0040": {"answer.can_help": "how often it was said is counted; by whom is kept nowhere"},
}
"""By the version that changes it: `table.column`, or `table` for rows that go, and why."""


FORGOTTEN = {"0040": {"answer.can_help"}}
"""Columns that come back empty when a migration is taken back: what they held is kept nowhere."""


def forgotten_since(revision: str) -> set[str]:
    """Return the columns that are empty in what went up from a version and down to it again."""
    later = migrate.all_revisions()
    later = later[: later.index(revision)]
    return {name for one, names in FORGOTTEN.items() if one in later for name in names}


def changed_since(revision: str) -> set[str]:
    """Return what may differ from what a version left."""
    known = migrate.all_revisions()
    later = known[: known.index(revision)]
    return {name for one, named in CHANGES.items() if one in later for name in named}
