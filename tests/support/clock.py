"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class FixedClock:
    """Thursday 3 June 2027, 10:00 in Amsterdam: nine days before a barbecue on a Saturday."""

    def __init__(self) -> None:
        self.now = datetime(2027, 6, 3, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now
