"""The invitation in big letters, for who would rather hear than read."""

from datetime import timedelta

import pytest

from planner.services.invite.issuing import PrintableCard
from planner.settings import Settings
from planner.store.base import Store
from tests.support.cards import SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import PageClient


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def card(world: World) -> PrintableCard:
    return world.cards(intermediary_name="Karin de Vries", names_intermediary=True)[0]


def test_it_says_what_the_invitation_says(client: PageClient, card: PrintableCard) -> None:
    assert f"/{card.code}/aloud?l=en" in client.page(f"/{card.code}?l=en").links()
    page = client.page(f"/{card.code}/aloud?l=en")
    said = [
        " ".join("".join(p.itertext()).split()) for p in page.root.iter() if "data-read" in p.attrib
    ]
    assert said == [
        "Buurt-BBQ Passart",
        "You are invited",
        "Saturday 12 June",
        "from 15:00 to 19:00",
        "Speelveld",
        "Passartweg 1, Heerlen",
        "Free food and drinks",
        "Also halal and without meat",
        "This card is from Karin.",
        "We do not need your name.",
        "We use your answer only to have enough food and places.",
        "On Monday 12 July we delete it.",
    ]


def test_the_button_waits_for_a_voice_and_the_words_do_not(
    client: PageClient, card: PrintableCard
) -> None:
    page = client.page(f"/{card.code}/aloud?l=en")
    (button,) = [one for one in page.all("button") if "data-read-aloud" in one.attrib]
    assert button.get("hidden") is not None
    sentence = "This phone has no voice for this language."
    (without_script,) = page.all("noscript")
    assert sentence in "".join(without_script.itertext())
    (later,) = [one for one in page.all("p") if "data-no-voice" in one.attrib]
    assert sentence in later.attrib["data-no-voice"]
    assert later.text is None


def test_only_this_page_of_a_guest_has_a_script_and_only_ours(
    client: PageClient, card: PrintableCard
) -> None:
    answer = client.get(f"/{card.code}/aloud")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'sha256-")
    assert "Set-Cookie" not in answer.headers
    first = client.get(f"/{card.code}")
    assert "<script" not in first.get_data(as_text=True)
    assert "script-src 'none'" in first.headers["Content-Security-Policy"]


def test_it_tells_first_what_has_changed(
    client: PageClient, world: World, card: PrintableCard, clock: FixedClock
) -> None:
    clock.now = SATURDAY + timedelta(hours=1)
    words = client.page(f"/{card.code}/aloud?l=en").words
    assert words.index("It has begun.") < words.index("Saturday 12 June")
    assert "we delete it" not in words, "nothing is asked any more"


def test_a_card_that_does_not_work_is_not_read_out(client: PageClient, card: PrintableCard) -> None:
    page = client.page("/0000000000000/aloud?l=en", status=404)
    assert page.heading == "We don't know this code."
    assert "script-src 'none'" in page.response.headers["Content-Security-Policy"]
