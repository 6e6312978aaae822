"""What a household says is kept, counted, and never one place too many."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from planner.core.enums import AnsweredBy, EventState, Reply
from planner.core.parties import PartyDetails
from planner.core.small_cells import NOTHING_SAID
from planner.services.answer import answering, room, storing
from planner.services.answer.outcomes import AnswerOutcome, AnswerVerdict
from planner.services.answer.tally import tally
from planner.services.invite import batches
from planner.services.invite.issuing import PrintableCard
from planner.services.shop.kitchen_totals import kitchen_totals
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Answer, AnswerChange, Event
from tests.support.cards import MADE_AT, SATURDAY, World, make_world
from tests.support.queries import count_queries

pytestmark = pytest.mark.both_databases

FIVE_HALAL = PartyDetails(adults=2, children=3, diets={"halal": 5})


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def say(
    world: World,
    card: PrintableCard,
    reply: Reply,
    *,
    now: datetime = MADE_AT,
    by: AnsweredBy = AnsweredBy.GUEST,
) -> AnswerOutcome:
    invitation = world.invitation(card)
    with world.store.transaction() as session:
        return answering.give_reply(session, invitation, reply, now=now, by=by)


def tell(
    world: World, card: PrintableCard, party: PartyDetails, *, now: datetime = MADE_AT
) -> AnswerOutcome:
    invitation = world.invitation(card)
    with world.store.transaction() as session:
        return answering.give_details(session, invitation, party, now=now)


def stored(world: World, card: PrintableCard) -> Answer:
    found = world.invitation(card).answer
    assert found is not None
    return found


def changes(world: World) -> list[tuple[Reply, int]]:
    with world.store.reading() as session:
        rows = session.execute(
            select(AnswerChange.reply, AnswerChange.heads).order_by(AnswerChange.id)
        )
        return [(reply, heads) for reply, heads in rows]


def test_the_first_tap_is_a_complete_answer(world: World) -> None:
    card = world.cards()[0]
    assert say(world, card, Reply.YES).verdict is AnswerVerdict.STORED
    kept = stored(world, card)
    assert (kept.reply, kept.heads, kept.is_detailed) == (Reply.YES, 1, False)
    assert kept.answered_by is AnsweredBy.GUEST


def test_then_a_household_tells_how_many_come_and_what_they_eat(world: World) -> None:
    card = world.cards()[0]
    say(world, card, Reply.YES)
    assert tell(world, card, FIVE_HALAL).is_kept
    kept = stored(world, card)
    assert (kept.adults, kept.children, kept.is_detailed) == (2, 3, True)
    assert {row.diet: row.heads for row in kept.diets} == {"halal": 5}


def test_the_same_form_sent_twice_has_no_effect(world: World) -> None:
    card = world.cards()[0]
    later = MADE_AT + timedelta(minutes=1)
    for moment in (MADE_AT, later):
        say(world, card, Reply.YES, now=moment)
        tell(world, card, FIVE_HALAL, now=moment)
    assert say(world, card, Reply.YES).verdict is AnswerVerdict.UNCHANGED
    assert stored(world, card).updated_at == MADE_AT
    assert changes(world) == [(Reply.YES, 1), (Reply.YES, 5)]


def test_every_change_is_kept_as_a_count_for_later_forecasts(world: World) -> None:
    card = world.cards()[0]
    say(world, card, Reply.MAYBE)
    tell(world, card, FIVE_HALAL)
    say(world, card, Reply.YES)
    say(world, card, Reply.NO)
    assert changes(world) == [
        (Reply.MAYBE, 1),
        (Reply.MAYBE, 5),
        (Reply.YES, 5),
        (Reply.NO, 5),
    ]


def test_who_can_not_come_keeps_the_number_of_people_and_loses_the_diets(world: World) -> None:
    card = world.cards()[0]
    tell(world, card, FIVE_HALAL)
    say(world, card, Reply.NO)
    assert (stored(world, card).heads, stored(world, card).diets) == (5, [])
    say(world, card, Reply.YES)
    assert (stored(world, card).heads, stored(world, card).is_detailed) == (5, True)


def test_who_said_maybe_stays_a_maybe_while_telling_more(world: World) -> None:
    card = world.cards()[0]
    say(world, card, Reply.MAYBE)
    tell(world, card, FIVE_HALAL)
    assert stored(world, card).reply is Reply.MAYBE


@pytest.mark.parametrize(
    ("party", "verdict"),
    [
        pytest.param(PartyDetails(adults=0), AnswerVerdict.NOBODY, id="nobody"),
        pytest.param(
            PartyDetails(adults=-1, children=3), AnswerVerdict.NOBODY, id="fewer than nobody"
        ),
        pytest.param(
            PartyDetails(adults=5, children=4), AnswerVerdict.TOO_MANY, id="nine of eight"
        ),
        pytest.param(PartyDetails(adults=1000), AnswerVerdict.TOO_MANY, id="a thousand"),
        pytest.param(
            PartyDetails(adults=2, diets={"halal": 3}),
            AnswerVerdict.MORE_EATERS_THAN_PEOPLE,
            id="three plates for two",
        ),
    ],
)
def test_what_can_not_be_is_refused_and_what_was_said_before_stays(
    world: World, party: PartyDetails, verdict: AnswerVerdict
) -> None:
    card = world.cards(largest_party=8)[0]
    say(world, card, Reply.YES)
    assert tell(world, card, party).verdict is verdict
    assert stored(world, card).heads == 1


@pytest.mark.parametrize(
    ("fields", "now"),
    [
        pytest.param(
            {"answers_close_at": SATURDAY - timedelta(days=2)},
            SATURDAY - timedelta(days=2),
            id="the food is bought",
        ),
        pytest.param({}, SATURDAY, id="it has begun"),
        pytest.param({}, SATURDAY + timedelta(days=1), id="it is over"),
        pytest.param({"state": EventState.CANCELLED}, MADE_AT, id="it is cancelled"),
    ],
)
def test_guests_can_not_answer_when_it_is_too_late(
    world: World, fields: dict[str, object], now: datetime
) -> None:
    card = world.cards()[0]
    world.change(**fields)
    assert say(world, card, Reply.YES, now=now).verdict is AnswerVerdict.CLOSED
    assert tell(world, card, FIVE_HALAL, now=now).verdict is AnswerVerdict.CLOSED
    assert world.invitation(card).answer is None


def test_an_organiser_can_still_fill_in_a_late_answer(world: World) -> None:
    card = world.cards()[0]
    late = SATURDAY - timedelta(hours=1)
    world.change(answers_close_at=SATURDAY - timedelta(days=2))
    outcome = say(world, card, Reply.YES, now=late, by=AnsweredBy.ORGANISER)
    assert outcome.verdict is AnswerVerdict.STORED
    assert stored(world, card).answered_by is AnsweredBy.ORGANISER


def test_after_the_end_nobody_answers_for_a_household_any_more(world: World) -> None:
    """What was erased on the promised day would be there again."""
    card = world.cards()[0]
    over = SATURDAY + timedelta(hours=4)
    for by in AnsweredBy:
        assert say(world, card, Reply.YES, now=over, by=by).verdict is AnswerVerdict.CLOSED
    assert world.invitation(card).answer is None


def test_a_revoked_card_answers_no_more_and_counts_no_more(world: World) -> None:
    cards = world.cards(2)
    for card in cards:
        tell(world, card, FIVE_HALAL)
    with world.store.transaction() as session:
        batches.revoke_card(session, world.event_id, cards[0].number)
    assert say(world, cards[0], Reply.NO).verdict is AnswerVerdict.CARD_ENDED
    with world.store.reading() as session:
        found = tally(session, world.event_id)
        exact = kitchen_totals(session, world.event_id)
    assert (found.yes_heads, exact.diets) == (5, {"halal": 5})
    assert found.by_batch[world.batch_of(cards[0])].revoked == 1


def test_the_last_place_goes_to_one_household_only(world: World) -> None:
    world.change(capacity=6)
    first, second, third = world.cards(3)
    assert tell(world, first, FIVE_HALAL).is_kept
    assert say(world, second, Reply.YES).is_kept
    assert say(world, third, Reply.YES) == AnswerOutcome(AnswerVerdict.FULL, places_left=0)
    assert world.invitation(third).answer is None
    assert say(world, third, Reply.MAYBE).is_kept, "who may come later is not turned away"


def test_a_household_that_does_not_fit_hears_how_many_places_are_left(world: World) -> None:
    world.change(capacity=8)
    first, second = world.cards(2)
    tell(world, first, FIVE_HALAL)
    assert tell(world, second, FIVE_HALAL) == AnswerOutcome(AnswerVerdict.FULL, places_left=3)


def test_a_household_makes_room_for_itself(world: World) -> None:
    world.change(capacity=5)
    card = world.cards()[0]
    assert tell(world, card, FIVE_HALAL).is_kept
    assert tell(world, card, PartyDetails(adults=1, children=4)).is_kept


def test_a_household_may_come_with_fewer_where_there_are_too_many_already(world: World) -> None:
    first, second = world.cards(2)
    tell(world, first, FIVE_HALAL)
    tell(world, second, FIVE_HALAL)
    world.change(capacity=6)  # the hall turned out to be smaller
    assert tell(world, second, PartyDetails(adults=2)).is_kept
    assert tell(world, second, PartyDetails(adults=3)) == AnswerOutcome(
        AnswerVerdict.FULL, places_left=1
    )


def test_somebody_who_can_not_come_makes_room(world: World) -> None:
    world.change(capacity=5)
    first, second = world.cards(2)
    tell(world, first, FIVE_HALAL)
    say(world, first, Reply.NO)
    assert tell(world, second, FIVE_HALAL).is_kept


def test_twenty_answers_at_once_never_take_one_place_too_many(world: World) -> None:
    world.change(capacity=30)
    cards = world.cards(20)
    pairs = PartyDetails(adults=2)

    def answer_it(card: PrintableCard) -> AnswerVerdict:
        say(world, card, Reply.YES)
        return tell(world, card, pairs).verdict

    with ThreadPoolExecutor(20) as guests:
        verdicts = Counter(guests.map(answer_it, cards))
    with world.store.reading() as session:
        taken = session.scalar(
            select(func.sum(Answer.adults + Answer.children)).where(Answer.reply == Reply.YES)
        )
    assert taken is not None
    assert taken <= 30
    assert verdicts[AnswerVerdict.STORED] >= 10
    assert set(verdicts) <= {AnswerVerdict.STORED, AnswerVerdict.FULL}


def test_the_control_without_waiting_for_the_turn_fails(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Count, then write, as one does without thinking: this is what the turn is for."""
    world.change(capacity=1)
    cards = world.cards(2)
    together = threading.Barrier(2)
    count = room.heads_taken

    def read_without_waiting(session: Session, event_id: int) -> Event:
        return session.get_one(Event, event_id)

    def count_together(*given: Any, **named: Any) -> int:
        taken = count(*given, **named)
        together.wait(timeout=60)
        return taken

    def answer_it(card: PrintableCard) -> str:
        try:
            return say(world, card, Reply.YES).verdict.name
        except OperationalError as error:
            return type(error).__name__

    monkeypatch.setattr(storing, "lock_answers", read_without_waiting)
    monkeypatch.setattr(storing, "heads_taken", count_together)
    # A transaction then begins as a reader, as the driver does by itself.
    world.store.writer = world.store.engine.execution_options(sqlite_begin="DEFERRED")
    with ThreadPoolExecutor(2) as guests:
        outcomes = sorted(guests.map(answer_it, cards))
    if world.store.is_sqlite:
        assert outcomes == ["OperationalError", "STORED"], "it refuses what changed since it read"
    else:
        assert outcomes == ["STORED", "STORED"], "two people on the last place"


def test_two_phones_of_one_household_leave_one_answer(world: World) -> None:
    card = world.cards()[0]
    replies = [Reply.YES, Reply.NO] * 5
    with ThreadPoolExecutor(4) as phones:
        outcomes = list(phones.map(lambda reply: say(world, card, reply), replies))
    assert all(outcome.is_kept for outcome in outcomes)
    assert stored(world, card).reply in {Reply.YES, Reply.NO}
    stored_times = sum(outcome.verdict is AnswerVerdict.STORED for outcome in outcomes)
    assert len(changes(world)) == stored_times


def test_the_tally_counts_people_cards_and_plates(world: World) -> None:
    street = world.cards(5)
    karin = world.cards(3, name="Karins kaarten", intermediary_name="Karin")
    tell(world, street[0], PartyDetails(adults=2, children=3, diets={"halal": 4, "vegan": 1}))
    say(world, street[1], Reply.YES)
    say(world, street[2], Reply.MAYBE)
    tell(world, karin[0], PartyDetails(adults=2, children=3))
    say(world, karin[1], Reply.NO)
    with world.store.reading() as session, count_queries(world.store) as asked:
        found = tally(session, world.event_id)
    assert len(asked) == 2
    assert (found.yes_households, found.yes_heads) == (3, 11)
    assert (found.yes_adults, found.yes_children) == (5, 6)
    assert (found.maybe_households, found.maybe_heads) == (1, 1)
    assert (found.no_households, found.no_heads, found.not_yet) == (1, 1, 3)
    assert found.said == NOTHING_SAID, "three households are too few to tell what they eat"
    assert found.household_sizes == {1: 2, 5: 2}
    mine = found.by_batch[world.batch_of(street[0])]
    assert (mine.cards, mine.yes, mine.maybe, mine.no, mine.not_yet) == (5, 2, 1, 0, 2)
    hers = found.by_batch[world.batch_of(karin[0])]
    assert found.by_intermediary[hers.intermediary_id] == hers
    assert (hers.cards, hers.yes, hers.no, hers.not_yet, hers.yes_heads) == (3, 1, 1, 1, 5)


def test_an_event_without_cards_tallies_to_nothing(world: World) -> None:
    with world.store.reading() as session:
        found = tally(session, world.event_id)
    assert (found.yes_heads, found.not_yet) == (0, 0)
    assert (found.said, found.by_batch, found.household_sizes) == (NOTHING_SAID, {}, {})
    assert found.by_intermediary == {}
