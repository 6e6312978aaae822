"""What this installation promises about keeping; every date on a page comes from here."""

from datetime import date

from planner.core.retention import Retention
from planner.services.privacy.erasures import ErasureLog
from planner.store.models import Event
from planner.web.installation import settings


def retention() -> Retention:
    """Return how long this installation keeps what it keeps."""
    return settings().retention


def erasure_log() -> ErasureLog:
    """Return where erasures that somebody asked for are noted, for after a restore."""
    return ErasureLog(settings().instance, settings().code_key)


def forget_on(event: Event) -> date:
    """Return the first day on which what guests told about an event is gone."""
    return retention().forget_on(event.ends_at, event.zone)
