"""What matters most at this moment, and where: one thing, by weight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from planner.core.catering.watch import Advice
from planner.core.enums import EventState
from planner.core.turnout import NothingKnown, Nowcast, spoken
from planner.services.day.evacuation import Mismatch
from planner.services.day.gate_watch import QUIET_FOR
from planner.services.day.live import LiveEvent
from planner.services.gate.conflicts import arrivals_in
from planner.services.gate.food_and_room import ALMOST_FULL
from planner.store.models import Event


class Matter(StrEnum):
    """What it is about; the first that is so is said."""

    CANCELLED = "cancelled"
    OVER_FULL = "over_full"
    """More people are inside than fit."""
    FULL = "full"
    WILL_BE_FULL = "will_be_full"
    """More are on their way than fit."""
    FOOD = "food"
    CONFLICTS = "conflicts"
    ZONES = "zones"
    """The counts of an event and its part don't agree."""
    SILENT_GATE = "silent_gate"
    NO_GATE = "no_gate"
    """Nothing counts who comes in."""
    TIGHT = "tight"
    """There is about as much food as is eaten: nobody has to go for more."""
    BEFORE = "before"
    AFTER = "after"
    IN_ORDER = "in_order"

    @property
    def is_about_places(self) -> bool:
        """Whether somebody at the gate has to know now."""
        return self in {Matter.OVER_FULL, Matter.FULL, Matter.WILL_BE_FULL}

    @property
    def is_calm(self) -> bool:
        """Whether nothing has to be done."""
        return self in {Matter.BEFORE, Matter.AFTER, Matter.IN_ORDER, Matter.CANCELLED}


@dataclass(frozen=True, slots=True)
class SilentGate:
    """An open gate of which nothing was heard for some time, or whose phones kept counts back.

    Args:
        waiting: scans that its quiet phones last said they still had to send.
    """

    name: str
    since: datetime
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the page says first, with its numbers; the other facts stand beside.

    Args:
        inside: people inside now.
        places: most that may be inside; None without a limit.
        on_the_way: people who said yes and have not come, and whom else the arrivals until now
            promise; never more than cards hold.
        is_near: it is as good as full, so somebody has to go to the gate now.
        gate: where to stop people: the only open gate, or where most came in lately; empty when
            nobody can say.
        has_more_gates: whether people come in elsewhere too.
        is_too_early: nobody can say yet how many more come.
        short: the positions of dishes that run short, in the order of the menu.
        tight: the positions of dishes of which there is about as much as is eaten.
        conflicts: cases that nobody has dealt with.
    """

    matter: Matter
    inside: int
    places: int | None = None
    on_the_way: int = 0
    is_near: bool = False
    gate: str = ""
    has_more_gates: bool = False
    is_too_early: bool = False
    short: tuple[int, ...] = ()
    tight: tuple[int, ...] = ()
    conflicts: int = 0
    mismatches: tuple[Mismatch, ...] = ()
    silent: SilentGate | None = None

    @property
    def fits(self) -> int | None:
        """People who still fit; None without a limit."""
        return None if self.places is None else max(0, self.places - self.inside)

    @property
    def too_many(self) -> int:
        """People inside beyond the places."""
        return 0 if self.places is None else max(0, self.inside - self.places)


def assess(
    event: Event, seen: LiveEvent, mismatches: Sequence[Mismatch], *, now: datetime
) -> Situation:
    """Say what matters most about an event at this moment."""
    gates, inside = seen.gates, seen.inside
    coming = on_the_way(event, seen, now=now)
    gate, has_more = _where(seen)
    short = tuple(
        place
        for place, dish in enumerate(seen.dishes)
        if dish.ran_out_at is not None or dish.watch.advice.is_alarm
    )
    tight = tuple(
        place
        for place, dish in enumerate(seen.dishes)
        if place not in short and dish.watch.advice is Advice.TIGHT
    )
    silent = _silent_gate(seen, now)
    places = gates.room.places
    return Situation(
        matter=_matter(
            event,
            seen,
            coming=coming,
            is_short=bool(short),
            is_tight=bool(tight),
            is_apart=any(each.never or each.left for each in mismatches),
            is_silent=silent is not None,
            now=now,
        ),
        inside=inside,
        places=places,
        on_the_way=coming,
        is_near=places is not None
        and (inside >= places * ALMOST_FULL or places - inside <= sum(gates.lately)),
        gate=gate,
        has_more_gates=has_more,
        is_too_early=isinstance(seen.nowcast, Nowcast) and seen.nowcast.is_too_early,
        short=short,
        tight=tight,
        conflicts=arrivals_in(gates.conflicts.open),
        mismatches=tuple(mismatches),
        silent=silent,
    )


def on_the_way(event: Event, seen: LiveEvent, *, now: datetime) -> int:
    """People who are probably on their way.

    Those who said yes and have not come are, as far as the arrivals until now make that
    believable; and whom else the arrivals promise. In the last hour who is not there stays away.
    """
    if event.state is EventState.CANCELLED or now >= event.ends_at:
        return 0
    if isinstance(seen.nowcast, NothingKnown) or seen.nowcast.is_too_early:
        expected = seen.gates.still_expected
        return expected if seen.room_on_cards is None else min(expected, seen.room_on_cards)
    arrived, most = seen.nowcast.arrived, seen.nowcast.most
    said = spoken(seen.nowcast, at_least=arrived, at_most=most)
    return max(said.likely - arrived, min(seen.gates.still_expected, said.high - arrived))


def _matter(
    event: Event,
    seen: LiveEvent,
    *,
    coming: int,
    is_short: bool,
    is_tight: bool,
    is_apart: bool,
    is_silent: bool,
    now: datetime,
) -> Matter:
    if event.state is EventState.CANCELLED:
        return Matter.CANCELLED
    room, inside = seen.gates.room, seen.inside
    is_over, has_begun = now >= event.ends_at, now >= event.starts_at
    found = {
        Matter.OVER_FULL: room.places is not None and inside > room.places and not is_over,
        Matter.FULL: room.is_full(inside) and not is_over,
        Matter.WILL_BE_FULL: has_begun
        and not is_over
        and room.places is not None
        and coming > room.places - inside,
        Matter.FOOD: is_short and has_begun and not is_over,
        Matter.CONFLICTS: bool(seen.gates.conflicts.open),
        Matter.ZONES: is_apart,
        Matter.AFTER: is_over,
        Matter.BEFORE: not has_begun,
        Matter.SILENT_GATE: is_silent,
        Matter.NO_GATE: not seen.gates.open_gates and seen.recount is None,
        Matter.TIGHT: is_tight,
    }
    return next((matter for matter, is_so in found.items() if is_so), Matter.IN_ORDER)


def _where(seen: LiveEvent) -> tuple[str, bool]:
    """The gate at which to stop people, and whether there are others."""
    names, gates = seen.gates.scans.gates, seen.gates.open_gates
    if len(gates) < 2:
        return (names[gates[0]] if gates else ""), False
    lately = seen.gates.lately_at
    busiest = max(gates, key=lambda gate: lately.get(gate, 0))
    return (names[busiest] if lately.get(busiest) else ""), True


def _silent_gate(seen: LiveEvent, now: datetime) -> SilentGate | None:
    """The open gate that was quiet for longest, with all its phones or with counts kept back."""
    found = []
    for gate in seen.gates.open_gates:
        phones = [phone for phone in seen.gates.phones if phone.gate_id == gate]
        quiet = [phone for phone in phones if now - phone.seen_at > QUIET_FOR]
        waiting = sum(phone.waiting for phone in quiet)
        if quiet and (len(quiet) == len(phones) or waiting):
            since = max(phone.seen_at for phone in quiet)
            found.append(SilentGate(seen.gates.scans.gates[gate], since, waiting))
    return min(found, key=lambda one: one.since, default=None)
