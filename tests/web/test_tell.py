"""A change is told once: whom, by which way, in which words; and who is still to be called."""

from datetime import timedelta

from flask import Flask

from planner.app import create_app
from planner.core.enums import MailKind, Reply
from planner.services.outbox import posting
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account
from tests.support.application import signed_in
from tests.support.cards import MADE_AT, make_world
from tests.support.clock import FixedClock
from tests.support.mailing import app, town
from tests.support.messages import Town
from tests.support.pages import PageClient, page_client

__all__ = ["app", "town"]

NEW_TIME = "Nieuwe tijd: zaterdag 12 juni, van 16:00 tot 20:00 uur"
OLD_TIME = "Het was eerst zaterdag 12 juni, van 15:00 tot 19:00 uur."


THE_FORM = {
    "title": "Buurt-BBQ Passart",
    "event_type": "barbecue",
    "held_on": "2027-06-12",
    "starts": "15:00",
    "ends": "19:00",
    "venue_name": "Speelveld",
    "venue_address": "Passartweg 1, Heerlen",
    "kind": "open",
    "is_public": "y",
    "series_id": "0",
    "parent_id": "0",
    "eating_percent": "100",
    "weather": "ordinary",
    "contact_name": "Chris",
    "contact_phone": "06 00 00 00 00",
}


def edited(desk: PageClient, town: Town, **changes: str) -> str:
    """Change the event through its form; return where that leads."""
    address = f"/events/{town.world.event_id}/edit"
    answer = desk.send(address, {**THE_FORM, **changes})
    assert answer.status_code == 303
    return str(answer.location)


def press(desk: PageClient, page: str, action: str, **values: str) -> str:
    """Press a button of a page; return where that leads."""
    token = desk.page(page).token()
    answer = desk.post(action, data={"csrf_token": token, **values})
    assert answer.status_code == 303, answer.status_code
    return str(answer.location)


def test_another_time_asks_once_whether_to_tell_everyone(desk: PageClient, town: Town) -> None:
    (card,) = town.world.cards()
    town.leave_address(card, "ja@post.example")
    asked = edited(desk, town, starts="16:00", ends="20:00")
    assert asked.endswith("/tell/1")
    page = desk.page(asked)
    assert NEW_TIME in page.words
    assert OLD_TIME in page.words
    assert "1 adres per mail" in page.words
    back = press(desk, asked, f"{asked}/not-now")
    assert back == f"/events/{town.world.event_id}"
    assert "Vertel je gasten wat er veranderde" not in desk.page(back).words
    assert not town.outbox()


def test_another_title_asks_nothing(desk: PageClient, town: Town) -> None:
    town.world.cards()
    assert edited(desk, town, title="Feest").endswith(f"/events/{town.world.event_id}")
    assert town.notice() is None


def test_an_event_without_guests_asks_nothing(desk: PageClient, town: Town) -> None:
    assert edited(desk, town, starts="16:00").endswith(f"/events/{town.world.event_id}")


def test_telling_everyone_writes_to_each_address_once_however_often_it_is_pressed(
    desk: PageClient, town: Town
) -> None:
    for place, card in enumerate(town.world.cards(3)):
        town.leave_address(card, f"gast{place}@post.example", language=("nl", "pl", "ar")[place])
        town.answer(card, Reply.NO if place == 2 else Reply.YES)
    asked = edited(desk, town, starts="16:00", ends="20:00")
    token = desk.page(asked).token()
    for _press in range(2):
        answer = desk.post(asked, data={"csrf_token": token, "words": "Door  de hitte."})
        assert (answer.status_code, answer.location) == (303, f"{asked}/told")
    mails = town.outbox()
    assert [(mail.kind, mail.to_address) for mail in mails] == [
        (MailKind.CHANGE, "gast0@post.example"),
        (MailKind.CHANGE, "gast1@post.example"),
    ], "who said no has nothing to hear"
    assert mails[0].subject == "Veranderd: Buurt-BBQ Passart"
    assert "Door de hitte." in mails[1].text
    assert "SEQUENCE:1" in (mails[0].calendar or b"").decode()


def test_the_guests_own_page_says_it_at_the_top(
    client: PageClient, desk: PageClient, town: Town
) -> None:
    silent, coming = town.world.cards(2)
    town.answer(coming)
    town.move()
    for card in (silent, coming):
        page = client.page(f"/{card.code}")
        assert NEW_TIME in page.words
        assert OLD_TIME in page.words
    assert NEW_TIME in client.page("/e/buurt-bbq-passart").words
    assert NEW_TIME in client.page(f"/{silent.code}/aloud").words


def test_a_change_that_is_taken_back_before_anybody_heard_is_forgotten(town: Town) -> None:
    town.world.cards()
    assert town.move(hours=1) is not None
    assert town.move(hours=-1) is None


def test_two_changes_before_anybody_heard_are_told_as_one(town: Town) -> None:
    town.world.cards()
    first = town.move(hours=1)
    second = town.move(hours=1)
    assert first is not None
    assert second is not None
    assert first.id == second.id
    assert second.was_starts_at == first.was_starts_at


def test_a_change_after_the_telling_is_another_one(desk: PageClient, town: Town) -> None:
    (card,) = town.world.cards()
    town.leave_address(card, "ja@post.example")
    for _change in range(2):
        notice = town.move()
        assert notice is not None
        address = f"/events/{town.world.event_id}/tell/{notice.id}"
        press(desk, address, address, words="")
    assert [mail.key.rsplit(":", 1)[1] for mail in town.outbox()] == ["1", "2"]


def test_cancelling_and_going_on_are_told_with_the_calendar(
    desk: PageClient, town: Town, app: Flask
) -> None:
    (card,) = town.world.cards()
    town.leave_address(card, "ja@post.example")
    event = f"/events/{town.world.event_id}"
    asked = press(desk, f"{event}/cancel", f"{event}/cancel", reason="Er komt storm.")
    press(desk, asked, asked, words="")
    asked = press(desk, event, f"{event}/resume")
    press(desk, asked, asked, words="")
    off, on = town.outbox()
    assert (off.kind, off.calendar_method) == (MailKind.CANCELLATION, "CANCEL")
    assert "Er komt storm." in off.text
    assert (on.kind, on.calendar_method) == (MailKind.CHANGE, "REQUEST")
    assert "Het gaat toch door." in on.text


def test_whom_to_call_are_guests_by_name_and_cards_of_ours_and_none_of_an_intermediary(
    desk: PageClient, town: Town
) -> None:
    handed = town.world.cards(2, name="Voedselhulp", intermediary_name="Karin")
    ours, silent = town.world.cards(2, name="Zelf")
    for card in (*handed, ours):
        town.answer(card)
    town.add_guest("Fatma Yilmaz", phone="0612345678")
    town.add_guest("Wim Post", email="wim@post.example")
    notice = town.move()
    assert notice is not None
    address = f"/events/{town.world.event_id}/tell/{notice.id}"
    told = press(desk, address, address, words="")
    page = desk.page(told)
    assert "2 kaarten van Karin" in page.words
    assert "Fatma Yilmaz" in page.words
    assert "tel:+31612345678" in page.links()
    assert f"Kaart {ours.number}" in page.words
    for other in (*handed, silent):
        assert f"Kaart {other.number} " not in f"{page.words} "
    assert "Wim Post" not in page.words, "he has a mail"
    (tick, *_more) = (
        action for form in page.all("form") if "/ticks/" in (action := form.get("action") or "")
    )
    press(desk, told, tick)
    assert "Verteld: " in desk.page(told).words
    press(desk, told, tick, undo="1")
    assert "Verteld: " not in desk.page(told).words


def test_another_organiser_can_tell_too_and_a_stranger_finds_nothing(
    app: Flask, other_organiser: Account, town: Town
) -> None:
    town.world.cards()
    notice = town.move()
    assert notice is not None
    wrong = f"/events/999/tell/{notice.id}"
    assert signed_in(app, other_organiser.email).get(wrong).status_code == 404
    stranger = page_client(app).get(f"/events/1/tell/{notice.id}")
    assert stranger.location.startswith("/sign-in")


def test_a_mail_out_shows_how_far_it_is_and_can_be_stopped(
    desk: PageClient, town: Town, store: Store
) -> None:
    for place, card in enumerate(town.world.cards(3)):
        town.leave_address(card, f"gast{place}@post.example")
    notice = town.move()
    assert notice is not None
    address = f"/events/{town.world.event_id}/tell/{notice.id}"
    told = press(desk, address, address, words="")
    assert desk.get(told).headers["Refresh"] == "3"
    assert "3 onderweg" in desk.page(told).words
    mailing = f"/events/{town.world.event_id}/mailings/1"
    press(desk, mailing, f"{mailing}/stop")
    assert "3 gestopt" in desk.page(mailing).words
    assert "Refresh" not in desk.get(mailing).headers
    with store.reading() as session:
        assert posting.progress(session, 1).stopped == 3


def test_without_a_mail_server_the_pages_say_so_and_whom_to_call(
    settings: Settings, clock: FixedClock, store: Store, organiser: Account
) -> None:
    clock.now = MADE_AT + timedelta(hours=1)
    app = create_app(settings, clock=clock)
    app.testing = True
    app.config["SERVER_NAME"] = settings.host
    town = Town(app, make_world(store, settings))
    town.add_guest("Wim Post", email="wim@post.example", phone="0612345678")
    notice = town.move()
    assert notice is not None
    desk = signed_in(app, organiser.email)
    assert "er is geen mailserver ingesteld" in desk.page("/events/1/messages").words
    told = press(desk, "/events/1/tell/1", "/events/1/tell/1", words="")
    assert "Wim Post" in desk.page(told).words
    assert not town.outbox()
    app.extensions["store"].close()
