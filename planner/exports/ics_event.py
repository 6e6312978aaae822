"""What a calendar says of one event, checked before it is written."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from planner.exports.ics_time import HOME_ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """What is to be done on a day, at no time of it, with its text in the reader's language.

    Attributes:
        uid: the same for ever.
        sequence: 0 at first, more each time the day moves; never back.
    """

    uid: str
    created_at: datetime
    updated_at: datetime
    sequence: int
    on: date
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One event on one date, with the texts already in the reader's language.

    Attributes:
        uid: a random UUID kept with the event; the same in feed and download, for ever.
        updated_at: when the stored event last changed; becomes DTSTAMP and LAST-MODIFIED.
        sequence: 0 at first, one more each time the time, the place or the cancellation changes;
            never back.
        ends_at: exclusive; after `starts_at`.
        location: a full postal line, which phones turn into a map.
        geo: latitude and longitude in degrees.
        reason: why it is cancelled; shown first in the description, only when cancelled.
    """

    uid: str
    created_at: datetime
    updated_at: datetime
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str = HOME_ZONE
    title: str
    description: str = ""
    location: str = ""
    geo: tuple[float, float] | None = None
    url: str = ""
    cancelled: bool = False
    reason: str = ""
    categories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what readers of calendars understand in different ways.

        Raises:
            ValueError: a moment without a zone, an end that is not after the start, a negative
                sequence, or a place that is not on earth.
        """
        moments = (self.created_at, self.updated_at, self.starts_at, self.ends_at)
        if any(moment.utcoffset() is None for moment in moments):
            raise ValueError("a calendar event needs moments with a time zone")
        # In UTC: on the night the clock goes back, a wall clock can end before it started.
        if self.ends_at.astimezone(UTC) <= self.starts_at.astimezone(UTC):
            raise ValueError("a calendar event ends after it starts")
        if self.sequence < 0:
            raise ValueError("a sequence starts at 0")
        if self.geo and not (abs(self.geo[0]) <= 90 and abs(self.geo[1]) <= 180):
            raise ValueError("latitude is -90 to 90, longitude -180 to 180")
