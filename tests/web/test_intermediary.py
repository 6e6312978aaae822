"""The pages of who hands cards out: in by link and code, cards by number, and nothing else."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import unquote

import pytest
from flask import Flask

from planner.app import create_app
from planner.core.codes import show_code
from planner.core.enums import AnsweredBy, EventState, InvitationState, Reply
from planner.core.retention import FORGET_AFTER_DAYS
from planner.services.invite import batches, intermediaries
from planner.services.invite.issuing import PrintableCard
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Batch, IntermediaryLink
from planner.web.access import Access
from tests.exports.pdf_samples import all_text_of
from tests.support.cards import SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import Page, PageClient, page_client
from tests.test_access import access_of, address, rows, rules

COOKIE = re.compile(r"planner-hand-out-\d+=([^;]+)")


class Karin:
    """Somebody with a stack of cards and a phone."""

    def __init__(self, app: Flask, world: World, count: int = 3, **wishes: object) -> None:
        self.world = world
        self.cards: list[PrintableCard] = world.cards(count, intermediary_name="Karin", **wishes)
        self.phone = page_client(app)
        self.phone.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        settings = world.settings
        with world.store.transaction() as session:
            batch = session.get_one(Batch, world.batch_of(self.cards[0]))
            secret = intermediaries.make_link(
                session, batch, code_key=settings.code_key, now=batch.created_at
            )
            link = intermediaries.link_of(session, batch)
            assert link is not None
            self.code = intermediaries.make_code(session, link, secret_key=settings.secret_key)
            self.home = f"/hand-out/{link.id}"
            self.batch_id = batch.id
        self.link = f"/hand-out/link/{secret}"

    def come_in(self) -> "Karin":
        answer = self.phone.send(self.link, {"code": self.code})
        assert (answer.status_code, answer.location) == (303, self.home)
        return self

    def page(self, path: str = "", *, status: int = 200) -> Page:
        return self.phone.page(self.home + path, status=status)

    def printed(self, path: str) -> str:
        return all_text_of(self.phone.get(self.home + path).get_data())

    def send(self, path: str, data: dict[str, str] | None = None, *, on: str = "") -> int:
        return self.phone.send(self.home + path, data, form_on=self.home + on).status_code


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def karin(app: Flask, world: World) -> Karin:
    return Karin(app, world)


def test_a_link_asks_for_the_code_and_leads_to_an_address_without_the_secret(karin: Karin) -> None:
    page = karin.phone.page(karin.link)
    assert "Buurt-BBQ Passart" in page.heading
    karin.come_in()
    assert "0 of 3 cards are handed out." in karin.page().words
    again = karin.phone.get(karin.link)
    assert (again.status_code, again.location) == (303, karin.home)


def test_the_cookie_is_known_to_guests_pages_too_which_then_keep_shut(karin: Karin) -> None:
    answer = karin.phone.send(karin.link, {"code": karin.code})
    (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if COOKIE.match(one)]
    for word in ("Path=/;", "HttpOnly", "SameSite=Lax", "Max-Age=2592000"):
        assert word in cookie + ";"
    assert "Secure" not in cookie


def test_over_tls_the_cookie_is_sent_over_tls_only(
    world: World, settings: Settings, clock: FixedClock
) -> None:
    secure = create_app(
        replace(settings, base_url="https://feest.example", insecure_http=False), clock=clock
    )
    secure.config["SERVER_NAME"] = "feest.example"
    secure.config["PREFERRED_URL_SCHEME"] = "https"
    karin = Karin(secure, world)
    base = {"base_url": "https://feest.example"}
    token = Page(karin.phone.get(karin.link, **base)).token()
    answer = karin.phone.post(
        karin.link,
        data={"csrf_token": token, "code": karin.code},
        headers={"Referer": "https://feest.example/"},
        **base,
    )
    assert answer.status_code == 303, Page(answer).words
    (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if COOKIE.search(one)]
    assert cookie.startswith("__Host-planner-hand-out-")
    assert "Secure;" in cookie
    secure.extensions["store"].close()


@pytest.mark.parametrize("typed", ["000000", "", "12345", "' OR 1=1 --", "9" * 41])
def test_another_code_opens_nothing(karin: Karin, typed: str) -> None:
    refused = karin.phone.send(karin.link, {"code": typed if typed != karin.code else "1"})
    assert refused.status_code == 422
    assert Page(refused).errors()
    karin.page(status=403)


def test_a_code_with_spaces_is_the_same_code(karin: Karin) -> None:
    spoken = " ".join(karin.code)
    assert karin.phone.send(karin.link, {"code": spoken}).status_code == 303


def test_after_six_wrong_codes_even_the_right_one_waits(karin: Karin, clock: FixedClock) -> None:
    wrong = f"{(int(karin.code) + 1) % 1_000_000:06}"
    for _ in range(6):
        assert karin.phone.send(karin.link, {"code": wrong}).status_code == 422
    waiting = karin.phone.send(karin.link, {"code": karin.code})
    assert waiting.status_code == 429
    assert "Wait" in Page(waiting).errors()[0]
    clock.forward(seconds=int(waiting.headers["Retry-After"]))
    karin.come_in()


def test_a_link_nobody_knows_and_a_renewed_one_look_the_same(karin: Karin) -> None:
    unknown = karin.phone.page("/hand-out/link/nothing", status=404)
    with karin.world.store.transaction() as session:
        batch = session.get_one(Batch, karin.batch_id)
        intermediaries.remove_link(session, batch)
    gone = karin.phone.page(karin.link, status=404)
    assert gone.text == unknown.text.replace("nothing", karin.link.rpartition("/")[2])


def test_a_link_without_a_code_says_whom_to_ask(karin: Karin) -> None:
    with karin.world.store.transaction() as session:
        batch = session.get_one(Batch, karin.batch_id)
        secret = intermediaries.make_link(
            session, batch, code_key=karin.world.settings.code_key, now=batch.created_at
        )
    page = karin.phone.page(f"/hand-out/link/{secret}")
    assert "There is no code for this link yet." in page.words


def test_the_organiser_closes_the_page_wherever_it_is_open(karin: Karin) -> None:
    karin.come_in()
    with karin.world.store.transaction() as session:
        batch = session.get_one(Batch, karin.batch_id)
        intermediaries.remove_link(session, batch)
    assert "This page is closed" in karin.page(status=403).heading


def test_the_page_ends_when_the_answers_are_forgotten(karin: Karin, clock: FixedClock) -> None:
    clock.now = SATURDAY + timedelta(days=FORGET_AFTER_DAYS - 1)
    karin.come_in()
    karin.page()
    clock.forward(days=1)
    karin.page(status=403)
    assert karin.phone.get(karin.link).status_code == 404


def test_a_cookie_that_was_kept_opens_nothing_after_closing_on_the_phone(karin: Karin) -> None:
    answer = karin.phone.send(karin.link, {"code": karin.code})
    kept = COOKIE.search(str(answer.headers)) or pytest.fail("no cookie")
    assert karin.send("/leave") == 200
    karin.page(status=403)
    name = f"planner-hand-out-{karin.home.rpartition('/')[2]}"
    karin.phone.set_cookie(name, kept[1], path="/hand-out", domain="feest.example")
    karin.page(status=403)


def test_she_sees_numbers_ticks_and_one_word_and_nothing_else(
    karin: Karin, client: PageClient, desk: PageClient
) -> None:
    first, second, third = karin.cards
    client.post(f"/{first.code}", data={"answer": "yes"})
    client.post(f"/{first.code}/party", data={"adults": "4", "children": "3", "eat": ["halal"]})
    client.post(f"/{second.code}", data={"answer": "no"})
    client.post(f"/{third.code}", data={"answer": "maybe"})
    page = karin.come_in().page("?show=all")
    assert "1 yes 2 no 3 handed out" in page.words
    assert "Still here 0 No answer 1 Yes 1 No 1 All 3" in page.words
    assert "3 of 3 cards are handed out." in page.words
    for card in karin.cards:
        assert card.code not in page.text
        assert show_code(card.code) not in page.text
    for secret in ("halal", "alal", "7 people", "4 adults", "Passartweg,"):
        assert secret not in page.words
    one = karin.page("/cards/1")
    for secret in ("halal", 'value="4"', 'value="3"', "10:00"):
        assert secret not in one.text


def test_of_what_is_cancelled_no_card_is_printed_sent_or_replaced(karin: Karin) -> None:
    karin.come_in()
    karin.send("/cards/1/tick")
    karin.world.change(state=EventState.CANCELLED, cancelled_reason="Storm")
    page = karin.page()
    assert "It is cancelled. Storm" in page.words
    assert "Hand them out no more. Tap a number to open the card. 2 still here" in page.words
    for offered in ("Print", "when you have handed", "Tick it", "Tick them"):
        assert offered not in page.words
    one = karin.page("/cards/2")
    assert "Hand it out no more, and tell whoever has it." in one.words
    for offered in ("Send the link", "I handed it out", "Make a new card", "Keep the answer"):
        assert offered not in one.words
    assert karin.cards[1].code not in one.text
    assert "Untick it: I still have it" in karin.page("/cards/1").words
    for path in ("/print", "/cards/2/replace"):
        answer = karin.phone.get(f"{karin.home}{path}")
        assert (answer.status_code, answer.location) == (303, karin.home)
    refused = "It is cancelled: nobody is invited any more."
    assert refused in karin.page().words
    before = karin.page().words
    assert refused not in before
    for path in ("/cards/2/tick", "/cards/2/replace"):
        assert karin.send(path) == 303
        assert refused in karin.page().words
    assert karin.page().words == before, "nothing was handed out or replaced"


def test_no_field_asks_for_a_name_and_the_free_one_warns_against_it(karin: Karin) -> None:
    karin.come_in()
    names = set()
    for path in ("", "/requests", "/cards/1", "/cards/1/replace"):
        page = karin.page(path)
        names |= {
            field.get("name") or ""
            for tag in ("input", "textarea", "select")
            for field in page.all(tag)
        }
    numbers = {"number", "first", "last"}
    assert names == numbers | {"csrf_token", "once", "words", "reply", "adults", "children"}
    assert "Do not write names or addresses here." in karin.page("/requests").words


def test_a_card_is_ticked_with_one_tap_and_that_can_be_undone(karin: Karin) -> None:
    karin.come_in()
    assert karin.send("/tick", {"number": "2"}) == 303
    assert "2 handed out" in karin.page("?show=all").words
    assert "2 Tick it" not in karin.page().words
    assert karin.send("/cards/2/untick") == 303
    assert "2 Tick it" in karin.page().words
    for number in ("4", "0", "-1", "", "x", "9" * 30):
        assert karin.send("/tick", {"number": number}) == 404
    assert "0 of 3 cards are handed out." in karin.page().words


def test_each_card_that_works_is_in_one_of_the_filters(karin: Karin, client: PageClient) -> None:
    karin.come_in()
    client.post(f"/{karin.cards[0].code}", data={"answer": "yes"})
    assert karin.send("/cards/2/tick") == 303
    karin.world.cards(1)  # of another stack
    shown = {which: karin.page(f"?show={which}") for which in ("left", "silent", "yes", "no")}
    assert "3 Tick it" in shown["left"].words
    assert "2 handed out" in shown["silent"].words
    assert "1 yes" in shown["yes"].words
    assert "There is no card here." in shown["no"].words
    for which, numbers in {"left": [], "silent": [2], "yes": [1], "no": []}.items():
        found = [link for link in shown[which].links() if "/cards/" in link]
        assert found == [f"{karin.home}/cards/{number}" for number in numbers], which
    assert karin.page("?show=nothing").words == karin.page().words
    with karin.world.store.transaction() as session:
        batches.revoke_card(session, karin.world.event_id, 3)
    assert "None is left to hand out." in karin.page().words
    assert "3 stopped" in karin.page("?show=all").words


def test_the_card_that_was_just_ticked_stays_where_it_was_to_be_undone(karin: Karin) -> None:
    karin.come_in()
    ticked = karin.phone.send(f"{karin.home}/tick", {"number": "2"}, form_on=karin.home)
    assert ticked.location == f"{karin.home}?card=2#card-2"
    page = karin.phone.page(ticked.location)
    assert "Card 2 is ticked. Untick it" in page.words
    assert "1 Tick it 2 handed out 3 Tick it" in page.words
    assert "2 handed out" not in karin.page().words


def test_a_tick_of_a_card_that_was_used_is_not_taken_back(karin: Karin, client: PageClient) -> None:
    karin.come_in()
    client.post(f"/{karin.cards[0].code}", data={"answer": "yes"})
    assert "Untick" not in karin.page("/cards/1").words
    assert karin.send("/cards/1/untick") == 303  # of a page that was opened before
    assert "it counts as handed out" in karin.page().words
    assert "Untick" not in karin.page("?card=1").words
    assert "1 of 3 cards are handed out." in karin.page().words


def many(app: Flask, world: World, count: int = 30) -> Karin:
    return Karin(app, world, count).come_in()


def test_many_cards_are_ticked_at_once_and_that_press_alone_is_taken_back(
    app: Flask, world: World, clock: FixedClock
) -> None:
    karin = many(app, world)
    assert karin.send("/tick", {"number": "3"}) == 303
    clock.forward(minutes=1)
    form = {field.get("name"): field.get("value") for field in karin.page().all("input")}
    assert (form["first"], form["last"]) == ("1", "21"), "the next twenty"
    ticked = karin.phone.send(
        f"{karin.home}/tick-many", {"first": "1", "last": "21"}, form_on=karin.home
    )
    page = karin.phone.page(ticked.location or "")
    assert "20 cards are ticked. Untick them" in page.words
    assert "21 of 30 cards are handed out." in page.words
    clock.forward(minutes=1)
    assert karin.send("/cards/5/untick") == 303
    assert karin.send("/tick", {"number": "5"}) == 303, "of another press now"
    assert "19 cards are ticked." in karin.phone.page(ticked.location or "").words
    undo = {
        name: re.findall(f"{name}=([0-9]+)", ticked.location or "")[0]
        for name in ("first", "last", "mark")
    }
    assert karin.send("/take-back", undo) == 303
    page = karin.page()
    assert "19 cards are unticked." in page.words
    assert "2 of 30 cards are handed out." in page.words
    assert karin.send("/take-back", undo) == 303
    assert "unticked already" in karin.page().words
    assert "Untick" not in karin.phone.page(ticked.location or "").words


def test_pressed_twice_it_leads_to_the_same_way_back(app: Flask, world: World) -> None:
    karin = many(app, world)
    asked = karin.page().sends(to=f"{karin.home}/tick-many")
    form = {**asked, "first": ["1"], "last": ["20"]}
    answers = [karin.phone.post(f"{karin.home}/tick-many", data=form) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert "20 cards are ticked." in karin.phone.page(answers[1].location or "").words


def test_two_phones_tick_the_same_cards_and_each_takes_back_its_own(
    app: Flask, world: World
) -> None:
    karin = many(app, world)
    wanted = [{"first": "1", "last": "10"}, {"first": "20", "last": "6"}]
    places = [
        karin.phone.send(f"{karin.home}/tick-many", one, form_on=karin.home).location or ""
        for one in wanted
    ]
    assert "10 cards are ticked." in karin.phone.page(places[0]).words
    assert "10 cards are ticked." in karin.phone.page(places[1]).words
    assert "20 of 30 cards are handed out." in karin.page().words
    nothing = karin.phone.send(f"{karin.home}/tick-many", wanted[0], form_on=karin.home)
    assert nothing.status_code == 422
    page = Page(nothing)
    assert "None of these cards is still to be handed out." in page.errors()
    assert [field.get("value") for field in page.all("input") if field.get("id") == "last"] == [
        "10"
    ], "what was typed stays"


@pytest.mark.parametrize(
    ("first", "last"), [("", "20"), ("1", ""), ("one", "20"), ("0", "3"), ("1", "9" * 30)]
)
def test_numbers_that_are_none_are_refused_beside_the_field(
    app: Flask, world: World, first: str, last: str
) -> None:
    karin = many(app, world, 3)
    answer = karin.phone.send(
        f"{karin.home}/tick-many", {"first": first, "last": last}, form_on=karin.home
    )
    assert answer.status_code == 422
    assert Page(answer).errors()
    assert "0 of 3 cards are handed out." in karin.page().words


@pytest.mark.parametrize(
    "asked", ["first=1&last=3&mark=1", "first=x", "mark=9007199254740991&first=1&last=3"]
)
def test_a_press_that_never_was_offers_nothing(karin: Karin, asked: str) -> None:
    karin.come_in()
    assert "Untick" not in karin.page(f"?{asked}").words
    sent = dict(part.split("=") for part in asked.split("&"))
    assert karin.send("/take-back", sent) in {303, 404}
    assert "0 of 3 cards are handed out." in karin.page().words


def test_a_hundred_cards_are_a_light_page_and_two_thousand_are_turned(
    app: Flask, world: World
) -> None:
    karin = Karin(app, world, 100).come_in()
    ours = karin.phone.get(f"{karin.home}?l=nl")
    assert len(ours.get_data()) <= 15_000, "as it goes over the wire: it is not compressed"
    assert len(karin.phone.get(f"{karin.home}?show=all&l=nl").get_data()) <= 15_000
    large = Karin(app, world, 240).come_in()
    number = large.cards[119].number
    ticked = large.phone.send(
        f"{large.home}/tick", {"number": str(number)}, form_on=f"{large.home}?page=2"
    )
    assert ticked.location == f"{large.home}?card={number}&page=2#card-{number}"
    page = large.phone.page(ticked.location)
    assert f"{number} handed out" in page.words
    assert "101 to 200 of 239" in page.words
    assert f"{large.home}?page=2&show=all" in large.page("?show=all").links()
    assert len(page.response.get_data()) <= 16_000


def test_one_of_many_cards_is_found_by_its_number(app: Flask, world: World) -> None:
    karin = Karin(app, world, 30).come_in()
    found = karin.phone.get(f"{karin.home}?number=27")
    assert (found.status_code, found.location) == (303, f"{karin.home}/cards/27")
    for typed in ("31", "0", "nothing", "9" * 10, ""):
        assert "no card with that number" in karin.page(f"?number={typed}").words


def test_the_link_of_a_card_goes_by_whatsapp_sms_and_mail(karin: Karin) -> None:
    karin.come_in()
    page = karin.page("/cards/2")
    url = karin.cards[1].url
    assert url in page.words, "the address itself, for who has no script"
    whatsapp, sms, mail = (
        next(link for link in page.links() if link.startswith(start))
        for start in ("https://wa.me/?text=", "sms:?&body=", "mailto:?subject=")
    )
    for link in (whatsapp, sms, mail):
        assert url in unquote(link)
        assert "Buurt-BBQ Passart" in unquote(link)
        assert " " not in link
    others = [card.code for card in karin.cards if card.number != 2]
    assert not [code for code in others if code in page.text]


def test_an_answer_for_a_family_is_recorded_as_hers(karin: Karin, desk: PageClient) -> None:
    karin.come_in()
    told = {"reply": "yes", "adults": "2", "children": "1"}
    assert karin.send("/cards/1/answer", told, on="/cards/1") == 303
    answer = karin.world.invitation(karin.cards[0]).answer
    assert answer is not None
    assert (answer.reply, answer.heads) == (Reply.YES, 3)
    assert answer.answered_by is AnsweredBy.INTERMEDIARY
    assert "1 yes" in karin.page("?show=all").words


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param({}, "Choose yes or no.", id="nothing chosen"),
        pytest.param({"reply": "maybe"}, "Choose yes or no.", id="another answer"),
        pytest.param({"reply": "yes", "adults": "9"}, "too many people", id="too many"),
        pytest.param({"reply": "yes", "adults": "6"}, "only 5 places left", id="full"),
        pytest.param({"reply": "yes", "adults": "-1"}, "Type a number", id="less than nobody"),
        pytest.param({"reply": "yes", "adults": "two"}, "", id="no number"),
    ],
)
def test_an_answer_that_can_not_be_says_why(
    karin: Karin, data: dict[str, str], sentence: str
) -> None:
    karin.world.change(capacity=5)
    karin.come_in()
    refused = karin.phone.send(
        f"{karin.home}/cards/1/answer", data, form_on=f"{karin.home}/cards/1"
    )
    assert refused.status_code == 422
    assert sentence in " ".join(Page(refused).errors())
    assert karin.world.invitation(karin.cards[0]).answer is None


def test_a_lost_card_gets_a_successor_and_leads_nowhere_else(
    karin: Karin, client: PageClient
) -> None:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    karin.come_in()
    made = karin.phone.send(f"{karin.home}/cards/2/replace")
    assert (made.status_code, made.location) == (303, f"{karin.home}/cards/4")
    assert "Card 2 stopped working. Card 4 is new" in karin.phone.page(made.location).words
    lost = karin.cards[1]
    assert karin.world.invitation(lost).state is InvitationState.REPLACED
    old = client.page(f"/{lost.code}", status=410)
    assert "There is a new card instead of this one." in old.words
    cards = re.findall("[0-9A-Z]{13}", " ".join(old.links()))
    assert set(cards) <= {lost.code}, "only its own page in another language"
    assert "2 replaced 3 still here 4 still here" in karin.page("?show=all").words
    assert "There is a new card" in karin.page("/cards/2").words
    assert "Card 4" in karin.printed("/print?number=4&give=pdf")


def test_pressing_twice_makes_one_new_card(karin: Karin) -> None:
    karin.come_in()
    token = karin.page("/cards/1/replace").token()
    places = [
        karin.phone.post(f"{karin.home}/cards/1/replace", data={"csrf_token": token}).location
        for _ in range(2)
    ]
    assert places == [f"{karin.home}/cards/4"] * 2
    assert "5 still here" not in karin.page("?show=all").words


def test_she_prints_the_same_cards_as_the_organiser(karin: Karin, desk: PageClient) -> None:
    karin.come_in()
    page = karin.page("/print")
    assert f"{karin.home}/print?give=pdf" in page.links()
    desk.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    sheets = f"/events/{karin.world.event_id}/invitations/{karin.batch_id}/cards"
    for wish in ("pdf", "picture"):
        hers = karin.phone.get(f"{karin.home}/print?give={wish}").get_data()
        assert hers == desk.get(f"{sheets}?give={wish}").get_data()
    said = karin.printed("/print?give=pdf")
    assert all(show_code(card.code) in said for card in karin.cards)


def test_a_request_reaches_the_organiser_and_waits_there(karin: Karin) -> None:
    karin.come_in()
    assert karin.send("/requests", {"words": "Two more\ncards, please"}) == 303
    assert "Sent." in karin.page().words
    assert "Ask (1)" in karin.page().words
    assert "Two more cards, please" in karin.page("/requests").words


def test_a_card_about_which_she_asked_says_so_until_it_is_done(
    karin: Karin, desk: PageClient
) -> None:
    desk.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    karin.come_in()
    assert f"{karin.home}/requests?card=2" in karin.page("/cards/2").links()
    asked = "/requests?card=2"
    assert "Ask about card 2" in karin.page(asked).heading
    assert karin.send(asked, {"words": "A larger table, please"}, on=asked) == 303
    assert "1 Tick it 2 asked 3 Tick it" in karin.page().words
    assert "Card 2: A larger table, please" in karin.page("/requests").words
    cards = f"/events/{karin.world.event_id}/invitations"
    assert "Card 2: A larger table, please" in desk.page(cards).words
    forms = [form.get("action") or "" for form in desk.page(cards).all("form")]
    done = next(action for action in forms if "/requests/" in action)
    assert desk.send(done, form_on=cards).status_code == 303
    assert "2 Tick it" in karin.page().words
    for other in ("4", "x", ""):
        assert "Ask the organiser" in karin.page(f"/requests?card={other}").heading


@pytest.mark.parametrize("words", ["", "   ", "x" * 301])
def test_a_request_without_words_or_with_too_many_is_not_sent(karin: Karin, words: str) -> None:
    karin.come_in()
    assert karin.send("/requests", {"words": words}) == 422


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><b>x', "{{ 7 * 7 }} 100%"])
def test_a_request_is_only_ever_a_text(karin: Karin, words: str) -> None:
    karin.come_in()
    karin.send("/requests", {"words": words})
    assert words in karin.page("/requests").words


def test_the_stack_of_another_is_not_hers(app: Flask, karin: Karin, world: World) -> None:
    other = Karin(app, world)
    karin.come_in()
    karin.phone.page(other.home, status=403)
    theirs = other.cards[0].number
    karin.page(f"/cards/{theirs}", status=404)
    for path in ("tick", "untick", "replace", "answer"):
        told = {"reply": "yes"}
        assert karin.send(f"/cards/{theirs}/{path}", told) == 404
    assert "nothing to print" in karin.page(f"/print?number={theirs}").words
    for wish in ("pdf", "picture"):
        path = f"{karin.home}/print?number={theirs}&give={wish}"
        assert karin.phone.get(path).status_code == 404
    assert world.invitation(other.cards[0]).state is InvitationState.ISSUED
    assert world.invitation(other.cards[0]).handed_out_at is None


def test_two_stacks_stay_open_beside_each_other(app: Flask, karin: Karin, world: World) -> None:
    second = Karin(app, world)
    second.phone = karin.phone
    karin.come_in()
    second.come_in()
    karin.page()
    second.page()


def test_a_card_the_organiser_revoked_says_so(karin: Karin) -> None:
    karin.come_in()
    with karin.world.store.transaction() as session:
        batches.revoke_card(session, karin.world.event_id, 1)
    assert "1 stopped" in karin.page("?show=all").words
    assert karin.page("/cards/1").status == 200
    assert karin.phone.get(f"{karin.home}/cards/1/replace").status_code == 303
    assert karin.send("/cards/1/tick") == 404


def test_a_stranger_opens_no_page_of_hers(app: Flask, client: PageClient, karin: Karin) -> None:
    tried = 0
    for rule in rules(app):
        if access_of(app, rule) is Access.INTERMEDIARY and "GET" in (rule.methods or ()):
            assert client.get(address(app, rule)).status_code in {403, 404}, rule
            tried += 1
    assert tried >= 5


def test_an_organisers_sign_in_does_not_open_it_either(karin: Karin, desk: PageClient) -> None:
    assert desk.get(karin.home).status_code == 403


def test_reading_changes_nothing(karin: Karin, store: Store) -> None:
    karin.come_in()
    before = rows(store), karin.page("/cards/1").text
    for path in ("", "/cards/1", "/cards/1/replace", "/print", "/print?give=pdf"):
        for method in ("GET", "HEAD"):
            answer = karin.phone.open(
                karin.home + path, method=method, headers={"User-Agent": "WhatsApp/2.23"}
            )
            assert answer.status_code == 200
    karin.phone.get(karin.link)
    after = karin.page("/cards/1").text

    def masked(text: str) -> str:
        return re.sub(r'name="(?:csrf_token|once)"[^>]*value="[^"]*"', "", text)

    assert (rows(store), masked(after)) == (before[0], masked(before[1]))


def test_nothing_is_sent_without_the_token_of_a_form(karin: Karin) -> None:
    karin.come_in()
    for path in ("/cards/1/tick", "/cards/1/replace", "/cards/1/answer", "/requests", "/leave"):
        assert karin.phone.post(karin.home + path).status_code == 400
    assert karin.world.invitation(karin.cards[0]).state is InvitationState.ISSUED


def test_a_hundred_cards_are_one_page_with_few_questions(app: Flask, world: World) -> None:
    from tests.support.queries import count_queries

    karin = Karin(app, world, 100).come_in()
    with count_queries(world.store) as asked:
        page = karin.page()
    assert page.text.count('<button name="number"') == 100
    assert len(asked) <= 6  # the sign-in, whose it is, cards and their number, requests, menu
    with world.store.reading() as session:
        assert session.get(IntermediaryLink, int(karin.home.rpartition("/")[2])) is not None
