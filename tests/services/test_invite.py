"""Making cards, printing them again, and letting them stop working."""

import re

import pytest

from planner.core.codes import show_code
from planner.core.enums import InvitationState
from planner.services.invite import batches, issuing
from planner.services.invite.issuing import MOST_CARDS, BatchPlan
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Batch, Invitation
from tests.support.cards import MADE_AT, World, make_world
from tests.support.queries import count_queries


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def test_every_card_has_a_number_and_a_code_of_its_own(world: World) -> None:
    cards = world.cards(40)
    assert [card.number for card in cards] == list(range(1, 41))
    assert len({card.code for card in cards}) == 40
    assert all(re.fullmatch(r"http://feest\.example/[0-9A-Z]{13}", card.url) for card in cards)


def test_the_next_stack_goes_on_counting(world: World) -> None:
    world.cards(3)
    assert [card.number for card in world.cards(2)] == [4, 5]


def test_cards_are_printed_again_with_the_same_codes(world: World) -> None:
    cards = world.cards(5)
    with world.store.reading() as session:
        batch = session.get_one(Batch, world.batch_of(cards[0]))
        again = issuing.codes_of(
            session, batch, code_key=world.settings.code_key, base_url=world.settings.base_url
        )
        other_town = issuing.codes_of(session, batch, code_key="a key of another town, 1234567")
    assert again == cards
    assert not {card.code for card in other_town} & {card.code for card in cards}


def test_no_code_is_in_the_database(world: World) -> None:
    card = world.cards(1)[0]
    invitation = world.invitation(card)
    stored = b"".join(
        value if isinstance(value, bytes) else str(value).encode()
        for value in vars(invitation).values()
    )
    assert card.code.encode() not in stored
    assert show_code(card.code).encode() not in stored


def test_a_code_finds_its_invitation_and_another_towns_does_not(world: World) -> None:
    card = world.cards(2)[1]
    assert world.invitation(card).number == 2
    with world.store.reading() as session:
        key = "a key of another town, 1234567"
        assert issuing.find_invitation(session, card.code, code_key=key) is None


def test_all_that_a_page_shows_comes_in_a_few_questions(world: World) -> None:
    card = world.cards(1)[0]
    with count_queries(world.store) as asked:
        invitation = world.invitation(card)
        assert invitation.event.venue is not None
        assert invitation.event.dishes
        assert not invitation.event.programme
        assert invitation.answer is None
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("count", "largest_party"),
    [
        pytest.param(0, 8, id="no cards"),
        pytest.param(MOST_CARDS + 1, 8, id="more than can be printed"),
        pytest.param(10, 0, id="cards for nobody"),
    ],
)
def test_what_can_not_be_printed_is_refused(count: int, largest_party: int) -> None:
    with pytest.raises(ValueError, match="1 to"):
        BatchPlan(name="Passartweg", count=count, largest_party=largest_party)


def test_five_thousand_cards_are_made_in_one_go(world: World) -> None:
    with count_queries(world.store) as asked:
        assert len(world.cards(MOST_CARDS)) == MOST_CARDS
    assert len(asked) < 60  # inserted in pages, never one by one


def test_one_person_hands_out_cards_of_more_events(world: World) -> None:
    first = world.cards(1, intermediary_name="Karin de Vries")[0]
    second = world.cards(1, intermediary_name="Karin de Vries")[0]
    with world.store.reading() as session:
        found = {batch.id: batch for batch in batches.list_batches(session, world.event_id)}
    assert (
        found[world.batch_of(first)].intermediary_id
        == found[world.batch_of(second)].intermediary_id
        is not None
    )


@pytest.mark.parametrize(
    ("name", "is_named", "shown"),
    [
        pytest.param("Karin de Vries", True, "Karin", id="only the first name"),
        pytest.param("Karin de Vries", False, "", id="not without being asked"),
        pytest.param("De basisschool", True, "", id="no half name of an organisation"),
        pytest.param(None, True, "", id="nobody hands them out"),
    ],
)
def test_guests_read_who_gave_the_card_only_where_the_stack_says_so(
    world: World, name: str | None, is_named: bool, shown: str
) -> None:
    card = world.cards(1, intermediary_name=name, names_intermediary=is_named)[0]
    with world.store.reading() as session:
        batch = batches.get_batch(session, world.batch_of(card))
        assert batch is not None
        assert batches.giver_of(batch) == shown


def test_a_stack_notes_the_last_print_and_the_first_handing_out(world: World) -> None:
    batch_id = world.batch_of(world.cards(1)[0])
    later = MADE_AT.replace(hour=18)
    for moment in (MADE_AT, later):
        with world.store.transaction() as session:
            batch = session.get_one(Batch, batch_id)
            batches.mark_printed(session, batch, now=moment)
            batches.mark_handed_out(session, batch, now=moment)
    with world.store.reading() as session:
        batch = session.get_one(Batch, batch_id)
        assert (batch.printed_at, batch.handed_out_at) == (later, MADE_AT)
    with world.store.transaction() as session:
        batches.mark_not_handed_out(session, session.get_one(Batch, batch_id))
    with world.store.reading() as session:
        assert session.get_one(Batch, batch_id).handed_out_at is None


def test_a_lost_card_gets_a_new_one_with_a_new_number(world: World) -> None:
    cards = world.cards(2)
    with world.store.transaction() as session:
        new = batches.replace_card(
            session, world.event_id, 1, code_key=world.settings.code_key, now=MADE_AT
        )
        assert new is not None
        assert (new.number, new.batch_id) == (3, world.batch_of(cards[0]))
    assert world.invitation(cards[0]).state is InvitationState.REPLACED
    with world.store.transaction() as session:
        key = world.settings.code_key
        assert batches.replace_card(session, world.event_id, 1, code_key=key, now=MADE_AT) is None
        assert batches.replace_card(session, world.event_id, 77, code_key=key, now=MADE_AT) is None


def test_revoked_cards_are_not_printed_again(world: World) -> None:
    cards = world.cards(3)
    with world.store.transaction() as session:
        assert batches.revoke_card(session, world.event_id, 2)
        assert not batches.revoke_card(session, world.event_id, 2)
        batch = session.get_one(Batch, world.batch_of(cards[0]))
        left = issuing.codes_of(session, batch, code_key=world.settings.code_key)
        assert [card.number for card in left] == [1, 3]
        assert batches.revoke_batch(session, batch) == 2
        assert batches.revoke_batch(session, batch) == 0


def test_the_cards_of_another_event_stay_what_they_were(world: World) -> None:
    card = world.cards(1)[0]
    other = make_world(world.store, world.settings)
    theirs = other.cards(1)[0]
    assert theirs.number == card.number == 1
    with world.store.transaction() as session:
        batches.revoke_card(session, other.event_id, 1)
    assert world.invitation(card).state is InvitationState.ISSUED


def test_an_invitation_has_no_place_for_a_name_or_an_address() -> None:
    assert set(Invitation.__table__.columns.keys()) == {
        "id", "event_id", "batch_id", "number", "seed", "code_hash", "state", "largest_party",
        "scans_seen", "created_at", "handed_out_at", "replaced_by", "keeps_place", "set_aside_at",
        "calendar_turn",
    }  # fmt: skip
