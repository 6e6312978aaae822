"""What a town asks of an event, how far that is, and the forecast against what was named there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.local_time import day_of
from planner.core.logistics.permits import (
    Overrun,
    PermitFacts,
    PermitKind,
    PermitRule,
    PermitState,
    SiteFact,
    asked_of,
    overrun,
)
from planner.core.turnout.forecast import Forecast
from planner.core.turnout.inputs import NothingKnown
from planner.services.answer.locking import lock_answers
from planner.store.models import Event, EventSite, Permit, TownRule

PREPARED_FOR = 0.9
"""The level of the forecast at which a town is told how many come: as the kitchen is prepared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitPlan:
    """How far a permit is, as its organiser says.

    Attributes:
        until: until when the event may go on.
    """

    state: PermitState
    title: str = ""
    kind: PermitKind = PermitKind.PERMIT
    authority: str = ""
    phone: str = ""
    days_before: int = 28
    most_people: int | None = None
    until: datetime | None = None
    sent_on: date | None = None
    reference: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AskedPermit:
    """Something that is asked of an event, by a rule or because somebody added it.

    Attributes:
        permit: what is kept of it; None while nobody did anything.
    """

    facts: PermitFacts
    rule: PermitRule | None
    permit: Permit | None


def rule_of(row: TownRule) -> PermitRule:
    """Return a rule as it is judged."""
    season = (row.season_month, row.season_day) if row.season_month and row.season_day else None
    return PermitRule(
        rule_id=row.id,
        title=row.title,
        kind=row.kind,
        facts=frozenset(SiteFact(name) for name in row.facts if name in set(SiteFact)),
        least_people=row.least_people,
        days_before=row.days_before,
        season_by=season,
        change_days=row.change_days,
        is_instead=row.is_instead,
        falls_away=row.falls_away,
        authority=row.authority,
        phone=row.phone,
        source=row.source,
        seen_on=row.seen_on,
    )


def rules_of(session: Session, organisation_ids: Iterable[int]) -> dict[int, list[PermitRule]]:
    """Return what organisations know of their towns; one question."""
    rows = session.scalars(
        select(TownRule)
        .where(TownRule.organisation_id.in_(list(organisation_ids)))
        .order_by(TownRule.id)
    ).all()
    found: dict[int, list[PermitRule]] = {}
    for row in rows:
        found.setdefault(row.organisation_id, []).append(rule_of(row))
    return found


def facts_at(site: EventSite | None) -> frozenset[SiteFact] | None:
    """Return what happens at an event; None while nobody said."""
    if site is None or site.facts is None:
        return None
    return frozenset(fact for fact in SiteFact if site.facts.get(fact.value))


def people_at(event: Event, forecast: Forecast | NothingKnown | None) -> int | None:
    """Return for how many people an event is prepared; None while nobody knows."""
    if isinstance(forecast, Forecast):
        return forecast.quantile(PREPARED_FOR)
    return event.expected


def asked_permits(
    event: Event,
    site: EventSite | None,
    rules: Sequence[PermitRule],
    kept: Sequence[Permit],
    forecast: Forecast | NothingKnown | None,
) -> list[AskedPermit]:
    """List what is asked of an event, what is due first at the head.

    What somebody already did something about stays on the list, though no rule asks it any more.
    """
    held_on = day_of(event.starts_at, event.zone)
    facts = facts_at(site)
    asked = asked_of(rules, facts, people_at(event, forecast)) if facts is not None else []
    by_rule = {one.rule_id: one for one in kept if one.rule_id is not None}
    known = {rule.rule_id: rule for rule in rules}
    found = []
    for rule in asked:
        of_rule = by_rule.get(rule.rule_id)
        found.append(AskedPermit(_facts_by_rule(held_on, rule, of_rule), rule, of_rule))
    listed = {rule.rule_id for rule in asked}
    for one in kept:
        if one.rule_id is None or one.rule_id not in listed:
            by = known.get(one.rule_id or 0)
            shown = _facts_alone(held_on, one) if by is None else _facts_by_rule(held_on, by, one)
            found.append(AskedPermit(shown, by, one))
    return sorted(found, key=lambda one: (one.facts.due_on, one.facts.title))


def overrun_of(
    asked: Iterable[AskedPermit], forecast: Forecast | NothingKnown | None
) -> Overrun | None:
    """Say how likely more come than were named; None where nothing was named or is known."""
    if forecast is None:
        return None
    return overrun([one.facts for one in asked], forecast)


def permits_of(session: Session, event_ids: Iterable[int]) -> dict[int, list[Permit]]:
    """Return what is kept of permits of events; one question."""
    rows = session.scalars(
        select(Permit).where(Permit.event_id.in_(list(event_ids))).order_by(Permit.id)
    ).all()
    found: dict[int, list[Permit]] = {}
    for row in rows:
        found.setdefault(row.event_id, []).append(row)
    return found


def sites_of(session: Session, event_ids: Iterable[int]) -> dict[int, EventSite]:
    """Return what is known of the sites of events; one question."""
    rows = session.scalars(
        select(EventSite)
        .where(EventSite.event_id.in_(list(event_ids)))
        .order_by(EventSite.event_id)
    ).all()
    return {row.event_id: row for row in rows}


def site_of(session: Session, event_id: int) -> EventSite:
    """Return what is known of the site of an event, made now where nothing is; takes the turn."""
    lock_answers(session, event_id)
    found = session.get(EventSite, event_id, populate_existing=True)
    if found is None:
        found = EventSite(event_id=event_id)
        session.add(found)
        session.flush()
    return found


def say_facts(session: Session, event_id: int, facts: Mapping[SiteFact, bool]) -> None:
    """Keep what happens at an event and what does not."""
    site = site_of(session, event_id)
    site.facts = {fact.value: bool(facts.get(fact)) for fact in SiteFact}
    site.version += 1
    session.flush()


def keep_permit(
    session: Session,
    event_id: int,
    plan: PermitPlan,
    *,
    rule: PermitRule | None = None,
    permit_id: int | None = None,
) -> Permit | None:
    """Keep how far a permit is: one that a rule asks, or one that somebody adds or changes.

    Args:
        session: writes.
        event_id: whose turn is waited for.
        plan: how far it is; of a rule's its title and office are those of the rule.
        rule: that asks it; of two who say something of it at once both are the same permit.
        permit_id: which one is changed; None for the one of the rule, or a new one.

    Returns:
        None where the event has no such permit.
    """
    lock_answers(session, event_id)
    which = [Permit.event_id == event_id]
    found = None
    if permit_id is not None:
        found = session.scalar(select(Permit).where(*which, Permit.id == permit_id))
        if found is None:
            return None
    elif rule is not None:
        found = session.scalar(select(Permit).where(*which, Permit.rule_id == rule.rule_id))
    if found is None:
        found = Permit(event_id=event_id, rule_id=rule.rule_id if rule else None)
        session.add(found)
    for name in PermitPlan.__slots__:
        setattr(found, name, getattr(plan, name))
    if rule is not None:
        found.title, found.kind = rule.title, rule.kind
        found.authority, found.phone = rule.authority, rule.phone
        found.days_before = rule.days_before
    found.version = (found.version or 0) + 1
    session.flush()
    return found


def remove_permit(session: Session, event_id: int, permit_id: int) -> bool:
    """Forget what was kept of a permit; False where it is not of the event."""
    lock_answers(session, event_id)
    found = session.scalar(
        select(Permit).where(Permit.event_id == event_id, Permit.id == permit_id)
    )
    if found is None:
        return False
    session.delete(found)
    session.flush()
    return True


def _facts_by_rule(held_on: date, rule: PermitRule, kept: Permit | None) -> PermitFacts:
    change = rule.change_days
    return PermitFacts(
        title=rule.title,
        kind=rule.kind,
        state=kept.state if kept is not None else PermitState.TO_DO,
        due_on=rule.due_on(held_on),
        authority=rule.authority,
        phone=rule.phone,
        most_people=kept.most_people if kept is not None else None,
        change_by=held_on - timedelta(days=change) if change is not None else None,
        rule_id=rule.rule_id,
        permit_id=kept.id if kept is not None else None,
    )


def _facts_alone(held_on: date, kept: Permit) -> PermitFacts:
    """Of what somebody added, or whose rule is gone."""
    return PermitFacts(
        title=kept.title,
        kind=kept.kind,
        state=kept.state,
        due_on=held_on - timedelta(days=kept.days_before),
        authority=kept.authority,
        phone=kept.phone,
        most_people=kept.most_people,
        permit_id=kept.id,
    )
