"""What is said of an event is said everywhere, but where it is left out by name."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from planner.core.assurances import Assurance
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from planner.web import event_facts
from planner.web.clock import now
from planner.web.event_facts import FACTS, LEFT_OUT, EventFact, FactKind, Medium
from planner.web.i18n import in_language
from planner.web.mail_letters import write
from planner.web.mail_previews import message_texts
from planner.web.who_runs import Runner
from tests.exports.pdf_samples import text_of
from tests.support.cards import BARBECUE, World, make_world
from tests.support.pages import PageClient

BUREAU = Runner("Bureau Noord", "")

MADE_UP = "what tests make up"
KINDS = [*FactKind, MADE_UP]
OVER = "thanks"
"""The one mail without facts: there is nothing to come to any more."""
MAILS = ("invitation", "confirmation", "ask_again", "see_you", "offer")


class Town:
    """An event with a card in two languages, and whoever looks at it."""

    def __init__(self, app: Flask, desk: PageClient, guest: PageClient, world: World) -> None:
        self.app, self.desk, self.guest, self.world = app, desk, guest, world
        for client in (desk, guest):
            client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        self.card = world.cards(languages=("en", "nl"))[0]
        base = f"/events/{world.event_id}/invitations"
        self.stack = f"{base}/{world.batch_of(self.card)}"
        self.poster = f"{base}/poster.pdf"

    def page(self, path: str) -> str:
        return self.guest.page(path.format(code=self.card.code)).words

    def answered(self, path: str) -> str:
        self.guest.post(f"/{self.card.code}", data={"answer": "yes"})
        return self.page(path)

    def paper(self, path: str) -> str:
        return text_of(self.desk.get(path).get_data())

    def calendar(self, path: str) -> str:
        made = self.guest.get(path.format(code=self.card.code)).get_data(as_text=True)
        (event,) = Calendar.from_ical(made).walk("VEVENT")
        return str(event["DESCRIPTION"])

    def mail(self, name: str, part: str) -> str:
        with (
            self.app.test_request_context(),
            self.world.store.reading() as session,
            in_language("en"),
        ):
            event = session.get_one(Event, self.world.event_id)
            texts = message_texts(session, event, now=now())[name]()
            return str(getattr(write(texts, BUREAU, link="https://x.example", number="1"), part))

    def facts(self, language: str) -> Mapping[object, EventFact]:
        """Return what is said in a language, by kind."""
        with (
            self.app.test_request_context(),
            self.world.store.reading() as session,
            in_language(language),
        ):
            event = session.get_one(Event, self.world.event_id)
            said = {kind: say(event) for kind, say in event_facts.FACTS.items()}
        assert None not in said.values()
        return said  # type: ignore[return-value]


Look = Callable[[Town], str]
PLACES: dict[str, tuple[Medium, str, Look]] = {
    "card's page": (Medium.PAGE, "en", lambda town: town.page("/{code}")),
    "card's page read aloud": (Medium.PAGE, "en", lambda town: town.page("/{code}/aloud")),
    "page after an answer": (Medium.PAGE, "en", lambda town: town.answered("/{code}/done")),
    "public page": (Medium.PAGE, "en", lambda town: town.page("/e/buurt-bbq-passart")),
    "card": (Medium.PAPER, "en", lambda town: town.paper(f"{town.stack}/pdf/cards.pdf")),
    "card again": (
        Medium.PAPER_AGAIN,
        "nl",
        lambda town: town.paper(f"{town.stack}/pdf/cards.pdf"),
    ),
    "letter": (Medium.PAPER, "en", lambda town: town.paper(f"{town.stack}/pdf/letters.pdf")),
    "letter again": (
        Medium.PAPER_AGAIN,
        "nl",
        lambda town: town.paper(f"{town.stack}/pdf/letters.pdf"),
    ),
    "poster": (Medium.PAPER, "nl", lambda town: town.paper(f"{town.poster}?l=nl")),
    "poster again": (Medium.PAPER_AGAIN, "en", lambda town: town.paper(f"{town.poster}?l=nl")),
    "public calendar": (Medium.CALENDAR, "nl", lambda town: town.calendar("/calendar.ics")),
    "card's calendar": (Medium.CALENDAR, "en", lambda town: town.calendar("/{code}/calendar.ics")),
}
for _name in MAILS:
    for _part in ("html", "text"):
        PLACES[f"mail {_name}, {_part}"] = (
            Medium.MAIL,
            "en",
            lambda town, name=_name, part=_part: town.mail(name, part),  # type: ignore[misc]
        )


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def town(
    app: Flask,
    desk: PageClient,
    client: PageClient,
    store: Store,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Town:
    """A town where one more thing is said of events than the product knows."""
    made_up = EventFact(picture="heart", title="Trek oude kleren aan", text="Het wordt modderig")
    facts: dict[Any, Any] = {**FACTS, MADE_UP: lambda _event: made_up}
    monkeypatch.setattr(event_facts, "FACTS", facts)
    world = make_world(store, settings, replace(BARBECUE, wear_or_bring="Een eigen stoel"))
    world.change(promised={one.value: True for one in Assurance})
    return Town(app, desk, client, world)


@pytest.mark.parametrize("place", PLACES)
def test_a_fact_is_said_everywhere_but_where_it_is_left_out_by_name(town: Town, place: str) -> None:
    medium, language, look = PLACES[place]
    seen = plain(look(town))
    facts = town.facts(language)
    assert set(facts) == set(KINDS), "this event has everything that can be said"
    for kind, fact in facts.items():
        is_there = plain(fact.title) in seen and plain(fact.text) in seen
        again = 2 if medium is Medium.PAPER_AGAIN and kind == MADE_UP else 1
        if kind in LEFT_OUT.get(medium, {}):
            # On paper in two languages it may stand above, once.
            most = 1 if medium is Medium.PAPER_AGAIN else 0
            assert seen.count(plain(fact.title)) <= most, kind
        else:
            assert is_there, kind
            assert seen.count(plain(fact.title)) >= again, kind


def test_the_thanks_say_nothing_of_what_is_over(town: Town) -> None:
    said = plain(town.mail(OVER, "text"))
    assert not [fact for fact in town.facts("en").values() if plain(fact.title) in said]


def test_what_is_left_out_has_a_reason_and_is_never_a_fact_of_a_page() -> None:
    assert Medium.PAGE not in LEFT_OUT
    assert Medium.PAPER not in LEFT_OUT
    assert all(reason for reasons in LEFT_OUT.values() for reason in reasons.values())


def test_what_is_not_known_is_not_said(town: Town) -> None:
    town.world.change(venue=None)
    assert "Speelveld" not in town.page("/{code}")


def plain(text: str) -> str:
    """Give a text as it is compared: without marks of direction, tags and ways to break a line."""
    text = re.sub(r"<br>|</?b(?:di)?>|</?span[^>]*>", " ", text)
    text = re.sub("[\u2066-\u2069\u200b\u200e\u200f]", "", text)
    return re.sub(r"[\s,]+", " ", text).strip()
