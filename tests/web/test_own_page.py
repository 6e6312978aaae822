"""A household tells more if it likes, reads what is known, takes it along, and erases it."""

import gzip
import io
import json

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import func, select

from planner.core.codes import show_code
from planner.core.enums import EventState, MailKind
from planner.services.answer.telling import allergies_of
from planner.services.guests import named_guests
from planner.services.guests.named_guests import GuestDetails
from planner.services.invite.issuing import PrintableCard
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Answer, AnswerChange, NamedGuest, Waiting
from tests.support.application import ON_SQLITE
from tests.support.cards import MADE_AT, SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import Page, PageClient

ENGLISH = {"Accept-Language": "en"}
MOST_BYTES = 10_500
EVERYTHING = {
    "allergies": ["nuts", "milk"],
    "agrees": "y",
    "pram": "y",
    "access_words": "Geen trap",
    "remark": "Het onkruid",
}


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def card(world: World, client: PageClient) -> PrintableCard:
    """A card whose household comes with five, one of them small."""
    card = world.cards(largest_party=8)[0]
    client.post(f"/{card.code}/party", data={"adults": "2", "children": "2", "toddlers": "1"})
    return card


def read(client: PageClient, url: str, *, status: int = 200) -> Page:
    return client.page(url, status=status, headers=ENGLISH)


def kept(world: World, card: PrintableCard) -> Answer:
    found = world.invitation(card).answer
    assert found is not None
    return found


def checked(page: Page) -> set[str]:
    return {
        f"{field.get('name')}={field.get('value')}"
        for field in page.all("input")
        if field.get("checked") is not None
    }


def test_nothing_is_ticked_before_the_household_does(
    client: PageClient, card: PrintableCard
) -> None:
    page = read(client, f"/{card.code}/more")
    assert checked(page) == set()
    assert "You may keep this for the kitchen, without my name." in page.words
    assert "On Monday 12 July we delete it. You can take this back at any time." in page.words


def test_what_was_told_is_kept_and_shown_again(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    told = client.post(f"/{card.code}/more", data=EVERYTHING)
    assert (told.status_code, told.location) == (303, f"/{card.code}/done")
    found = kept(world, card)
    assert [str(one) for one in allergies_of(found.allergies)] == ["milk", "nuts"]
    assert (found.brings_pram, found.brings_wheelchair) == (True, False)
    assert (found.access_words, found.remark) == ("Geen trap", "Het onkruid")
    page = read(client, f"/{card.code}/more")
    assert checked(page) == {
        "allergies=nuts", "allergies=milk", "agrees=y", "pram=y",
    }  # fmt: skip


def test_an_allergy_without_a_yes_is_asked_about_and_not_kept(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    data = {name: value for name, value in EVERYTHING.items() if name != "agrees"}
    refused = client.post(f"/{card.code}/more", data=data, headers=ENGLISH)
    assert refused.status_code == 422
    page = Page(refused)
    assert page.errors() == ["Tick this box, or untick the food above."]
    assert {"allergies=nuts", "allergies=milk", "pram=y"} <= checked(page)
    assert "Het onkruid" in page.text
    assert kept(world, card).allergies == ""


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param({"access_words": "x" * 121}, "Write it in fewer words.", id="access"),
        pytest.param({"remark": "x" * 501}, "Write it in fewer words.", id="remark"),
    ],
)
@ON_SQLITE
def test_what_is_too_long_stays_in_the_field(
    client: PageClient, world: World, card: PrintableCard, data: dict[str, str], sentence: str
) -> None:
    refused = client.post(f"/{card.code}/more", data=data, headers=ENGLISH)
    assert refused.status_code == 422
    assert Page(refused).errors() == [sentence]
    assert next(iter(data.values())) in Page(refused).text
    assert kept(world, card).remark == ""


def test_made_up_allergens_and_answers_are_left_out(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    data = {"allergies": ["nuts", "<script>"], "agrees": "y"}
    assert client.post(f"/{card.code}/more", data=data).status_code == 303
    assert kept(world, card).allergies == "nuts"


def test_who_does_not_come_is_only_asked_what_must_get_better(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    client.post(f"/{card.code}", data={"answer": "no"})
    page = read(client, f"/{card.code}/more")
    assert "What must get better here?" in page.words
    assert "pram" not in page.words
    client.post(f"/{card.code}/more", data={"remark": "Een bankje", "pram": "y"})
    assert (kept(world, card).remark, kept(world, card).brings_pram) == ("Een bankje", False)


def test_one_tap_takes_the_yes_for_allergies_back(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    client.post(f"/{card.code}/more", data=EVERYTHING)
    assert "Delete what I can't eat" in read(client, f"/{card.code}/known").words
    assert client.post(f"/{card.code}/forget-allergies").status_code == 303
    found = kept(world, card)
    assert (found.allergies, found.allergies_agreed_at, found.remark) == ("", None, "Het onkruid")
    assert "Delete what I can't eat" not in read(client, f"/{card.code}/known").words


def test_a_household_reads_all_that_is_known(client: PageClient, card: PrintableCard) -> None:
    client.post(f"/{card.code}/more", data=EVERYTHING)
    words = read(client, f"/{card.code}/known").words
    for line in (
        "Grown-ups 2",
        "Children under 12 3",
        "Of them under 4 1",
        "Milk and lactose, Nuts",
        "a pram, Geen trap",
        "What must get better here? Het onkruid",
        "Who filled it in With your card",
        "There is no name with it.",
    ):
        assert line in words, line


def test_what_guests_get_and_mail_that_went_out_stand_there_too(
    client: PageClient, world: World
) -> None:
    (card,) = world.cards(gate_words="Table 7")
    client.post(f"/{card.code}/party", data={"adults": "2"})
    assert "Table 7" in read(client, f"/{card.code}/known").words
    assert "Mail to you" not in read(client, f"/{card.code}/known").words
    letter = Letter(
        MailKind.CHANGE, "fatima@feest.example", "nl", "It", "Secret words", "", "change:1",
        world.event_id, world.invitation(card).id,
    )  # fmt: skip
    with world.store.transaction() as session:
        posting.queue(session, [letter], now=MADE_AT)
    page = read(client, f"/{card.code}/known")
    assert "Mail to you" in page.words
    assert "fatima" not in page.text
    file = json.loads(client.get(f"/{card.code}/known.json").data)
    assert file["told_at_the_entrance"] == "Table 7"
    assert [(one["about"], one["how_far"]) for one in file["mail"]] == [("change", "waiting")]


def test_a_name_that_the_organiser_wrote_down_is_told_of_but_not_shown_and_goes_too(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    with world.store.transaction() as session:
        name = GuestDetails(name="Fatima Canary")
        assert named_guests.name_card(session, world.invitation(card), name, now=MADE_AT)
    page = read(client, f"/{card.code}/known")
    assert "Your name We have it" in page.words
    assert "There is no name with it." not in page.words
    assert "Canary" not in page.text
    client.post(f"/{card.code}/erase")
    with world.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(NamedGuest)) == 0


def test_before_it_begins_the_line_comes_first_and_then_the_party(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    world.change(capacity=2)
    first, second = world.cards(2)
    client.post(f"/{first.code}/party", data={"adults": "2"})
    client.post(f"/{second.code}/wait", data={"heads": "2"})
    clock.now = SATURDAY
    page = read(client, f"/{second.code}")
    assert "It has begun. It is full now." in page.words
    assert "You wait" not in page.words


def test_and_takes_it_along_as_a_file(client: PageClient, card: PrintableCard) -> None:
    client.post(f"/{card.code}/more", data=EVERYTHING)
    response = client.get(f"/{card.code}/known.json")
    assert response.headers["Content-Disposition"] == "attachment; filename=answer.json"
    assert response.headers["Cache-Control"] == "no-store"
    found = json.loads(response.data)
    assert found["answer"]["what_must_get_better"] == "Het onkruid"
    assert found["answer"]["of_them_under_4"] == 1


def test_erasing_is_asked_first_and_leaves_nothing(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    client.post(f"/{card.code}/more", data=EVERYTHING)
    assert "your places are free for others" in read(client, f"/{card.code}/erase").words
    assert kept(world, card).remark == "Het onkruid", "looking erases nothing"
    gone = client.post(f"/{card.code}/erase")
    assert (gone.status_code, gone.location) == (303, f"/{card.code}/erased")
    assert read(client, gone.location).heading == "Everything is deleted."
    page = read(client, f"/{card.code}")
    assert "Are you coming?" in page.words
    with world.store.reading() as session:
        for table in (Answer, AnswerChange):
            assert session.scalar(select(func.count()).select_from(table)) == 0
    assert client.post(f"/{card.code}/erase").status_code == 303, "twice does no harm"


def test_erasing_stays_possible_when_it_is_over(
    client: PageClient, world: World, card: PrintableCard, clock: FixedClock
) -> None:
    world.change(state=EventState.CLOSED)
    clock.now = SATURDAY.replace(day=14)
    assert f"/{card.code}/known" in read(client, f"/{card.code}").links()
    assert client.post(f"/{card.code}/erase").status_code == 303
    assert world.invitation(card).answer is None


def test_a_page_is_kept_as_an_address_a_picture_or_letters(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    page = read(client, f"/{card.code}/keep")
    assert card.url in page.links()
    assert show_code(card.code) in page.words
    picture = client.get(f"/{card.code}/code.png")
    assert picture.mimetype == "image/png"
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.data)).convert("L"))
    assert found.text == card.url


def test_who_found_it_full_waits_and_leaves_again(client: PageClient, world: World) -> None:
    world.change(capacity=2)
    first, second = world.cards(2, largest_party=4)
    client.post(f"/{first.code}/party", data={"adults": "2"})
    refused = client.post(f"/{second.code}", data={"answer": "yes"}, headers=ENGLISH)
    assert refused.status_code == 409
    assert "I want to wait for a place" in Page(refused).words
    for typed, sentence in (
        ("9", "Type a number from 1 to 4."),
        ("two", "Type a number from 1 to 4."),
        ("3", "There are not that many places. Can fewer come? Or call us."),
    ):
        wrong = client.post(f"/{second.code}/wait", data={"heads": typed}, headers=ENGLISH)
        assert wrong.status_code == 422
        assert Page(wrong).errors() == [sentence]
        assert f'value="{typed}"' in Page(wrong).text
    assert client.post(f"/{second.code}/wait", data={"heads": "2"}).status_code == 303
    assert "You are waiting for places for 2 people." in read(client, f"/{second.code}").words
    client.post(f"/{second.code}/wait-no-longer")
    with world.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Waiting)) == 0


def test_a_place_that_was_missed_can_be_waited_for_again(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    world.change(capacity=2)
    first, second = world.cards(2)
    client.post(f"/{first.code}/party", data={"adults": "2"})
    client.post(f"/{second.code}/wait", data={"heads": "2"})
    client.post(f"/{first.code}", data={"answer": "no"})
    assert "We keep it until Friday 4 June" in read(client, f"/{second.code}").words
    clock.forward(days=1, minutes=1)
    page = read(client, f"/{second.code}")
    assert "Your place went to somebody else." in page.words
    client.post(f"/{second.code}/wait", data={"heads": "2"})
    assert "There is a place for you!" in read(client, f"/{second.code}").words


def test_reading_any_of_it_changes_nothing(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    before = kept(world, card).updated_at
    for path in ("more", "keep", "code.png", "known", "known.json", "erase", "erased", "wait",
                 "wait-no-longer", "forget-allergies"):  # fmt: skip
        for method in ("GET", "HEAD"):
            answer = client.open(f"/{card.code}/{path}", method=method)
            assert answer.status_code in {200, 303}, path
            assert "Set-Cookie" not in answer.headers
    assert kept(world, card).updated_at == before


def test_every_page_of_it_is_small_and_without_script(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    for path in ("", "/party", "/done", "/more", "/keep", "/known", "/erase"):
        response = client.get(f"/{card.code}{path}", headers={"Accept-Encoding": "gzip"})
        assert len(response.data) <= MOST_BYTES, (path, len(response.data))
        assert b"<script" not in gzip.decompress(response.data)
