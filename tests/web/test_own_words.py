"""An organiser's own sentences in letters: written on their page, read by each guest."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from planner.core.enums import DeletedKind, MailKind, Reply
from planner.core.own_letters import OwnLetter
from planner.services import deleted
from planner.services.messages.recipients import RecipientGroup, recipients_of
from planner.services.plan import own_words
from planner.services.plan.programmes import ItemPlan, add_item
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, OutboxMail
from planner.web import mail_posts
from planner.web.mail_letters import letters_for
from tests.support.cards import BARBECUE, MADE_AT, World, make_world
from tests.support.messages import FRIDAY_NOON, Town, with_mail
from tests.support.organiser import add_event
from tests.support.pages import Page, PageClient

WISH = replace(
    BARBECUE,
    title="Winterfeest",
    description="Muziek in de tuin. Iedereen danst.\n\nNeem je buren mee.",
)
CHAIR = "Dag {naam}, neem {dag} een stoel mee."


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return with_mail(settings)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings, WISH)


@pytest.fixture
def town(app: Flask, world: World) -> Town:
    return Town(app, world)


def url(world: World, what: str, page: str = "words", **asked: str) -> str:
    more = "".join(f"&{name}={value}" for name, value in asked.items())
    return f"/events/{world.event_id}/messages/{what}/{page}?l=en{more}"


def save(desk: PageClient, address: str, **typed: str) -> Page:
    data = {**desk.page(address).sends(), **{n.replace("__", "-"): v for n, v in typed.items()}}
    return Page(desk.post(address, data=data, follow_redirects=True))


def by_address(town: Town, kind: MailKind) -> dict[str, OutboxMail]:
    return {one.to_address: one for one in town.outbox() if one.kind is kind}


def invitations(town: Town) -> dict[str, str]:
    """Return what each guest by name would read."""
    with town.app.test_request_context(), town.world.store.reading() as session:
        event = session.get_one(Event, town.world.event_id)
        to = recipients_of(session, event.id, RecipientGroup.TO_INVITE, now=MADE_AT)
        made = letters_for(to, mail_posts.invitation(session, event, now=MADE_AT))
        return {one.to: one.text + one.html for one in made}


def test_what_is_written_is_kept_looked_at_and_listed(world: World, desk: PageClient) -> None:
    page = save(
        desk,
        url(world, "see_you"),
        opening="Neem  een stoel\r\nmee.",
        opening__in__pl="Weź krzesło.",
        closing="Tot {dag}!",
    )
    assert page.heading == "See you soon"
    shown = desk.page(url(world, "see_you", "preview", **{"as": "text", "lang": "nl"})).words
    assert "Neem een stoel mee." in shown
    assert "Tot zaterdag" in shown
    polish = desk.page(url(world, "see_you", "preview", **{"as": "text", "lang": "pl"})).words
    assert "Weź krzesło." in polish
    assert "Neem een stoel mee." not in polish
    assert "Tot zaterdag" in polish, "what is missing is read in the organiser's language"
    listed = desk.page(f"/events/{world.event_id}/messages?l=en").words
    assert "Neem een stoel mee. Tot {dag}!" in listed


def test_a_borrowed_sentence_says_its_language(world: World, desk: PageClient) -> None:
    save(desk, url(world, "see_you"), opening="Neem een stoel mee op {dag}.")
    mail = desk.get(url(world, "see_you", "mail", lang="ar")).get_data(as_text=True)
    assert '<span lang="nl" dir="ltr">Neem een stoel mee op zaterdag' in mail
    dutch = desk.get(url(world, "see_you", "mail", lang="nl")).get_data(as_text=True)
    assert '<span lang="nl"' not in dutch


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Tot {morgen}", "We don't know {morgen}. You can use: {title}"),
        ("Tot {dag", "This blank is not whole: {dag."),
        ("x" * 301, "This text is too long."),
    ],
)
def test_a_fault_is_said_beside_the_field_and_nothing_typed_is_lost(
    world: World, desk: PageClient, typed: str, said: str
) -> None:
    page = desk.page(url(world, "thanks"))
    answer = desk.post(
        url(world, "thanks"),
        data={**page.sends(), "opening": "Goed zo.", "opening-in-pl": typed},
    )
    again = Page(answer)
    assert answer.status_code == 422
    assert any(one.startswith(said) or "fewer words" in one for one in again.errors())
    assert again.sends()["opening-in-pl"] == [typed]
    assert again.sends()["opening"] == ["Goed zo."]


def test_a_text_needs_own_words(world: World, desk: PageClient) -> None:
    page = desk.page(url(world, "thanks"))
    answer = desk.post(url(world, "thanks"), data={**page.sends(), "closing-in-pl": "Do widzenia"})
    assert answer.status_code == 422
    assert any("own language too" in one for one in Page(answer).errors())


def test_who_helps_has_no_number(world: World, desk: PageClient) -> None:
    page = desk.page(url(world, "helper_thanks"))
    data = {**page.sends(), "opening": "Kaart {nummer}"}
    answer = desk.post(url(world, "helper_thanks"), data=data)
    assert any("{nummer} here" in one for one in Page(answer).errors())


@pytest.mark.parametrize("letter", OwnLetter)
def test_each_letter_takes_both_sentences_in_each_language(
    world: World, desk: PageClient, letter: OwnLetter
) -> None:
    save(desk, url(world, letter), opening="Aan het begin.", closing="En aan het eind.")
    for language in ("nl", "ar"):
        text = desk.page(url(world, letter, "preview", **{"as": "text", "lang": language})).words
        assert text.index("Aan het begin.") < text.index("En aan het eind.")
        mail = desk.get(url(world, letter, "mail", lang=language)).get_data(as_text=True)
        assert mail.index("Aan het begin.") < mail.index("En aan het eind.")


def test_an_older_text_is_marked_until_it_is_said_to_be_right(
    world: World, desk: PageClient
) -> None:
    address = url(world, "thanks")
    save(desk, address, opening="Dank je.", opening__in__pl="Dziękujemy.")
    save(desk, address, opening="Dank jullie.")
    page = desk.page(address)
    assert "Made from an older text" in page.words
    save(desk, address, still_right="y")
    assert "Made from an older text" not in desk.page(address).words


def test_it_is_saved_for_the_series_too(world: World, desk: PageClient, store: Store) -> None:
    first = add_event(store, series="Zomer")
    later = add_event(store, series="Zomer", days=7)
    address = f"/events/{first}/messages/offer/words?l=en"
    assert "And 1 other event." in desk.page(address).words
    page = save(desk, address, opening="Kom gerust.", scope="all")
    assert "Saved, also for 1 other event." in page.words
    with store.reading() as session:
        words = own_words.words_of(session.get_one(Event, later))
    assert words.own == {"offer.opening": "Kom gerust."}


def test_a_guest_by_name_is_greeted_and_hears_who_invites_to_what(
    town: Town, world: World, desk: PageClient
) -> None:
    town.add_guest("Fatma <b>Yılmaz", email="fatma@example.org")
    town.add_guest("Jan", email="jan@example.org")
    made = invitations(town)
    fatma, jan = made["fatma@example.org"], made["jan@example.org"]
    assert "Dag Fatma <b>Yılmaz," in fatma.split("<!DOCTYPE")[0]
    assert "Dag Fatma &lt;b&gt;Yılmaz," in fatma
    assert "Dag Jan," in jan
    for letter in (fatma, jan):
        assert "nodigt je uit." in letter
        assert "Muziek in de tuin. Iedereen danst." in letter
        assert "Neem je buren mee." in letter
        assert "Het kost niets" in letter or "kost niets" in letter
        assert "mark" not in letter.replace("markup", "")
    save(desk, url(world, "invitation"), opening="Beste {naam}, kom je ook?")
    made = invitations(town)
    assert "Beste Jan, kom je ook?" in made["jan@example.org"]
    assert "Dag Jan," not in made["jan@example.org"], "one greeting is enough"


def test_an_address_that_somebody_left_does_not_hear_whose_card_it_is(
    town: Town, world: World, desk: PageClient
) -> None:
    named = town.add_guest("Fatma", email="fatma@example.org")
    with world.store.reading() as session:
        (known,) = recipients_of(session, world.event_id, RecipientGroup.EVERYONE, now=MADE_AT)
    assert (known.number, known.name) == (named, "Fatma")
    card = world.cards()[0]
    town.leave_address(card, "iemand@example.org")
    town.answer(card, Reply.YES)
    save(desk, url(world, "see_you"), opening=CHAIR)
    town.run(FRIDAY_NOON)
    (mail,) = by_address(town, MailKind.REMINDER).values()
    assert "Neem zaterdag" in mail.text
    assert "een stoel mee." in mail.text
    assert "Dag ," not in mail.text


def test_who_does_not_come_is_not_asked_to_bring_a_chair(
    town: Town, world: World, desk: PageClient
) -> None:
    save(desk, url(world, "confirmation"), opening="Fijn dat je komt!", closing="Neem iets mee.")
    replies = {"ja": Reply.YES, "misschien": Reply.MAYBE, "nee": Reply.NO}
    for card, (who, reply) in zip(world.cards(3), replies.items(), strict=True):
        town.leave_address(card, f"{who}@example.org")
        town.answer(card, reply)
    town.run(MADE_AT + timedelta(minutes=10))
    letters = by_address(town, MailKind.CONFIRMATION)
    told = {who for who, one in letters.items() if "Neem iets mee." in one.text}
    assert told == {"ja@example.org", "misschien@example.org"}
    assert "Fijn dat je komt!" not in letters["nee@example.org"].html


def test_what_is_typed_is_text_and_an_address_a_link(world: World, desk: PageClient) -> None:
    evil = '<img src=x> "quote" https://example.org/a?b=1&c=2. {titel}'
    save(desk, url(world, "thanks"), closing=evil)
    world.change(title="{naam} <script>")
    mail = desk.get(url(world, "thanks", "mail", lang="nl")).get_data(as_text=True)
    assert "&lt;img src=x&gt;" in mail
    link = "https://example.org/a?b=1&amp;c=2"
    assert f'<a href="{link}">{link}</a>. {{naam}} &lt;script&gt;' in mail


def test_a_letter_is_shown_in_a_frame_of_ours_alone(world: World, desk: PageClient) -> None:
    for look in ("phone", "wide"):
        page = desk.page(url(world, "offer", "preview", **{"as": look, "to": "name"}))
        (frame,) = page.all("iframe")
        answer = desk.get(frame.get("src") or "")
        policy = answer.headers["Content-Security-Policy"]
        assert answer.status_code == 200
        assert "frame-ancestors 'self'" in policy
        assert "script-src 'none'" in policy
        assert "form-action 'none'" in policy
        assert "frame-src 'self'" in page.response.headers["Content-Security-Policy"]


def test_a_try_goes_to_oneself_in_each_language(town: Town, world: World, desk: PageClient) -> None:
    address = url(world, "see_you", "preview", lang="pl")
    page = desk.page(address)
    test = next(one for one in page.all("form") if "/test" in (one.get("action") or ""))
    desk.send(test.get("action") or "", {}, form_on=address)
    desk.send(test.get("action") or "", {"each": "1"}, form_on=address)
    languages = [one.language for one in town.outbox() if one.kind is MailKind.TEST]
    assert languages[0] == "pl"
    assert sorted(languages[1:]) == sorted(["nl", "ar", "pl", "uk", "tr", "de", "en"])


def test_who_helps_has_no_card_and_reads_of_none(world: World, desk: PageClient) -> None:
    of_guests = {"helper_reminder": False, "helper_thanks": False, "offer": True}
    for letter, is_of_guests in of_guests.items():
        for look in ("text", "phone"):
            page = desk.page(url(world, letter, "preview", **{"as": look, "lang": "en"}))
            mail = desk.page(url(world, letter, "mail", lang="en"))
            said = page.words if look == "text" else mail.words
            assert ("Card 17" in said) is is_of_guests, letter


def test_each_part_of_the_page_of_messages_has_a_name_of_its_own(
    world: World, desk: PageClient
) -> None:
    page = desk.page(f"/events/{world.event_id}/messages?l=en")
    ids = [one.get("id") for one in page.all("h2") if one.get("id")]
    assert len(ids) == len(set(ids))
    titles = [" ".join(one.itertext()).strip() for one in page.all("h2")]
    assert len(titles) == len(set(titles))
    named = [one.get("aria-labelledby") for one in page.all("section")]
    assert len(named) == len(set(named)), "each part is named by its own title"


def test_no_letter_by_that_name(world: World, desk: PageClient) -> None:
    assert desk.get(url(world, "nothing")).status_code == 404
    assert desk.get(url(world, "nothing", "preview")).status_code == 404


def test_two_at_one_letter_lose_nothing(world: World, desk: PageClient) -> None:
    address = url(world, "thanks")
    first = desk.page(address).sends()
    second = desk.page(address).sends()
    assert desk.post(address, data={**first, "opening": "Dank je."}).status_code == 303
    assert desk.post(address, data={**second, "closing": "Tot ziens."}).status_code == 303
    shown = desk.page(address).sends()
    assert (shown["opening"], shown["closing"]) == (["Dank je."], ["Tot ziens."])


def test_thanks_are_more_than_one_line(town: Town, world: World, desk: PageClient) -> None:
    world.change(word_afterwards="Er komt een bank.", promise_line="Nieuwe lampen in mei.")
    shown = desk.page(url(world, "thanks", "preview", **{"as": "text", "lang": "nl"})).words
    assert "Er komt een bank." in shown
    assert "Nieuwe lampen in mei." in shown
    assert "We zien je graag een andere keer" in shown or "andere keer" in shown


def test_words_of_a_deleted_draft_come_back(world: World, desk: PageClient, store: Store) -> None:

    event_id = add_event(store, days=9)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        own_words.keep(event, OwnLetter.OFFER, {"offer.closing": "Kom!"}, {}, now=MADE_AT)
        session.flush()
        kept = deleted.keep(
            session, event, DeletedKind.EVENT, name=event.title, by_id=None, now=MADE_AT
        )
        deleted.delete_rows(session, kept)
        assert deleted.put_back(session, kept)
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        assert own_words.words_of(event).own == {"offer.closing": "Kom!"}


def test_an_invitation_tells_the_programme_and_the_beginning_of_a_long_story(
    town: Town, world: World
) -> None:
    long = "Dit is een zin die niet veel zegt. " * 40
    world.change(description=f"Kort.\n\n{long}")
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        part = ItemPlan(title="Lichtshow", starts_at=event.starts_at, place="Bij de vijver")
        add_item(session, event, part, now=MADE_AT)
    town.add_guest("Jan", email="jan@example.org")
    (letter,) = invitations(town).values()
    text = letter.split("<!DOCTYPE")[0]
    assert "15:00 Lichtshow, Bij de vijver" in text
    assert "Kort." in text
    said = next(line for line in text.splitlines() if line.startswith("Dit is een zin"))
    assert 500 < len(said) <= 600
    assert said.endswith("niet veel zegt.")


def test_where_nothing_is_filled_in_a_blank_is_said_to_be_none(
    town: Town, world: World, desk: PageClient
) -> None:
    town.answer(world.cards()[0])
    notice = town.move()
    assert notice is not None
    address = f"/events/{world.event_id}/tell/{notice.id}?l=en"
    page = desk.page(address)
    answer = desk.post(address, data={**page.sends(), "words": "Tot {dag}!"})
    assert answer.status_code == 422
    assert any("Write it out instead of {day}" in one for one in Page(answer).errors())
