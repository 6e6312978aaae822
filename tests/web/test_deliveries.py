"""Suppliers and deliveries: ordered, confirmed, called for more, and named before the shop."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.logistics.suppliers import DeliveryState
from planner.core.roles import TeamRole
from planner.services.day import errands
from planner.services.day.errands import Raised
from planner.services.logistics.suppliers import on_call_of
from planner.services.plan import menus
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Event, Supplier, SupplierDelivery
from planner.web.errand_words import gate_text
from planner.web.shortage_letters import shortage_letters
from planner.web.shortage_watch import look_after_shortages
from tests.support.cards import SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.lent import deliver, in_english, of_another_organisation
from tests.support.mailing import app
from tests.support.members import add_member
from tests.support.pages import PageClient
from tests.support.shifts import WEEK_BEFORE
from tests.web.test_live import Arrive, arrive

__all__ = ["app", "arrive"]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    world = make_world(store, settings)
    world.change(expected=30)
    return world


@pytest.fixture
def reader(app: Flask, organiser: Account, world: World) -> PageClient:
    return in_english(app, organiser)


@pytest.fixture
def url(world: World) -> str:
    return f"/events/{world.event_id}/deliveries"


def buy_at(world: World, supplier: str, *, first: int = 1) -> list[str]:
    """Let dishes of the menu be bought somewhere; return their names."""
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        dishes = event.dishes[:first]
        for dish in dishes:
            dish.values = {**dish.values, "supplier": supplier}
        return [menus.dish_of(dish).name for dish in dishes]


def state_of(world: World, delivery_id: int) -> DeliveryState:
    with world.store.reading() as session:
        return session.get_one(SupplierDelivery, delivery_id).state


def set_state(world: World, delivery_id: int, state: DeliveryState) -> None:
    with world.store.transaction() as session:
        session.get_one(SupplierDelivery, delivery_id).state = state


def say(client: PageClient, url: str, delivery_id: int, state: str, was: str) -> str:
    sent = client.send(f"{url}/{delivery_id}/state", {"state": state, "was": was}, form_on=url)
    assert sent.status_code == 303
    return client.page(url).words


def test_shops_on_the_menu_become_deliveries_in_one_press(
    reader: PageClient, world: World, url: str
) -> None:
    (dish, _second) = buy_at(world, "Slager  noord", first=2)
    assert "On the menu, and no delivery yet: Slager noord." in reader.page(url).words
    sent = reader.send(f"{url}/from-menu", form_on=url)
    assert sent.status_code == 303
    with world.store.reading() as session:
        (one,) = session.scalars(select(SupplierDelivery)).all()
        assert one.supplier is not None
        assert (one.supplier.name, one.state) == ("Slager noord", DeliveryState.PLANNED)
        assert dish.partition(" ")[0] in one.what
    assert "no delivery yet" not in reader.page(url).words


def test_a_delivery_goes_from_ordered_to_here_and_each_press_is_taken_back(
    reader: PageClient, world: World, url: str
) -> None:
    one = deliver(world.store, world.event_id, what="Vlees")
    assert "To order" in reader.page(url).words
    words = say(reader, url, one, "ordered", "planned")
    assert "Ordered" in words
    assert "They said yes" in words
    say(reader, url, one, "confirmed", "ordered")
    assert "Came at" in say(reader, url, one, "delivered", "confirmed")
    say(reader, url, one, "undo", "delivered")
    assert state_of(world, one) is DeliveryState.CONFIRMED
    say(reader, url, one, "undo", "confirmed")
    assert state_of(world, one) is DeliveryState.ORDERED


def test_who_presses_on_an_old_page_changes_nothing_and_hears_it(
    reader: PageClient, world: World, url: str
) -> None:
    one = deliver(world.store, world.event_id)
    set_state(world, one, DeliveryState.DELIVERED)
    words = say(reader, url, one, "confirmed", "ordered")
    assert "Somebody noted something else meanwhile. Look again." in words
    assert state_of(world, one) is DeliveryState.DELIVERED


def test_what_came_and_was_called_for_again_is_here_again_when_that_is_taken_back(
    app: Flask, organiser: Account, world: World, url: str, clock: FixedClock
) -> None:
    clock.now = SATURDAY - timedelta(hours=2)
    reader = in_english(app, organiser)
    one = deliver(world.store, world.event_id, call_minutes=60)
    set_state(world, one, DeliveryState.CONFIRMED)
    say(reader, url, one, "delivered", "confirmed")
    assert "Called for more at" in say(reader, url, one, "called_off", "delivered")
    say(reader, url, one, "undo", "called_off")
    assert state_of(world, one) is DeliveryState.DELIVERED


def test_what_is_wrong_is_written_down(reader: PageClient, world: World, url: str) -> None:
    one = deliver(world.store, world.event_id)
    set_state(world, one, DeliveryState.DELIVERED)
    empty = reader.send(f"{url}/{one}/wrong", {f"wrong-{one}-wrong": ""}, form_on=url)
    assert empty.status_code == 422
    assert "Write what is wrong" in empty.get_data(as_text=True)
    reader.send(f"{url}/{one}/wrong", {f"wrong-{one}-wrong": "20 broodjes"}, form_on=url)
    words = reader.page(url).words
    assert "Not as ordered" in words
    assert "20 broodjes" in words


def test_the_order_is_a_message_to_their_number_without_what_it_costs(
    reader: PageClient, world: World, url: str
) -> None:
    buy_at(world, "Slager Noord")
    buy_at(world, "slager noord", first=2)
    one = deliver(world.store, world.event_id, arrives_minutes=-120, call_minutes=60)
    page = reader.page(f"{url}/{one}/message")
    (text,) = ("".join(field.itertext()) for field in page.all("textarea"))
    assert "Please bring it on Saturday" in text
    assert "We may call for more until" in text
    assert text.count("\n- ") == 2
    assert "€" not in text
    (sms,) = (link for link in page.links() if link.startswith("sms:"))
    assert sms.startswith("sms:+31452222222?&body=")
    assert unquote(sms.partition("body=")[2]) == text.strip()
    assert not [link for link in page.links() if "whatsapp" in link]


def test_two_of_one_name_are_one_supplier_and_one_in_use_stays(
    reader: PageClient, world: World, url: str
) -> None:
    deliver(world.store, world.event_id, "Élan")
    again = reader.send("/suppliers/new", {"name": "élan", "phone": ""})
    assert again.status_code == 422
    assert "There is a supplier of this name already." in again.get_data(as_text=True)
    with world.store.reading() as session:
        number = session.scalars(select(Supplier.id)).one()
    address = f"/suppliers/{number}"
    assert reader.send(f"{address}/remove", form_on=address).status_code == 303
    assert "They deliver to an event, so they stay." in reader.page(address).words


def test_the_hour_the_clock_skips_is_no_time_to_come(
    app: Flask, reader: PageClient, world: World, url: str
) -> None:
    one = deliver(world.store, world.event_id)
    form = reader.page(f"{url}/{one}").sends()
    sent = reader.post(
        f"{url}/{one}", data=form | {"arrives_on": "2027-03-28", "arrives_at": "02:30"}
    )
    assert sent.status_code == 422
    assert "the clock skips this time" in sent.get_data(as_text=True)


def rush(world: World, arrive: Arrive, clock: FixedClock) -> int:
    """Let four times as many come as there is food for; the butcher helps until 16:00."""
    buy_at(world, "Slager Noord", first=9)
    one = deliver(world.store, world.event_id, call_minutes=60)
    set_state(world, one, DeliveryState.CONFIRMED)
    for minute in (5, 10, 15, 20, 25):
        arrive(minute, 24)
    clock.now = SATURDAY + 40 * MINUTE
    return one


def test_the_warning_names_the_supplier_until_the_last_minute_and_then_the_shop(
    app: Flask,
    organiser: Account,
    world: World,
    arrive: Arrive,
    clock: FixedClock,
) -> None:
    one = rush(world, arrive, clock)
    look_after_shortages(app, now=clock.now)
    day = f"/events/{world.event_id}/live"
    reader = in_english(app, organiser)
    page = reader.page(day)
    call = "Call Slager Noord by 16:00: they can still bring more. Number: 045 222 2222."
    assert call in page.words
    assert "tel:+31452222222" in page.links()
    assert "Fetch" not in page.words
    sent = reader.send(
        f"/events/{world.event_id}/deliveries/{one}/state",
        {"state": "called_off", "was": "confirmed", "to": "day"},
        form_on=day,
    )
    assert sent.location == day
    words = reader.page(day).words
    assert "Slager Noord brings more: called at 15:40." in words
    assert "Call Slager Noord" not in words
    set_state(world, one, DeliveryState.CONFIRMED)
    clock.now = SATURDAY + 61 * MINUTE
    words = in_english(app, organiser).page(day).words
    assert "Slager Noord" not in words
    assert "Fetch" in words


def test_the_gate_and_the_mail_name_the_supplier_too(
    app: Flask, organiser: Account, world: World, arrive: Arrive, clock: FixedClock
) -> None:
    rush(world, arrive, clock)
    look_after_shortages(app, now=clock.now)
    with world.store.reading() as session:
        errand = errands.open_errand(session, world.event_id, now=clock.now)
        assert errand is not None
        known = on_call_of(session, errand.event)
        accounts = [session.get_one(Account, organiser.id)]
        raised = Raised(errand, errand.lines)
        with app.test_request_context():
            for minute, is_called in ((40, True), (60, True), (61, False)):
                now = SATURDAY + minute * MINUTE
                said = gate_text(errand, known, now=now)
                (letter,) = shortage_letters(errand.event, raised, accounts, known, now=now)
                assert ("Slager Noord" in said) is is_called
                assert ("Slager Noord" in letter.text) is is_called


def test_crew_and_kitchen_have_no_deliveries_and_others_see_none(
    app: Flask,
    world: World,
    url: str,
    clock: FixedClock,
    organiser: Account,
    other_organiser: Account,
) -> None:
    one = deliver(world.store, world.event_id)
    for role, status in ((TeamRole.CREW, 403), (TeamRole.KITCHEN, 403), (TeamRole.LEAD, 200)):
        roles = {world.event_id: role}
        client = add_member(app, world.store, roles, now=WEEK_BEFORE, name=role.value)
        assert client.get(url).status_code == status
        assert client.get(f"{url}/{one}/message").status_code == status
        assert client.get("/suppliers").status_code == 403
    stranger = of_another_organisation(app, world.store, other_organiser, clock)
    assert stranger.get(f"{url}/{one}").status_code == 404
    assert "Slager" not in stranger.page("/suppliers").words
