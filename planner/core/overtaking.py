"""Whether a letter to a household still says what is true: asked the moment before it leaves.

A letter may have waited for minutes or days, because a mail server asked for patience. Meanwhile
the event was called off or moved, the household answered, or the place went to others. What is
overtaken does not leave; what still holds is written anew from what is now true.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from planner.core.enums import EventState, MailTrouble, Reply
from planner.core.letter_keys import LetterKey, Occasion


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """What is true now of the event and of the household that a letter is for.

    Attributes:
        held_on: the day that the calendars of its place show at the start.
        changed_at: of the event, so that what is written from it is known to be older.
        cancelled_at: when it was called off; None while it is on.
        notice_id: of the last change that its organiser had everyone told of, 0 for none, and
            `cancelled_notice_id` of the last of these that said it is off.
        works: whether the card does.
        is_counted: also that its answer was not set aside.
        comes_otherwise: whether these people come with another card.
        address: where they can be written to now; empty for nowhere.
        last_address: the same, also where their card has ended.
        may_be_in: whether the event may be in their calendar by mail of ours.
        is_surely_in: whether the mail server said that it took that mail.
    """

    state: EventState
    starts_at: datetime
    ends_at: datetime
    held_on: date
    changed_at: datetime
    cancelled_at: datetime | None
    notice_id: int
    cancelled_notice_id: int
    works: bool
    is_counted: bool
    comes_otherwise: bool
    address: str
    last_address: str
    language: str
    reply: Reply | None
    answered_at: datetime | None
    offered_at: datetime | None
    offered_until: datetime | None
    may_be_in: bool
    is_surely_in: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A letter, with what it is judged by."""

    about: str
    written_at: datetime
    facts: LetterFacts
    now: datetime

    @property
    def has_begun(self) -> bool:
        """Whether the event has."""
        return self.facts.starts_at <= self.now

    @property
    def is_off(self) -> bool:
        """Whether it does not take place, as it is now."""
        return self.facts.state in {EventState.CANCELLED, EventState.DRAFT}


def overtaken_by(
    letter: LetterKey, facts: LetterFacts, *, written_at: datetime, now: datetime
) -> MailTrouble | None:
    """Say what overtook a letter since it was written; None where it may leave."""
    return _JUDGES[letter.occasion](Judged(letter.about, written_at, facts, now))


def _invitation(it: Judged) -> MailTrouble | None:
    if it.is_off:
        return MailTrouble.CALLED_OFF
    # Who is invited to what goes on already, is.
    if it.has_begun and it.written_at < it.facts.starts_at:
        return MailTrouble.BEGUN
    if it.facts.reply is not None:
        return MailTrouble.ANSWERED
    return _reader(it, is_to_count=True)


def _confirmation(it: Judged) -> MailTrouble | None:
    if it.is_off:
        return MailTrouble.CALLED_OFF
    if it.has_begun:
        return MailTrouble.BEGUN
    # Each answer has its own; that of an earlier one would say what is no longer so.
    if it.facts.answered_at is None or _seconds(it.facts.answered_at) != it.about:
        return MailTrouble.ANSWERED
    return _reader(it, is_to_count=True)


def _answer_again(it: Judged) -> MailTrouble | None:
    if it.is_off:
        return MailTrouble.CALLED_OFF
    if it.has_begun:
        return MailTrouble.BEGUN
    if it.facts.answered_at is not None and it.facts.answered_at > it.written_at:
        return MailTrouble.ANSWERED
    return _reader(it)


def _back(it: Judged) -> MailTrouble | None:
    if it.is_off:
        return MailTrouble.CALLED_OFF
    if it.has_begun:
        return MailTrouble.BEGUN
    if it.facts.reply is not Reply.YES:
        return MailTrouble.ANSWERED
    return MailTrouble.NEWER if it.facts.is_surely_in else _reader(it)


def _withdrawal(it: Judged) -> MailTrouble | None:
    if it.has_begun:
        return MailTrouble.BEGUN
    if not it.facts.may_be_in:
        return MailTrouble.NEWER
    is_needed = it.facts.reply is Reply.NO if it.facts.works else not it.facts.comes_otherwise
    if not is_needed:
        return MailTrouble.ANSWERED
    # By the number of an entry alone it was named before there were farewells: then it may be one.
    may_be_last = it.about.isdecimal()
    return None if it.facts.last_address or may_be_last else MailTrouble.NO_READER


def _farewell(it: Judged) -> MailTrouble | None:
    if it.has_begun:
        return MailTrouble.BEGUN
    return None if it.facts.may_be_in else MailTrouble.NEWER


def _change(it: Judged) -> MailTrouble | None:
    if it.is_off:
        return MailTrouble.CALLED_OFF
    if it.facts.notice_id > _number(it.about):
        return MailTrouble.NEWER
    # It would be back in the calendar of who does not come.
    if it.facts.reply is Reply.NO:
        return MailTrouble.ANSWERED
    return _reader(it)


def _cancellation(it: Judged) -> MailTrouble | None:
    if it.facts.state is not EventState.CANCELLED:
        return MailTrouble.CALLED_OFF
    if it.facts.cancelled_notice_id > _number(it.about):
        return MailTrouble.NEWER
    # Who has it in their calendar hears of it, also when they don't come: there it would stay.
    if not it.facts.may_be_in:
        if it.facts.reply is Reply.NO:
            return MailTrouble.ANSWERED
        return _reader(it)
    return None if it.facts.last_address else MailTrouble.NO_READER


def _offer(it: Judged) -> MailTrouble | None:
    if it.is_off:
        return MailTrouble.CALLED_OFF
    if it.has_begun:
        return MailTrouble.BEGUN
    at, until = it.facts.offered_at, it.facts.offered_until
    if at is None or until is None or until <= it.now or _seconds(at) != it.about:
        return MailTrouble.OFFER_GONE
    return _reader(it)


def _see_you(it: Judged) -> MailTrouble | None:
    return _reminder(it, is_wanted=it.facts.reply is Reply.YES)


def _ask_again(it: Judged) -> MailTrouble | None:
    return _reminder(it, is_wanted=it.facts.reply not in {Reply.YES, Reply.NO})


def _reminder(it: Judged, *, is_wanted: bool) -> MailTrouble | None:
    if it.is_off:
        return MailTrouble.CALLED_OFF
    if it.has_begun:
        return MailTrouble.BEGUN
    # Of another day they are reminded anew, when it comes near.
    if it.facts.held_on.isoformat() != it.about:
        return MailTrouble.NEWER
    if not is_wanted:
        return MailTrouble.ANSWERED
    return _reader(it, is_to_count=True)


def _thanks(it: Judged) -> MailTrouble | None:
    if it.facts.state is not EventState.CLOSED:
        return MailTrouble.CALLED_OFF
    if it.facts.reply is not Reply.YES:
        return MailTrouble.ANSWERED
    return _reader(it, is_to_count=True)


def _message(it: Judged) -> MailTrouble | None:
    # What is written about an event that is off already, or over, is about just that.
    since = it.facts.cancelled_at
    if it.is_off and (since is None or since > it.written_at):
        return MailTrouble.CALLED_OFF
    if it.written_at < it.facts.ends_at <= it.now:
        return MailTrouble.BEGUN
    return _reader(it)


def _reader(it: Judged, *, is_to_count: bool = False) -> MailTrouble | None:
    """Say whether there is nobody to read it any more."""
    if not (it.facts.works and it.facts.address):
        return MailTrouble.NO_READER
    # Whoever makes answers up may have left the addresses of others with them.
    if is_to_count and not it.facts.is_counted:
        return MailTrouble.NO_READER
    return None


def _seconds(moment: datetime) -> str:
    return str(int(moment.timestamp()))


def _number(about: str) -> int:
    return int(about) if about.isdecimal() else 0


_JUDGES: Mapping[Occasion, Callable[[Judged], MailTrouble | None]] = {
    Occasion.INVITATION: _invitation,
    Occasion.CONFIRMATION: _confirmation,
    Occasion.ANSWER_AGAIN: _answer_again,
    Occasion.BACK: _back,
    Occasion.WITHDRAWAL: _withdrawal,
    Occasion.FAREWELL: _farewell,
    Occasion.CHANGE: _change,
    Occasion.CANCELLATION: _cancellation,
    Occasion.OFFER: _offer,
    Occasion.SEE_YOU: _see_you,
    Occasion.ASK_AGAIN: _ask_again,
    Occasion.THANKS: _thanks,
    Occasion.MESSAGE: _message,
}
