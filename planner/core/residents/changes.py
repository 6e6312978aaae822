"""What may become of a promise, and what is missing where it may not: pure rules, no clock.

Source: docs/decisions/0045-promises.md.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from planner.core.residents.undertakings import NEEDS_WORDS, SETTLED, PromiseState

WEEK = timedelta(days=7)


class UpdateFault(StrEnum):
    """Why a change of a promise is refused."""

    MEANWHILE = "meanwhile"
    """Somebody else changed it after it was read."""
    PAST_DAY = "past_day"
    NO_DAY = "no_day"
    """A day that was named stays, or another one is named."""
    NO_WORDS = "no_words"
    """Done without a sentence."""
    NO_REASON = "no_reason"
    """It can't be done, or another has it now, and nobody says why."""
    NO_REASON_FOR_DAY = "no_reason_for_day"
    """The day moved, and nobody says why."""
    NOTHING_NEW = "nothing_new"
    SAME_PARTNER = "same_partner"
    NO_PARTNER = "no_partner"
    """Nobody is there to promise it."""
    NOT_FIT_TO_SHOW = "not_fit_to_show"
    """Without partner, day or, for a promise, a yes of the partner nobody reads it."""


@dataclass(frozen=True, slots=True)
class PromiseNews:
    """What is said of a promise: how far it is, in which words, and until when from here on.

    Attributes:
        due_on: the day that holds from here on; None where there is none.
    """

    state: PromiseState
    words: str = ""
    due_on: date | None = None


def fault_of_day(before: date | None, after: date | None, *, today: date) -> UpdateFault | None:
    """Refuse a new day that is past; one that was there before stays, late or not."""
    if after is not None and after != before and after < today:
        return UpdateFault.PAST_DAY
    return None


def fault_of_news(
    news: PromiseNews, *, state: PromiseState, due_on: date | None, today: date
) -> UpdateFault | None:
    """Say what is missing in what is said of a promise; None where it can be kept.

    Args:
        news: what is said; what is settled keeps its day.
        state: how far it was.
        due_on: until when it was.
        today: the day where the promise is.
    """
    if news.state in NEEDS_WORDS and not news.words:
        return UpdateFault.NO_WORDS if news.state is PromiseState.DONE else UpdateFault.NO_REASON
    if news.state not in SETTLED and news.due_on != due_on:
        if (fault := fault_of_day(due_on, news.due_on, today=today)) is not None:
            return fault
        if news.due_on is None:
            return UpdateFault.NO_DAY
        if due_on is not None and not news.words:
            return UpdateFault.NO_REASON_FOR_DAY
    is_new = news.state is not state or news.words or news.due_on != due_on
    return None if is_new else UpdateFault.NOTHING_NEW


class PartnerMail(StrEnum):
    """When a partner gets a mail about a promise; once for each of these and each day it is due."""

    WEEK = "week"
    """A week before."""
    DAY = "day"
    """On the day itself."""
    LATE = "late"


_IN_ORDER = tuple(PartnerMail)


def mail_now(
    due_on: date | None,
    state: PromiseState,
    *,
    told: PartnerMail | None,
    told_for: date | None,
    today: date,
) -> PartnerMail | None:
    """Say which mail of a promise its partner should get today; None for none.

    What was missed while nothing left is told by the next one: a partner that hears today that it
    is late need not hear that it was to be done a week ago.

    Args:
        due_on: until when it is to be done.
        state: how far it is.
        told: the last mail that was written about it, for the day `told_for`.
        told_for: another day than `due_on` when it was moved since: then it begins anew.
        today: the day where the promise is.
    """
    if due_on is None or state in SETTLED or today < due_on - WEEK:
        return None
    stage = (
        PartnerMail.LATE
        if today > due_on
        else PartnerMail.DAY
        if today == due_on
        else PartnerMail.WEEK
    )
    if told is None or told_for != due_on:
        return stage
    return stage if _IN_ORDER.index(stage) > _IN_ORDER.index(told) else None
