"""A code proves the card; what a household told opens where it was told, or with its word."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from planner.app import create_app
from planner.core.enums import AnsweredBy, Reply
from planner.core.household_words import ToldPart
from planner.core.parties import PartyDetails
from planner.services.answer import answering, contacts, telling
from planner.services.gate import gates
from planner.services.invite.household_word import WORD_TRIES
from planner.services.invite.issuing import PrintableCard
from planner.services.people import throttle
from planner.services.shop.kitchen_totals import kitchen_totals
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Answer, Event, Household, HouseholdBrowser, Throttle
from tests.support.actors import enrol, open_hand_out
from tests.support.application import ON_SQLITE
from tests.support.cards import MADE_AT, SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import Page, PageClient, page_client

ENGLISH = {"Accept-Language": "en"}
TOLD = {"adults": "2", "children": "3", "eat": ["halal"]}
MORE = {
    "allergies": ["nuts"],
    "agrees": "y",
    "wheelchair": "y",
    "access_words": "Geen trap",
    "remark": "Het onkruid",
}
SAID = (
    "5 people", "eat halal", "Nuts</b>", "a wheelchair, Geen trap", "Het onkruid",
    "ticked eat=halal", "ticked allergies=nuts", "ticked wheelchair=y", "ticked adults=2",
)  # fmt: skip
"""As it stands on pages, in the file, and in forms that are filled in already."""
FIELD = re.compile('(name|value)="([^"]*)"')
EVERY_PAGE = (
    "", "party", "food", "more", "done", "address", "known", "known.json", "erase", "erased",
    "keep", "aloud", "calendar", "calendar.ics", "open", "word", "wait", "wait-no-longer",
    "forget-allergies", "forget-address", "no-word", "shut", "help", "helped",
)  # fmt: skip


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def card(world: World) -> PrintableCard:
    return world.cards(largest_party=8)[0]


@pytest.fixture
def stranger(app: Flask) -> PageClient:
    """Another browser, with the code alone."""
    return page_client(app)


@pytest.fixture
def told(client: PageClient, card: PrintableCard) -> PrintableCard:
    """A card whose household told everything in the browser `client`."""
    client.post(f"/{card.code}", data={"answer": "yes"})
    client.post(f"/{card.code}/party", data=TOLD)
    client.post(f"/{card.code}/more", data=MORE)
    return card


def read(client: PageClient, url: str, *, status: int = 200) -> Page:
    return client.page(url, status=status, headers=ENGLISH)


def everything(client: PageClient, card: PrintableCard) -> str:
    """Return all that a browser is sent on every page of a card, and what those lead on to."""
    return "\n".join(fetch(client, f"/{card.code}/{path}".rstrip("/")) for path in EVERY_PAGE)


def fetch(client: PageClient, url: str) -> str:
    answer = client.get(url, headers=ENGLISH)
    if answer.location and not answer.location.startswith("/gate"):
        return fetch(client, answer.location)
    text = answer.get_data(as_text=True)
    fields = [part.split(">")[0] for part in text.split("<input")[1:]]
    ticked = [FIELD.findall(one) for one in fields if " checked" in one]
    return "\n".join(
        [text, *(f"ticked {dict(one)['name']}={dict(one)['value']}" for one in ticked)]
    )


def keep_word(client: PageClient, card: PrintableCard, word: str) -> Page:
    kept = client.post(f"/{card.code}/word", data={"word": word}, headers=ENGLISH)
    assert kept.status_code == 200, kept.get_data(as_text=True)
    return Page(kept)


def kept(world: World, card: PrintableCard) -> Answer:
    found = world.invitation(card).answer
    assert found is not None
    return found


def count(world: World, table: type) -> int:
    with world.store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_first_yes_sets_no_cookie_and_telling_more_sets_one(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    for reply in ("yes", "maybe", "no", "yes"):
        said = client.post(f"/{card.code}", data={"answer": reply})
        assert "Set-Cookie" not in said.headers
    asked = read(client, f"/{card.code}/party")
    assert "Your phone then keeps a cookie, until Monday 12 July." in asked.words
    answer = client.post(f"/{card.code}/party", data=TOLD)
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("planner-household=")
    days = (SATURDAY.replace(month=7, day=11, hour=22) - MADE_AT).total_seconds()
    for word in (f"Path=/{card.code};", "HttpOnly;", "SameSite=Strict;", f"Max-Age={days:.0f};"):
        assert word in cookie + ";", cookie
    assert "Domain" not in cookie
    again = client.post(f"/{card.code}/more", data=MORE)
    assert again.headers["Set-Cookie"].split(";")[0] == cookie.split(";")[0]
    assert count(world, Household) == count(world, HouseholdBrowser) == 1


def test_over_tls_the_cookie_is_sent_over_tls_only(
    world: World, card: PrintableCard, settings: Settings, clock: FixedClock
) -> None:
    secure = create_app(
        replace(settings, base_url="https://feest.example", insecure_http=False), clock=clock
    )
    answer = page_client(secure).post(
        f"/{card.code}/party", data=TOLD, base_url="https://feest.example"
    )
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Secure-planner-household=")
    assert "Secure;" in cookie
    secure.extensions["store"].close()


def test_only_keyed_hashes_of_cookie_and_word_are_stored(
    client: PageClient, world: World, told: PrintableCard
) -> None:
    keep_word(client, told, "Regenboog")
    cookie = client.get_cookie("planner-household", path=f"/{told.code}", domain="feest.example")
    assert cookie is not None
    with world.store.reading() as session:
        rows = [
            *session.execute(select(Household.__table__)).all(),
            *session.execute(select(HouseholdBrowser.__table__)).all(),
        ]
    stored = repr([tuple(row) for row in rows])
    assert cookie.value not in stored
    assert "egenboog" not in stored


def test_who_has_the_code_alone_sees_yes_maybe_or_no_and_can_answer_anew(
    client: PageClient, stranger: PageClient, world: World, told: PrintableCard
) -> None:
    shown = everything(client, told)
    assert all(word in shown for word in SAID), "where it was told it opens"
    shown = everything(stranger, told)
    assert not [word for word in SAID if word in shown]
    page = read(stranger, f"/{told.code}")
    assert page.heading == "See you Saturday 12 June!"
    assert "shown only on the phone where you told it, or with your word" in page.words
    assert stranger.post(f"/{told.code}", data={"answer": "maybe"}).status_code == 303
    assert kept(world, told).reply is Reply.MAYBE
    assert "Set-Cookie" not in stranger.get(f"/{told.code}").headers


def test_a_cookie_of_one_card_opens_no_other(
    client: PageClient, stranger: PageClient, world: World, told: PrintableCard
) -> None:
    (other,) = world.cards(largest_party=8)
    stranger.post(f"/{other.code}/party", data={"adults": "1"})
    cookie = stranger.get_cookie("planner-household", path=f"/{other.code}", domain="feest.example")
    assert cookie is not None
    stranger.set_cookie("planner-household", cookie.value, path="/", domain="feest.example")
    assert "5 people" not in read(stranger, f"/{told.code}").words


def test_without_a_row_a_cookie_is_dead(
    client: PageClient, world: World, told: PrintableCard
) -> None:
    with world.store.transaction() as session:
        session.delete(session.scalars(select(Household)).one())
    shown = everything(client, told)
    assert not [word for word in SAID if word in shown]


def test_nothing_opens_on_the_day_on_which_it_goes(
    client: PageClient, world: World, told: PrintableCard, clock: FixedClock
) -> None:
    clock.now = SATURDAY + timedelta(days=31)
    assert "onkruid" not in everything(client, told)


# The word


def test_a_word_is_offered_after_telling_and_never_demanded(
    client: PageClient, told: PrintableCard
) -> None:
    page = read(client, f"/{told.code}")
    assert f"/{told.code}/word" in page.links()
    offered = read(client, f"/{told.code}/word")
    assert "You need no word for this phone." in offered.words
    (typed,) = offered.sends()["word"]
    assert re.fullmatch(r"\d{3} \d{3}", typed)


def test_looking_at_the_offer_keeps_nothing(
    client: PageClient, world: World, told: PrintableCard
) -> None:
    first = read(client, f"/{told.code}/word").sends()["word"]
    assert first != read(client, f"/{told.code}/word").sends()["word"]
    with world.store.reading() as session:
        assert session.scalars(select(Household.word_hash)).all() == [None]


@ON_SQLITE
@pytest.mark.parametrize(
    ("kept_as", "typed"),
    [
        pytest.param("Regenboog!", " regen-BOOG ", id="capitals, spaces and signs"),
        pytest.param("482 913", "482913", id="a number"),
        pytest.param("482913", "٤٨٢٩١٣", id="digits of an Arabic keyboard"),
        pytest.param("يوم الشمس", "يومالشمس", id="Arabic"),
        pytest.param("Сонечко", "СОНЕЧКО", id="Ukrainian"),
        pytest.param("IŞIKLI", "ışıklı".upper(), id="Turkish"),
    ],
)
def test_the_word_opens_it_in_another_browser(
    client: PageClient, stranger: PageClient, told: PrintableCard, kept_as: str, typed: str
) -> None:
    page = keep_word(client, told, kept_as)
    assert "This is your word. Write it down: we can't show it again." in page.words
    opened = stranger.post(f"/{told.code}/open", data={"word": typed})
    assert (opened.status_code, opened.location) == (303, f"/{told.code}")
    assert "SameSite=Strict" in opened.headers["Set-Cookie"]
    shown = everything(stranger, told)
    assert all(word in shown for word in SAID)
    assert "5 people" in read(client, f"/{told.code}").words


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        pytest.param("abc", "Take 5 signs or more.", id="short"),
        pytest.param("", "Take 5 signs or more.", id="none"),
        pytest.param("....... ....", "Take 5 signs or more.", id="signs alone"),
        pytest.param("a" * 60, "Write it in fewer words.", id="long"),
        pytest.param("12345", "This one is guessed too soon. Take another one.", id="a row"),
        pytest.param("987654", "This one is guessed too soon. Take another one.", id="backwards"),
        pytest.param("77777", "This one is guessed too soon. Take another one.", id="one sign"),
        pytest.param("Halal", "This one is guessed too soon. Take another one.", id="of here"),
        pytest.param("wachtwoord", "This one is guessed too soon. Take another one.", id="common"),
    ],
)
@ON_SQLITE
def test_a_word_that_comes_to_mind_first_is_not_taken(
    client: PageClient, world: World, told: PrintableCard, word: str, sentence: str
) -> None:
    refused = client.post(f"/{told.code}/word", data={"word": word}, headers=ENGLISH)
    assert refused.status_code == 422
    assert Page(refused).errors() == [sentence]
    with world.store.reading() as session:
        assert session.scalars(select(Household.word_hash)).all() == [None]


def test_the_code_on_the_card_is_no_word(client: PageClient, told: PrintableCard) -> None:
    assert client.post(f"/{told.code}/word", data={"word": told.code[2:9]}).status_code == 422


def test_a_wrong_word_opens_nothing_and_says_so(
    client: PageClient, stranger: PageClient, told: PrintableCard
) -> None:
    keep_word(client, told, "Regenboog")
    wrong = stranger.post(f"/{told.code}/open", data={"word": "Zonneschijn"}, headers=ENGLISH)
    assert wrong.status_code == 422
    assert Page(wrong).errors() == ["This is not the word of this card. Look at it once more."]
    assert "Set-Cookie" not in wrong.headers
    assert "Zonneschijn" in Page(wrong).text, "what was typed stays in the field"


def test_tries_are_counted_for_each_card_and_the_right_word_waits_too(
    client: PageClient,
    stranger: PageClient,
    world: World,
    told: PrintableCard,
    clock: FixedClock,
) -> None:
    keep_word(client, told, "Regenboog")
    statuses = [
        stranger.post(f"/{told.code}/open", data={"word": f"raden{turn}"}).status_code
        for turn in range(8)
    ]
    assert statuses == [422] * 5 + [429] * 3
    late = stranger.post(f"/{told.code}/open", data={"word": "Regenboog"}, headers=ENGLISH)
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) <= 3601
    assert Page(late).errors() == [
        "Too many words were tried with this card. Try again in an hour."
    ]
    (other,) = world.cards(largest_party=8)
    client.post(f"/{other.code}/party", data=TOLD)
    keep_word(client, other, "Zonneschijn")
    opened = stranger.post(f"/{other.code}/open", data={"word": "Zonneschijn"})
    assert opened.status_code == 303, "another card has tries of its own"
    clock.forward(minutes=61)
    assert stranger.post(f"/{told.code}/open", data={"word": "Regenboog"}).status_code == 303


@pytest.mark.both_databases
def test_of_sixty_tries_at_once_no_more_are_made_than_promised(
    app: Flask, client: PageClient, world: World, told: PrintableCard, clock: FixedClock
) -> None:
    keep_word(client, told, "Regenboog")
    other = create_app(world.settings, clock=clock)
    other.config["SERVER_NAME"] = world.settings.host
    processes = (app, other)

    def guess(turn: int) -> int:
        browser = page_client(processes[turn % 2])
        return browser.post(f"/{told.code}/open", data={"word": f"raden{turn}"}).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(guess, range(60)))
    assert statuses.count(422) == WORD_TRIES.size
    assert statuses.count(429) == 60 - WORD_TRIES.size
    other.extensions["store"].close()
    with world.store.reading() as session:
        (key,) = session.scalars(select(Throttle.key)).all()
    assert told.code not in key


def test_a_word_that_was_right_takes_no_try_away(
    app: Flask, client: PageClient, stranger: PageClient, told: PrintableCard
) -> None:
    keep_word(client, told, "Regenboog")
    wrong = stranger.post(f"/{told.code}/open", data={"word": "raden"})
    for _phone in range(int(WORD_TRIES.size) + 1):
        answer = page_client(app).post(f"/{told.code}/open", data={"word": "Regenboog"})
        assert answer.status_code == 303
    left = [
        stranger.post(f"/{told.code}/open", data={"word": f"raden{turn}"}).status_code
        for turn in range(int(WORD_TRIES.size))
    ]
    assert wrong.status_code == 422
    assert left.count(422) == WORD_TRIES.size - 1, "nor does it give one more"


def test_who_waits_until_tries_are_cleaned_up_gets_no_more_than_one_an_hour(
    client: PageClient, stranger: PageClient, told: PrintableCard, world: World, clock: FixedClock
) -> None:
    keep_word(client, told, "Regenboog")

    def tries() -> int:
        """Guess until it is refused, and say how often it was not."""
        statuses = [
            stranger.post(f"/{told.code}/open", data={"word": f"raden{turn}"}).status_code
            for turn in range(int(WORD_TRIES.size) + 1)
        ]
        return statuses.count(422)

    assert tries() == WORD_TRIES.size
    for hours in (3, 4, 5):
        clock.now += timedelta(hours=hours, minutes=1)
        with world.store.transaction() as session:
            throttle.forget_old(session, now=clock())
        assert tries() == hours


def test_the_word_is_changed_or_taken_away_by_who_has_proof_and_ends_other_browsers(
    app: Flask, client: PageClient, stranger: PageClient, world: World, told: PrintableCard
) -> None:
    keep_word(client, told, "Regenboog")
    stranger.post(f"/{told.code}/open", data={"word": "Regenboog"})
    page = keep_word(client, told, "Zonneschijn")
    assert "Zonneschijn".casefold() in page.words
    assert "5 people" not in read(stranger, f"/{told.code}").words
    assert "5 people" in read(client, f"/{told.code}").words
    assert stranger.post(f"/{told.code}/open", data={"word": "Regenboog"}).status_code == 422
    assert stranger.post(f"/{told.code}/open", data={"word": "Zonneschijn"}).status_code == 303
    assert client.post(f"/{told.code}/no-word").status_code == 303
    assert "5 people" not in read(stranger, f"/{told.code}").words
    nobody = page_client(app)
    assert "No word was kept for another phone." in read(nobody, f"/{told.code}/open").words
    for path, data in (("word", {"word": "Ingebroken"}), ("no-word", {}), ("shut", {})):
        assert nobody.post(f"/{told.code}/{path}", data=data).status_code == 303
    with world.store.reading() as session:
        assert session.scalars(select(Household.word_hash)).all() == [None]
    assert "5 people" in read(client, f"/{told.code}").words


def test_a_phone_that_was_borrowed_is_shut_again(
    client: PageClient, world: World, told: PrintableCard
) -> None:
    shut = client.post(f"/{told.code}/shut")
    assert "Max-Age=0" in shut.headers["Set-Cookie"]
    assert "onkruid" not in everything(client, told)
    assert count(world, HouseholdBrowser) == 0
    assert kept(world, told).remark == "Het onkruid", "shut, and not erased"


# Without cookie and word


def test_a_new_answer_starts_from_the_number_alone_and_food_still_counts(
    client: PageClient, stranger: PageClient, world: World, told: PrintableCard
) -> None:
    form = read(stranger, f"/{told.code}/party")
    assert "Here you begin anew. What you told before is not shown." in form.words
    assert "Without a tick here we still count what was told before about food" in form.words
    sent = form.sends()
    assert sent["adults"] == []
    assert sent["children"] == ["0"]
    assert sent["eat"] == []
    assert stranger.post(
        f"/{told.code}/party", data={"adults": "2", "children": "1"}
    ).location.endswith("/done")
    page = read(stranger, f"/{told.code}")
    assert "3 people are coming." in page.words
    assert "What was told about food still counts" in page.words
    shown = everything(stranger, told)
    assert [word for word in SAID if word in shown] == ["ticked adults=2"], "what they told anew"
    with world.store.reading() as session:
        assert kitchen_totals(session, world.event_id).diets == {"halal": 3}
        assert len(kitchen_totals(session, world.event_id).allergies) == 1
    before = read(client, f"/{told.code}").words
    assert "3 people" not in before, "and who told before does not see what was told anew"


def test_food_is_told_anew_or_said_to_hold_no_more(
    app: Flask, client: PageClient, stranger: PageClient, world: World, told: PrintableCard
) -> None:
    stranger.post(f"/{told.code}/party", data={"adults": "2", "eat": ["vegan"]})
    assert {row.diet: row.heads for row in kept(world, told).diets} == {"vegan": 2}
    assert kept(world, told).allergies == "nuts", "they said nothing of that"
    assert "vegan" in read(stranger, f"/{told.code}").words
    third = page_client(app)
    third.post(f"/{told.code}/party", data={"adults": "2", "food_is_new": "y"})
    found = kept(world, told)
    assert (found.diets, found.allergies, found.allergies_agreed_at) == ([], "", None)
    assert "vegan" not in read(stranger, f"/{told.code}").words


def test_allergies_told_anew_replace_those_of_before_and_an_empty_form_does_not(
    stranger: PageClient, world: World, told: PrintableCard
) -> None:
    page = read(stranger, f"/{told.code}/more")
    assert not [value for values in page.sends().values() for value in values if value == "nuts"]
    sent = stranger.post(f"/{told.code}/more", data={})
    assert "Set-Cookie" not in sent.headers, "nothing was told"
    assert (kept(world, told).allergies, kept(world, told).brings_wheelchair) == ("nuts", True)
    stranger.post(f"/{told.code}/more", data={"allergies": ["milk"], "agrees": "y"})
    found = kept(world, told)
    assert (found.allergies, found.brings_wheelchair, found.remark) == ("milk", True, "Het onkruid")
    assert "onkruid" not in everything(stranger, told)


def test_a_no_by_the_code_alone_forgets_no_allergy_and_a_yes_brings_it_back(
    client: PageClient, stranger: PageClient, world: World, told: PrintableCard
) -> None:
    stranger.post(f"/{told.code}", data={"answer": "no"})
    with world.store.reading() as session:
        assert kitchen_totals(session, world.event_id).diets == {}
        assert kitchen_totals(session, world.event_id).allergies == {}
    stranger.post(f"/{told.code}", data={"answer": "yes"})
    with world.store.reading() as session:
        assert kitchen_totals(session, world.event_id).diets == {"halal": 5}
        assert len(kitchen_totals(session, world.event_id).allergies) == 1
    client.post(f"/{told.code}", data={"answer": "no"})
    assert (kept(world, told).diets, kept(world, told).allergies) == ([], ""), "who told it may"


def test_who_answers_first_in_anothers_name_never_reads_what_they_tell_later(
    client: PageClient, stranger: PageClient, told: PrintableCard, world: World
) -> None:
    (card,) = world.cards(largest_party=8)
    stranger.post(f"/{card.code}/party", data={"adults": "1"})
    keep_word(stranger, card, "Ingebroken")
    client.post(f"/{card.code}/party", data={**TOLD, "food_is_new": "y"})
    client.post(f"/{card.code}/more", data=MORE)
    shown = everything(stranger, card)
    assert not [word for word in SAID if word in shown]
    assert "5 people" in read(client, f"/{card.code}").words
    again = stranger.post(f"/{card.code}/open", data={"word": "Ingebroken"})
    assert again.status_code == 422, "its word went with what it told"


@pytest.mark.both_databases
def test_the_same_form_sent_twice_is_the_same_household(
    app: Flask, client: PageClient, world: World, card: PrintableCard
) -> None:
    client.post(f"/{card.code}", data={"answer": "yes"})
    (key,) = read(client, f"/{card.code}/party").sends()["key"]

    def send(_turn: int) -> str:
        answer = page_client(app).post(f"/{card.code}/party", data={**TOLD, "key": key})
        return answer.headers["Set-Cookie"].split(";")[0]

    with ThreadPoolExecutor(4) as pool:
        cookies = set(pool.map(send, range(4)))
    assert cookies == {f"planner-household={key}"}
    assert count(world, Household) == count(world, HouseholdBrowser) == 1


def test_one_key_for_two_cards_is_two_households(
    client: PageClient, stranger: PageClient, world: World
) -> None:
    key = "k" * 43
    first, second = world.cards(2, largest_party=8)
    for browser, card in ((client, first), (stranger, second)):
        assert browser.post(f"/{card.code}/party", data={**TOLD, "key": key}).status_code == 303
    assert count(world, Household) == count(world, HouseholdBrowser) == 2
    assert "5 people" in read(client, f"/{first.code}").words


@pytest.mark.parametrize("key", ["", "short", "x" * 44, "a b" * 14, "<script>" * 6])
@ON_SQLITE
def test_a_key_that_is_none_of_ours_is_not_kept(
    client: PageClient, world: World, card: PrintableCard, key: str
) -> None:
    answer = client.post(f"/{card.code}/party", data={**TOLD, "key": key})
    value = answer.headers["Set-Cookie"].split(";")[0].partition("=")[2]
    assert re.fullmatch("[0-9A-Za-z_-]{43}", value)
    assert value != key


# Before the update


def test_what_was_told_before_the_update_stays_shut_and_the_word_comes_with_the_next_answer(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    with world.store.transaction() as session:
        invitation = world.invitation(card)
        party = PartyDetails(adults=2, children=3, diets={"halal": 5})
        answering.give_details(session, invitation, party, now=MADE_AT)
        needs = telling.ToldNeeds(allergies=frozenset(), remark="Het onkruid")
        telling.tell(session, invitation, needs, now=MADE_AT)
        contacts.leave_address(
            session, invitation, "fatma@post.example", language="nl", now=MADE_AT
        )
    shown = everything(client, card)
    for word in ("5 people", "eat halal", "onkruid", "fatma", "f…", "post.example"):
        assert word not in shown, word
    client.post(f"/{card.code}/party", data={"adults": "2", "children": "1"})
    page = read(client, f"/{card.code}")
    assert "3 people are coming." in page.words
    assert f"/{card.code}/word" in page.links()
    assert "onkruid" not in everything(client, card)


# Who prepares the event


def staff(kind: str, app: Flask, world: World, clock: FixedClock) -> PageClient:
    """Give the browser of somebody who prepares the event."""
    if kind == "gate phone":
        phone = page_client(app)
        with world.store.transaction() as session:
            event = session.get_one(Event, world.event_id)
            gates.open_gate(session, event, "Gate", code_key=world.settings.code_key, now=MADE_AT)
        enrol(world.store, world.settings, world.event_id, phone)
        return phone
    browser = page_client(app)
    card = world.cards()[0]
    open_hand_out(world.store, world.settings, world.batch_of(card), browser, clock)
    return browser


KINDS = ("contact person", "gate phone", "organiser")


@pytest.fixture(params=KINDS)
def helper(
    request: pytest.FixtureRequest, app: Flask, desk: PageClient, world: World, clock: FixedClock
) -> PageClient:
    if request.param == "organiser":
        return desk
    return staff(request.param, app, world, clock)


def test_no_browser_of_who_prepares_the_event_gets_the_cookie_or_the_word(
    helper: PageClient, world: World, card: PrintableCard
) -> None:
    assert helper.post(f"/{card.code}", data={"answer": "yes"}).status_code == 303
    assert kept(world, card).reply is Reply.YES, "yes, maybe or no they can say with a code"
    for path, data in (
        ("party", TOLD), ("more", MORE), ("food", {"halal": "2"}), ("wait", {"heads": "2"}),
        ("address", {"email": "helper@post.example"}), ("word", {"word": "Regenboog"}),
    ):  # fmt: skip
        answer = helper.post(f"/{card.code}/{path}", data=data)
        assert answer.status_code == 303, path
        assert "planner-household" not in str(answer.headers.getlist("Set-Cookie")), path
    assert kept(world, card).heads == 1, "and nothing is told in a family's name"
    assert count(world, Household) == 0
    assert "Your word" not in everything(helper, card)
    said = "This browser is used to prepare the event."
    assert said in read(helper, f"/{card.code}/done").words


@pytest.mark.parametrize(
    ("helper", "named"),
    [
        ("organiser", AnsweredBy.ORGANISER),
        ("contact person", AnsweredBy.INTERMEDIARY),
        ("gate phone", AnsweredBy.GUEST),
    ],
    indirect=["helper"],
)
def test_what_is_answered_with_a_code_names_who_prepares_the_event(
    helper: PageClient,
    client: PageClient,
    clock: FixedClock,
    world: World,
    card: PrintableCard,
    named: AnsweredBy,
) -> None:
    helper.post(f"/{card.code}", data={"answer": "maybe"})
    assert kept(world, card).answered_by is named
    client.post(f"/{card.code}", data={"answer": "yes"})
    assert kept(world, card).answered_by is AnsweredBy.GUEST
    world.change(answers_close_at=clock.now - timedelta(hours=1))
    helper.post(f"/{card.code}", data={"answer": "no"})
    assert kept(world, card).reply is Reply.YES, "a code answers no longer than a guest does"


def test_nor_does_one_open_what_was_told_with_a_cookie_of_before(
    client: PageClient, world: World, told: PrintableCard, helper: PageClient
) -> None:
    keep_word(client, told, "Regenboog")
    cookie = client.get_cookie("planner-household", path=f"/{told.code}", domain="feest.example")
    assert cookie is not None
    helper.set_cookie(
        "planner-household", cookie.value, path=f"/{told.code}", domain="feest.example"
    )
    shown = everything(helper, told)
    assert not [word for word in SAID if word in shown]
    tried = helper.post(f"/{told.code}/open", data={"word": "Regenboog"})
    assert tried.status_code == 200
    assert "Set-Cookie" not in tried.headers
    with world.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Throttle)) == 0
    helper.post(f"/{told.code}/word", data={"word": "Ingebroken"})
    helper.post(f"/{told.code}/no-word")
    assert "5 people" in read(client, f"/{told.code}").words


def test_who_signs_out_is_a_guest_again(
    app: Flask, world: World, told: PrintableCard, client: PageClient, clock: FixedClock
) -> None:
    browser = staff("contact person", app, world, clock)
    (cookie,) = [one for one in browser._cookies or {} if "planner-hand-out" in one[2]]
    link = cookie[2].rpartition("-")[2]
    browser.send(f"/hand-out/{link}/leave", form_on=f"/hand-out/{link}")
    (own,) = world.cards(largest_party=8)
    answer = browser.post(f"/{own.code}/party", data=TOLD)
    assert "planner-household" in answer.headers["Set-Cookie"]
    assert "onkruid" not in everything(browser, told)


def test_a_form_on_another_site_gets_no_cookie(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    for origin in ("https://evil.example", "null"):
        sent = client.post(f"/{card.code}/party", data=TOLD, headers={"Origin": origin})
        assert "Set-Cookie" not in sent.headers
    assert world.invitation(card).answer is None
    ours = client.post(f"/{card.code}/party", data=TOLD, headers={"Origin": "http://feest.example"})
    assert "Set-Cookie" in ours.headers


# The rest of what hangs on a card


def test_whoever_waits_sees_with_how_many_and_the_code_alone_only_that_it_waits(
    client: PageClient, stranger: PageClient, world: World
) -> None:
    world.change(capacity=4)
    first, second = world.cards(2, largest_party=4)
    client.post(f"/{first.code}/party", data={"adults": "4"})
    waits = client.post(f"/{second.code}/wait", data={"heads": "3"})
    assert "planner-household" in waits.headers["Set-Cookie"]
    assert "You are waiting for places for 3 people." in read(client, f"/{second.code}").words
    shown = read(stranger, f"/{second.code}").words
    assert "You are waiting for a place." in shown
    assert "3 people" not in everything(stranger, second)
    client.post(f"/{first.code}", data={"answer": "no"})
    stranger.post(f"/{second.code}", data={"answer": "yes"})
    assert kept(world, second).heads == 3
    assert "3 places" not in everything(stranger, second)
    form = read(client, f"/{second.code}/party")
    assert "We keep 3 places for you." in form.words, "who told the number still sees it"


def test_an_address_is_changed_and_taken_away_only_where_it_was_left(
    app: Flask, client: PageClient, stranger: PageClient, world: World, told: PrintableCard
) -> None:
    with world.store.transaction() as session:
        contacts.leave_address(
            session, world.invitation(told), "fatma@post.example", language="nl", now=MADE_AT
        )
    stranger.post(f"/{told.code}/address", data={"email": "thief@post.example"})
    stranger.post(f"/{told.code}/forget-address")
    stranger.post(f"/{told.code}/forget-allergies")
    with world.store.reading() as session:
        found = contacts.own_address(session, world.invitation(told).id)
    assert found == "fatma@post.example"
    assert kept(world, told).allergies == "nuts"
    client.post(f"/{told.code}/forget-allergies")
    assert kept(world, told).allergies == ""


def test_erasing_asks_for_the_code_alone_and_shows_nothing(
    client: PageClient, stranger: PageClient, world: World, told: PrintableCard
) -> None:
    keep_word(client, told, "Regenboog")
    assert stranger.post(f"/{told.code}/erase").location == f"/{told.code}/erased"
    for table in (Answer, Household, HouseholdBrowser):
        assert count(world, table) == 0
    fresh = client.post(f"/{told.code}/party", data={"adults": "1"})
    assert "planner-household" in fresh.headers["Set-Cookie"], "and one begins anew"
    assert "You come on your own." in read(client, f"/{told.code}").words


def test_what_a_household_takes_along_says_that_there_is_a_word(
    client: PageClient, stranger: PageClient, told: PrintableCard
) -> None:
    keep_word(client, told, "Regenboog")
    found = client.get(f"/{told.code}/known.json").get_json()
    (household,) = found["households"]
    assert household["has_word"] is True
    assert household["told"] == [ToldPart.NUMBER, ToldPart.DIETS, ToldPart.ALLERGIES, ToldPart.MORE]
    assert len(household["on_phones_since"]) == 1
    assert "You have a word since" in read(client, f"/{told.code}/known").words
    assert stranger.get(f"/{told.code}/known.json").location == f"/{told.code}/open"
    stranger.post(f"/{told.code}/party", data={"adults": "1"})
    found = stranger.get(f"/{told.code}/known.json").get_json()
    assert found["more_is_kept_that_is_not_shown_here"] is True
    assert "at_the_entrance" not in found
    assert "earlier_answers" not in found
