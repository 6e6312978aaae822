"""What an event still needs, the most urgent first: a pure function of what is known."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from planner.core.enums import EventState
from planner.core.schedule import EventTimes

HAND_OUT_BEFORE = timedelta(days=7)
GATE_BEFORE = timedelta(days=7)
SHOP_SEEN_BEFORE = timedelta(days=3)


class Step(StrEnum):
    """One thing to do."""

    TELL = "tell"
    LOOK = "look"
    """At answers that were set aside."""
    GUESS = "guess"
    VENUE = "venue"
    PHONE = "phone"
    MAKE_CARDS = "make_cards"
    PRINT_CARDS = "print_cards"
    HAND_OUT = "hand_out"
    BUY = "buy"
    FETCH = "fetch"
    """What is ordered."""
    OPEN_GATE = "open_gate"
    WATCH_GATE = "watch_gate"
    CLOSE = "close"


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
        batch_id: which batch it is about.
        notice_id: which change it is about.
    """

    step: Step
    by: date | None = None
    count: int = 0
    name: str = ""
    batch_id: int | None = None
    notice_id: int | None = None


def next_steps(facts: EventFacts, *, now: datetime) -> list[NextStep]:
    """List what an event still needs, the most urgent first; nothing once it is closed."""
    times = facts.times
    if times.state is EventState.CLOSED:
        return []
    tell = [NextStep(step=Step.TELL, notice_id=facts.untold)] if facts.untold else []
    look = [NextStep(step=Step.LOOK)] if facts.set_aside else []
    if times.is_over(now):
        return [] if times.state is EventState.CANCELLED else [NextStep(step=Step.CLOSE)]
    if times.state is EventState.CANCELLED:
        return tell
    if times.has_begun(now):
        return [*tell, *look, NextStep(step=Step.WATCH_GATE if facts.gates else Step.OPEN_GATE)]
    steps = [*_to_plan(facts), *_to_invite(facts), *_to_prepare(facts, now)]
    return [*tell, *look, *sorted(steps, key=lambda each: each.by or date.min)]


def _to_plan(facts: EventFacts) -> list[NextStep]:
    missing = {
        Step.GUESS: not facts.is_forecast_known,
        Step.VENUE: not facts.has_venue,
        Step.PHONE: not facts.has_phone,
    }
    return [NextStep(step=step) for step, is_missing in missing.items() if is_missing]


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


def _to_prepare(facts: EventFacts, now: datetime) -> list[NextStep]:
    times, steps = facts.times, []
    left = facts.dishes - facts.bought
    if left and times.days_to_go(now) <= SHOP_SEEN_BEFORE.days:
        step = Step.FETCH if facts.is_ordered else Step.BUY
        steps.append(NextStep(step=step, by=times.shop_on, count=left))
    if not facts.gates and times.days_to_go(now) <= GATE_BEFORE.days:
        steps.append(NextStep(step=Step.OPEN_GATE, by=times.shop_on))
    return steps
