"""Every page of a guest in every language: whole, in its direction, and in no other language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from urllib.parse import parse_qs, urlsplit

import pytest
from babel.messages.pofile import read_po

from planner.core.enums import EventState
from planner.services.invite.issuing import PrintableCard
from planner.settings import Settings
from planner.store.base import Store
from planner.translations import reading
from planner.translations.reading import GUEST_LANGUAGES
from tests.support.cards import SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import HTML, Page, PageClient

BLANK = re.compile(r"%\((\w+)\)[sd]")
FEWEST_LETTERS = 4  # of a text that tells a language; 'BBQ' is a word in all of them
MOST_BYTES = 10_000
OVERRIDE = "\u202e"
# Names of real things, the same in every language.
NAMES = {"Buurt-BBQ Passart", "Speelveld", "Passartweg 1, Heerlen", "Bureau Noord", "Planner"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@dataclass
class Guest:
    """A household with a card, and a browser that reads one language."""

    client: PageClient
    card: PrintableCard
    language: str

    def page(self, path: str, *, status: int = 200) -> Page:
        return self.client.page(
            f"{path}{'&' if '?' in path else '?'}l={self.language}", status=status
        )

    def walk(self) -> Iterator[Page]:
        """Give every page from the invitation to the code for the entrance."""
        url = f"/{self.card.code}"
        yield self.page(url)
        yield self.page(f"{url}/aloud")
        self.client.post(f"{url}?l={self.language}", data={"answer": "yes"})
        yield self.page(f"{url}/done")
        yield self.page(f"{url}/party")
        wrong = self.client.post(f"{url}/party?l={self.language}", data={"adults": "9"})
        assert wrong.status_code == 422
        yield Page(wrong)
        told = self.client.post(
            f"{url}/party?l={self.language}",
            data={"adults": "2", "children": "3", "eat": ["everything", "halal", "vegan"]},
        )
        assert told.location.endswith(f"/food?l={self.language}")
        yield self.page(f"{url}/food")
        yield self.page(f"{url}/done")
        self.client.post(f"{url}?l={self.language}", data={"answer": "maybe"})
        yield self.page(f"{url}/done")
        self.client.post(f"{url}?l={self.language}", data={"answer": "no"})
        yield self.page(f"{url}/done")


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture(params=GUEST_LANGUAGES)
def guest(request: pytest.FixtureRequest, world: World, client: PageClient) -> Guest:
    return Guest(client, world.cards(largest_party=8)[0], request.param)


def test_every_page_of_a_card_is_in_one_language(guest: Guest) -> None:
    pages = list(guest.walk())
    assert len(pages) == 9
    for page in pages:
        check_language(page, guest.language)
        check_links(page, guest.language)


def test_every_public_page_is_in_one_language(guest: Guest) -> None:
    for path, status in (
        ("/", 200),
        ("/e/buurt-bbq-passart", 200),
        ("/card?code=hello", 422),
        ("/e/nothing-here", 404),
        ("/nothing-here/at-all", 404),
        ("/0000000000000", 404),
        ("/0000000000001", 404),
    ):
        page = guest.page(path, status=status)
        check_language(page, guest.language)
        check_links(page, guest.language)


def test_before_during_and_after_the_page_speaks_one_language(
    guest: Guest, world: World, clock: FixedClock
) -> None:
    for clock.now in (
        SATURDAY - timedelta(hours=3),
        SATURDAY + timedelta(hours=1),
        SATURDAY + timedelta(days=1),
    ):
        check_language(guest.page(f"/{guest.card.code}"), guest.language)
        check_language(guest.page("/e/buurt-bbq-passart"), guest.language)
    world.change(state=EventState.CANCELLED)
    check_language(guest.page(f"/{guest.card.code}"), guest.language)


def test_the_first_page_stays_small_in_every_language(guest: Guest) -> None:
    url = f"/{guest.card.code}?l={guest.language}"
    answer = guest.client.get(url, headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) <= MOST_BYTES
    assert "Set-Cookie" not in answer.headers


def test_a_name_that_turns_text_around_turns_nothing_around(guest: Guest, world: World) -> None:
    world.change(title=f"Buurt{OVERRIDE}feest\u2067", contact_name=f"Chris{OVERRIDE}")
    for path in (f"/{guest.card.code}", "/", "/e/buurt-bbq-passart"):
        page = guest.page(path)
        assert "Buurtfeest" in page.words
        assert not re.search("[\u202a-\u202e\u2066\u2067]", page.text)
        assert page.text.count("\u2068") == page.text.count("\u2069")


def test_codes_and_names_keep_their_direction_in_arabic(world: World, client: PageClient) -> None:
    card = world.cards(intermediary_name="Karin de Vries", names_intermediary=True)[0]
    page = client.page(f"/{card.code}?l=ar")
    title = page.all("h1")[0].find(f"{HTML}bdi")
    assert title is not None
    assert "".join(title.itertext()) == "Buurt-BBQ Passart"
    assert "\u2068Karin\u2069" in page.words
    assert "\u206815:00\u2069" in page.words, "as it is printed on the card"
    for path in (f"/{card.code}", "/", "/e/buurt-bbq-passart"):
        shown = client.page(f"{path}?l=ar").text.split('class="phone')[1:]
        assert shown, path
        assert all(re.search(r'<span[^>]*\sdir="ltr">[0-9\s]+</span>', one) for one in shown), path
    wrong = client.page("/0000000000000?l=ar", status=404)
    fields = [field for field in wrong.all("input") if field.get("name") == "code"]
    assert [field.get("dir") for field in fields] == ["ltr"]


def test_a_browser_that_says_nothing_gets_the_first_language_of_the_card(
    world: World, client: PageClient
) -> None:
    spoken = world.cards(languages=("uk", "nl"))[0]
    silent = world.cards()[0]
    assert client.page(f"/{spoken.code}").root.get("lang") == "uk"
    assert client.page(f"/{silent.code}").root.get("lang") == "nl"
    assert (
        client.page(f"/{spoken.code}", headers={"Accept-Language": "pl"}).root.get("lang") == "pl"
    )


def test_an_organiser_reads_public_pages_in_an_organisers_language(desk: PageClient) -> None:
    assert desk.page("/?l=ar").root.get("lang") == "nl"
    assert desk.page("/?l=en").root.get("lang") == "en"


def check_language(page: Page, language: str) -> None:
    assert page.root.get("lang") == language
    assert page.root.get("dir") == ("rtl" if language == "ar" else "ltr")
    current = [link for link in page.all("a") if link.get("hreflang") and link.get("aria-current")]
    choices = [link.get("hreflang") for link in page.all("a") if link.get("hreflang")]
    if choices:
        assert choices == list(GUEST_LANGUAGES)
        assert [link.get("lang") for link in current] == [language]
    # The word for halal is a picture, in every language.
    spans = [one for one in page.all("span") if not one.get("aria-hidden")]
    # What the organiser wrote says its own language; a sentence of ours may be in no other.
    spans = [one for one in spans if one.text not in NAMES]
    assert not [one for one in spans if one.get("lang") and one.get("dir")]
    if language != "en":
        assert not [text for text in texts_of(page) if is_english(text, language)]


def check_links(page: Page, language: str) -> None:
    """Every way to another page of ours keeps the language that was chosen."""
    for link in page.all("a"):
        address = urlsplit(link.get("href") or "")
        if link.get("hreflang") or not address.path or address.scheme or "." in address.path:
            continue
        assert parse_qs(address.query).get("l") == [language], link.get("href")


def texts_of(page: Page) -> Iterator[str]:
    """Give every piece of text that is seen or spoken, but for the names of languages."""
    for element in page.root.iter():
        if not isinstance(element.tag, str) or element.tag in {HTML + "style", HTML + "script"}:
            continue
        pieces = [element.tail or "", element.get("aria-label") or "", element.get("title") or ""]
        if not element.get("hreflang"):
            pieces.append(element.text or "")
        yield from filter(None, (" ".join(piece.split()) for piece in pieces))


def is_english(text: str, language: str) -> bool:
    """Say whether a text is one of ours as it stands in the source, and not a word of both."""
    if text in NAMES:
        return False
    return any(pattern.fullmatch(text) for pattern in english_only(language))


@cache
def english_only(language: str) -> list[re.Pattern[str]]:
    found = []
    for domain in ("guest", "messages"):
        with (reading.CATALOGUES / f"{domain}.pot").open("rb") as source:
            ids = [message.id for message in read_po(source) if message.id]
        for text in (form for one in ids for form in ([one] if isinstance(one, str) else one)):
            letters = sum(sign.isalpha() for sign in BLANK.sub("", text))
            if letters >= FEWEST_LETTERS and reading.texts_in(language).gettext(text) != text:
                pattern = re.escape(BLANK.sub("\x00", text).replace("%%", "%")).replace(
                    "\x00", ".+"
                )
                found.append(re.compile(pattern))
    return found
