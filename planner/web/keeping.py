"""What this installation promises about keeping; every date on a page comes from here."""

from dataclasses import replace
from datetime import date

from planner.core.retention import Retention
from planner.services.privacy.erasures import ErasureLog
from planner.store.models import Event, Organisation
from planner.web.installation import settings


def retention() -> Retention:
    """Return how long this installation keeps what it keeps, where an event promised no less."""
    return settings().retention


def retention_of(organisation: Organisation) -> Retention:
    """Return how long an organisation keeps what guests of its new events tell."""
    allowed = settings().retention
    return replace(allowed, keep_days=allowed.days_for(organisation.keep_days))


def erasure_log() -> ErasureLog:
    """Return where erasures that somebody asked for are noted, for after a restore."""
    return ErasureLog(settings().instance, settings().code_key)


def forget_on(event: Event) -> date:
    """Return the first day on which what guests told about an event is gone."""
    return retention().forget_on(event.ends_at, event.zone, event.keep_days)
