"""What an event still needs of somebody, the most urgent first: a pure function of what is known.

This is the one list: the page of an event, the list of events, the page of all that waits and the
mail about it take what they say from here. What is not due yet is kept apart, to be folded away.
What steps there are stands in `core/steps.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from planner.core.assurances import Assurance
from planner.core.enums import EventState
from planner.core.local_time import day_of
from planner.core.logistics.permits import Overrun, PermitFacts, PermitKind
from planner.core.logistics.tasks import WAITS_BEFORE, TaskFacts, days_late
from planner.core.logistics.waiting import PERMITS_BEFORE, first_due
from planner.core.roles import Right, TeamRole
from planner.core.schedule import EventTimes
from planner.core.steps import (
    CAN_BE_SEEN,
    DUE_BEFORE,
    HAND_OUT_BEFORE,
    IN_CARE_OF,
    ONCE_INVITED,
    RIGHT_OF,
    Step,
)
from planner.core.unsettled import NOTHING_UNSETTLED, Behind, SeenMatter, Unsettled

FEW_ANSWERED = 3
"""One card in so many without an answer is worth a word when answering ends."""
LEAST_UNANSWERED = 5


@dataclass(frozen=True, kw_only=True)
class BatchFacts:
    """How far a batch of cards is.

    Attributes:
        name: what the organiser calls it.
        giver: who hands the cards out; empty for the organiser.
        cards: cards that are worth something.
    """

    batch_id: int
    name: str
    giver: str
    cards: int
    is_printed: bool
    is_handed_out: bool
    is_on_paper: bool = True
    """False for the answers of people who had no card: nobody prints or hands out anything."""


@dataclass(frozen=True, kw_only=True)
class EventFacts:
    """What the next steps follow from.

    Attributes:
        is_forecast_known: whether there is a forecast; without one somebody has to guess.
        has_phone: whether guests find a number to call.
        dishes: dishes on the menu; `bought` of them are in.
        is_ordered: whether the order was placed, so that the list is what was ordered.
        gates: gates that were made.
        untold: the change that guests were not told of yet; None when they know all.
        set_aside: how many times answers were set aside that nobody has looked at.
        broken_assurances: what guests were promised and the menu does not have any more.
        open_assurances: what is on the menu and nobody decided on.
        unsettled: what else came in and waits.
        rights: of whoever looks.
        account_id: of whoever looks, where that is somebody of the team: their own tasks are theirs
            to do, whatever else they may.
        too_many: about how many probably want to come and find no room.
    """

    times: EventTimes
    is_forecast_known: bool
    has_venue: bool
    has_phone: bool
    batches: tuple[BatchFacts, ...] = ()
    dishes: int = 0
    bought: int = 0
    is_ordered: bool = False
    gates: int = 0
    untold: int | None = None
    set_aside: int = 0
    broken_assurances: frozenset[Assurance] = frozenset()
    open_assurances: frozenset[Assurance] = frozenset()
    unsettled: Unsettled = NOTHING_UNSETTLED
    rights: frozenset[Right] = frozenset(Right)
    account_id: int | None = None
    too_many: int = 0

    @property
    def is_planned(self) -> bool:
        """Whether place and size are known."""
        return self.has_venue and self.is_forecast_known

    @property
    def is_all_in(self) -> bool:
        """Whether all that is on the menu was bought."""
        return 0 < self.dishes <= self.bought

    @property
    def cards(self) -> int:
        """Cards of all batches."""
        return sum(batch.cards for batch in self.batches if batch.is_on_paper)

    @property
    def cards_handed_out(self) -> int:
        """Cards that are on their way to guests."""
        return sum(
            batch.cards for batch in self.batches if batch.is_on_paper and batch.is_handed_out
        )


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """Something to do.

    Attributes:
        by: the day before which it should be done; None for as soon as possible.
        count: how many, such as cards to print or dishes to buy.
        name: of whom or what, such as who hands the cards out.
        of: out of how many, where that says more.
        cents: an amount of money.
        batch_id: which batch it is about.
        notice_id: which change it is about.
        due_on: from this day on it waits for somebody; None for at once.
        mark: what stands there, for whoever says that they saw it.
        assurances: which ones it is about.
        behind: how far the answers stay behind, and what can be done about it.
        days_late: for how many days it should have been done; 0 for what is not late.
        task: which one it is, with whose it is.
        permit: what is asked, and whom to call about it.
        notified_short: how many were named, and how likely more come.
    """

    step: Step
    by: date | None = None
    count: int = 0
    of: int = 0
    cents: int = 0
    name: str = ""
    batch_id: int | None = None
    notice_id: int | None = None
    due_on: date | None = None
    mark: str = ""
    assurances: frozenset[Assurance] = frozenset()
    behind: Behind | None = None
    days_late: int = 0
    task: TaskFacts | None = None
    permit: PermitFacts | None = None
    notified_short: Overrun | None = None

    @property
    def matter(self) -> SeenMatter | None:
        """What somebody can say they saw, so that it waits no more."""
        return CAN_BE_SEEN.get(self.step)

    @property
    def right(self) -> Right:
        """What one has to be allowed to in order to settle it."""
        return RIGHT_OF[self.step]

    @property
    def team_role(self) -> TeamRole:
        """Whose it is."""
        return IN_CARE_OF.get(self.right, TeamRole.LEAD)


def next_steps(facts: EventFacts, *, now: datetime) -> list[NextStep]:
    """List what waits for whoever looks, the most urgent first."""
    today = day_of(now, facts.times.zone)
    return [step for step in _mine(facts, now) if step.due_on is None or step.due_on <= today]


def later_steps(facts: EventFacts, *, now: datetime) -> list[NextStep]:
    """List what will wait for whoever looks, the first one first."""
    today = day_of(now, facts.times.zone)
    later = [(step.due_on, step) for step in _mine(facts, now) if step.due_on is not None]
    return [step for due, step in sorted(later, key=lambda each: each[0]) if due > today]


def _mine(facts: EventFacts, now: datetime) -> list[NextStep]:
    marks = facts.unsettled.marks
    steps = [
        replace(
            step,
            due_on=step.due_on or _due_on(step, facts),
            mark=marks.get(step.matter, "") if step.matter else "",
        )
        for step in (
            *_all_steps(facts, now),
            *_to_residents(facts, now),
            *_logistics(facts, now),
        )
        if _is_theirs(step, facts)
    ]
    return sorted(steps, key=_urgency)


def _is_theirs(step: NextStep, facts: EventFacts) -> bool:
    """Say whether whoever looks can settle it: by what they may, or as it is their own task."""
    if step.right in facts.rights:
        return True
    is_own = step.task is not None and step.task.account_id == facts.account_id
    return is_own and facts.account_id is not None and Right.SHEET in facts.rights


def _urgency(step: NextStep) -> tuple[bool, date]:
    """Sort by the day; without what the town should have had, the rest may be for nothing."""
    is_town_waiting = (
        step.permit is not None and step.permit.kind is not PermitKind.CHECK and step.days_late > 0
    )
    return not is_town_waiting, step.by or date.min


def _due_on(step: NextStep, facts: EventFacts) -> date | None:
    before = DUE_BEFORE.get(step.step)
    if before is None or (step.step in ONCE_INVITED and facts.cards_handed_out):
        return None
    return (step.by if step.step is Step.UNANSWERED and step.by else facts.times.held_on) - before


def _all_steps(facts: EventFacts, now: datetime) -> list[NextStep]:
    times, unsettled = facts.times, facts.unsettled
    unread = {Step.HELD: unsettled.held, Step.READ: unsettled.words, Step.NOTES: unsettled.notes}
    to_read = _given(unread)
    if times.state is EventState.CLOSED:
        return to_read
    if times.is_over(now):
        over = [*_given({Step.CONFLICTS: unsettled.conflicts}), *to_read, NextStep(step=Step.CLOSE)]
        return to_read if times.state is EventState.CANCELLED else over
    to_tell = [NextStep(step=Step.TELL, notice_id=facts.untold)] if facts.untold else []
    if unsettled.calls:
        call = NextStep(step=Step.CALL, count=unsettled.calls, notice_id=unsettled.calls_notice_id)
        to_tell.append(call)
    mail = _given({Step.MAIL: unsettled.given_up})
    if times.state is EventState.CANCELLED:
        return [*to_tell, *mail, *to_read]
    came_in = [*to_tell, *_waiting_people(facts, now), *mail]
    if times.has_begun(now):
        gate = NextStep(step=Step.WATCH_GATE if facts.gates else Step.OPEN_GATE)
        return [
            *_given({Step.RUNS_SHORT: unsettled.errands}),
            *came_in,
            *_given({Step.CONFLICTS: unsettled.conflicts}),
            *to_read,
            *_to_publish(facts),
            gate,
        ]
    return [
        *came_in,
        *to_read,
        *_to_plan(facts),
        *_to_publish(facts),
        *_to_remind(unsettled.behind),
        *_to_invite(facts),
        *_to_prepare(facts, day_of(now, times.zone)),
    ]


def _to_residents(facts: EventFacts, now: datetime) -> Iterable[NextStep]:
    """What residents wait for: it is no matter whether the event is closed, or was cancelled."""
    wait, today = facts.unsettled.residents, day_of(now, facts.times.zone)
    if due := wait.due_soon(today):
        late = max(0, (today - due[0]).days)
        yield NextStep(step=Step.DUE_PROMISES, by=due[0], count=len(due), days_late=late)
    yield from _given({Step.LOOK_AT_PROMISES: wait.to_look})
    if not facts.times.has_begun(now):
        return
    yield from _given({Step.UNSORTED: wait.unsorted})
    if wait.unanswered and facts.times.is_over(now):
        by = facts.times.promises_until
        late = max(0, (today - by).days)
        yield NextStep(step=Step.UNANSWERED_REMARKS, by=by, count=wait.unanswered, days_late=late)


def _logistics(facts: EventFacts, now: datetime) -> Iterable[NextStep]:
    """What is to be arranged; tasks go on after the event, such as thanking people."""
    wait, times = facts.unsettled.logistics, facts.times
    today = day_of(now, times.zone)
    if times.state is not EventState.CANCELLED:
        for task in first_due(wait.tasks):
            yield NextStep(
                step=Step.TASK,
                by=task.due_on,
                due_on=task.due_on - WAITS_BEFORE,
                name=task.title,
                task=task,
                days_late=days_late(task.due_on, today),
            )
    if wait.not_back and times.is_over(now):
        yield NextStep(step=Step.THINGS_BACK, count=wait.not_back)
    if times.state not in {EventState.DRAFT, EventState.PUBLISHED} or times.has_begun(now):
        return
    for permit in wait.permits:
        yield NextStep(
            step=Step.PERMIT,
            by=permit.due_on,
            due_on=permit.due_on - PERMITS_BEFORE,
            name=permit.title,
            permit=permit,
            days_late=days_late(permit.due_on, today),
        )
    if wait.notified_short:
        short = wait.notified_short.as_of(today)
        yield NextStep(step=Step.NOTIFIED_SHORT, by=short.by, notified_short=short)
    if wait.is_site_unsaid:
        yield NextStep(step=Step.SAY_WHAT_HAPPENS)
    yield from _given({Step.THINGS_SHORT: wait.things_short})
    if wait.unconfirmed:
        named = wait.unconfirmed[0]
        yield NextStep(
            step=Step.CONFIRM_DELIVERY, by=times.shop_on, name=named, count=len(wait.unconfirmed)
        )
    if wait.weather:
        yield NextStep(step=Step.WEATHER, by=times.shop_on)


def _given(counts: Mapping[Step, int]) -> list[NextStep]:
    return [NextStep(step=step, count=count) for step, count in counts.items() if count]


def _waiting_people(facts: EventFacts, now: datetime) -> list[NextStep]:
    """What guests and who hands cards out wait for."""
    unsettled = facts.unsettled
    steps = []
    if unsettled.offers and not facts.times.has_begun(now):
        steps.append(NextStep(step=Step.CALL_OFFER, count=unsettled.offers))
    if unsettled.asked:
        asked = NextStep(step=Step.ASKED, count=unsettled.asked, name=unsettled.asked_by)
        steps.append(asked)
    looks = {Step.LOOK: facts.set_aside, Step.LOOK_AT_HELPERS: unsettled.helpers_aside}
    return [*steps, *_given(looks)]


def _to_plan(facts: EventFacts) -> list[NextStep]:
    missing = {
        Step.GUESS: not facts.is_forecast_known,
        Step.VENUE: not facts.has_venue,
        Step.PHONE: not facts.has_phone,
    }
    room = [NextStep(step=Step.MAKE_ROOM, count=facts.too_many)] if facts.too_many else []
    return room + [NextStep(step=step) for step, is_missing in missing.items() if is_missing]


def _to_publish(facts: EventFacts) -> list[NextStep]:
    """Ask for the word of whoever answers for it, before guests read anything of it."""
    if facts.times.state is EventState.DRAFT:
        return [NextStep(step=Step.PUBLISH)]
    assurances = {
        Step.BROKEN_ASSURANCE: facts.broken_assurances,
        Step.OPEN_ASSURANCE: facts.open_assurances,
    }
    return [NextStep(step=step, assurances=which) for step, which in assurances.items() if which]


def _to_remind(behind: Behind | None) -> list[NextStep]:
    return [NextStep(step=Step.BEHIND, behind=behind)] if behind else []


def _to_invite(facts: EventFacts) -> list[NextStep]:
    by = facts.times.held_on - HAND_OUT_BEFORE
    if not facts.cards:
        return [NextStep(step=Step.MAKE_CARDS, by=by)]
    return [
        NextStep(
            step=Step.HAND_OUT if batch.is_printed else Step.PRINT_CARDS,
            by=by,
            count=batch.cards,
            name=batch.giver or batch.name,
            batch_id=batch.batch_id,
        )
        for batch in facts.batches
        if batch.cards and batch.is_on_paper and not batch.is_handed_out
    ]


def _to_prepare(facts: EventFacts, today: date) -> Iterable[NextStep]:
    times, unsettled = facts.times, facts.unsettled
    if unsettled.helpers_missing:
        yield NextStep(step=Step.SHORT_SHIFTS, by=times.held_on, count=unsettled.helpers_missing)
    if facts.dishes > facts.bought:
        step = Step.FETCH if facts.is_ordered else Step.BUY
        yield NextStep(step=step, by=times.shop_on, count=facts.dishes - facts.bought)
    if not facts.gates:
        yield NextStep(step=Step.OPEN_GATE, by=times.shop_on)
    if unsettled.over_budget_cents > 0:
        yield NextStep(step=Step.OVER_BUDGET, by=times.shop_on, cents=unsettled.over_budget_cents)
    if unsettled.packs_unseen or unsettled.nothing_for:
        # A dish nobody looked at may be the one that is free of it: that comes first.
        gap = (unsettled.packs_unseen, 0) if unsettled.packs_unseen else (0, unsettled.nothing_for)
        yield NextStep(step=Step.ALLERGIES, by=times.shop_on, count=gap[0], of=gap[1])
    out, silent = unsettled.handed_out, unsettled.unanswered
    by = unsettled.answers_close_on or times.held_on
    if silent >= LEAST_UNANSWERED and silent * FEW_ANSWERED >= out and today <= by:
        yield NextStep(step=Step.UNANSWERED, by=by, count=silent, of=out)
