"""Things, suppliers and who looks at them, as the tests of an event's logistics need."""

from flask import Flask

from planner.services.logistics import owned, suppliers, uses
from planner.services.logistics.suppliers import DeliveryPlan
from planner.services.logistics.uses import UsePlan
from planner.services.people import colleagues
from planner.store.base import Store
from planner.store.models import Account
from tests.support.application import signed_in
from tests.support.clock import FixedClock
from tests.support.pages import PageClient


def in_english(app: Flask, account: Account) -> PageClient:
    """Return the browser of an organiser who reads English."""
    browser = signed_in(app, account.email)
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser


def of_another_organisation(
    app: Flask, store: Store, account: Account, clock: FixedClock
) -> PageClient:
    """Return the browser of an organiser of another organisation in the same neighbourhood."""
    with store.transaction() as session:
        away = colleagues.add_organisation(session, "Partner", now=clock())
        assert away is not None
        session.get_one(Account, account.id).organisation_id = away.id
    return in_english(app, account)


def own(store: Store, name: str = "Tafels", count: int = 10, kept_at: str = "Garage") -> int:
    """Let the organisation own things; return their number."""
    with store.transaction() as session:
        thing = owned.add_thing(session, name=name, owned=count, kept_at=kept_at)
        assert thing is not None
        return thing.id


def need(store: Store, event_id: int, name: str = "Tafels", count: int = 6) -> int:
    """Let an event need things; return the number of that."""
    with store.transaction() as session:
        use = uses.keep_use(session, event_id, UsePlan(name=name, count=count))
        assert use is not None
        return use.id


def deliver(store: Store, event_id: int, name: str = "Slager Noord", **fields: object) -> int:
    """Let a supplier bring something to an event; return the number of the delivery."""
    with store.transaction() as session:
        supplier = suppliers.add_supplier(session, name=name, phone="045 222 2222")
        assert supplier is not None
        plan = DeliveryPlan(supplier_id=supplier.id, **fields)  # type: ignore[arg-type]
        kept = suppliers.keep_delivery(session, event_id, plan)
        assert kept is not None
        return kept.id
