"""The calendar part of a mail: in the mail's language, with a link of its own to answer by."""

import icalendar
import pytest
from flask import Flask

from planner.core.enums import Reply
from planner.core.said_in import mark_of
from planner.services.invite import from_calendar
from planner.services.invite.issuing import PrintableCard
from planner.store.models import Event, Invitation, OutboxMail
from planner.translations.reading import GUEST_LANGUAGES
from tests.support.cards import MADE_AT
from tests.support.mailing import app, town
from tests.support.messages import Town
from tests.support.pages import page_client
from tests.web.test_mail_entries import SOON

__all__ = ["app", "town"]

TITLES = {
    "ar": "حفلة شواء",
    "pl": "Grill w ogrodzie",
    "uk": "Барбекю",
    "tr": "Mangal",
    "de": "Grillen",
}


@pytest.fixture
def cards(town: Town) -> dict[str, PrintableCard]:
    """A household for each language, whose mail about its yes is on its way."""
    with town.world.store.transaction() as session:
        event = session.get_one(Event, town.world.event_id)
        event.words_in = {
            language: {"title": [title, mark_of(event.title)]} for language, title in TITLES.items()
        }
    made = dict(zip(GUEST_LANGUAGES, town.world.cards(len(GUEST_LANGUAGES)), strict=True))
    for language, card in made.items():
        town.leave_address(card, f"{language}@post.example", language=language)
        town.answer(card)
    town.run(MADE_AT + SOON)
    return made


def newest(town: Town, language: str) -> OutboxMail:
    (*_before, mail) = [
        one for one in town.outbox() if one.to_address == f"{language}@post.example"
    ]
    return mail


def entry_of(mail: OutboxMail) -> icalendar.Event:
    assert mail.calendar is not None
    (entry,) = icalendar.Calendar.from_ical(mail.calendar).walk("VEVENT")
    return entry  # type: ignore[return-value]


def test_each_mail_has_the_events_words_and_ours_in_its_language(
    town: Town, cards: dict[str, PrintableCard]
) -> None:
    ours = set()
    for language in GUEST_LANGUAGES:
        entry = entry_of(newest(town, language))
        assert str(entry["SUMMARY"]) == TITLES.get(language, "Buurt-BBQ Passart")
        description = str(entry["DESCRIPTION"])
        ours.add(description.splitlines()[-1].partition("http")[0])
        if language != "nl":
            assert "Het kost niets" not in description
            assert "Kom je" not in description
    assert len(ours) == len(GUEST_LANGUAGES)


def test_each_has_a_link_of_its_own_that_opens_and_never_the_code(
    app: Flask, town: Town, cards: dict[str, PrintableCard]
) -> None:
    links = set()
    for language, card in cards.items():
        mail = newest(town, language)
        entry = entry_of(mail)
        url = str(entry["URL"])
        links.add(url)
        assert url in str(entry["DESCRIPTION"])
        assert url.endswith(f"?l={language}")
        assert mail.calendar is not None
        lines = mail.calendar.split(b"\r\n")
        assert max(map(len, lines)) <= 75, "folded as RFC 5545, 3.1 asks"
        unfolded = mail.calendar.replace(b"\r\n ", b"").decode()
        assert card.code not in unfolded
        assert "mark" not in unfolded.partition("/k/")[2][:24]
        page = page_client(app).page(url.removeprefix("http://feest.example"))
        assert page.root.get("lang") == language
        assert page.heading == TITLES.get(language, "Buurt-BBQ Passart")
    assert len(links) == len(cards)


def test_an_answer_by_it_is_confirmed_as_any_other_and_puts_things_right(
    app: Flask, town: Town, cards: dict[str, PrintableCard]
) -> None:
    url = str(entry_of(newest(town, "pl"))["URL"])
    town.send(MADE_AT + SOON)
    sent = page_client(app).post(url.removeprefix("http://feest.example"), data={"answer": "no"})
    assert sent.status_code == 303
    card = cards["pl"]
    answer = town.world.invitation(card).answer
    assert answer is not None
    assert answer.reply is Reply.NO
    town.run(answer.updated_at + SOON)
    mail = newest(town, "pl")
    assert mail.calendar_method == "CANCEL"
    assert mail.calendar is not None
    assert b"/k/" not in mail.calendar, "nothing is left to answer there"


def test_what_was_taken_back_comes_anew_with_the_next_mail(
    app: Flask, town: Town, cards: dict[str, PrintableCard]
) -> None:
    old = str(entry_of(newest(town, "nl"))["URL"])
    with town.world.store.transaction() as session:
        invitation = session.get_one(Invitation, town.world.invitation(cards["nl"]).id)
        from_calendar.take_link_back(session, invitation)
    guest = page_client(app)
    assert guest.get(old.removeprefix("http://feest.example")).status_code == 410
    town.answer(cards["nl"], Reply.NO, now=MADE_AT + SOON)
    town.answer(cards["nl"], now=MADE_AT + 2 * SOON)
    town.run(MADE_AT + 4 * SOON)
    new = str(entry_of(newest(town, "nl"))["URL"])
    assert new != old
    assert guest.get(new.removeprefix("http://feest.example")).status_code == 200
    other = str(entry_of(newest(town, "de"))["URL"])
    assert guest.get(other.removeprefix("http://feest.example")).status_code == 200
