"""No page, and nothing that the server asks by itself, reads a table that grows as a whole.

SQLite keeps no statistics, so its plans are the same with few rows as with millions.
`python -m bench.at_size` looks at the plans of a database of a whole country.
"""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, UniqueConstraint, event, text

from planner.services.gate import keys
from planner.services.outbox import counts
from planner.store.base import Base, Store
from planner.store.scoping import Scope, narrow
from tests.support.growth import A_FEW, pages_of
from tests.support.plans import explained
from tests.support.questions import questions

ONE_ROW = "one row, or one of each kind"
NAMES = "their names stand on the page, to choose from"
WHEN_SETTINGS_CHANGE = "once after the address or the texts of the planner changed"
OF_A_FEW = "an index of a few rows only"
AS_FAR_AS_IT_SHOWS = "by an index, and no farther than the page shows"
MAY_BE_READ: Mapping[str, str] = {
    "alembic_version": ONE_ROW,
    "calendar_feed": ONE_ROW,
    "calendar_state": ONE_ROW,
    "neighbourhood": NAMES,
    "organisation": NAMES,
    "calendar_wording": "holds what stands in feeds, of which each has a thousand entries at most",
    "programme_item": WHEN_SETTINGS_CHANGE,
    "event": WHEN_SETTINGS_CHANGE,
    "resting_address": "holds addresses from which mail came back, for some months",
}
BY_INDEX: Mapping[tuple[str, str], str] = {
    ("event", "ix_event_starts_at"): AS_FAR_AS_IT_SHOWS,
    ("guest_contact", "ix_guest_contact_untold"): OF_A_FEW,
    ("answer", "ix_answer_said_no"): OF_A_FEW,
    ("invitation", "ix_invitation_ended"): OF_A_FEW,
    ("calendar_entry", "ix_calendar_entry_taken_out"): OF_A_FEW,
    ("purge_record", "ix_purge_record_purged_at"): AS_FAR_AS_IT_SHOWS,
}
"""Tables that are read from the beginning of an index until there is enough."""


def test_nothing_reads_a_table_that_grows_as_a_whole(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "planner.db")
    read: dict[str, str] = {}
    with pages_of(f"sqlite:///{tmp_path / 'planner.db'}", tmp_path, A_FEW) as pages:
        opened = [*questions(pages), *((one.name, one.open) for one in pages.visits())]
        for name, open_it in opened:
            with explained(pages.store) as found:
                open_it()
            read |= {f"{name}: {line}": statement for line, statement in found.items()}
    assert len(opened) > 250
    assert not {line: read[line] for line in read if not _may_be(line.partition(": ")[2])}


def _may_be(line: str) -> bool:
    _scan, table, *how = line.split()
    if table not in Base.metadata.tables and table != "alembic_version":
        return True  # a part of the question itself
    return table in MAY_BE_READ or (table, how[-1] if how else "") in BY_INDEX


@pytest.mark.parametrize("name", sorted(Base.metadata.tables))
def test_what_refers_to_a_row_is_found_by_an_index(name: str) -> None:
    table = Base.metadata.tables[name]
    groups: list[Any] = [table.primary_key, *table.indexes]
    groups += [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    first = {next(iter(one.columns)).name for one in groups}
    assert not {one.name for one in table.columns if one.foreign_keys} - first


def test_a_whole_table_is_noticed(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    with explained(store) as found, store.reading() as session:
        session.connection().exec_driver_sql("SELECT count(adults) FROM answer")
    store.close()
    assert list(found) == ["SCAN answer"]


@pytest.mark.postgres
def test_postgres_has_an_index_for_what_an_or_stands_in(
    migrated_database: Callable[[], str],
) -> None:
    store = Store(migrated_database())
    plans: list[str] = []

    def explain(connection: Connection, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            driver: Any = connection.connection.dbapi_connection
            plans.append(
                "\n".join(line for (line,) in driver.execute(f"EXPLAIN {statement}", given))
            )

    with store.reading() as session:
        # It then reads a whole table only where it knows no other way.
        session.execute(text("SET LOCAL enable_seqscan = off"))
        event.listen(store.engine, "before_cursor_execute", explain)
        assert keys.keep_keys(session, store.transaction, 1, code_key="a key") == 0
        narrow(session, Scope(organisation_id=1))
        counts.count_states(session)
        counts.count_by_event(session)
    store.close()
    assert len(plans) == 3
    assert not [plan for plan in plans if "Seq Scan on" in plan or "SubPlan" in plan], plans
