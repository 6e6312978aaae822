"""Another organisation on the same planner."""

from datetime import datetime

from planner.core.roles import AccountRole
from planner.services.people import colleagues, signing_in
from planner.store.base import Store
from planner.store.models import Account
from tests.support.application import PASSWORD


def add_partner(
    store: Store, *, now: datetime, name: str = "Buurthuis", role: AccountRole | None = None
) -> Account:
    """Let a partner share the planner and return its first organiser."""
    with store.transaction() as session:
        away = colleagues.add_organisation(session, name, now=now)
        assert away is not None
        return signing_in.add_account(
            session,
            email=f"{name.lower()}@feest.example",
            name=name,
            password=PASSWORD,
            now=now,
            role=role or AccountRole.ORGANISER,
            organisation_id=away.id,
        )
