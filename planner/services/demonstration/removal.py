"""Take the demonstration data out again, and nothing else."""

from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Table, delete, false, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from planner.services.calendars.files import neighbourhood_name, series_name
from planner.services.demonstration.organisations import forget_organisations
from planner.store.base import Base, count_rows_anew
from planner.store.models import (
    Account,
    Batch,
    CalendarFeed,
    CostLine,
    Event,
    EventSite,
    EventTask,
    Helper,
    Intermediary,
    Neighbourhood,
    Partner,
    Permit,
    Promise,
    Remark,
    SchoolHoliday,
    Series,
    StockEntry,
    Supplier,
    SupplierDelivery,
    Theme,
    Thing,
    ThingUse,
    TownRule,
    Turnout,
    Venue,
    WatchedCalendar,
)

MARKED = (
    *(Promise, Partner, Remark, Theme, Helper),
    *(StockEntry, Turnout, Event, Series, Venue, Neighbourhood, Intermediary, Account),
    *(Supplier, Thing, TownRule, SchoolHoliday, WatchedCalendar),
)


_OF_LOGISTICS = (
    (Supplier, SupplierDelivery.supplier_id),
    (Supplier, ThingUse.supplier_id),
    (Thing, ThingUse.thing_id),
    (TownRule, Permit.rule_id),
    (Venue, EventSite.rain_venue_id),
    (Venue, EventSite.dry_venue_id),
    (Partner, EventTask.partner_id),
    (Partner, CostLine.partner_id),
)
"""What the logistics of somebody's own event may have come to use."""


def remove(session: Session) -> int:
    """Delete what is marked as demonstration and what hangs on it; return how many rows.

    A neighbourhood, venue, series or intermediary that somebody's own event has come to use stays,
    and is no demonstration any more; so do suppliers, things, rules of the town and partners.
    """
    count_rows_anew(session)
    own_events = select(Event.id).where(Event.is_demonstration == false())
    _keep(session, Neighbourhood, Event.neighbourhood_id, Event.is_demonstration == false())
    _keep(session, Neighbourhood, Turnout.neighbourhood_id, Turnout.is_demonstration == false())
    _keep(session, Venue, Event.venue_id, Event.is_demonstration == false())
    _keep(session, Series, Event.series_id, Event.is_demonstration == false())
    _keep(session, Series, Turnout.series_id, Turnout.is_demonstration == false())
    _keep(session, Intermediary, Batch.intermediary_id, Batch.event_id.in_(own_events))
    _keep(session, Theme, Remark.theme_id, Remark.is_demonstration == false())
    _keep(session, Partner, Promise.partner_id, Promise.is_demonstration == false())
    for rows, used in _OF_LOGISTICS:
        _keep(session, rows, used, used.class_.event_id.in_(own_events))
    for said in (Remark, Promise):
        _keep(session, Neighbourhood, said.neighbourhood_id, said.is_demonstration == false())
    feeds = [
        *map(series_name, session.scalars(select(Series.slug).where(Series.is_demonstration))),
        *map(
            neighbourhood_name,
            session.scalars(select(Neighbourhood.slug).where(Neighbourhood.is_demonstration)),
        ),
    ]
    for name in feeds:
        session.execute(
            delete(CalendarFeed).where(
                (CalendarFeed.name == name)
                | CalendarFeed.name.startswith(f"{name}?", autoescape=True)
            )
        )
    gone = 0
    for model in MARKED:
        table = Base.metadata.tables[model.__tablename__]
        gone += delete_all(session, table, table.c.is_demonstration)
    forget_organisations(session)
    session.expire_all()
    return gone


def _keep(
    session: Session,
    model: type[
        Neighbourhood
        | Venue
        | Series
        | Intermediary
        | Theme
        | Partner
        | Supplier
        | Thing
        | TownRule
    ],
    used_in: InstrumentedAttribute[int | None],
    condition: ColumnElement[bool],
) -> None:
    """Take the mark off rows that somebody's own rows refer to."""
    used = select(used_in).where(condition, used_in.is_not(None))
    session.execute(
        update(model)
        .where(model.is_demonstration, model.id.in_(used))
        .values(is_demonstration=False)
        .execution_options(synchronize_session=False)
    )


def delete_all(session: Session, table: Table, condition: ColumnElement[bool]) -> int:
    """Delete rows after what goes with them; what may do without them lets go of them.

    It follows the foreign keys, so a table that is added later needs no line here.
    """
    gone = 0
    for other in Base.metadata.sorted_tables:
        for column in other.columns:
            for key in column.foreign_keys:
                if key.column.table is not table:
                    continue
                refers = column.in_(select(key.column).where(condition))
                if column.nullable and key.ondelete != "CASCADE":
                    session.execute(update(other).where(refers).values({column: None}))
                else:
                    gone += delete_all(session, other, refers)
    deleted = session.execute(delete(table).where(condition))
    return gone + cast("CursorResult[Any]", deleted).rowcount
