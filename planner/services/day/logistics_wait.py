"""What of the logistics of events waits for somebody: columns of one question, and what follows.

Few events have any of it: what follows is asked only for those whose columns say that there is.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Label, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, load_only, selectinload

from planner.core.enums import EventState
from planner.core.local_time import day_of
from planner.core.logistics.permits import PermitRule
from planner.core.logistics.suppliers import DeliveryState
from planner.core.logistics.things import ThingSource
from planner.core.logistics.waiting import NO_LOGISTICS, PERMITS_BEFORE, LogisticsWait
from planner.core.logistics.weather import is_outside
from planner.services.day.enough_things import judge_things
from planner.services.forecast.forecasting import EventForecast, forecast_events
from planner.services.logistics.permits import (
    asked_permits,
    facts_at,
    overrun_of,
    permits_of,
    rules_of,
    sites_of,
)
from planner.services.logistics.tasks import open_facts
from planner.services.logistics.things import JUDGED
from planner.services.logistics.weather import is_decided
from planner.store.models import (
    Event,
    EventSite,
    EventTask,
    Permit,
    Supplier,
    SupplierDelivery,
    Thing,
    ThingUse,
    TownRule,
)

_IS_COMING = Event.state.in_([EventState.DRAFT, EventState.PUBLISHED])
LOGISTICS_WAIT: tuple[Label[Any], ...] = (
    exists()
    .where(EventTask.event_id == Event.id, EventTask.done_at.is_(None))
    .correlate(Event)
    .label("has_tasks"),
    and_(
        _IS_COMING,
        exists().where(TownRule.organisation_id == Event.organisation_id).correlate(Event),
    ).label("has_rules"),
    exists().where(Permit.event_id == Event.id).correlate(Event).label("has_permits"),
    exists().where(EventSite.event_id == Event.id).correlate(Event).label("has_site"),
    exists().where(ThingUse.event_id == Event.id).correlate(Event).label("has_uses"),
    select(func.aggregate_strings(Supplier.name, "\x1f"))
    .select_from(SupplierDelivery)
    .join(Supplier, Supplier.id == SupplierDelivery.supplier_id)
    .where(
        SupplierDelivery.event_id == Event.id,
        SupplierDelivery.state.in_([DeliveryState.PLANNED, DeliveryState.ORDERED]),
    )
    .correlate(Event)
    .scalar_subquery()
    .label("unconfirmed"),
    select(func.count(ThingUse.id))
    .where(
        ThingUse.event_id == Event.id,
        or_(ThingUse.taken > 0, ThingUse.source.in_([ThingSource.BORROWED, ThingSource.HIRED])),
        ThingUse.back.is_(None),
    )
    .correlate(Event)
    .scalar_subquery()
    .label("not_back"),
)
"""Columns of a question about events; `logistics_of_each` reads them."""


def logistics_of_each(
    session: Session,
    events: Sequence[Event],
    rows: Mapping[int, Any],
    forecasts: Mapping[int, EventForecast],
    *,
    now: datetime,
) -> dict[int, LogisticsWait]:
    """Say what of the logistics of events waits; at most eight questions, however many events.

    Args:
        session: reads.
        events: about which.
        rows: the columns of `LOGISTICS_WAIT` of each, by its number.
        forecasts: of each event that is near.
        now: the moment.
    """
    with_tasks = [event for event in events if rows[event.id].has_tasks]
    tasks = open_facts(session, with_tasks) if with_tasks else {}
    coming = [event for event in events if now < event.starts_at]
    asked = [one for one in coming if rows[one.id].has_rules or rows[one.id].has_permits]
    rules = rules_of(session, {one.organisation_id for one in asked}) if asked else {}
    kept = permits_of(session, [one.id for one in asked]) if asked else {}
    sited = [one.id for one in coming if rows[one.id].has_site]
    sites = sites_of(session, sited) if sited else {}
    forecasts = {**forecasts, **_far_away(session, asked, rules, sites, kept, forecasts, now=now)}
    short = _short_of(session, [one for one in coming if rows[one.id].has_uses], forecasts, now=now)
    found = {}
    for event in events:
        row = rows[event.id]
        wait = LogisticsWait(
            tasks=tuple(tasks.get(event.id, ())),
            things_short=short.get(event.id, 0),
            unconfirmed=tuple(sorted(set(filter(None, (row.unconfirmed or "").split("\x1f"))))),
            not_back=row.not_back,
        )
        found[event.id] = wait if wait != NO_LOGISTICS else NO_LOGISTICS
    for event in coming:
        site = sites.get(event.id)
        facts = facts_at(site)
        forecast = forecasts[event.id].forecast if event.id in forecasts else None
        permits = asked_permits(
            event, site, rules.get(event.organisation_id, ()), kept.get(event.id, ()), forecast
        )
        over = overrun_of(permits, forecast)
        is_out = is_outside(event.event_type, facts)
        has_plan = site is not None and (site.rain_venue_id is not None or bool(site.rain_words))
        wait = found[event.id]
        found[event.id] = LogisticsWait(
            tasks=wait.tasks,
            permits=tuple(one.facts for one in permits if one.facts.state.is_open),
            notified_short=over if over is not None and over.is_worth_a_call else None,
            is_site_unsaid=bool(rows[event.id].has_rules) and facts is None,
            things_short=wait.things_short,
            unconfirmed=wait.unconfirmed,
            weather=(is_out or has_plan) and not is_decided(site, event),
            not_back=wait.not_back,
        )
    return found


def _far_away(
    session: Session,
    events: Sequence[Event],
    rules: Mapping[int, Sequence[PermitRule]],
    sites: Mapping[int, EventSite],
    kept: Mapping[int, Sequence[Permit]],
    forecasts: Mapping[int, EventForecast],
    *,
    now: datetime,
) -> Mapping[int, EventForecast]:
    """Forecast events farther away of which a town knows a number, or wants to know it this week.

    So that what is asked of them is the same here as on their own pages.
    """
    left = [
        event
        for event in events
        if event.id not in forecasts
        and (
            any(one.most_people and one.state.is_with_them for one in kept.get(event.id, ()))
            or any(
                rule.least_people
                and rule.is_asked(facts_at(sites.get(event.id)) or frozenset(), rule.least_people)
                and rule.due_on(day_of(event.starts_at, event.zone)) - PERMITS_BEFORE
                <= day_of(now, event.zone)
                for rule in rules.get(event.organisation_id, ())
            )
        )
    ]
    return forecast_events(session, left, now=now) if left else {}


def _short_of(
    session: Session,
    events: Sequence[Event],
    forecasts: Mapping[int, EventForecast],
    *,
    now: datetime,
) -> dict[int, int]:
    """Count the kinds of things of which events have not enough; three questions at most."""
    if not events:
        return {}
    uses = session.scalars(
        select(ThingUse)
        .where(ThingUse.event_id.in_([event.id for event in events]))
        .options(
            load_only(*JUDGED, raiseload=True),
            joinedload(ThingUse.thing).load_only(Thing.owned),
            selectinload(ThingUse.event),
        )
        .order_by(ThingUse.id)
    ).all()
    judged, _people = judge_things(session, uses, forecasts, now=now)
    return Counter(one.use.event_id for one in judged if one.short)
