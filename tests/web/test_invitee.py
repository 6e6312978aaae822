"""The guest's pages: one tap is an answer, nothing is lost, and reading changes nothing."""

import gzip
import re
from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import func, select

from planner.core.codes import show_code
from planner.core.enums import EventState, Reply
from planner.exports.qr import qr_svg
from planner.services.invite import batches
from planner.services.invite.issuing import PrintableCard
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Answer, AnswerChange, Throttle
from tests.support.cards import SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import HTML, Page, PageClient
from tests.support.queries import count_queries

MOST_BYTES = 15_000
ENGLISH = {"Accept-Language": "en"}
BOTS = (
    "WhatsApp/2.23.20.0", "facebookexternalhit/1.1", "TelegramBot (like TwitterBot)",
    "Google-Safety", "Slackbot-LinkExpanding 1.0",
)  # fmt: skip


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def card(world: World) -> PrintableCard:
    return world.cards(largest_party=8)[0]


def answer_of(world: World, card: PrintableCard) -> Answer | None:
    return world.invitation(card).answer


def read(client: PageClient, url: str, *, status: int = 200) -> Page:
    return client.page(url, status=status, headers=ENGLISH)


def buttons(page: Page) -> list[str]:
    """The buttons of its forms; the one that opens the languages is on every page."""
    return [
        " ".join("".join(button.itertext()).split())
        for button in page.all("button")
        if button.get("popovertarget") is None
    ]


def checked(page: Page, name: str) -> list[str | None]:
    return [
        field.get("value")
        for field in page.all("input")
        if field.get("name") == name and field.get("checked") is not None
    ]


def test_an_invitation_says_what_when_where_and_asks_one_question(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    page = read(client, f"/{card.code}")
    assert page.heading == "Buurt-BBQ Passart"
    for words in ("Saturday", "15:00", "Speelveld", "Free food and drinks", "Are you coming?"):
        assert words in page.words
    assert buttons(page) == ["Yes, I am coming", "Maybe", "No"]
    assert "Also halal and without meat" in page.words


def test_one_tap_is_an_answer_and_three_taps_are_all(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    said = client.post(f"/{card.code}", data={"answer": "yes"})
    assert (said.status_code, said.location) == (303, f"/{card.code}/party")
    kept = answer_of(world, card)
    assert kept is not None
    assert kept.reply is Reply.YES
    told = client.post(
        f"/{card.code}/party", data={"adults": "2", "children": "3", "eat": ["halal"]}
    )
    assert (told.status_code, told.location) == (303, f"/{card.code}/done")
    page = read(client, told.location)
    assert page.heading == "See you Saturday 12 June!"
    assert "5 people are coming. You eat halal. Change" in page.words
    assert show_code(card.code) in page.words
    assert "Card 1" in page.words


def test_coming_back_shows_the_answer_and_how_to_change_it(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    client.post(f"/{card.code}/party", data={"adults": "2", "eat": ["everything"]})
    page = read(client, f"/{card.code}")
    assert page.heading == "See you Saturday 12 June!"
    assert f"/{card.code}/party" in page.links()
    assert "I can't come after all" in buttons(page)
    form = read(client, f"/{card.code}/party")
    assert (checked(form, "adults"), checked(form, "children")) == (["2"], ["0"])
    assert checked(form, "eat") == ["everything"]


def test_a_household_can_still_say_no(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    client.post(f"/{card.code}", data={"answer": "yes"})
    said = client.post(f"/{card.code}", data={"answer": "no"})
    assert said.location == f"/{card.code}/done"
    page = read(client, said.location)
    assert page.heading == "You are not coming."
    assert buttons(page) == ["Yes, I am coming"]
    assert read(client, f"/{card.code}").heading == "You are not coming."


def test_who_only_said_yes_is_asked_once_more_how_many_come(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    client.post(f"/{card.code}", data={"answer": "yes"})
    page = read(client, f"/{card.code}")
    assert "How many people are coming?" in page.words
    assert f"/{card.code}/party" in page.links()


def test_a_household_that_eats_different_things_is_asked_how_many_eat_what(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    told = client.post(
        f"/{card.code}/party",
        data={"adults": "2", "children": "3", "eat": ["everything", "halal", "vegan"]},
    )
    assert told.location == f"/{card.code}/food"
    form = read(client, told.location)
    assert checked(form, "halal") == ["2"]
    assert checked(form, "vegan") == ["2"]
    client.post(told.location, data={"halal": "4", "vegan": "0"})
    page = read(client, f"/{card.code}/done")
    assert "4 people eat halal." in page.words
    again = client.post(
        f"/{card.code}/party", data={"adults": "2", "children": "3", "eat": ["everything", "halal"]}
    )
    assert again.location == f"/{card.code}/food"
    kept = answer_of(world, card)
    assert kept is not None
    assert {row.diet: row.heads for row in kept.diets} == {"halal": 4}, "told, so not guessed again"


def test_more_plates_than_people_are_refused_in_a_sentence(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    client.post(f"/{card.code}/party", data={"adults": "3", "eat": ["halal", "vegan"]})
    refused = client.post(f"/{card.code}/food", data={"halal": "3", "vegan": "2"}, headers=ENGLISH)
    assert refused.status_code == 422
    assert "Together that is 5, but you come with 3." in Page(refused).errors()[0]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param({}, "Choose how many grown-ups come.", id="nothing chosen"),
        pytest.param(
            {"adults": "more"}, "Choose how many grown-ups come.", id="more, but not told"
        ),
        pytest.param(
            {"adults": "more", "adults_more": "0", "children": "0"},
            "Choose at least 1 person. Can't you come? Go back and say no.",
            id="nobody",
        ),
        pytest.param(
            {"adults": "more", "adults_more": "1000"},
            "This card is for 8 people at most. Are there more of you? Call us.",
            id="a thousand",
        ),
        pytest.param(
            {"adults": "5", "children": "4"},
            "This card is for 8 people at most. Are there more of you? Call us.",
            id="nine",
        ),
        pytest.param(
            {"adults": "more", "adults_more": "seven"},
            "Type a number, such as 7.",
            id="a word",
        ),
        pytest.param(
            {"adults": "2", "children": "more", "children_more": "-3"},
            "Type a number, such as 7.",
            id="fewer than nobody",
        ),
    ],
)
def test_what_can_not_be_is_told_beside_the_field_and_nothing_is_lost(
    client: PageClient, world: World, card: PrintableCard, data: dict[str, str], sentence: str
) -> None:
    client.post(f"/{card.code}", data={"answer": "yes"})
    refused = client.post(f"/{card.code}/party", data={**data, "eat": ["vegan"]}, headers=ENGLISH)
    assert refused.status_code == 422
    page = Page(refused)
    assert page.errors() == [sentence]
    assert checked(page, "eat") == ["vegan"]
    if "adults" in data:
        assert checked(page, "adults") == [data["adults"]]
    for name in ("adults_more", "children_more"):
        typed = [field.get("value") for field in page.all("input") if field.get("name") == name]
        assert typed == [data.get(name, "")]
    kept = answer_of(world, card)
    assert kept is not None
    assert (kept.reply, kept.heads) == (Reply.YES, 1)


def test_a_large_family_types_how_many(client: PageClient, world: World) -> None:
    card = world.cards(largest_party=20)[0]
    told = client.post(
        f"/{card.code}/party",
        data={"adults": "more", "adults_more": "7", "children": "more", "children_more": "٩"},
    )
    assert told.status_code == 303
    kept = answer_of(world, card)
    assert kept is not None
    assert (kept.adults, kept.children) == (7, 9)
    form = read(client, f"/{card.code}/party")
    assert checked(form, "adults") == checked(form, "children") == ["more"]


def test_a_card_for_two_offers_no_more(client: PageClient, world: World) -> None:
    card = world.cards(largest_party=2)[0]
    client.post(f"/{card.code}", data={"answer": "yes"})
    form = read(client, f"/{card.code}/party")
    offered = [field.get("value") for field in form.all("input") if field.get("name") == "adults"]
    assert offered == ["1", "2"]


def test_no_food_no_question_about_food(client: PageClient, world: World) -> None:
    walk = make_world(world.store, world.settings)
    walk.change(dishes=[])
    card = walk.cards()[0]
    assert "It costs nothing" in read(client, f"/{card.code}").words
    client.post(f"/{card.code}", data={"answer": "yes"})
    assert "What do you eat?" not in read(client, f"/{card.code}/party").words


def test_allergies_are_asked_apart_from_what_people_like_to_eat(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    client.post(f"/{card.code}", data={"answer": "yes"})
    page = read(client, f"/{card.code}/party")
    assert "Is there something you can't eat? You can tell us after this." in page.words
    assert f"/{card.code}/more" in read(client, f"/{card.code}/done").links()


def test_toddlers_are_asked_for_apart_and_stay_children(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    client.post(f"/{card.code}", data={"answer": "yes"})
    client.post(f"/{card.code}/party", data={"adults": "2", "children": "1", "toddlers": "2"})
    kept = answer_of(world, card)
    assert kept is not None
    assert (kept.adults, kept.children, kept.toddlers) == (2, 3, 2)
    form = read(client, f"/{card.code}/party")
    assert (checked(form, "children"), checked(form, "toddlers")) == (["1"], ["2"])


@pytest.mark.parametrize("agent", BOTS)
def test_previews_and_robots_change_nothing(
    client: PageClient, world: World, card: PrintableCard, agent: str
) -> None:
    for path in ("", "/party", "/food", "/done", "/calendar.ics"):
        for method in ("GET", "HEAD"):
            client.open(f"/{card.code}{path}", method=method, headers={"User-Agent": agent})
    assert answer_of(world, card) is None
    with world.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(AnswerChange)) == 0


def test_the_same_form_sent_twice_changes_nothing(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    for _again in range(2):
        client.post(f"/{card.code}", data={"answer": "yes"})
        client.post(f"/{card.code}/party", data={"adults": "2", "eat": ["halal"]})
    with world.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(AnswerChange)) == 2


def test_a_button_that_is_not_ours_is_not_an_answer(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    assert client.post(f"/{card.code}", data={"answer": "perhaps"}).status_code == 422
    assert client.post(f"/{card.code}").status_code == 422
    assert answer_of(world, card) is None


def test_a_guest_gets_no_cookie_and_no_script_and_one_small_page(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    client.post(f"/{card.code}", data={"answer": "yes"})
    for path in ("", "/party", "/done"):
        response = client.get(f"/{card.code}{path}", headers={"Accept-Encoding": "gzip"})
        assert "Set-Cookie" not in response.headers
        assert response.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in response.headers["Vary"]
        assert len(response.data) < MOST_BYTES
        page = gzip.decompress(response.data).decode()
        assert "<script" not in page
        assert '<link rel="stylesheet"' not in page
        policy = response.headers["Content-Security-Policy"]
        assert "script-src 'none'" in policy
        assert "style-src 'sha256-" in policy


def test_a_page_asks_the_database_little(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    with count_queries(world.store) as asked:
        client.get(f"/{card.code}")
    assert len(asked) == 4, "whose card it is, and whose organisation's"
    client.post(f"/{card.code}/party", data={"adults": "2", "eat": ["halal"]})
    with count_queries(world.store) as asked:
        client.get(f"/{card.code}/done")
    assert len(asked) == 6, "whose card it is, what was said, and whether this browser may read it"


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(str.lower, id="small letters"),
        pytest.param(show_code, id="with the dashes of the card"),
        pytest.param(lambda code: show_code(code).replace("-", " "), id="with spaces"),
        pytest.param(lambda code: code.replace("0", "O").replace("1", "l"), id="look-alikes"),
    ],
)
def test_a_code_is_read_kindly(
    client: PageClient, world: World, card: PrintableCard, typed: "object"
) -> None:
    assert callable(typed)
    written = typed(card.code)
    answer = client.get(f"/{written}?l=en")
    if written != card.code:
        assert (answer.status_code, answer.location) == (303, f"/{card.code}?l=en")
    else:
        assert answer.status_code == 200


def test_a_misread_code_is_told_from_an_unknown_one(
    client: PageClient, card: PrintableCard
) -> None:
    wrong = ("A" if card.code[0] != "A" else "B") + card.code[1:]
    assert read(client, f"/{wrong}", status=404).heading == "We can't read this code."
    assert read(client, "/0000000000000", status=404).heading == "We don't know this code."
    page = read(client, "/0000000000000", status=404)
    assert "Bureau Noord" in page.words
    assert "Just come" in page.words


def test_revoked_and_replaced_cards_say_kindly_what_to_do(client: PageClient, world: World) -> None:
    revoked, lost = world.cards(2)
    with world.store.transaction() as session:
        batches.revoke_card(session, world.event_id, revoked.number)
        batches.replace_card(
            session, world.event_id, lost.number, code_key=world.settings.code_key, now=SATURDAY
        )
    page = read(client, f"/{revoked.code}", status=410)
    assert page.heading == "This card does not work any more."
    assert "Call Chris" in page.words
    page = read(client, f"/{lost.code}", status=410)
    assert page.heading == "There is a new card instead of this one."
    assert client.post(f"/{lost.code}", data={"answer": "yes"}).status_code == 410


def test_who_keeps_guessing_waits_and_a_good_card_never_does(
    client: PageClient, world: World, card: PrintableCard, clock: FixedClock
) -> None:
    statuses = [client.get("/0000000000000").status_code for _ in range(35)]
    assert statuses == [404] * 30 + [429] * 5
    assert client.get("/0000000000000").headers["Retry-After"]
    assert client.get(f"/{card.code}").status_code == 200
    assert client.post(f"/{card.code}", data={"answer": "yes"}).status_code == 303
    clock.forward(minutes=2)
    assert client.get("/0000000000000").status_code == 404


def test_a_misread_code_costs_no_patience(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    wrong = ("A" if card.code[0] != "A" else "B") + card.code[1:]
    for _ in range(40):
        assert client.get(f"/{wrong}").status_code == 404
    with world.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Throttle)) == 0


def notice(page: Page) -> str:
    found: list[Element] = [
        element
        for element in page.root.iter(HTML + "div")
        if "note" in (element.get("class") or "").split()
    ]
    return " ".join("".join(found[0].itertext()).split()) if found else ""


@pytest.mark.parametrize(
    ("hours", "fields", "said"),
    [
        pytest.param(
            -30,
            {"answers_close_at": SATURDAY - timedelta(days=2)},
            "You can't answer here any more. You can still come. "
            "Call us first, so that there is enough food.",
            id="too late to answer",
        ),
        pytest.param(
            -30,
            {"answers_close_at": SATURDAY - timedelta(days=2), "promised": {}},
            "You can't answer here any more. You can still come. Call us first.",
            id="too late to answer, and no food was promised",
        ),
        pytest.param(1, {}, "It has begun. Come along! Bring your card.", id="going on"),
        pytest.param(9, {}, "It is over. We hope to see you another time.", id="over"),
        pytest.param(
            -90,
            {"state": EventState.CANCELLED, "cancelled_reason": "It will storm."},
            "It is cancelled. It will storm.",
            id="cancelled",
        ),
    ],
)
def test_a_page_says_why_it_asks_no_more_and_what_to_do(
    client: PageClient,
    world: World,
    card: PrintableCard,
    clock: FixedClock,
    hours: int,
    fields: dict[str, object],
    said: str,
) -> None:
    world.change(**fields)
    clock.now = SATURDAY + timedelta(hours=hours)
    page = read(client, f"/{card.code}")
    assert notice(page) == said
    assert not buttons(page)
    late = client.post(f"/{card.code}", data={"answer": "yes"})
    assert (late.status_code, late.location) == (303, f"/{card.code}")
    assert client.get(f"/{card.code}/party").location == f"/{card.code}"
    assert answer_of(world, card) is None


def test_on_the_day_the_page_says_so(
    client: PageClient, card: PrintableCard, clock: FixedClock
) -> None:
    clock.now = SATURDAY - timedelta(hours=4)
    page = read(client, f"/{card.code}")
    assert "It is today!" in page.words
    assert "Yes, I am coming" in buttons(page)


def test_an_answer_stays_readable_after_the_shopping(
    client: PageClient, world: World, card: PrintableCard, clock: FixedClock
) -> None:
    client.post(f"/{card.code}/party", data={"adults": "2", "eat": ["halal"]})
    world.change(answers_close_at=SATURDAY - timedelta(days=2))
    clock.now = SATURDAY - timedelta(days=1)
    page = read(client, f"/{card.code}")
    assert page.heading == "See you Saturday 12 June!"
    assert notice(page) == "You can't answer here any more. Does something change? Call us."
    assert buttons(page) == ["I can help for an hour"]


def test_a_full_event_says_so_kindly(client: PageClient, world: World, card: PrintableCard) -> None:
    world.change(capacity=2)
    first = world.cards()[0]
    client.post(f"/{first.code}/party", data={"adults": "2"})
    refused = client.post(f"/{card.code}", data={"answer": "yes"}, headers=ENGLISH)
    assert refused.status_code == 409
    page = Page(refused)
    assert notice(page).startswith("It is full now.")
    assert answer_of(world, card) is None
    more = client.post(f"/{first.code}/party", data={"adults": "3"}, headers=ENGLISH)
    assert more.status_code == 422
    assert Page(more).errors() == ["Only 2 places are left. Choose fewer people, or call us."]


def test_the_promises_on_the_page_are_the_rules(client: PageClient, card: PrintableCard) -> None:
    page = read(client, f"/{card.code}")
    assert "We do not need your name." in page.words
    assert "On Monday 12 July we delete it." in page.words


def test_the_language_is_carried_through(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    page = client.page(f"/{card.code}?l=en")
    action = page.all("form")[0].get("action") or ""
    assert action == f"/{card.code}?l=en"
    said = client.post(action, data={"answer": "yes"})
    assert said.location == f"/{card.code}/party?l=en"
    form = client.page(said.location)
    assert form.root.get("lang") == "en"
    told = client.post(form.all("form")[0].get("action") or "", data={"adults": "2"})
    assert told.location == f"/{card.code}/done?l=en"
    assert f"/{card.code}?l=nl" in client.page(f"/{card.code}?l=en").links()


@pytest.mark.parametrize(
    "title",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }} %(num)s %s"],
)
def test_a_title_is_only_ever_a_text(
    client: PageClient, world: World, card: PrintableCard, title: str
) -> None:
    world.change(title=title)
    client.post(f"/{card.code}/party", data={"adults": "2", "eat": ["halal"]})
    other = world.cards()[0]
    for path in (f"/{card.code}", f"/{other.code}", "/", "/e/buurt-bbq-passart"):
        page = read(client, path)
        assert title in page.words or path == f"/{card.code}"
        scripts = [one for one in page.all("script") if one.get("type") != "application/ld+json"]
        assert not [script for script in scripts if not script.get("src")]
        assert not page.all("img")


def test_neighbours_are_asked_with_the_public_address_never_with_the_code(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    client.post(f"/{card.code}/party", data={"adults": "2"})
    links = read(client, f"/{card.code}/done").links()
    (share,) = [link for link in links if "wa.me" in link]
    assert "buurt-bbq-passart" in share
    assert card.code not in share
    world.change(is_public=False)
    assert not [link for link in read(client, f"/{card.code}/done").links() if "wa.me" in link]


def test_the_code_on_the_screen_is_the_code_on_the_card(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    client.post(f"/{card.code}", data={"answer": "yes"})
    page = read(client, f"/{card.code}/done")
    assert qr_svg(card.url, title="Your card") in page.text


MASK = "MASKED-CODE"


ANSWER_LINK = re.compile("/k/[A-Za-z0-9_-]+")


def masked(text: str, card: PrintableCard, party: str) -> str:
    # In a calendar file a long line goes on after a break.
    text = ANSWER_LINK.sub("/k/", text.replace("\r\n ", ""))
    return (
        text.replace(show_code(card.code), MASK)
        .replace(card.code, MASK)
        .replace(f"Card {card.number}<", "Card N<")
        .replace(party, "PARTY")
    )


def test_nobody_can_tell_by_a_card_why_somebody_was_invited(
    client: PageClient, world: World
) -> None:
    through = world.cards(20, name="Voedselhulp gezinnen", intermediary_name="voedselhulp")
    street = world.cards(20, name="Passartweg")
    seen: dict[str, set[str]] = {}
    for cards in (through, street):
        for size, card in enumerate(cards):
            adults = str(size % 5 + 1)
            pages = [read(client, f"/{card.code}").text]
            client.post(f"/{card.code}", data={"answer": "yes"})
            client.post(f"/{card.code}/party", data={"adults": adults, "eat": ["halal"]})
            response = client.get(f"/{card.code}/done", headers=ENGLISH)
            text = response.get_data(as_text=True)
            start, end = text.index('<svg xmlns="http://www.w3.org/2000/svg" class="qr"'), 0
            end = text.index("</svg>", start)
            people = "You come on your own." if adults == "1" else f"{adults} people are coming."
            pages.append(masked(text[:start] + text[end:], card, people))
            pages[0] = masked(pages[0], card, people)
            calendar = client.get(f"/{card.code}/calendar.ics").get_data(as_text=True)
            pages.append(masked(calendar, card, people))
            for kind, page in zip(("invitation", "done", "calendar"), pages, strict=True):
                seen.setdefault(kind, set()).add(page)
    for kind, pages_seen in seen.items():
        assert len(pages_seen) == 1, f"{kind}: {len(pages_seen)} different ones"
        (page,) = pages_seen
        for word in ("oedselhulp", "Passartweg</", "batch", "minima"):
            assert word not in page.replace("Passartweg 1", "")
