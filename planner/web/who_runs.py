"""Who runs an event: the organisation whose it is, by its name and its number.

The host goes by the name and the number in the settings. Another organisation has its own name, and
no number but the one that its event has: its guests are never told to call somebody else.
"""

from dataclasses import dataclass
from typing import cast

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import object_session

from planner.store.models import Event, Organisation
from planner.web.access import current_account
from planner.web.installation import settings


@dataclass(frozen=True)
class Runner:
    """What an organisation is called, and its number; empty where it has none of its own."""

    name: str
    phone: str


def runner_of(event: Event) -> Runner:
    """Return who runs an event; of one that was never stored, the host.

    Guests ask by the thousand and organisations stay as they were made, so a process asks the
    database once, and again for one that is new.
    """
    session = object_session(event)
    if session is None or event.organisation_id is None:
        return _host()
    known = cast(dict[int, Runner], current_app.extensions.setdefault("runners", {}))
    if event.organisation_id not in known:
        for number, name, is_host in session.execute(
            select(Organisation.id, Organisation.name, Organisation.is_host)
        ):
            known[number] = _host() if is_host else Runner(name, "")
    return known[event.organisation_id]


def has_office_phone() -> bool:
    """Say whether guests of who is signed in can call the number in the settings."""
    return bool(settings().contact_phone) and current_account().organisation.is_host


def _host() -> Runner:
    return Runner(settings().organisation, settings().contact_phone)
