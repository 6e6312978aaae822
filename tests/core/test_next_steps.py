"""What an event still needs."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from planner.core.enums import EventState
from planner.core.next_steps import BatchFacts, EventFacts, later_steps, next_steps
from planner.core.roles import TEAM_RIGHTS, Right, TeamRole
from planner.core.schedule import EventTimes
from planner.core.steps import DUE_BEFORE, RIGHT_OF, Step
from planner.core.turnout.path import HowFar, OffPath
from planner.core.unsettled import Behind, SeenMatter, Unsettled
from planner.core.urgency import done_by

SATURDAY = datetime(2027, 6, 12, 13, 0, tzinfo=UTC)
EARLY = SATURDAY - timedelta(days=9)
TIMES = EventTimes(
    state=EventState.PUBLISHED,
    starts_at=SATURDAY,
    ends_at=SATURDAY + timedelta(hours=4),
    zone="Europe/Amsterdam",
)
KARIN = BatchFacts(
    batch_id=1, name="Passartweg", giver="Karin", cards=40, is_printed=True, is_handed_out=True
)
FEW = OffPath(yes_heads=20, usual=40, how_far=HowFar.HALF, events=4)
READY = EventFacts(
    times=TIMES,
    is_forecast_known=True,
    has_venue=True,
    has_phone=True,
    batches=(KARIN,),
    dishes=8,
    bought=8,
    gates=1,
)


def steps(facts: EventFacts, now: datetime = EARLY) -> list[Step]:
    return [each.step for each in next_steps(facts, now=now)]


@pytest.mark.parametrize("days_before", [20, 7, 3, 1])
def test_an_event_that_is_in_order_needs_nothing(days_before: int) -> None:
    assert steps(READY, SATURDAY - timedelta(days=days_before)) == []


@pytest.mark.parametrize(
    ("missing", "step"),
    [
        pytest.param({"is_forecast_known": False}, Step.GUESS, id="no forecast: ask for a guess"),
        pytest.param({"has_venue": False}, Step.VENUE, id="no place"),
        pytest.param({"too_many": 42}, Step.MAKE_ROOM, id="more people than places"),
        pytest.param({"has_phone": False}, Step.PHONE, id="nobody to call"),
        pytest.param({"batches": ()}, Step.MAKE_CARDS, id="no cards"),
        pytest.param(
            {"batches": (replace(KARIN, is_printed=False, is_handed_out=False),)},
            Step.PRINT_CARDS,
            id="cards are not printed",
        ),
        pytest.param(
            {"batches": (replace(KARIN, is_handed_out=False),)},
            Step.HAND_OUT,
            id="printed and still in a drawer",
        ),
    ],
)
def test_what_is_missing_is_the_next_step(missing: dict[str, object], step: Step) -> None:
    assert steps(replace(READY, **missing)) == [step]  # type: ignore[arg-type]


def test_a_step_names_who_hands_out_how_many_cards_and_before_which_day() -> None:
    facts = replace(READY, batches=(replace(KARIN, is_handed_out=False),))
    (step,) = next_steps(facts, now=EARLY)
    assert (step.step, step.name, step.count, step.batch_id) == (Step.HAND_OUT, "Karin", 40, 1)
    assert (step.by, step.due_on) == (date(2027, 6, 5), date(2027, 6, 2))


def test_cards_that_were_all_revoked_are_nothing_to_hand_out() -> None:
    revoked = replace(KARIN, cards=0, is_printed=False, is_handed_out=False)
    assert steps(replace(READY, batches=(KARIN, revoked))) == []


@pytest.mark.parametrize(
    ("days_before", "expected"),
    [
        pytest.param(8, [], id="food and gate can wait"),
        pytest.param(7, [Step.OPEN_GATE], id="a week before: the gate"),
        pytest.param(3, [Step.BUY, Step.OPEN_GATE], id="three days before: the food"),
    ],
)
def test_food_and_gate_come_up_when_it_is_time(days_before: int, expected: list[Step]) -> None:
    facts = replace(READY, bought=5, gates=0)
    assert steps(facts, SATURDAY - timedelta(days=days_before)) == expected


def test_what_is_ordered_is_fetched_and_not_bought_anew() -> None:
    ordered = replace(READY, bought=5, is_ordered=True)
    close = SATURDAY - timedelta(days=1)
    (fetch,) = next_steps(ordered, now=close)
    assert (fetch.step, fetch.by, fetch.count) == (Step.FETCH, date(2027, 6, 11), 3)
    assert steps(replace(ordered, bought=8), close) == []


def test_the_most_urgent_comes_first() -> None:
    facts = replace(READY, has_venue=False, batches=(), bought=0)
    assert steps(facts, SATURDAY - timedelta(days=2)) == [Step.VENUE, Step.MAKE_CARDS, Step.BUY]


def test_on_the_day_only_the_gate_counts() -> None:
    during = SATURDAY + timedelta(hours=1)
    assert steps(replace(READY, bought=0), during) == [Step.WATCH_GATE]
    assert steps(replace(READY, gates=0), during) == [Step.OPEN_GATE]


def test_afterwards_somebody_has_to_say_how_many_came() -> None:
    assert steps(READY, SATURDAY + timedelta(days=1)) == [Step.CLOSE]


@pytest.mark.parametrize("state", [EventState.CLOSED, EventState.CANCELLED])
def test_a_closed_or_cancelled_event_needs_nothing(state: EventState) -> None:
    facts = replace(READY, times=replace(TIMES, state=state), has_venue=False)
    assert steps(facts) == []
    assert steps(facts, SATURDAY + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("missing", "step"),
    [
        ({"is_forecast_known": False}, Step.GUESS),
        ({"has_venue": False, "batches": ()}, Step.VENUE),
        ({"has_phone": False, "batches": ()}, Step.PHONE),
        ({"batches": ()}, Step.MAKE_CARDS),
        ({"batches": (replace(KARIN, is_printed=False, is_handed_out=False),)}, Step.PRINT_CARDS),
        ({"batches": (replace(KARIN, is_handed_out=False),)}, Step.HAND_OUT),
        ({"gates": 0}, Step.OPEN_GATE),
        ({"bought": 0}, Step.BUY),
        ({"unsettled": Unsettled(over_budget_cents=3_600)}, Step.OVER_BUDGET),
        ({"unsettled": Unsettled(packs_unseen=2)}, Step.ALLERGIES),
        ({"unsettled": Unsettled(unanswered=57, handed_out=100)}, Step.UNANSWERED),
    ],
)
def test_what_is_not_due_yet_is_folded_away_until_its_day(
    missing: dict[str, object], step: Step
) -> None:
    facts = replace(READY, **missing)  # type: ignore[arg-type]
    due_at = SATURDAY - DUE_BEFORE[step]
    day_before = due_at - timedelta(days=1)
    assert step not in steps(facts, day_before)
    assert step in {later.step for later in later_steps(facts, now=day_before)}
    assert step in steps(facts, due_at)
    assert step not in {later.step for later in later_steps(facts, now=due_at)}


def test_once_cards_are_out_the_place_and_the_phone_do_not_wait() -> None:
    long_before = SATURDAY - timedelta(days=200)
    facts = replace(READY, has_venue=False, has_phone=False)
    assert steps(facts, long_before) == [Step.VENUE, Step.PHONE]


WAITING = Unsettled(
    asked=2,
    asked_by="Karin",
    words=6,
    given_up=1,
    held=1,
    calls=3,
    calls_notice_id=8,
    offers=1,
    conflicts=2,
    notes=1,
)
CAME_IN = [
    Step.CALL,
    Step.CALL_OFFER,
    Step.ASKED,
    Step.MAIL,
    Step.HELD,
    Step.READ,
    Step.NOTES,
]


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [
        pytest.param(EventState.PUBLISHED, -200, CAME_IN, id="at once, however long before"),
        pytest.param(
            EventState.PUBLISHED,
            0,
            [
                *(Step.CALL, Step.ASKED, Step.MAIL, Step.CONFLICTS),
                *(Step.HELD, Step.READ, Step.NOTES, Step.WATCH_GATE),
            ],
            id="while it goes on",
        ),
        pytest.param(
            EventState.PUBLISHED,
            1,
            [Step.CONFLICTS, Step.HELD, Step.READ, Step.NOTES, Step.CLOSE],
            id="over, and not closed",
        ),
        pytest.param(
            EventState.CLOSED, 1, [Step.HELD, Step.READ, Step.NOTES], id="what was said stays"
        ),
        pytest.param(
            EventState.CANCELLED,
            -5,
            [Step.CALL, Step.MAIL, Step.HELD, Step.READ, Step.NOTES],
            id="called off: who has to hear it",
        ),
    ],
)
def test_what_came_in_waits_as_long_as_something_can_be_done(
    state: EventState, days: int, expected: list[Step]
) -> None:
    facts = replace(READY, times=replace(TIMES, state=state), unsettled=WAITING)
    assert steps(facts, SATURDAY + timedelta(days=days, minutes=5)) == expected


def test_answering_that_ends_earlier_is_a_deadline() -> None:
    wednesday = date(2027, 6, 9)
    silent = Unsettled(unanswered=57, handed_out=100, answers_close_on=wednesday)
    facts = replace(READY, unsettled=silent)
    assert steps(facts, SATURDAY - timedelta(days=7)) == []
    (step,) = next_steps(facts, now=SATURDAY - timedelta(days=6))
    assert (step.step, step.by, step.count, step.of) == (Step.UNANSWERED, wednesday, 57, 100)
    assert steps(facts, SATURDAY - timedelta(days=2)) == [], "nobody can answer any more"
    few = replace(READY, unsettled=replace(silent, unanswered=33))
    assert steps(few, SATURDAY - timedelta(days=6)) == [], "some never answer"


def test_food_that_runs_short_comes_before_all_else_while_it_goes_on() -> None:
    short = replace(READY, untold=4, unsettled=Unsettled(errands=1))
    assert Step.RUNS_SHORT not in steps(short)
    for role in (TeamRole.LEAD, TeamRole.KITCHEN, TeamRole.CREW):
        facts = replace(short, rights=TEAM_RIGHTS[role])
        assert steps(facts, SATURDAY + timedelta(hours=1))[0] is Step.RUNS_SHORT
    reader = replace(short, rights=TEAM_RIGHTS[TeamRole.READER])
    assert Step.RUNS_SHORT not in steps(reader, SATURDAY + timedelta(hours=1))
    assert Step.RUNS_SHORT not in steps(short, SATURDAY + timedelta(hours=5)), "it is over"


def test_each_role_hears_of_what_it_may_settle_and_of_nothing_else() -> None:
    assert set(RIGHT_OF) == set(Step)
    soon = SATURDAY - timedelta(days=2)
    all_of_it = replace(
        READY,
        is_forecast_known=False,
        has_venue=False,
        bought=0,
        gates=0,
        untold=4,
        unsettled=replace(WAITING, packs_unseen=3, over_budget_cents=100),
    )
    told = {
        role: set(steps(replace(all_of_it, rights=TEAM_RIGHTS[role]), soon)) for role in TeamRole
    }
    assert told[TeamRole.READER] == set()
    assert told[TeamRole.KITCHEN] == {Step.ALLERGIES, Step.BUY}
    assert told[TeamRole.CREW] == {Step.NOTES, Step.OPEN_GATE}
    assert told[TeamRole.LEAD] == set(steps(all_of_it, soon))
    whose = {step.step: step.team_role for step in next_steps(all_of_it, now=soon)}
    assert (whose[Step.BUY], whose[Step.NOTES], whose[Step.ASKED]) == (
        TeamRole.KITCHEN,
        TeamRole.CREW,
        TeamRole.LEAD,
    )


def test_what_can_only_be_seen_carries_the_mark_of_what_stands_there() -> None:
    read = replace(WAITING, marks={SeenMatter.WORDS: "0123456789abcdef"})
    found = {step.step: step for step in next_steps(replace(READY, unsettled=read), now=EARLY)}
    assert found[Step.READ].matter is SeenMatter.WORDS
    assert found[Step.READ].mark == "0123456789abcdef"
    assert found[Step.ASKED].matter is None


def test_what_is_late_comes_before_what_waits_since_today() -> None:
    late = replace(READY, batches=(replace(KARIN, is_handed_out=False),))
    today = date(2027, 6, 10)
    (hand_out,) = next_steps(late, now=SATURDAY - timedelta(days=2))
    asked, *_rest = next_steps(replace(READY, unsettled=WAITING), now=EARLY)
    by = [done_by(step, held_on=date(2027, 6, 12), today=today) for step in (hand_out, asked)]
    assert by[0] < by[1] == today
    assert hand_out.right is Right.GUESTS


@pytest.mark.parametrize("days_before", [20, 9, 2])
def test_answers_that_stay_behind_wait_for_the_lead_at_once(days_before: int) -> None:
    few = replace(READY, unsettled=Unsettled(behind=Behind(path=FEW, cards=30)))
    (step,) = next_steps(few, now=SATURDAY - timedelta(days=days_before))
    assert (step.step, step.by, step.team_role) == (Step.BEHIND, None, TeamRole.LEAD)
    assert step.behind == few.unsettled.behind
    assert steps(few, SATURDAY) == [Step.WATCH_GATE], "nobody is reminded of what has begun"
