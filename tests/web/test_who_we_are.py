"""An organisation says who it is, and everything that bears its name follows at once."""

import io
import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.roles import AccountRole
from planner.services.plan import making
from planner.store.base import Store
from planner.store.models import Account, AuditEntry, Event, Organisation, OrganisationLogo
from planner.store.scoping import Scope, narrow
from tests.exports.test_logo import SVG
from tests.support.actors import give_factor
from tests.support.application import signed_in
from tests.support.cards import BARBECUE, MADE_AT
from tests.support.clock import FixedClock
from tests.support.pages import Page, PageClient
from tests.support.partners import add_partner

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@pytest.fixture
def boss(app: Flask, store: Store, organiser: Account, clock: FixedClock) -> PageClient:
    """An administrator of the host, with a second step."""
    with store.transaction() as session:
        session.get_one(Account, organiser.id).role = AccountRole.ADMINISTRATOR
    browser = signed_in(app, organiser.email)
    give_factor(store, organiser.email, clock)
    return browser


def say(browser: PageClient, *, status: int = 303, **typed: str) -> list[str]:
    """Type something on the page and send it; return the sentences beside fields."""
    page = browser.page("/organisation")
    form = {name: values[-1] for name, values in page.sends().items()} | typed
    answer = browser.post("/organisation", data=form)
    assert answer.status_code == status, answer.get_data(as_text=True)
    if status == 303:
        return []
    return Page(answer).errors()


def host(store: Store) -> Organisation:
    with store.reading() as session:
        return session.scalars(select(Organisation).where(Organisation.is_host)).one()


def test_what_is_said_stands_on_every_page_at_once_and_in_the_list_of_deeds(
    boss: PageClient, client: PageClient, store: Store
) -> None:
    assert "Bureau Noord" in client.page("/").words
    say(boss, name="Bureau Zuid", phone="045 222 22 22", about="Wij zijn er voor de buurt.")
    for browser, path in ((client, "/"), (client, "/privacy"), (boss, "/events")):
        words = browser.page(path).words
        assert "Bureau Zuid" in words
        assert "045 222 2222" in words
        assert "Bureau Noord" not in words
    assert "Wij zijn er voor de buurt." in client.page(f"/who/{host(store).id}").words
    with store.reading() as session:
        assert "organisation.say" in session.scalars(select(AuditEntry.what)).all()


def test_where_nothing_is_said_the_settings_stand(boss: PageClient, client: PageClient) -> None:
    say(boss, about="Van de buurt.")
    words = client.page("/").words
    assert "Bureau Noord" in words
    assert "045 000 0000" in words


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("phone", "bel maar", "06 12345678"),
        ("contact_phone", "bel maar", "06 12345678"),
        ("mail", "geen adres", "jan@feest.nl"),
        ("main_colour", "petrol", "Schrijf een kleur"),
        ("second_colour", "#12", "Schrijf een kleur"),
        ("keep_days", "0", "Schrijf een getal van 1 tot 30."),
        ("keep_days", "31", "Schrijf een getal van 1 tot 30."),
        ("house_style", "hello", "We vinden hierin geen kleur"),
        ("about", "x" * 401, ""),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_is_lost(
    boss: PageClient, store: Store, field: str, typed: str, sentence: str
) -> None:
    wrong = say(boss, status=422, **{"name": "Bureau Zuid", field: typed})
    assert any(sentence in line for line in wrong)
    assert host(store).name == ""


def test_two_organisations_have_two_names(boss: PageClient, store: Store) -> None:
    add_partner(store, now=MADE_AT, name="Buurthuis")
    assert say(boss, status=422, name="buurthuis")
    say(boss, name="Bureau Zuid")
    say(boss, name="Bureau Zuid", phone="045 222 22 22")


def test_colours_are_on_pages_and_in_guests_pages_by_a_hash_of_their_own(
    boss: PageClient, client: PageClient, store: Store
) -> None:
    with store.transaction() as session:
        event = making.create_event(session, BARBECUE, account_id=None, now=MADE_AT)
        event.help_code = "abcdefgh2345"
        event_path = f"/e/{event.slug}"
    before = client.get(event_path)
    say(boss, main_colour="#1F4E8C", second_colour="f2a71b")
    page = client.page(event_path)
    (sheet,) = [
        link.get("href")
        for link in page.all("link")
        if (link.get("href") or "").startswith("/theme/")
    ]
    css = client.get(sheet or "")
    assert css.mimetype == "text/css"
    assert "immutable" in css.headers["Cache-Control"]
    assert "--utrecht-button-primary-action-background-color:#1f4e8c" in css.get_data(as_text=True)
    assert "/theme/" not in before.get_data(as_text=True)
    words = boss.page("/organisation").words
    assert "#92680D" in words, "the second colour, as it can be read"
    assert "Op donkere pagina’s blijft die zoals je schreef." in words, "#F2A71B is used there"
    assert "Letters lees je daarin niet goed" in words


def test_a_sheet_is_made_of_colours_and_of_nothing_else(client: PageClient) -> None:
    assert client.get("/theme/1f4e8c-0.css").status_code == 200
    for other in ("1f4e8c", "1f4e8c-}a{b", "red-blue", "1F4E8C-0", "0-0-0"):
        assert client.get(f"/theme/{other}.css").status_code == 404


def test_design_tokens_of_a_house_style_give_the_colours(boss: PageClient, store: Store) -> None:
    say(boss, house_style=":root{--utrecht-link-color:#1F4E8C;--utrecht-space:4px}")
    assert host(store).main_colour == "#1f4e8c"
    words = boss.page("/organisation").words
    assert "We namen: utrecht-link-color." in words
    assert "1 andere token" in words


def test_a_logo_is_drawn_anew_served_for_ever_and_taken_away(
    boss: PageClient, client: PageClient, store: Store
) -> None:
    _send_logo(boss, SVG, status=303)
    with store.reading() as session:
        logo = session.scalars(select(OrganisationLogo)).one()
    assert logo.image.startswith(b"\x89PNG")
    path = f"/who/{logo.organisation_id}/logo-{logo.mark}.png"
    answer = client.get(path)
    assert answer.data == logo.image
    assert answer.mimetype == "image/png"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert path in client.get(f"/who/{logo.organisation_id}").get_data(as_text=True)
    assert client.get(path.replace(logo.mark, "0" * 16)).status_code == 404
    boss.send("/organisation/logo/remove", form_on="/organisation")
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("sent", [b"", b"GIF89a", b"<html>", b"\x89PNG\r\n\x1a\nrubbish"])
def test_what_is_no_logo_is_refused_beside_the_field(
    boss: PageClient, store: Store, sent: bytes
) -> None:
    _send_logo(boss, sent, status=422)
    with store.reading() as session:
        assert session.scalars(select(OrganisationLogo)).all() == []


def test_a_new_event_begins_with_whom_guests_usually_call(boss: PageClient) -> None:
    say(boss, contact_name="Noor", contact_phone="045 333 33 33")
    sent = boss.page("/events/new").sends()
    assert sent["contact_name"] == ["Noor"]
    assert sent["contact_phone"] == ["045 333 33 33"]


def test_less_time_holds_for_all_events_and_more_for_new_ones(
    boss: PageClient, store: Store
) -> None:
    told = _plan(store)
    say(boss, keep_days="14")
    draft, after = _plan(store, is_draft=True), _plan(store)
    assert _keeps(store, told, draft, after) == [14, 14, 14]
    say(boss, keep_days="20")
    assert _keeps(store, told, draft, after) == [14, 20, 14], "nobody was told of the draft"
    assert _keeps(store, _plan(store)) == [20]
    say(boss, keep_days="")
    assert _keeps(store, told, draft, _plan(store)) == [14, None, None]


def test_what_another_organisation_keeps_stays_as_it_is(boss: PageClient, store: Store) -> None:
    away = add_partner(store, now=MADE_AT, name="Buurthuis")
    with store.transaction() as session:
        narrow(session, Scope(away.organisation_id))
        theirs = making.create_event(session, BARBECUE, account_id=None, now=MADE_AT).id
    say(boss, keep_days="3")
    assert _keeps(store, theirs) == [None]


def _plan(store: Store, *, is_draft: bool = False) -> int:
    with store.transaction() as session:
        plan = replace(BARBECUE, title="Feest")
        return making.create_event(
            session, plan, account_id=None, now=MADE_AT, is_draft=is_draft
        ).id


def _keeps(store: Store, *event_ids: int) -> list[int | None]:
    with store.reading() as session:
        return [session.get_one(Event, one).keep_days for one in event_ids]


def _send_logo(browser: PageClient, sent: bytes, *, status: int) -> None:
    page = browser.page("/organisation")
    form = {name: values[-1] for name, values in page.sends(to="/organisation/logo").items()}
    form.pop("file", None)
    data = {**form, "file": (io.BytesIO(sent), "logo.svg")}
    answer = browser.post("/organisation/logo", data=data, content_type="multipart/form-data")
    assert answer.status_code == status, answer.get_data(as_text=True)
