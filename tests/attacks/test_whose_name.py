"""Nothing that an organisation shows, prints or mails holds a byte of another's name or number.

A person of each organisation opens every address that any of their pages shows: the desk, the
public pages, cards, papers, helpers, the gate, who hands cards out, a partner's link. Beside that
their mail is read. What is the installation's own bears its host, and is named below.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from planner.core.enums import BatchSender, Reply
from planner.core.residents.undertakings import PromiseState
from planner.services.answer import answering, contacts
from planner.services.invite import issuing
from planner.services.outbox.unsubscribing import unsubscribe_url
from planner.services.people import organisations, signing_in
from planner.services.plan import series
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import (
    Account,
    Batch,
    Event,
    Invitation,
    Neighbourhood,
    Organisation,
    OutboxMail,
    Promise,
)
from planner.store.scoping import Scope
from planner.web.mail_due import queue_due
from planner.web.organiser.attention.for_each import queue_digests
from tests.support.actors import add_promise_of_partner, enrol, open_hand_out
from tests.support.application import PASSWORD, running_app, signed_in
from tests.support.cards import MADE_AT, SATURDAY
from tests.support.clock import FixedClock
from tests.support.crawler import Crawl
from tests.support.helpers import add_helper
from tests.support.messages import with_mail
from tests.support.pages import page_client
from tests.support.partners import add_partner
from tests.support.promised import Told
from tests.test_scopes import add_event

OF_THE_INSTALLATION = re.compile(
    r"/($|\?)|/calendar($|\?|\.ics)|/privacy($|\?l=)|/sign-in|/static/|/\.well-known/|/account/passkey"
)
"""The front page with all events, their calendar, the notice that no organisation's page leads to,
signing in before anybody is known, and the name by which passkeys know this address."""
MADE_UP = "x:"
"""How the key begins of a mail that only tests queue."""
ALLOWED: Mapping[str, str] = {
    "planner/web/who_runs.py": "the one place that says who the host is",
    "planner/web/public/signs.py": "security.txt: whom to warn of a hole in the installation",
    "planner/web/organiser/account/entering.py": "the name of the site of passkeys, of an address",
    "planner/web/organiser/organisation/show.py": "says to the host what it is called by itself",
    "planner/web/mail_letters.py": "asks whether the host goes by its name in the settings",
    "planner/web/mail_ways.py": "as mail_letters, in calendar messages",
    "planner/cli/privacy.py": "the register of processing of whoever runs the installation",
    "planner/cli/checks_of_care.py": "checks the settings themselves",
    "planner/settings.py": "reads them",
}


@pytest.fixture
def app(settings: Settings, clock: FixedClock) -> Iterator[Flask]:
    yield from running_app(with_mail(settings), clock)


@dataclass(frozen=True)
class Side:
    """One of two organisations, with an event and everybody around it."""

    name: str
    phone: str
    email: str
    event_id: int
    organisation_id: int


@dataclass
class Walk(Crawl):
    """Somebody who does not go on from what is the installation's own."""

    def _leads_to(self, url: str, answer: TestResponse) -> Iterator[str]:
        if not OF_THE_INSTALLATION.match(url):
            yield from super()._leads_to(url, answer)


@pytest.fixture
def sides(app: Flask, store: Store, settings: Settings) -> tuple[Side, Side]:
    """The host and a partner, each with all that hangs on an event."""
    sanne = add_partner(store, now=MADE_AT, name="Buurthuis")
    with store.transaction() as session:
        host_id = session.scalars(select(Organisation.id).where(Organisation.is_host)).one()
        noor = signing_in.add_account(
            session,
            email="noor@feest.example",
            name="Noor",
            password=PASSWORD,
            now=MADE_AT,
            organisation_id=host_id,
        )
        theirs = session.get_one(Organisation, sanne.organisation_id)
        theirs.phone, theirs.mail, theirs.about = (
            "046 411 11 11",
            "post@brug.example",
            "Van de buurt.",
        )
        theirs.main_colour = "#7a3b69"
        organisations.set_logo(session, theirs.id, _PNG, size=(1, 1), mark="0" * 16, now=MADE_AT)
        emails = noor.email, sanne.email
    made = []
    for number, (email, organisation_id) in enumerate(
        zip(emails, (host_id, sanne.organisation_id), strict=True)
    ):
        event_id = add_event(store, settings, f"Feest{number}", whose=Scope(organisation_id))
        with store.transaction() as session:
            event = session.get_one(Event, event_id)
            event.contact_name, event.contact_phone = "", ""
        made.append((email, organisation_id, event_id))
    (host, away) = made
    return (
        Side("Bureau Noord", "0450000000", host[0], host[2], host[1]),
        Side("Buurthuis", "0464111111", away[0], away[2], away[1]),
    )


_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def digits(text: str) -> str:
    """Leave out how a number is written: blanks, and the country."""
    return re.sub(r"(\s|\+31|&nbsp;|\xa0|-)", lambda found: "0" if found[0] == "+31" else "", text)


def check(said: Mapping[str, str], other: Side) -> None:
    for where, text in said.items():
        if OF_THE_INSTALLATION.match(where):
            continue
        assert other.name not in text, (where, text[max(0, text.index(other.name) - 200) :][:400])
        assert other.phone not in digits(text), where


@pytest.mark.parametrize("which", [0, 1], ids=["the host", "a partner"])
def test_a_desk_and_all_it_leads_to_name_no_other(
    app: Flask, store: Store, sides: tuple[Side, Side], which: int
) -> None:
    mine, other = sides[which], sides[1 - which]
    crawl = Walk(app, signed_in(app, mine.email), most=2).walk(["/events"])
    assert len(crawl.seen) > 60
    assert sum(mine.name in text for text in crawl.seen.values()) > 30
    check(crawl.seen, other)


@pytest.mark.parametrize("which", [0, 1], ids=["the host", "a partner"])
def test_neighbours_meet_only_whose_event_it_is(
    app: Flask,
    store: Store,
    settings: Settings,
    clock: FixedClock,
    sides: tuple[Side, Side],
    which: int,
) -> None:
    mine, other = sides[which], sides[1 - which]
    with store.reading() as session:
        event = session.get_one(Event, mine.event_id)
        slug = event.slug
        batch = session.scalars(select(Batch).where(Batch.event_id == event.id)).first()
        assert batch is not None
        cards = issuing.codes_of(session, batch, code_key=settings.code_key, base_url="")
        batch_id = batch.id
    helper = add_helper(store, settings, mine.event_id, clock)
    told = add_promise_of_partner(store, settings, mine.event_id, clock)
    public = Walk(app, page_client(app), most=3).walk(
        [
            f"/e/{slug}",
            f"/{cards[0].code}",
            f"/who/{mine.organisation_id}",
            f"/help/{helper['help_code']}",
            f"/calendar/helper/{helper['feed_secret']}.ics",
            f"/p/{told['partner_secret']}",
        ]
    )
    check(public.seen, other)
    assert mine.name in public.seen[f"/{cards[0].code}"]
    phone = page_client(app)
    enrol(store, settings, mine.event_id, phone)
    check(Walk(app, phone, most=2).walk(["/gate"]).seen, other)
    giver = page_client(app)
    link = open_hand_out(store, settings, batch_id, giver, clock)
    check(Walk(app, giver, most=2).walk([f"/hand-out/{link['link_id']}"]).seen, other)


@pytest.mark.parametrize("which", [0, 1], ids=["the host", "a partner"])
def test_mail_is_from_whose_event_it_is(
    app: Flask, store: Store, sides: tuple[Side, Side], clock: FixedClock, which: int
) -> None:
    mine, other = sides[which], sides[1 - which]
    _leave_addresses(store, mine)
    clock.now = SATURDAY - timedelta(days=1)
    queue_due(app, now=clock.now)
    queue_digests(app, now=clock.now)
    with store.reading() as session:
        written = OutboxMail.key.not_like(f"{MADE_UP}%")
        mails = session.scalars(select(OutboxMail).where(written)).all()
        ours = [one for one in mails if one.event_id == mine.event_id]
        assert ours
        for one in ours:
            whole = "\n".join([one.sender_name, one.reply_to, one.subject, _body(one)])
            assert other.name not in whole
            assert other.phone not in digits(whole)
            if which == 1:
                assert (one.sender_name, one.reply_to) == ("Buurthuis", "post@brug.example")
                assert one.logo_id is not None


def test_a_card_that_bears_nobodys_name_bears_none(
    app: Flask, store: Store, settings: Settings, sides: tuple[Side, Side]
) -> None:
    _host, away = sides
    with store.transaction() as session:
        batch = session.scalars(select(Batch).where(Batch.event_id == away.event_id)).first()
        assert batch is not None
        batch.sender = BatchSender.NOBODY
        session.flush()
        code = issuing.codes_of(session, batch, code_key=settings.code_key, base_url="")[0].code
    _leave_addresses(store, away)
    page = page_client(app).get(f"/{code}").get_data(as_text=True)
    for side in sides:
        assert side.name not in page
    assert away.phone in digits(page), "somebody can be called all the same"
    queue_due(app, now=SATURDAY - timedelta(days=1))
    with store.reading() as session:
        ours = OutboxMail.event_id == away.event_id, OutboxMail.key.not_like(f"{MADE_UP}%")
        mails = session.scalars(select(OutboxMail).where(*ours)).all()
        assert mails
        for one in mails:
            assert one.sender_name == "Feest1", "the event, for nobody may be named"
            whole = _body(one)
            assert "Buurthuis" not in whole
            assert "Bureau Noord" not in whole
            assert one.logo_id is None


@pytest.mark.parametrize("which", [0, 1], ids=["the host", "a partner"])
def test_ways_in_and_out_name_no_other(
    app: Flask,
    store: Store,
    settings: Settings,
    clock: FixedClock,
    sides: tuple[Side, Side],
    which: int,
) -> None:
    """What is opened before somebody is known, or once they are not any more."""
    mine, other = sides[which], sides[1 - which]
    with store.transaction() as session:
        event = session.get_one(Event, mine.event_id)
        event.series = series.add_series(session, f"Reeks{which}", now=MADE_AT)
        event.series.organisation_id = mine.organisation_id
        batch_id = session.scalars(select(Batch.id).where(Batch.event_id == event.id)).first()
        promise = session.scalars(select(Promise).where(Promise.event_id == event.id)).first()
        assert batch_id is not None
        assert promise is not None
        promise.is_public, promise.state = True, PromiseState.DONE
        neighbourhood = Neighbourhood(name="Passart", slug="passart")
        session.add(neighbourhood)
        session.flush()
        event.neighbourhood_id = promise.neighbourhood_id = neighbourhood.id
        series_slug, promise_id, place = event.series.slug, promise.id, neighbourhood.slug
    giver = page_client(app)
    link = open_hand_out(store, settings, batch_id, page_client(app), clock)
    ways = [
        f"/series/{series_slug}/calendar",
        f"/series/{series_slug}.ics",
        f"/neighbourhood/{place}/calendar",
        f"/neighbourhood/{place}/promises",
        f"/better-now/{promise_id}",
        f"/better-now/{promise_id}/thanks",
        f"/hand-out/link/{link['hand_secret']}",
        "/helper/forgotten",
        *(
            unsubscribe_url(
                "x@feest.example", event_id=about, base_url="", code_key=settings.code_key
            )
            for about in (mine.event_id, None)
        ),
    ]
    said = {way: giver.get(way) for way in ways}
    assert {answer.status_code for answer in said.values()} == {200}
    check({way: answer.get_data(as_text=True) for way, answer in said.items()}, other)
    for way in ways:
        if way.endswith((".ics", "forgotten")) or way == ways[-1]:
            continue
        assert mine.name in said[way].get_data(as_text=True), way


def test_the_page_of_an_event_tells_no_promise_of_another(
    app: Flask, store: Store, sides: tuple[Side, Side]
) -> None:
    with store.transaction() as session:
        slugs = []
        for side in sides:
            event = session.get_one(Event, side.event_id)
            told = Told(session, organisation_id=side.organisation_id)
            told.promise(f"A bench of {side.name}")
            event.neighbourhood_id = told.place.id
            slugs.append(event.slug)
    for slug, mine, other in zip(slugs, sides, sides[::-1], strict=True):
        page = page_client(app).get(f"/e/{slug}").get_data(as_text=True)
        assert f"A bench of {mine.name}" in page
        check({f"/e/{slug}": page}, other)


def test_a_mail_that_named_nobody_leads_to_a_page_that_names_nobody(
    app: Flask, store: Store, settings: Settings, sides: tuple[Side, Side]
) -> None:
    _host, away = sides
    with store.transaction() as session:
        batch = session.scalars(select(Batch).where(Batch.event_id == away.event_id)).first()
        assert batch is not None
        batch.sender = BatchSender.NOBODY
    stop = unsubscribe_url(
        "x@feest.example", event_id=away.event_id, base_url="", code_key=settings.code_key
    )
    page = page_client(app).get(stop).get_data(as_text=True)
    for side in sides:
        assert side.name not in page


def test_the_settings_name_the_host_in_these_places_alone() -> None:
    """Whatever else shows a name asks who runs the event, or whose account it is."""
    found = {
        str(path)
        for path in sorted(Path("planner").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and _is_of_settings(node)
    }
    assert found == set(ALLOWED)


def _body(mail: OutboxMail) -> str:
    return mail.text + mail.html + (mail.calendar or b"").decode().replace("\r\n ", "")


def _is_of_settings(node: ast.Attribute) -> bool:
    whose, name = node.value, node.attr
    if name not in {"organisation", "contact_phone"}:
        return False
    if isinstance(whose, ast.Call):
        return isinstance(whose.func, ast.Name) and whose.func.id in {"settings", "site"}
    names = {"settings", "here", "Settings", *(["town"] if name == "contact_phone" else [])}
    return isinstance(whose, ast.Name) and whose.id in names


def _leave_addresses(store: Store, side: Side) -> None:
    with store.transaction() as session:
        cards = session.scalars(
            select(Invitation).where(Invitation.event_id == side.event_id).order_by(Invitation.id)
        ).all()
        for number, card in enumerate(cards[:2]):
            contacts.leave_address(
                session, card, f"guest{number}@feest.example", language="nl", now=MADE_AT
            )
            answering.give_reply(session, card, Reply.YES, now=MADE_AT)
        account = session.scalars(select(Account).where(Account.email == side.email)).one()
        account.digest_days = 127
