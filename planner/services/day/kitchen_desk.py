"""One event as the kitchen needs it: who eats apart, and what goes on while guests come in."""

from dataclasses import dataclass
from functools import cached_property

from planner.core.enums import EventState
from planner.services.day.agenda import EventDesk
from planner.services.day.live import LiveEvent, watch_event
from planner.services.gate.conflicts import arrivals_in
from planner.services.shop.papers import Sitting, sittings_of


@dataclass(frozen=True)
class KitchenDesk(EventDesk):
    """An event's desk with its kitchen; each value is asked when it is first wanted, then kept."""

    @cached_property
    def sittings(self) -> list[Sitting]:
        """Who eats apart, as the kitchen's sheet has them; where all eat at once, no query more."""
        if self.event.parts:
            return sittings_of(self.session, self.event, now=self.now, known=self.tally)
        is_off = self.event.state is EventState.CANCELLED
        if is_off or self.said is None or self.shopping is None:
            return []
        return [Sitting(self.event, self.shopping, self.tally, self.said)]

    @cached_property
    def live(self) -> LiveEvent | None:
        """Who came and how the food stands; None before the morning of the day and once over."""
        is_today = self.times.days_to_go(self.now) <= 0 and not self.times.is_over(self.now)
        if not is_today or not self.is_known or self.event.state is not EventState.PUBLISHED:
            return None
        return watch_event(self.session, self.event, now=self.now, known=self.tally)

    @property
    def live_if_read(self) -> LiveEvent | None:
        """The same once a panel asked for it: who wants only a little of it asks for that."""
        read: LiveEvent | None = self.__dict__.get("live")
        return read

    def count_open_conflicts(self) -> int:
        """Count what nobody has dealt with at the gates."""
        read = self.live_if_read
        return arrivals_in(read.gates.conflicts.open) if read else super().count_open_conflicts()
