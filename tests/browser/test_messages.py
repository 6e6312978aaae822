"""A walk: the time changes, everyone is told, and it arrives: by mail, and on everybody's page."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from planner.app import create_app
from planner.cli import mail_worker
from planner.services.invite import intermediaries
from planner.services.people import signing_in
from planner.settings import Settings
from planner.store.models import Batch
from planner.web.renewing import Renewal
from tests.browser.conftest import sign_in
from tests.browser.test_every_page import faults
from tests.support.application import PASSWORD
from tests.support.cards import MADE_AT, World, make_world
from tests.support.clock import FixedClock
from tests.support.mail_server import Script, mail_server
from tests.support.messages import Town
from tests.support.serving import served

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("PLANNER_TEST_PICTURES")
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
NARROW = {"viewport": {"width": 320, "height": 568}, "is_mobile": True, "has_touch": True}
LAPTOP = {"viewport": {"width": 1280, "height": 800}}
NEW_TIME = "New time: Saturday 12 June, from 16:00 to 20:00"
ORGANISER = "noor@feest.example"
LONG_ADDRESS = f"https://feest.example/{'stoel' * 20}"


@dataclass(frozen=True)
class MailTown:
    """A planner that mails, the server that takes it, and an event with guests."""

    url: str
    app: Flask
    clock: FixedClock
    script: Script
    world: World
    hand_out: str
    code: str

    def deliver(self) -> None:
        """Let what is in the outbox leave, as the worker of the server does."""
        mail_worker.send_once(
            self.world.store,
            self.world.settings,
            Renewal(self.app),
            clock=self.clock,
            wait=lambda seconds: False,
        )


@pytest.fixture
def place(sqlite_template: Path, tmp_path: Path) -> Iterator[MailTown]:
    shutil.copy(sqlite_template, tmp_path / "planner.db")
    clock, script = FixedClock(), Script()
    clock.now = MADE_AT
    towns: list[MailTown] = []
    with mail_server(script) as smtp:

        def make(base_url: str) -> Flask:
            settings = Settings(
                secret_key="a secret key for the browser, 0123456789",
                code_key="a key for codes in the browser, 9876543210",
                base_url=base_url,
                database_url=f"sqlite:///{tmp_path / 'planner.db'}",
                instance=tmp_path,
                organisation="Bureau Noord",
                mail_server=f"smtp://127.0.0.1:{smtp.port}?starttls=off",
                mail_from="post@feest.example",
                insecure_http=True,
            )
            app = create_app(settings, clock=clock)
            world = make_world(app.extensions["store"], settings)
            hand_out, code = add_intermediary(world)
            with world.store.transaction() as session:
                signing_in.add_account(
                    session, email=ORGANISER, name="Noor", password=PASSWORD, now=MADE_AT
                )
            towns.append(MailTown(base_url, app, clock, script, world, hand_out, code))
            return app

        with served(make):
            yield towns[0]


def add_intermediary(world: World) -> tuple[str, str]:
    """Give Karin three cards and a page of her own; return its link and its code."""
    card = world.cards(3, name="Via Karin", intermediary_name="Karin")[0]
    keys = world.settings
    with world.store.transaction() as session:
        batch = session.get_one(Batch, world.batch_of(card))
        secret = intermediaries.make_link(session, batch, code_key=keys.code_key, now=MADE_AT)
        link = intermediaries.link_of(session, batch)
        assert link is not None
        code = intermediaries.make_code(session, link, secret_key=keys.secret_key)
    return f"{world.settings.base_url}/hand-out/link/{secret}", code


def look(page: Page, name: str) -> None:
    """Keep a picture where somebody wants one, and find nothing wrong."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"messages-{name}.png", full_page=True)
    assert not faults(page), name


def leave_address(page: Page, url: str, address: str) -> None:
    """Answer and leave an address, as a guest does on a small phone."""
    page.goto(url)
    page.get_by_role("button", name="Yes, I am coming").click()
    page.goto(url)
    page.get_by_role("link", name="Write to me when something changes").click()
    look(page, "address")
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_role("button", name="Write to me", exact=True).click()
    expect(page.get_by_text("We write to")).to_be_visible()
    look(page, "address-left")


def mail_to(place: MailTown, address: str) -> EmailMessage:
    (arrived,) = [mail for mail in place.script.arrived if mail.to == address]
    return message_from_bytes(arrived.raw, policy=policy.default)


def test_a_change_of_time_reaches_everybody(watched: Any, place: MailTown) -> None:
    town = Town(place.app, place.world)
    with_address, without = place.world.cards(2, name="Zelf")
    town.answer(without)
    town.add_guest("Fatma Yilmaz", phone="0612345678")
    guest = watched(**NARROW, locale="en-GB").page()
    leave_address(guest, with_address.url, "guest@post.example")

    desk = watched(**LAPTOP, locale="en-GB").page()
    sign_in(desk, place.url, ORGANISER)
    desk.goto(f"{place.url}/events/{place.world.event_id}/edit")
    desk.get_by_label("From", exact=True).fill("16:00")
    desk.get_by_label("Until", exact=True).fill("20:00")
    desk.get_by_role("button", name="Save the changes").click()
    expect(desk.get_by_role("heading", name="Tell everyone?")).to_be_visible()
    look(desk, "ask")
    desk.get_by_label("Do you want to add a sentence?").fill("It gets hot.")
    desk.get_by_role("button", name="Look at the message with my sentence").click()
    expect(desk.locator(".sheet")).to_contain_text("It gets hot.")
    desk.get_by_role("button", name="Tell everyone, 1 of them by mail").click()
    expect(desk.get_by_role("heading", name="Who was told")).to_be_visible()
    expect(desk.get_by_text("3 cards from Karin")).to_be_visible()
    place.deliver()
    expect(desk.get_by_text("1 sent")).to_be_visible(timeout=15_000)
    look(desk, "told")
    desk.get_by_role("button", name="Told: Fatma Yilmaz").click()
    expect(desk.get_by_text("Told: Thursday")).to_be_visible()

    mail = mail_to(place, "guest@post.example")
    assert mail["Subject"] == "Changed: Buurt-BBQ Passart"
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert NEW_TIME in text
    assert "It gets hot." in text
    assert f"{with_address.url}?l=en" in text
    parts = {part.get_content_type() for part in mail.walk()}
    assert {"text/plain", "text/html", "text/calendar"} <= parts

    for card in (with_address, without):
        guest.goto(card.url)
        expect(guest.get_by_text(NEW_TIME)).to_be_visible()
        expect(guest.get_by_text("It gets hot.")).to_be_visible()
        look(guest, "own-page")
    karin = watched(**PHONE, locale="en-GB").page()
    karin.goto(place.hand_out)
    karin.get_by_role("textbox").fill(place.code)
    karin.get_by_role("button").last.click()
    expect(karin.get_by_text(NEW_TIME)).to_be_visible()
    look(karin, "intermediary")


def test_messages_are_looked_at_tried_and_set(watched: Any, place: MailTown) -> None:
    town = Town(place.app, place.world)
    town.add_guest("Wim Post", email="wim@post.example")
    desk = watched(**NARROW, locale="en-GB", color_scheme="dark").page()
    sign_in(desk, place.url, ORGANISER)
    desk.goto(f"{place.url}/events/{place.world.event_id}/messages")
    look(desk, "messages")
    desk.get_by_role("link", name="Look at it").nth(2).click()
    look(desk, "preview")
    desk.get_by_role("link", name="العربية").click()
    look(desk, "preview-ar")
    desk.get_by_role("button", name="Send it to myself").click()
    expect(desk.get_by_text("It is on its way to noor@feest.example.")).to_be_visible()
    desk.get_by_role("link", name="As text").click()
    look(desk, "preview-text")
    desk.get_by_role("link", name="Write your own words").click()
    desk.get_by_label("A sentence at the beginning", exact=False).first.fill(
        f"Neem {{dag}} een stoel: {LONG_ADDRESS}"
    )
    look(desk, "own-words")
    desk.get_by_role("button", name="Save and look at it").click()
    mail = desk.frame_locator("iframe")
    expect(mail.get_by_text("Neem zaterdag 12 juni een stoel")).to_be_visible()
    fits = mail.locator("html").evaluate("page => page.scrollWidth <= page.clientWidth")
    assert fits, "a long address stays within the mail"
    desk.get_by_role("link", name="العربية").click()
    expect(mail.locator('span[lang="nl"]').first).to_be_visible()
    desk.get_by_role("link", name="On a page of its own").click()
    expect(desk.locator("html")).to_have_attribute("dir", "rtl")
    if PICTURES:
        desk.screenshot(path=Path(PICTURES) / "messages-mail-ar.png", full_page=True)
    desk.goto(f"{place.url}/events/{place.world.event_id}/messages")
    desk.get_by_role("link", name="Set").nth(2).click()
    look(desk, "rule")
    desk.get_by_label("How many days before?").fill("61")
    with desk.expect_navigation():  # until then the field of the page before is there
        desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_label("How many days before?")).to_have_value("61")
    desk.get_by_label("How many days before?").fill("2")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("Thursday 10 June at 10:00")).to_be_visible()
    desk.get_by_role("link", name="Write to them").click()
    look(desk, "invite")
    desk.get_by_role("button", name="Send 1 invitation").click()
    expect(desk.get_by_text("1 on their way")).to_be_visible()
    look(desk, "sending")
    place.deliver()
    assert place.script.receivers() == [ORGANISER, "wim@post.example"]
    assert mail_to(place, ORGANISER)["Subject"].startswith("Test: ")
