"""Each table says whose its rows are, shared or owned, and what is said is so.

Found from the tables themselves: a new one fails here until it says whose it is.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import ColumnElement, FromClause, Table, func, select

from bench import twice
from planner.services import demonstration
from planner.store import migrate, scoping
from planner.store.base import Base, Store
from planner.store.models import Account, Event, Neighbourhood, Organisation
from planner.store.owners import OWN, Owned, Owner, Shared
from planner.store.scoping import Scope, narrow
from tests.support.application import required
from tests.support.application import test_settings as settings_of
from tests.support.cards import MADE_AT
from tests.support.partners import add_partner
from tests.test_scopes import add_event

TABLES: dict[str, type[Base]] = {
    str(mapper.class_.__tablename__): mapper.class_ for mapper in Base.registry.mappers
}


def owner(name: str) -> Owner:
    """Return what a table declares itself; what it inherits counts for nothing."""
    declared = vars(TABLES[name]).get("__owner__")
    assert isinstance(declared, Shared | Owned), (
        f"{name} says neither that it is shared nor whose it is: give its class an __owner__ "
        "(planner/store/owners.py)"
    )
    return declared


def parent_of(table: Table, column: str) -> Table:
    """Return the table that a column refers to."""
    (key,) = table.c[column].foreign_keys
    return key.column.table


def organisation_of(table: Table, rows: FromClause | None = None) -> ColumnElement[Any]:
    """Return an expression for the organisation of a row, by the declared way there."""
    rows, declared = table if rows is None else rows, owner(table.name)
    assert isinstance(declared, Owned), table.name
    ways = [_through(table, rows, column) for column in declared.columns]
    return ways[0] if len(ways) == 1 else func.coalesce(*ways)


def _through(table: Table, rows: FromClause, column: str) -> ColumnElement[Any]:
    parent = parent_of(table, column)
    if parent.name == "organisation":
        return rows.c[column]
    (key,) = table.c[column].foreign_keys
    whole = parent.alias()
    found = select(organisation_of(parent, whole)).where(whole.c[key.column.name] == rows.c[column])
    return found.scalar_subquery()


@pytest.mark.parametrize("name", sorted(Base.metadata.tables))
def test_every_table_says_whose_it_is(name: str) -> None:
    declared, table = owner(name), Base.metadata.tables[name]
    if isinstance(declared, Shared):
        assert declared.why
        for key in table.foreign_keys:
            assert isinstance(owner(key.column.table.name), Shared), (
                f"{name} is shared and refers to {key.column.table.name}, which is not"
            )
        return
    organisation_of(table)  # there is a way to an organisation
    may_be_nobodys = all(table.c[column].nullable for column in declared.columns)
    assert may_be_nobodys == bool(declared.otherwise), (
        f"{name}: a row without an owner is nobody's: forbid it, or say what it is"
    )


def test_what_names_its_organisation_is_narrowed_to_it() -> None:
    narrowed = {
        *scoping.tables_of_their_own(),
        *scoping.OF_ONE_OF_OUR_EVENTS,
        Event,
        Account,
    }
    assert {one for one in TABLES.values() if one.__dict__["__owner__"] == OWN} == narrowed
    has_column = {name for name, one in TABLES.items() if "organisation_id" in one.__table__.c}
    assert has_column == {name for name in TABLES if owner(name) == OWN}


def test_a_neighbourhood_is_a_name_and_an_address_part_and_nothing_else() -> None:
    assert set(Neighbourhood.__table__.c.keys()) == {"id", "name", "slug", "is_demonstration"}


@dataclass(frozen=True)
class Two:
    """The host and a partner, who each have everything, by the same names."""

    store: Store
    ids: tuple[int, int]


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def two(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """Fill a database of its own once: tests here only read it."""
    folder = tmp_path_factory.mktemp("two")
    with ExitStack() as stack:
        url = f"sqlite:///{folder}/planner.db"
        if request.param != "sqlite":
            server = required(request.getfixturevalue("_postgres_server"))
            url = stack.enter_context(twice.a_database(server))
        store = Store(url)
        stack.callback(store.close)
        migrate.upgrade(store)
        settings = settings_of(url, folder)
        demonstration.load(store, settings=settings, now=MADE_AT)
        add_event(store, settings, "Feest")
        theirs = add_partner(store, now=MADE_AT).organisation_id
        add_event(store, settings, "Elders", whose=Scope(theirs))
        with store.reading() as session:
            ours = session.scalars(select(Organisation.id).where(Organisation.is_host)).one()
        yield Two(store, (ours, theirs))


def test_nothing_refers_to_anything_of_another_organisation(two: Two) -> None:
    tried = 0
    with two.store.reading() as session:
        for table in Base.metadata.sorted_tables:
            if isinstance(owner(table.name), Shared):
                continue
            own = organisation_of(table)
            for column in table.c:
                for key in column.foreign_keys:
                    parent = key.column.table
                    if isinstance(owner(parent.name), Shared):
                        continue
                    whole = parent.alias()
                    theirs = organisation_of(parent, whole)
                    both = table.join(whole, whole.c[key.column.name] == column)
                    wrong = select(column).select_from(both).where(own != theirs)
                    assert not session.execute(wrong).all(), (table.name, column.name)
                    tried += 1
    assert tried > 60


def test_a_session_with_a_scope_finds_only_rows_of_its_own(two: Two) -> None:
    for ours in two.ids:
        with two.store.reading() as session:
            narrow(session, Scope(ours))
            tables: list[Any] = [*scoping.tables_of_their_own(), Event]
            for table in tables:
                found: set[int] = {one.organisation_id for one in session.query(table)}
                assert found <= {ours}, table
            assert session.scalars(select(Event)).all()
