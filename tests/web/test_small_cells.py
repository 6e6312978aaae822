"""No page tells what fewer than five households said, also not to who looks twice.

Events are made up, small and large, and every page of an event is read before and after a few
households say something else. The pages have to stay the same to the last byte; only the kitchen's
sheet may change, which holds exact totals.
"""

import io
import random
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from planner.core.diets import Allergen, Diet
from planner.core.enums import AnsweredBy, Reply
from planner.core.parties import PartyDetails
from planner.core.small_cells import LEAST_HOUSEHOLDS, Said, Size
from planner.services.answer import answering, telling
from planner.services.answer.tally import said_at
from planner.services.answer.telling import ToldNeeds
from planner.services.guests import list_answers
from planner.services.guests.list_answers import ReportedAnswer
from planner.services.invite import batches
from planner.services.invite.issuing import PrintableCard
from planner.settings import Settings
from planner.store import said_pictures
from planner.store.base import Store
from planner.store.models import Account, Answer, AnswerDiet, Batch, Event, EventDish
from planner.web.access import Access, guards_of
from tests.support.application import ON_SQLITE, signed_in
from tests.support.cards import MADE_AT, SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import PageClient

KITCHEN = ("shopping.show_kitchen_sheet", "own.show_cook")
PRINTED = {"download_cards_pdf", "download_letters_pdf", "download_list_pdf", "download_poster_pdf"}
"""Typeset by another process; what is on them is on the sheets that are read here."""
NEW_EACH_TIME = re.compile(
    rb'((?:csrf_token|once|stamp)"[^>]*value="|nonce-)[^"\' ;]+|()[0-9a-f]{8}-[0-9a-f-]{27}'
)
"""What a form carries that is another one on each view."""
MOMENTS = (MADE_AT, SATURDAY + timedelta(hours=1))
WISHES = (Diet.VEGETARIAN, Diet.VEGAN, Diet.HALAL, Diet.KOSHER)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    world = make_world(store, settings)
    with store.transaction() as session:
        session.get_one(Event, world.event_id).expected = 30
    return world


@pytest.fixture
def desk(app: Flask, organiser: Account) -> PageClient:
    return signed_in(app, organiser.email)


def come(world: World, card: PrintableCard, heads: int = 3, **diets: int) -> None:
    party = PartyDetails(adults=heads, diets=diets)
    with world.store.transaction() as session:
        assert answering.give_details(session, world.invitation(card), party, now=MADE_AT).is_kept


def tell(world: World, card: PrintableCard, **told: object) -> None:
    needs = ToldNeeds(agrees=True, **told)  # type: ignore[arg-type]
    with world.store.transaction() as session:
        assert telling.tell(session, world.invitation(card), needs, now=MADE_AT)


def addresses(app: Flask, world: World, number: int) -> Iterator[tuple[str, str]]:
    """Give every page and file below the event that an organiser opens."""
    with world.store.reading() as session:
        batch = session.scalars(select(Batch.id).where(Batch.event_id == world.event_id)).first()
        dish = session.scalars(
            select(EventDish.id).where(EventDish.event_id == world.event_id)
        ).first()
    known = {"event_id": world.event_id, "batch_id": batch, "dish_id": dish}
    guards = guards_of(app)
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        is_theirs = guards.get(rule.endpoint) is not None and (
            guards[rule.endpoint].access is Access.ORGANISER
        )
        if not is_theirs or "GET" not in (rule.methods or set()):
            continue
        if rule.endpoint.partition(".")[2] in PRINTED or rule.arguments - set(known):
            continue
        if rule.arguments and "event_id" not in rule.arguments:
            continue
        if not rule.arguments and rule.endpoint not in {"events.show_events", "privacy.show_kept"}:
            continue
        with app.test_request_context():
            url = str(
                app.url_for(
                    rule.endpoint,
                    **{each: known[each] for each in rule.arguments},  # type: ignore[arg-type]
                )
            )
        yield rule.endpoint, url
        if rule.endpoint == "guests.show_card":
            yield f"{rule.endpoint} {number}", f"{url}?number={number}"
        if rule.endpoint == "guests.show_guests":
            for query in ("order=answered", "order=party", "state=yes", "diet=vegan"):
                yield f"{rule.endpoint} {query}", f"{url}?{query}"
    yield "public event", f"/e/{_slug(world)}"


def _slug(world: World) -> str:
    with world.store.reading() as session:
        return session.scalars(select(Event.slug).where(Event.id == world.event_id)).one()


def look(
    app: Flask, desk: PageClient, clock: FixedClock, world: World, number: int = 1
) -> dict[str, bytes]:
    """Read every page before the event and while it goes on, without what is new on each view."""
    seen = {}
    for moment in MOMENTS:
        clock.now = moment
        browser = signed_in(app, "noor@feest.example") if moment > MADE_AT else desk
        for name, url in addresses(app, world, number):
            answer = browser.get(f"{url}{'&' if '?' in url else '?'}l=en")
            assert answer.status_code in {200, 302, 303, 404}, (url, answer.status_code)
            seen[f"{name} {moment:%d}"] = NEW_EACH_TIME.sub(
                rb"\1\2", MADE_FROM.sub(_without_digests, _plain(answer.get_data()))
            )
    clock.now = MADE_AT
    return seen


MADE_FROM = re.compile(rb'name="made_from" value="([^"]*)"')


def _without_digests(found: re.Match[bytes]) -> bytes:
    """Leave of what a page was made from which fields it has: digests have a key each time."""
    return b" ".join(pair.partition(b"=")[0] for pair in found[1].split()[1:])


def _plain(body: bytes) -> bytes:
    """Return what is in a workbook; else the page as it is."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as workbook:
        return b"\n".join(
            workbook.read(name) for name in sorted(workbook.namelist()) if "docProps" not in name
        )


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> set[str]:
    assert one.keys() == other.keys()
    return {name for name in one if one[name] != other[name] and not name.startswith(KITCHEN)}


def anew(world: World) -> None:
    """Make the picture anew, as if five households had said something."""
    with world.store.transaction() as session:
        said_pictures.make_picture(session.connection(), world.event_id)


def some_said(world: World, cards: list[PrintableCard], dice: random.Random) -> None:
    """Let one to four households say something special, of whatever kind and size."""
    ids = [world.invitation(card).id for card in cards]
    with world.store.transaction() as session:
        session.execute(delete(AnswerDiet).where(AnswerDiet.invitation_id.in_(ids)))
        session.execute(
            update(Answer)
            .where(Answer.invitation_id.in_(ids))
            .values(
                allergies="",
                brings_pram=False,
                brings_wheelchair=False,
                access_words="",
                remark="",
                proud="",
            )
        )
    few = dice.randint(1, LEAST_HOUSEHOLDS - 1)
    with world.store.transaction() as session:
        for number in dice.sample(ids, few):
            answer = session.get_one(Answer, number)
            answer.diets = [AnswerDiet(diet=Diet.VEGAN.value, heads=dice.randint(1, answer.heads))]
            answer.allergies = Allergen.PEANUTS.value
            answer.brings_pram = answer.brings_wheelchair = True
            answer.access_words = f"no stairs {dice.random()}"
            answer.remark = f"more trees {dice.random()}"
            answer.proud = f"our {answer.remark}"


@ON_SQLITE
@pytest.mark.parametrize("households", [5])
def test_pages_are_the_same_whatever_a_few_households_said(
    app: Flask, desk: PageClient, clock: FixedClock, world: World, households: int
) -> None:
    """Of two events that differ in what a few said, no page can be told from the other's."""
    cards = world.cards(households)
    for number, card in enumerate(cards):
        come(world, card, 3, **({"halal": 3} if number % 2 else {}))
    dice = random.Random(households)
    without_halal = cards[::2]
    some_said(world, without_halal, dice)
    anew(world)
    first = look(app, desk, clock, world)
    kitchens = {name: body for name, body in first.items() if name.startswith(KITCHEN)}
    for _other in range(2):
        some_said(world, without_halal, dice)
        anew(world)
        again = look(app, desk, clock, world)
        assert differing(first, again) == set()
        assert any(kitchens[name] != again[name] for name in kitchens), "the cook reads it all"
    assert b"a few" in first["desk.show_event 03"]
    assert b"more trees" not in b"".join(first.values())


@pytest.mark.parametrize(
    ("database_url", "households"),
    [
        ("sqlite", 1),
        pytest.param("postgresql", 5, marks=pytest.mark.postgres),
    ],
    indirect=["database_url"],
)
def test_who_looks_twice_learns_nothing_of_one_family(
    app: Flask, desk: PageClient, clock: FixedClock, world: World, households: int
) -> None:
    *others, card = world.cards(households)
    for place, other in enumerate(others):
        come(world, other, 3, **({"halal": 3} if place % 2 else {"vegetarian": 1}))
        tell(world, other, allergies=frozenset({Allergen.MILK}), brings_pram=True)
    come(world, card, 4)
    seen = look(app, desk, clock, world, card.number)

    def is_unseen() -> None:
        assert differing(seen, look(app, desk, clock, world, card.number)) == set()

    for diet in WISHES:
        come(world, card, 4, **{diet.value: 4})
    tell(
        world,
        card,
        allergies=frozenset({Allergen.PEANUTS}),
        brings_wheelchair=True,
        access_words="no stairs",
        remark="more trees",
        proud="our trees",
    )
    is_unseen()
    with world.store.transaction() as session:
        telling.forget_allergies(session, world.invitation(card))
    is_unseen()


@ON_SQLITE
def test_the_picture_is_made_anew_by_the_fifth_household_and_by_no_page(
    app: Flask, desk: PageClient, clock: FixedClock, world: World
) -> None:
    cards = world.cards(20)
    for card in cards[:5]:
        come(world, card, 2, vegan=2)
    for card in cards[5:9]:
        come(world, card, 2)
    for _look in range(2):
        look(app, desk, clock, world)
        assert _said(world).households == 5
    come(world, cards[0], 2, halal=2)
    said = _said(world)
    assert (said.households, said.diets["vegan"].size) == (9, Size.FEW)
    assert said.diets["halal"].size is Size.FEW


def test_a_household_that_only_says_yes_hides_nobody(world: World) -> None:
    cards = world.cards(10)
    for card in cards[:5]:
        come(world, card)
    for card in cards[5:9]:
        come(world, card, 2, vegan=2)
    with world.store.transaction() as session:
        assert answering.give_reply(
            session, world.invitation(cards[9]), Reply.YES, now=MADE_AT
        ).is_kept
    assert _said(world).households == 5, "of the five that answered since, four said what they eat"


def test_what_organisers_fill_in_never_hides_one_family(world: World) -> None:
    """They know their own, and would take them away from the sum."""
    cards = world.cards(20)
    for card in cards[:5]:
        come(world, card)
    come(world, cards[5], 2, vegan=2)
    for card in cards[6:16]:
        with world.store.transaction() as session:
            told = ReportedAnswer(reply=Reply.YES, adults=2)
            assert list_answers.answer_for(
                session, world.invitation(card), told, now=MADE_AT
            ).is_kept
    assert _said(world).households == 5


def test_stopping_a_card_takes_nothing_off_a_page(
    app: Flask, desk: PageClient, clock: FixedClock, world: World
) -> None:
    cards = world.cards(12)
    for number, card in enumerate(cards):
        come(world, card, 2, **({"vegan": 2} if number < 6 else {}))
    for card in cards:
        tell(world, card, remark="more trees", allergies=frozenset({Allergen.MILK}))
    before = _words(desk, world)
    with world.store.transaction() as session:
        batches.revoke_card(session, world.event_id, cards[0].number)
    assert _words(desk, world) == before
    assert "more trees" in before


def test_to_fill_in_fewer_people_does_not_say_what_they_eat(world: World) -> None:
    card = world.cards()[0]
    come(world, card, 4, vegan=3, halal=1)
    told = ReportedAnswer(reply=Reply.YES, adults=2)
    with world.store.transaction() as session:
        assert list_answers.answer_for(session, world.invitation(card), told, now=MADE_AT).is_kept
    with world.store.reading() as session:
        answer = session.get_one(Answer, world.invitation(card).id)
        assert answer.answered_by is AnsweredBy.ORGANISER
        assert sum(row.heads for row in answer.diets) == 2


def test_the_cook_reads_what_has_to_be_added(desk: PageClient, world: World) -> None:
    cards = world.cards(34, largest_party=30)
    for card in cards[:30]:
        come(world, card, 2)
    event_page = f"/events/{world.event_id}"
    assert desk.send(f"{event_page}/order", form_on=event_page).status_code == 303
    for card in cards[30:]:
        come(world, card, 30, vegan=30)
    sheet = desk.page(f"{event_page}/kitchen?l=en").words
    assert re.search(r"Vegan 120\b", sheet)
    assert "Too little: they eat 300 pieces." in sheet
    assert "Too little" not in desk.page(f"{event_page}?l=en").words


def test_an_event_of_five_kinds_tells_numbers_that_are_true(desk: PageClient, world: World) -> None:
    cards = world.cards(30)
    eaten = ("halal",) * 12 + ("vegetarian",) * 6 + ("vegan",) * 2 + ("",) * 10
    for card, diet in zip(cards, eaten, strict=True):
        come(world, card, 3, **({diet: 3} if diet else {}))
    page = desk.page(f"/events/{world.event_id}?l=en").words
    assert "36 Halal" in page
    assert "18 Vegetarian" in page
    assert "a few Vegan" in page
    assert "Of 30 households" in page
    assert "of 90 people" in page


def _said(world: World) -> Said:
    with world.store.reading() as session:
        return said_at(session, world.event_id)


def _words(desk: PageClient, world: World) -> str:
    return desk.page(f"/events/{world.event_id}/said?l=en").words
