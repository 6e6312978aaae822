"""How long what is kept may be kept: the one rule that the purge and every promise follow.

Source: docs/privacy.md.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from planner.core.local_time import day_of

FORGET_AFTER_DAYS = 30
"""Days after an event on which answers, diets and scans still serve, unless settings say less."""

MOST_DAYS = 90
"""No installation may keep them longer."""

BACKUPS_KEPT_FOR_DAYS = 35
"""Copies of the database that the planner makes itself; longer, and what was erased lives on."""

SIGN_INS_KEPT_FOR_DAYS = 30
"""Where an organiser was signed in; long enough to notice a stranger."""

ACCOUNTS_KEPT_FOR_DAYS = 30
"""An organiser's account after it was closed; long enough to see that it was a mistake."""

CONNECTIONS_KEPT_FOR_DAYS = 7
"""From which connection an answer without a card came, as a keyed hash: long enough that somebody
who is not there every day looks at answers that were set aside, and no longer."""

INCOMING_KEPT_FOR_DAYS = 60
"""That a message came in: long after a mail server tries to deliver it again."""

DELETED_KEPT_FOR_DAYS = 30
"""What an organiser deleted and may want back."""

REMARKS_KEPT_FOR_DAYS = 730
"""What residents said: two years, so that a neighbourhood is asked twice before it goes."""

RECEIPTS_KEPT_FOR_DAYS = 3
"""That a phone's note has arrived, once no phone of the event can send it again."""

FOLLOWERS_KEPT_FOR_DAYS = 365
"""The address of who wants to hear what becomes of what was said."""

ASKED_AGAIN_FOR_DAYS = 365
"""Who helped, and wants to be asked for the next one."""

AUDIT_DAYS = 365
"""Who did what: a year, so that one summer can be compared with the next."""


@dataclass(frozen=True, slots=True)
class Retention:
    """What an installation promises.

    Attributes:
        keep_days: days after an event on which what guests told is kept.
        audit_days: days for which is kept who did what.
    """

    keep_days: int = FORGET_AFTER_DAYS
    audit_days: int = AUDIT_DAYS

    def days_for(self, promised: int | None) -> int:
        """Return after how many days the answers to an event go.

        Args:
            promised: what its guests were told when they answered; None for nothing of its own.
                The installation never keeps longer than that, nor longer than it says itself.
        """
        return self.keep_days if promised is None else min(promised, self.keep_days)

    def forget_on(self, ends_at: datetime, zone: str, promised: int | None = None) -> date:
        """Return the first day on which the answers to an event are no longer kept.

        Args:
            ends_at: the end of the event.
            zone: the zone of the event, which says what day that was.
            promised: as in `days_for`.
        """
        return day_of(ends_at, zone) + timedelta(days=self.days_for(promised))

    def is_kept(
        self, ends_at: datetime, zone: str, promised: int | None = None, *, now: datetime
    ) -> bool:
        """Say whether the answers to an event may still be there."""
        return day_of(now, zone) < self.forget_on(ends_at, zone, promised)
