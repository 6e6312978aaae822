"""What is set aside counts nowhere, is looked at in one press, and can be taken back."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from planner.core.bursts import LOOKED_AT_WITHIN
from planner.core.enums import AsideReason, AsideState, BatchKind, InvitationState, Reply
from planner.core.parties import PartyDetails
from planner.core.small_cells import NOTHING_SAID
from planner.services.answer import answering, set_aside, telling, waiting_list
from planner.services.answer.counts import cards_handed_out, counts_at, counts_now
from planner.services.answer.room import heads_taken
from planner.services.answer.set_aside import AsideGroup, Decided
from planner.services.answer.tally import said_at, tally
from planner.services.day.agenda import facts_of
from planner.services.day.gate_watch import watch_gates
from planner.services.forecast.forecasting import forecast_events
from planner.services.guests.guest_list import list_guests
from planner.services.guests.list_values import GuestListFilter, GuestState
from planner.services.invite import issuing, open_answers, states
from planner.services.privacy import erasing
from planner.services.shop.kitchen_totals import KitchenTotals, kitchen_totals
from planner.settings import Settings
from planner.store.base import Store
from planner.store.locks import WriterWaitedTooLong
from planner.store.models import (
    Answer,
    AnswerChange,
    Batch,
    Event,
    Invitation,
    SetAside,
    Submission,
    Waiting,
)
from tests.support.cards import MADE_AT, World, make_world
from tests.support.origins import origin

pytestmark = pytest.mark.both_databases

NAME = "Answers without a card"
SECOND = timedelta(seconds=1)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def answer(
    world: World,
    network: str = "school",
    *,
    heads: int = 0,
    at: datetime = MADE_AT,
    reply: Reply = Reply.YES,
    word: str = "",
) -> str:
    """Answer without a card, with how many if that is not 0, and return the code."""
    with world.store.writing() as session:
        made = open_answers.answer_openly(
            session,
            world.event_id,
            reply,
            origin=origin(network, word=word),
            batch_name=NAME,
            code_key=world.settings.code_key,
            now=at,
        )
        if not made.outcome.is_kept:
            return ""
        if heads:
            card = issuing.find_invitation(session, made.code, code_key=world.settings.code_key)
            assert card is not None
            answering.give_details(session, card, PartyDetails(adults=heads), now=at)
        session.commit()
        return made.code


def burst(world: World, number: int = 12, network: str = "prank", heads: int = 8) -> list[str]:
    return [answer(world, network, heads=heads) for _ in range(number)]


def groups(world: World) -> Sequence[AsideGroup]:
    with world.store.reading() as session:
        return set_aside.list_set_aside(session, world.event_id, is_open=True)


def decide(
    world: World,
    group: AsideGroup,
    wanted: AsideState,
    *,
    version: int | None = None,
    at: datetime = MADE_AT + 60 * SECOND,
) -> set_aside.Outcome:
    with world.store.transaction() as session:
        return set_aside.decide(
            session,
            world.event_id,
            group.key,
            wanted,
            version=group.version if version is None else version,
            seen=group.seen,
            now=at,
        )


def yes_heads(world: World) -> int:
    with world.store.reading() as session:
        return tally(session, world.event_id).yes_heads


def taken(world: World, at: datetime = MADE_AT) -> int:
    with world.store.reading() as session:
        return heads_taken(session, world.event_id, now=at)


def test_a_burst_counts_in_no_sum_that_there_is(world: World) -> None:
    answer(world, "home", heads=3)
    codes = burst(world)
    with world.store.transaction() as session:
        card = issuing.find_invitation(session, codes[0], code_key=world.settings.code_key)
        assert card is not None
        needs = telling.ToldNeeds(brings_pram=True, remark="Boo")
        assert telling.tell(session, card, needs, now=MADE_AT)
    event_id = world.event_id
    later = MADE_AT + timedelta(hours=3)
    with world.store.reading() as session:
        event = session.get_one(Event, event_id)
        counted = tally(session, event_id)
        assert (counted.yes_heads, counted.yes_households, counted.not_yet) == (3, 1, 0)
        assert (counted.set_aside, counted.set_aside_heads) == (12, 96)
        assert counts_now(session, [event_id])[event_id] == counted.counts
        assert counts_at(session, {event_id: [later]})[event_id, later] == counted.counts
        assert cards_handed_out(session, [event_id]) == {event_id: 1}
        gates = watch_gates(session, event_id, now=MADE_AT)
        assert (gates.still_expected, gates.set_aside) == (3, 96)
        assert said_at(session, event_id) == NOTHING_SAID, "twelve of one hand hide no family"
        assert telling.words_read(session, event_id) == telling.Words(
            access_words=[], remarks=[], prouds=[]
        )
        assert kitchen_totals(session, event_id) == KitchenTotals(diets={}, allergies={})
        (totals,) = states.count_cards(session, event_id).values()
        assert (totals.made, totals.answered, totals.set_aside) == (1, 1, 12)
        forecasts = forecast_events(session, [event], now=MADE_AT)
        facts = facts_of(session, [event], forecasts, has_office_phone=True, now=MADE_AT)[event_id]
        assert [batch.cards for batch in facts.batches] == [1]
        assert facts.set_aside == 1
        for state, number in ((GuestState.YES, 1), (GuestState.SET_ASIDE, 12)):
            wanted = GuestListFilter(state=state)
            page = list_guests(session, event_id, wanted)
            assert page.found == number
            assert {row.state for row in page.rows} == {state}
    assert taken(world) == 3


def test_what_came_together_is_one_thing_to_look_at(world: World) -> None:
    burst(world, 23)
    (group,) = groups(world)
    assert (group.reason, group.number, group.heads) == (AsideReason.NETWORK, 23, 184)
    assert (group.connections, group.state) == (1, AsideState.OPEN)


def test_taken_in_they_count_and_pressed_twice_it_is_done_once(world: World) -> None:
    burst(world)
    (group,) = groups(world)
    assert decide(world, group, AsideState.TAKEN_IN).decided is Decided.DONE
    assert yes_heads(world) == 96
    assert decide(world, group, AsideState.TAKEN_IN).decided is Decided.AS_IT_WAS
    assert not groups(world)


def test_of_what_somebody_looked_at_nobody_has_to_look_again(world: World) -> None:
    burst(world)
    (group,) = groups(world)
    decide(world, group, AsideState.TAKEN_IN)
    answer(world, "prank", heads=2, at=MADE_AT + 2 * SECOND)
    assert not groups(world)
    assert yes_heads(world) == 98


def test_undone_their_cards_stop_and_it_can_be_taken_back(world: World) -> None:
    burst(world)
    (group,) = groups(world)
    with world.store.transaction() as session:
        stopped = session.scalars(select(Invitation).order_by(Invitation.id)).first()
        assert stopped is not None
        stopped.state = InvitationState.REVOKED
    assert decide(world, group, AsideState.UNDONE).decided is Decided.DONE
    with world.store.reading() as session:
        assert set(session.scalars(select(Invitation.state))) == {InvitationState.REVOKED}
        assert tally(session, world.event_id).set_aside == 0
        assert session.scalar(select(func.count(Answer.invitation_id))) == 12
    assert decide(world, group, AsideState.TAKEN_IN).decided is Decided.CHANGED
    assert decide(world, group, AsideState.TAKEN_IN, version=2).decided is Decided.DONE
    assert yes_heads(world) == 88, "what was stopped by hand stays stopped"
    assert decide(world, group, AsideState.UNDONE, version=3).decided is Decided.DONE
    assert yes_heads(world) == 0


def test_two_who_decide_at_once_do_not_undo_each_other(world: World) -> None:
    burst(world)
    (group,) = groups(world)
    wanted = [AsideState.TAKEN_IN, AsideState.UNDONE] * 4
    with ThreadPoolExecutor(8) as people:
        made = list(people.map(lambda state: decide(world, group, state).decided, wanted))
    assert made.count(Decided.DONE) == 1
    assert made.count(Decided.AS_IT_WAS) == 3
    assert made.count(Decided.CHANGED) == 4
    assert yes_heads(world) in {0, 96}


def test_what_came_after_the_page_was_shown_is_left_to_look_at(world: World) -> None:
    burst(world)
    (group,) = groups(world)
    answer(world, "prank", heads=8, at=MADE_AT + SECOND)
    done = decide(world, group, AsideState.UNDONE)
    assert (done.decided, done.number) == (Decided.DONE, 12)
    (left,) = groups(world)
    assert (left.number, left.reason) == (1, AsideReason.NETWORK)


def test_nothing_of_another_event_is_decided_here(world: World, settings: Settings) -> None:
    burst(world)
    (group,) = groups(world)
    other = make_world(world.store, settings)
    assert decide(other, group, AsideState.UNDONE).decided is Decided.GONE
    assert len(groups(world)) == 1


def answer_in_the_end(world: World) -> str:
    """Answer as who is told that it is busy, and tries again."""
    while True:
        try:
            return answer(world, "prank")
        except WriterWaitedTooLong:
            continue


def test_sixty_strangers_at_once_leave_nothing_that_counts(world: World) -> None:
    world.change(capacity=20)
    with ThreadPoolExecutor(12) as strangers:
        list(strangers.map(lambda _: answer_in_the_end(world), range(60)))
    assert (yes_heads(world), taken(world)) == (0, 0)


def test_a_form_sent_sixteen_times_at_once_is_one_answer(world: World) -> None:
    same = origin("home")

    def send(_: int) -> str:
        with world.store.writing() as session:
            made = open_answers.answer_openly(
                session,
                world.event_id,
                Reply.YES,
                origin=same,
                batch_name=NAME,
                code_key=world.settings.code_key,
                now=MADE_AT,
            )
            session.commit()
            return made.code

    with ThreadPoolExecutor(16) as thumbs:
        codes = set(thumbs.map(send, range(16)))
    assert len(codes) == 1
    with world.store.reading() as session:
        assert session.scalar(select(func.count(Invitation.id))) == 1
        assert session.scalar(select(func.count(AnswerChange.id))) == 1


def test_two_households_over_one_connection_may_have_the_last_places(world: World) -> None:
    world.change(capacity=6)
    for minute, heads in enumerate((3, 3)):
        answer(world, heads=heads, at=MADE_AT + timedelta(minutes=20 * minute))
    assert taken(world, MADE_AT + timedelta(hours=1)) == 6
    assert not groups(world)


def test_one_connection_has_half_of_the_open_places_until_somebody_looks(world: World) -> None:
    world.change(capacity=20)
    moments = [MADE_AT + timedelta(minutes=20 * number) for number in range(8)]
    for at in moments:
        answer(world, heads=3, at=at)
    assert taken(world, moments[-1]) == 9
    (group,) = groups(world)
    assert (group.reason, group.number) == (AsideReason.SHARE, 5)
    assert decide(world, group, AsideState.TAKEN_IN, at=moments[-1]).waiting == 2
    assert taken(world, moments[-1]) == 18
    with world.store.reading() as session:
        assert session.scalars(select(Waiting.heads)).all() == [3, 3]


def test_raising_the_number_afterwards_is_seen_too(world: World) -> None:
    world.change(capacity=20)
    codes = [answer(world, heads=1, at=MADE_AT + n * timedelta(minutes=2)) for n in range(4)]
    assert not groups(world)
    with world.store.transaction() as session:
        for code in codes:
            card = issuing.find_invitation(session, code, code_key=world.settings.code_key)
            assert card is not None
            at = MADE_AT + timedelta(minutes=30)
            answering.give_details(session, card, PartyDetails(adults=5), now=at)
    (group,) = groups(world)
    assert group.reason is AsideReason.SHARE
    assert taken(world, MADE_AT + timedelta(hours=1)) <= 11


def test_after_two_hours_they_take_places_that_are_free_and_no_more_than_half(
    world: World,
) -> None:
    world.change(capacity=20)
    burst(world, 12, heads=3)
    assert taken(world) == 0
    late = MADE_AT + LOOKED_AT_WITHIN
    with world.store.transaction() as session:
        assert waiting_list.is_anybody_waiting(session, now=late - SECOND) is False
        assert waiting_list.is_anybody_waiting(session, now=late)
        waiting_list.serve_every_waiting_list(session, now=late)
    assert taken(world, late) == 9
    assert yes_heads(world) == 0, "the forecast waits until somebody looks"
    (group,) = groups(world)
    assert group.places == 9
    answer(world, "home", heads=8, at=late)
    assert taken(world, late) == 17


def test_who_waits_in_the_line_is_served_before_them(world: World) -> None:
    world.change(capacity=10)
    answer(world, "home 1", heads=8)
    answer(world, "home 2", heads=2)
    burst_codes = burst(world, 12, heads=2)
    assert burst_codes == [""] * 12, "it is full: they can wait like everybody"
    with world.store.transaction() as session:
        for _ in range(12):
            open_answers.wait_openly(
                session,
                world.event_id,
                2,
                origin=origin("prank"),
                batch_name=NAME,
                code_key=world.settings.code_key,
                now=MADE_AT,
            )
        session.flush()
        code = open_answers.wait_openly(
            session,
            world.event_id,
            2,
            origin=origin("home 3"),
            batch_name=NAME,
            code_key=world.settings.code_key,
            now=MADE_AT + SECOND,
        )
        family = issuing.find_invitation(session, code or "", code_key=world.settings.code_key)
        assert family is not None
        first = session.scalars(select(Invitation).order_by(Invitation.id)).first()
        assert first is not None
        answering.give_reply(session, first, Reply.NO, now=MADE_AT + 2 * SECOND)
        event = session.get_one(Event, world.event_id)
        line = waiting_list.list_waiting(session, event, now=MADE_AT + 3 * SECOND)
        assert [place.invitation_id for place in line] == [family.id]
        own = session.scalars(select(Invitation).order_by(Invitation.id).offset(3)).first()
        assert own is not None
        assert waiting_list.place_of(session, own, now=MADE_AT) is not None


@pytest.mark.parametrize(
    ("word", "is_aside"),
    [
        pytest.param("Kastanje", False, id="as it stands there"),
        pytest.param(" kastanje ", False, id="in small letters"),
        pytest.param("kast-anjé", False, id="with a dash and an accent"),
        pytest.param("kastanjes", True, id="another word"),
        pytest.param("", True, id="none"),
    ],
)
def test_without_the_word_on_the_poster_an_answer_is_looked_at_first(
    world: World, word: str, is_aside: bool
) -> None:
    world.change(open_word="kastanje")
    answer(world, "home", heads=2, word=word)
    assert [one.reason for one in groups(world)] == [AsideReason.WORD] * is_aside
    assert yes_heads(world) == (0 if is_aside else 2)


def test_who_types_the_right_word_after_all_counts(world: World) -> None:
    world.change(open_word="kastanje")
    wrong = origin("home", word="eik")
    right = origin("home", word="Kastanje")
    with world.store.transaction() as session:
        for sent in (wrong, type(right)(network=wrong.network, form=wrong.form, word=right.word)):
            open_answers.answer_openly(
                session,
                world.event_id,
                Reply.YES,
                origin=sent,
                batch_name=NAME,
                code_key=world.settings.code_key,
                now=MADE_AT,
            )
    assert not groups(world)
    assert yes_heads(world) == 1


def test_an_organiser_can_look_at_each_answer_first(world: World) -> None:
    world.change(looks_first=True)
    for number in range(3):
        answer(world, f"home {number}", heads=2, at=MADE_AT + timedelta(days=number))
    (group,) = groups(world)
    assert (group.reason, group.number) == (AsideReason.LOOK, 3)
    assert decide(world, group, AsideState.TAKEN_IN).number == 3
    assert yes_heads(world) == 6


def test_who_erases_an_answer_and_answers_again_is_still_looked_at(world: World) -> None:
    codes = burst(world)
    with world.store.transaction() as session:
        card = issuing.find_invitation(session, codes[0], code_key=world.settings.code_key)
        assert card is not None
        erasing.erase_card(session, card, log=world.erasures, now=MADE_AT)
    with world.store.transaction() as session:
        card = issuing.find_invitation(session, codes[0], code_key=world.settings.code_key)
        assert card is not None
        assert answering.give_reply(session, card, Reply.YES, now=MADE_AT).is_kept
        kept = session.scalars(select(Submission).where(Submission.invitation_id == card.id)).one()
        assert (kept.network, kept.form) == (None, None)
    assert yes_heads(world) == 0


def test_cards_that_somebody_handed_out_are_never_set_aside(world: World) -> None:
    cards = world.cards(30)
    with world.store.transaction() as session:
        for card in cards:
            found = issuing.find_invitation(session, card.code, code_key=world.settings.code_key)
            assert found is not None
            answering.give_details(session, found, PartyDetails(adults=8), now=MADE_AT)
        kinds = set(session.scalars(select(Batch.kind)))
    assert kinds == {BatchKind.CARDS}
    assert yes_heads(world) == 240
    with world.store.reading() as session:
        assert session.scalar(select(func.count(SetAside.id))) == 0
