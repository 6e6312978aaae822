"""The organiser sees what leaves, what does not and why, without reading addresses."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from planner.app import create_app
from planner.core.enums import MailKind, MailState, MailTrouble
from planner.exports.mail_message import compose
from planner.services.outbox import mailbox, posting
from planner.services.outbox.mailbox import MailboxCarrier, list_mails, read_mail
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, OutboxMail
from planner.web.organiser.messages import messages_presenter
from tests.exports.test_itip import request
from tests.exports.test_mail_message import MAIL
from tests.services.test_outbox import letter
from tests.support.application import signed_in
from tests.support.clock import FixedClock
from tests.support.organiser import add_event
from tests.support.pages import PageClient
from tests.support.partners import add_partner


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def event_id(store: Store) -> int:
    return add_event(store)


def queue(store: Store, clock: FixedClock, *letters: posting.Letter) -> None:
    with store.transaction() as session:
        posting.queue(session, letters, now=clock())


def kill(store: Store, clock: FixedClock, key: str) -> int:
    """Make a dead letter of a mail and return its id."""
    with store.transaction() as session:
        session.execute(
            update(OutboxMail)
            .where(OutboxMail.key == key)
            .values(
                state=MailState.FAILED,
                ended_at=clock(),
                trouble=MailTrouble.ADDRESS,
                last_error="550 5.1.1",
            )
        )
        return session.scalars(select(OutboxMail.id).where(OutboxMail.key == key)).one()


def state(store: Store, mail_id: int) -> MailState:
    with store.reading() as session:
        return session.scalars(select(OutboxMail.state).where(OutboxMail.id == mail_id)).one()


def test_every_kind_and_every_trouble_has_words() -> None:
    assert set(messages_presenter.KINDS) == set(MailKind)
    assert set(messages_presenter.TROUBLES) == set(MailTrouble)


def test_without_a_mail_server_the_organiser_is_told(desk: PageClient) -> None:
    page = desk.page("/mail")
    assert "Er gaat hier geen mail weg." in page.words
    assert "Er is nog geen mail geschreven." in page.words


def test_the_page_counts_and_masks(
    desk: PageClient, store: Store, clock: FixedClock, event_id: int
) -> None:
    queue(store, clock, *[letter(n, event_id=event_id) for n in range(3)], letter(9))
    kill(store, clock, "confirmation:1")
    page = desk.page(f"/events/{event_id}/mail")
    assert "2 wachten" in page.words
    assert "1 opgegeven" in page.words
    assert "Bevestiging van een antwoord" in page.words
    assert "De mailserver neemt dit adres niet aan. Is het goed gespeld? (550 5.1.1)" in page.words
    assert "gu…@b….example" in page.words
    assert "guest1@" not in page.text
    everything = desk.page("/mail")
    assert "3 wachten" in everything.words
    assert "2 wachten, 0 verstuurd, 1 opgegeven" in everything.words


def test_why_mail_waits_is_said(desk: PageClient, store: Store, clock: FixedClock) -> None:
    queue(store, clock, letter(1), letter(2))
    with store.transaction() as session:
        session.execute(update(OutboxMail).values(trouble=MailTrouble.NO_ANSWER))
    words = desk.page("/mail").words
    assert "De mailserver geeft geen antwoord. Er wachten 2 mails." in words


def test_a_dead_letter_is_tried_again_or_left(
    desk: PageClient, store: Store, clock: FixedClock, event_id: int
) -> None:
    queue(store, clock, letter(1, event_id=event_id), letter(2))
    ours, other = kill(store, clock, "confirmation:1"), kill(store, clock, "confirmation:2")
    answer = desk.send(f"/events/{event_id}/mail/{ours}/again", form_on=f"/events/{event_id}/mail")
    assert answer.location == f"/events/{event_id}/mail"
    assert state(store, ours) is MailState.WAITING
    assert desk.send(f"/mail/{other}/give-up", form_on="/mail").status_code == 303
    assert state(store, other) is MailState.STOPPED
    assert desk.send(f"/mail/{other}/again", form_on="/mail").status_code == 303
    assert state(store, other) is MailState.STOPPED
    assert "kan niet meer opnieuw" in desk.page("/mail").words


def test_a_mail_is_not_found_under_another_event(
    desk: PageClient, store: Store, clock: FixedClock, event_id: int
) -> None:
    queue(store, clock, letter(1, event_id=event_id))
    mail_id = kill(store, clock, "confirmation:1")
    other = add_event(store, days=7)
    for path in (f"/mail/{mail_id}", f"/events/{other}/mail/{mail_id}"):
        for what in ("again", "give-up"):
            assert desk.send(f"{path}/{what}", form_on="/mail").status_code == 404
    assert state(store, mail_id) is MailState.FAILED


def test_nobody_waits_for_a_test_that_does_not_come(desk: PageClient, store: Store) -> None:
    assert "Stuur mij een test" not in desk.page("/mail").words
    assert desk.send("/mail/test", form_on="/mail").status_code == 303
    with store.reading() as session:
        assert not session.scalars(select(OutboxMail)).all()


def test_an_organiser_sends_a_test_to_themselves(
    demo_desk: PageClient, store: Store, organiser: Account
) -> None:
    assert demo_desk.send("/mail/test", form_on="/mail").status_code == 303
    with store.reading() as session:
        mail = session.scalars(select(OutboxMail)).one()
    assert (mail.kind, mail.to_address) == (MailKind.TEST, organiser.email)


def test_elsewhere_than_in_the_demonstration_there_is_no_mailbox(desk: PageClient) -> None:
    for path in ("/mailbox", "/mailbox/1", "/mailbox/1/html", "/mailbox/1/invite.ics"):
        assert desk.get(path).status_code == 404
    assert 'href="/mailbox"' not in desk.page("/mail").text


@pytest.fixture
def demo_desk(
    settings: Settings, clock: FixedClock, tmp_path: Path, organiser: Account
) -> Iterator[PageClient]:
    """The desk of an installation that keeps its mail in a folder."""
    app = create_app(replace(settings, mailbox=tmp_path / "mailbox"), clock=clock)
    app.testing = True
    app.config["SERVER_NAME"] = settings.host
    yield signed_in(app, organiser.email)
    app.extensions["store"].close()


HOSTILE_HTML = '<!DOCTYPE html><title>x</title><script>alert(1)</script><p onclick="x()">Hoi</p>'


def test_in_the_demonstration_mail_can_be_read(demo_desk: PageClient, tmp_path: Path) -> None:
    carrier = MailboxCarrier(tmp_path / "mailbox")
    assert "Nog niets." in demo_desk.page("/mailbox").words
    body = request()
    for mail in (
        replace(MAIL, calendar=body, calendar_method="REQUEST"),
        replace(MAIL, subject="<b>Twee</b>", html=HOSTILE_HTML),
    ):
        carrier.deliver(compose(mail), sender=MAIL.sender_address, to=MAIL.to)
    page = demo_desk.page("/mailbox")
    assert "Niemand krijgt deze mail" in page.words
    assert page.words.index("<b>Twee</b>") < page.words.index(MAIL.subject)
    first = demo_desk.page("/mailbox/1")
    assert MAIL.text in first.text
    assert "METHOD:REQUEST" in first.text
    assert demo_desk.get("/mailbox/1/invite.ics").data == body
    assert demo_desk.get("/mailbox/2/invite.ics").status_code == 404
    assert demo_desk.get("/mailbox/3").status_code == 404


def test_each_organisation_reads_its_own_mail_in_the_demonstration(
    demo_desk: PageClient,
    settings: Settings,
    store: Store,
    clock: FixedClock,
    tmp_path: Path,
    event_id: int,
) -> None:
    """Also mail that nobody can say no to, such as a new password, is of one organisation."""
    sanne = add_partner(store, now=clock())
    queue(store, clock, replace(letter(1), event_id=event_id))
    with store.reading() as session:
        row = session.scalars(select(OutboxMail.id)).one()
    carrier = MailboxCarrier(tmp_path / "mailbox")
    for mail in (
        replace(MAIL, message_id=f"{row}.1@feest.example", subject="Van de gastheer"),
        replace(MAIL, message_id="999.1@feest.example", to=sanne.email, subject="Van Sanne"),
        replace(MAIL, message_id="998.1@feest.example", subject="Van niemand"),
    ):
        carrier.deliver(compose(mail), sender=MAIL.sender_address, to=mail.to)
    app = create_app(replace(settings, mailbox=tmp_path / "mailbox"), clock=clock)
    app.testing = True
    app.config["SERVER_NAME"] = settings.host
    theirs = signed_in(app, sanne.email)
    for browser, reads in ((demo_desk, {1, 3}), (theirs, {2})):
        page = browser.page("/mailbox").words
        for number, subject in enumerate(("Van de gastheer", "Van Sanne", "Van niemand"), 1):
            assert (subject in page) == (number in reads), (number, reads)
            for path in (f"/mailbox/{number}", f"/mailbox/{number}/html"):
                status = 200 if number in reads else 404
                assert browser.get(path).status_code == status, path
    app.extensions["store"].close()


def test_what_a_mail_has_as_html_can_do_nothing(demo_desk: PageClient, tmp_path: Path) -> None:
    carrier = MailboxCarrier(tmp_path / "mailbox")
    carrier.deliver(compose(replace(MAIL, html=HOSTILE_HTML)), sender="a@b.nl", to=MAIL.to)
    assert "alert(1)" not in demo_desk.page("/mailbox/1").text
    answer = demo_desk.get("/mailbox/1/html")
    assert answer.get_data(as_text=True).strip() == HOSTILE_HTML
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'; ")
    assert "allow-" not in policy
    assert "script-src" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_mailbox_keeps_the_latest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "MOST_KEPT", 20)
    carrier = MailboxCarrier(tmp_path)
    data = compose(MAIL)
    for _number in range(25):
        carrier.deliver(data, sender=MAIL.sender_address, to=MAIL.to)
    names = [mail.name for mail in list_mails(tmp_path)]
    assert len(names) == 20
    assert names[0] == "25"
    assert read_mail(tmp_path, "../x") is None
    assert read_mail(tmp_path, "1") is None


def test_the_demonstration_tells_that_nothing_leaves(demo_desk: PageClient) -> None:
    page = demo_desk.page("/mail")
    assert "Dit is een demonstratie: er gaat geen mail weg." in page.words
    assert "/mailbox" in page.links()


def test_nobody_but_an_organiser_reads_any_of_it(app: Flask, client: PageClient) -> None:
    for path in ("/mail", "/mailbox", "/mailbox/1/html"):
        assert client.get(path).location.startswith("/sign-in")
