"""The rules of a town as an organisation keeps them: taken over, listed, added, changed."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.logistics.permit_presets import HEERLEN
from planner.core.logistics.permits import MOST_RULES, PermitRule
from planner.store.base import take_turn
from planner.store.models import TownRule
from planner.store.scoping import owner_for


def list_rules(session: Session) -> Sequence[TownRule]:
    """Return the rules of the organisation of whoever looks, what is due first at the head."""
    return session.scalars(
        select(TownRule).order_by(TownRule.days_before.desc(), TownRule.id)
    ).all()


def take_over(
    session: Session,
    *,
    words: Callable[[str], str],
    is_demonstration: bool = False,
    organisation_id: int | None = None,
) -> int:
    """Give the organisation Heerlen's rules, to check and change; none where it has any."""
    owner = organisation_id if organisation_id is not None else owner_for(session, None)
    take_turn(session, f"town rules {owner}")  # or two who press at once would both find none
    has_any = session.scalar(select(TownRule.id).where(TownRule.organisation_id == owner).limit(1))
    if has_any is not None:
        return 0
    for rule in HEERLEN:
        row = TownRule(organisation_id=owner, is_demonstration=is_demonstration)
        _apply(row, replace(rule, title=words(rule.title), authority=words(rule.authority)))
        session.add(row)
    session.flush()
    return len(HEERLEN)


def find_rule(session: Session, rule_id: int) -> TownRule | None:
    """Return a rule of the organisation of whoever looks."""
    return session.scalar(select(TownRule).where(TownRule.id == rule_id))


def add_rule(session: Session, rule: PermitRule) -> TownRule | None:
    """Add a rule; None where there are as many as fit."""
    owner = owner_for(session, None)
    take_turn(session, f"town rules {owner}")
    if len(list_rules(session)) >= MOST_RULES:
        return None
    row = TownRule(organisation_id=owner)
    _apply(row, rule)
    session.add(row)
    session.flush()
    return row


def change_rule(session: Session, row: TownRule, rule: PermitRule) -> None:
    """Change a rule."""
    _apply(row, rule)
    row.version += 1
    session.flush()


def _apply(row: TownRule, rule: PermitRule) -> None:
    month, day = rule.season_by or (None, None)
    row.title, row.kind = rule.title, rule.kind
    row.facts = sorted(fact.value for fact in rule.facts)
    row.least_people, row.days_before = rule.least_people, rule.days_before
    row.season_month, row.season_day = month, day
    row.change_days, row.is_instead = rule.change_days, rule.is_instead
    row.falls_away, row.authority = rule.falls_away, rule.authority
    row.phone, row.source, row.seen_on = rule.phone, rule.source, rule.seen_on
