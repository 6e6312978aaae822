"""Somebody who is in the team of some events, and nothing else."""

from collections.abc import Mapping
from datetime import datetime

from flask import Flask

from planner.core.roles import AccountRole, TeamRole
from planner.services.people import colleagues, signing_in
from planner.store.base import Store
from planner.store.models import Event
from tests.support.application import PASSWORD, signed_in
from tests.support.pages import PageClient


def add_member(
    app: Flask, store: Store, roles: Mapping[int, TeamRole], *, now: datetime, name: str = "els"
) -> PageClient:
    """Return the browser of somebody who has these roles, by the id of the event."""
    email = f"{name}@feest.example"
    with store.transaction() as session:
        events = [(session.get_one(Event, key), role) for key, role in roles.items()]
        account = signing_in.add_account(
            session,
            email=email,
            name=name.title(),
            password=PASSWORD,
            now=now,
            role=AccountRole.MEMBER,
            organisation_id=events[0][0].organisation_id,
        )
        for event, role in events:
            colleagues.put_in_team(session, event, account, role, now=now)
    return signed_in(app, email)
