"""Nothing of another event or organisation comes into the logistics of an event by a form.

The addresses themselves are tried in tests/test_scopes.py, and for each kind of person in
tests/access_table.csv; here it is what stands in the fields.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.anchors import EventAnchor
from planner.core.residents.undertakings import PartnerKind
from planner.core.retention import Retention
from planner.core.roles import AccountRole
from planner.services.people import colleagues
from planner.services.privacy.purge import purge
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import (
    Account,
    CostLine,
    Event,
    EventSite,
    EventTask,
    Partner,
    Permit,
    ProgrammeItem,
    RunLine,
    Supplier,
    SupplierDelivery,
    Thing,
    ThingUse,
    TownRule,
    Venue,
)
from planner.store.scoping import Scope
from tests.support.application import signed_in
from tests.support.cards import MADE_AT, SATURDAY
from tests.support.clock import FixedClock
from tests.support.logistics import of_organisation
from tests.support.pages import PageClient
from tests.support.partners import add_partner
from tests.test_scopes import add_event, ids_of

PAGES = ("sheet", "sheet/paper", "tasks", "permits", "things", "deliveries", "costs", "weather")


@dataclass(frozen=True)
class Scopes:
    """An event of ours, another one, and one of another organisation with what belongs to it."""

    store: Store
    ours: int
    other: int
    theirs: int
    away: Account
    own: dict[str, Any]
    foreign: dict[str, Any]

    def one(self, table: Any, *which: Any) -> Any:
        """Return the only row of our event, or the only one that is as asked."""
        with self.store.reading() as session:
            wanted = which or (table.event_id == self.ours,)
            return session.scalars(select(table).where(*wanted).order_by(table.id.desc())).first()

    def at(self, page: str) -> str:
        """Return an address of our event."""
        return f"/events/{self.ours}/{page}"


@pytest.fixture
def scopes(store: Store, settings: Settings, organiser: Account) -> Scopes:
    away = add_partner(store, now=MADE_AT)
    ours, other = add_event(store, settings, "Ours"), add_event(store, settings, "Other")
    theirs = add_event(store, settings, "Theirs", whose=Scope(away.organisation_id))
    with store.transaction() as session:
        mine, event = session.get_one(Event, ours), session.get_one(Event, theirs)
        partner = Partner(
            organisation_id=away.organisation_id, name="Town", kind=PartnerKind.MUNICIPALITY
        )
        stranger = colleagues.invite(
            session,
            email="bo@feest.example",
            name="Bo",
            role=AccountRole.MEMBER,
            organisation_id=mine.organisation_id,
            now=MADE_AT,
        )
        session.add(partner)
        session.flush()
        assert stranger is not None
        foreign = {
            **ids_of(store, theirs),
            **of_organisation(session, event),
            "partner_id": partner.id,
            "venue_id": session.scalars(
                select(Venue.id).where(Venue.organisation_id == away.organisation_id)
            ).first(),
            "thing_name": session.get_one(Thing, of_organisation(session, event)["owned_id"]).name,
            "member_id": stranger.id,
        }
        own = {**of_organisation(session, mine)}
    own |= ids_of(store, ours)
    return Scopes(store, ours, other, theirs, away, own, foreign)


def press(desk: PageClient, url: str, on: str = "", **typed: Any) -> int:
    """Send a form with what is typed; return the answer."""
    return desk.send(url, typed, form_on=on or url).status_code


def test_nobody_of_elsewhere_can_have_a_line_or_a_task(desk: PageClient, scopes: Scopes) -> None:
    line = {"title": "Fire!", "held_on": "2027-06-12", "starts": "18:00"}
    for account_id in (scopes.away.id, scopes.foreign["member_id"]):
        assert press(desk, scopes.at("sheet/new"), **line, account=str(account_id)) == 303
        found = scopes.one(RunLine)
        assert (found.title, found.account_id) == ("Fire!", None)
    item = scopes.foreign["item_id"]
    for item_id in (item, ids_of(scopes.store, scopes.other)["item_id"]):
        sent = press(desk, scopes.at("sheet/new"), **line, counts_from=f"item-{item_id}")
        assert sent == 303
        found = scopes.one(RunLine)
        assert (found.item_id, found.anchor) == (None, EventAnchor.START)
    task = {"title": "Chairs", "by": "2027-06-01"}
    whose = [
        f"account-{scopes.away.id}",
        f"account-{scopes.foreign['member_id']}",
        f"partner-{scopes.foreign['partner_id']}",
        "account-0",
        "partner-x",
    ]
    for one in whose:
        assert press(desk, scopes.at("tasks/new"), **task, whose=one) == 422, one
    own = scopes.at(f"tasks/{scopes.own['task_id']}")
    assert press(desk, own, **task, whose=whose[2]) == 422
    with scopes.store.reading() as session:
        owned = select(EventTask.id).where(
            EventTask.account_id.is_not(None) | EventTask.partner_id.is_not(None)
        )
        assert session.scalars(owned).all() == []


def test_no_supplier_thing_or_partner_of_elsewhere_is_used(
    desk: PageClient, scopes: Scopes
) -> None:
    foreign = str(scopes.foreign["supplier_id"])
    assert press(desk, scopes.at("deliveries/new"), supplier=foreign, what="Buns") == 422
    own = scopes.at(f"deliveries/{scopes.own['delivery_id']}")
    assert press(desk, own, supplier=foreign, what="Buns") == 422
    use = {"count": "2", "counted_from": "nothing", "out_hours": "1", "back_hours": "1"}
    hired = {**use, "source": "hired", "supplier": foreign}
    assert press(desk, scopes.at("things/new"), name="Tent", **hired) == 303
    assert scopes.one(ThingUse).supplier_id is None
    named = {**use, "name": scopes.foreign["thing_name"], "source": "own"}
    assert press(desk, scopes.at("things/new"), **named) == 303
    assert scopes.one(ThingUse).thing_id is None, "theirs is not ours to lend"
    cost = {"category": "other", "planned": "10", "share": "5"}
    partner = str(scopes.foreign["partner_id"])
    assert press(desk, scopes.at("costs/new"), **cost, partner=partner) in {303, 422}
    with scopes.store.reading() as session:
        assert session.scalars(select(CostLine.partner_id)).unique().all() == [None]
        used = session.scalars(
            select(SupplierDelivery.event_id).where(
                SupplierDelivery.supplier_id == scopes.foreign["supplier_id"]
            )
        ).all()
        assert used == [scopes.theirs]


def test_no_place_or_rule_of_elsewhere_is_used(desk: PageClient, scopes: Scopes) -> None:
    venue = str(scopes.foreign["venue_id"])
    sent = press(
        desk, scopes.at("weather/plan"), scopes.at("weather"), rain_words="Inside!", venue=venue
    )
    with scopes.store.reading() as session:
        site = session.get_one(EventSite, scopes.ours)
        theirs = session.get_one(EventSite, scopes.theirs)
    assert (sent, site.rain_words) == (303, "Inside!")
    assert site.rain_venue_id is None
    assert theirs.rain_words == "We go inside."
    by_rule = scopes.at(f"permits/by-rule/{scopes.foreign['rule_id']}")
    assert desk.get(by_rule).status_code == 404
    sent = press(desk, by_rule, scopes.at("permits/new"), state="sent")
    assert sent == 404
    with scopes.store.reading() as session:
        asked = select(Permit.event_id).where(Permit.rule_id == scopes.foreign["rule_id"])
        assert session.scalars(asked).all() == [scopes.theirs]


def test_what_belongs_to_another_organisation_is_not_there(
    desk: PageClient, scopes: Scopes
) -> None:
    foreign = scopes.foreign
    for url in (
        f"/suppliers/{foreign['supplier_id']}",
        f"/things/{foreign['owned_id']}",
        f"/permits/rules/{foreign['rule_id']}",
    ):
        assert desk.get(url).status_code == 404, url
        for press_url in (url, f"{url}/remove", f"{url}/checked"):
            sent = press(desk, press_url, "/suppliers/new", name="Ours now", title="Ours now")
            assert sent in {404, 405}, press_url
    for what, key in (("supplier", "supplier_id"), ("task", "task_id"), ("sheet", "line_id")):
        assert desk.get(f"/kept/erase?what={what}&id={foreign[key]}").status_code == 404
    lists = "".join(
        desk.get(url).get_data(as_text=True) for url in ("/suppliers", "/things", "/permits/rules")
    )
    assert "of Theirs" not in lists
    assert "Notify Theirs" not in lists
    found = desk.send("/kept/find", {"words": "baker of theirs"}).get_data(as_text=True)
    assert "Baker of Theirs" not in found
    with scopes.store.reading() as session:
        assert session.get(Supplier, foreign["supplier_id"]) is not None
        assert session.get(Thing, foreign["owned_id"]) is not None
        assert session.get(TownRule, foreign["rule_id"]) is not None


def test_markup_in_any_word_stays_text_on_every_page(
    app: Flask, desk: PageClient, scopes: Scopes, caplog: pytest.LogCaptureFixture
) -> None:
    evil = '"><img src=x onerror=alert(1)>'
    tables: tuple[Any, ...] = (RunLine, EventTask, Permit, SupplierDelivery, ThingUse, CostLine)
    with scopes.store.transaction() as session:
        for table in (*tables, EventSite, Supplier, Thing, TownRule, Venue):
            for row in session.scalars(select(table)):
                for column in table.__table__.columns:
                    is_text = type(column.type).__name__ == "String" and not column.unique
                    if is_text and column.name not in {"uid", "name"}:
                        length = column.type.length or 40
                        setattr(row, column.name, evil[:length])
                if hasattr(row, "name"):
                    row.name = f"{evil}{getattr(row, 'id', 0)}"
        for item in session.scalars(select(ProgrammeItem)):
            item.title = evil
    forms = [
        *(f"sheet/{scopes.own['line_id']}", f"tasks/{scopes.own['task_id']}"),
        *(f"permits/{scopes.own['permit_id']}", f"things/{scopes.own['use_id']}"),
        *(f"deliveries/{scopes.own['delivery_id']}", f"costs/{scopes.own['cost_id']}"),
    ]
    addresses = [scopes.at(page) for page in (*PAGES, *forms, "trouble")]
    addresses += ["/suppliers", "/things", "/permits/rules", f"/events/{scopes.ours}", "/waiting"]
    with caplog.at_level(logging.DEBUG):
        for address in addresses:
            answer = desk.get(address)
            assert answer.status_code in {200, 404}, address
            html = answer.get_data(as_text=True)
            assert "<img src=x" not in html, address
    assert "onerror" not in caplog.text


def test_who_edits_what_a_colleague_took_away_keeps_what_they_typed(
    app: Flask, desk: PageClient, other_organiser: Account, scopes: Scopes
) -> None:
    colleague = signed_in(app, other_organiser.email)
    words = "Typed in a hurry"
    for page, field in (
        (f"sheet/{scopes.own['line_id']}", "title"),
        (f"tasks/{scopes.own['task_id']}", "title"),
        (f"things/{scopes.own['use_id']}", "name"),
        (f"deliveries/{scopes.own['delivery_id']}", "what"),
        (f"costs/{scopes.own['cost_id']}", "words"),
    ):
        url = scopes.at(page)
        typed = {**desk.page(url).sends(), field: words}
        assert colleague.send(f"{url}/remove", form_on=url).status_code == 303, page
        gone = desk.post(url, data=typed)
        assert gone.status_code == 404, page
        assert words in gone.get_data(as_text=True), page


def test_every_page_opens_when_names_and_a_private_supplier_are_forgotten(
    app: Flask, desk: PageClient, scopes: Scopes, clock: FixedClock, organiser: Account
) -> None:
    with scopes.store.transaction() as session:
        for supplier in session.scalars(select(Supplier)):
            supplier.is_person = True
    later = SATURDAY + timedelta(days=40)
    with scopes.store.transaction() as session:
        went = purge(session, keep=Retention(), now=later)
    assert went.suppliers == 3
    clock.now = later
    browser = signed_in(app, organiser.email)
    for page in PAGES:
        answer = browser.get(scopes.at(page))
        assert answer.status_code == 200, page
        html = answer.get_data(as_text=True)
        assert "Baker" not in html, page
        assert "0612345671" not in html, page
    delivery = scopes.at(f"deliveries/{scopes.own['delivery_id']}")
    assert browser.get(delivery).status_code == 200


def test_an_organiser_finds_and_erases_who_delivers_and_who_has_a_task(
    desk: PageClient, scopes: Scopes
) -> None:
    found = desk.send("/kept/find", {"words": "baker of ours"}).get_data(as_text=True)
    assert "Baker of Ours" in found
    key = scopes.own["supplier_id"]
    url = f"/kept/erase?what=supplier&id={key}"
    assert desk.send(url, {"what": "supplier", "id": str(key)}).status_code == 303
    assert "Ina" in desk.send("/kept/find", {"words": "0612345671"}).get_data(as_text=True)
    key = scopes.own["task_id"]
    url = f"/kept/erase?what=task&id={key}"
    assert desk.send(url, {"what": "task", "id": str(key)}).status_code == 303
    with scopes.store.reading() as session:
        task = session.get_one(EventTask, key)
        assert (task.owner, task.phone) == ("", "")
        assert session.get(Supplier, scopes.own["supplier_id"]) is None
        assert session.get_one(SupplierDelivery, scopes.own["delivery_id"]).what == "Bread"
