"""Taking a shift, standing in the line for one, and stepping back: each in the event's turn."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.core import retention
from planner.core.enums import EventState
from planner.core.helpers.ages import AgeVerdict, HelperAge, judge_age
from planner.core.helpers.offers import LOOKED_AT_WITHIN
from planner.core.helpers.shifts import EntryState, clashes, full_hour
from planner.core.local_time import day_of
from planner.services.answer.locking import lock_answers
from planner.services.helpers import totals
from planner.services.helpers.helper_secrets import (
    feed_secret_of,
    hash_of,
    helper_id_of,
    secret_of,
)
from planner.services.helpers.settling import changed, end_of_line, settle
from planner.services.helpers.shift_rows import facts_of, find_shift, is_takeable, places_open, span
from planner.store.models import Event, Helper, Shift, ShiftEntry


class SignUp(Enum):
    """What became of it."""

    IN = "in"
    WAITING = "waiting"
    SET_ASIDE = "set aside"
    """Kept, and somebody looks at it first: too many came at once."""
    FULL = "full"
    """Nothing was kept; one can wait in the line."""
    CLASH = "clash"
    """With another shift of the same helper."""
    AGE = "age"
    CLOSED = "closed"
    """It was called off, is over, or only an organiser adds people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperWish:
    """What somebody says who takes a shift; all of it may be left out.

    Attributes:
        name: as the crew calls them.
        address: for mail, in small letters; empty for none.
        language: in which to write.
        grown_up_phone: of who agrees that somebody under 16 helps.
        heads: two where somebody comes along.
        is_counted_elsewhere: the number on their household's card holds them already.
        asks_again: whether they want to hear of the next one.
    """

    name: str = ""
    phone: str = ""
    address: str = ""
    language: str = ""
    age: HelperAge = HelperAge.ADULT
    grown_up_phone: str = ""
    heads: int = 1
    eats: bool = True
    is_counted_elsewhere: bool = False
    is_first_time: bool = False
    asks_again: bool = False


NO_RULE = AgeVerdict()


@dataclass(frozen=True, slots=True)
class SignedUp:
    """What became of it, and where.

    Attributes:
        helper_id: whose own page it stands on; None where nothing was kept.
        entry_id: the entry; None as well.
        clash: the shift that is at the same time.
        verdict: what the rules say of their age.
    """

    outcome: SignUp
    helper_id: int | None = None
    entry_id: int | None = None
    clash: Shift | None = None
    verdict: AgeVerdict = NO_RULE


def sign_up(
    session: Session,
    event_id: int,
    shift_id: int,
    wish: HelperWish,
    *,
    form_key: str = "",
    helper_id: int | None = None,
    waits: bool = False,
    is_set_aside: bool = False,
    overrules: bool = False,
    now: datetime,
    code_key: str,
) -> SignedUp:
    """Put somebody in a shift, or in the line for it; the caller commits.

    Args:
        session: writes.
        event_id: whose turn is waited for.
        shift_id: a shift of it.
        wish: who they are, as far as they say; of a known helper only what is about the shift.
        form_key: drawn for the page that was shown; sent twice, it makes one helper.
        helper_id: of who has an own page already; then no other helper is made.
        waits: to stand in the line where it is full.
        is_set_aside: too many came at once, and somebody has to look first.
        overrules: an organiser does it, who may add to a closed shift, to two at once, and young.
        now: the moment, of which nothing is kept.
        code_key: the key of this installation.
    """
    event = lock_answers(session, event_id)
    settle(session, event, now=now)
    shift = find_shift(session, event_id, shift_id)
    if shift is None or not (_can_add(shift) if overrules else is_takeable(shift, now=now)):
        return SignedUp(SignUp.CLOSED)
    known = helper_id or helper_id_of(form_key, code_key=code_key)
    helper = session.get(Helper, known)
    if helper is None and helper_id is not None:
        return SignedUp(SignUp.CLOSED)  # they were erased meanwhile
    if helper is not None and helper.organisation_id != event.organisation_id:
        return SignedUp(SignUp.CLOSED)
    entry = next((one for one in shift.entries if one.helper_id == known), None)
    if entry is not None and _is_there(entry, waits=waits):
        return _as_it_is(entry)
    if entry is not None and entry.state is EntryState.TAKEN_OUT and not overrules:
        return SignedUp(SignUp.CLOSED)
    verdict = judge_age(
        helper.age if helper else wish.age,
        span(shift),
        least_age=shift.least_age,
        zone=event.zone,
        is_holiday=event.is_holiday,
        others_minutes=_minutes_that_day(session, known, shift) if helper else 0,
    )
    if not verdict.may and not overrules:
        return SignedUp(SignUp.AGE, verdict=verdict)
    clash = None if overrules else find_clash(session, known, shift)
    if clash is not None:
        return SignedUp(SignUp.CLASH, clash=clash)
    # A place that is kept for them is theirs, also where an organiser takes their yes by phone.
    is_kept = entry is not None and facts_of(entry).is_offered(now=now)
    fits = wish.heads <= places_open(shift, now=now) + (entry.heads if entry and is_kept else 0)
    if not fits and not waits and not is_set_aside:
        return SignedUp(SignUp.FULL, verdict=verdict)
    if helper is None:
        helper = _add_helper(session, known, event, wish, code_key=code_key)
    elif helper.ask_again_until is not None:
        helper.ask_again_until = max(helper.ask_again_until, asked_until(event))
        helper.series_id = event.series_id or helper.series_id
    if entry is None:
        entry = ShiftEntry(shift=shift, helper=helper, state=EntryState.WAITING)
        session.add(entry)
    else:
        changed(entry, now=now)
    entry.heads, entry.eats = wish.heads, wish.eats
    entry.is_counted_elsewhere = wish.is_counted_elsewhere
    entry.offered_until, entry.outcome, entry.state_before = None, None, None
    entry.told_sequence = shift.sequence
    is_in = fits or (is_set_aside and not waits)
    entry.state = EntryState.STANDING if is_in else EntryState.WAITING
    entry.line = None if is_in else end_of_line(shift)
    entry.set_aside_until = full_hour(now + LOOKED_AT_WITHIN + _AN_HOUR) if is_set_aside else None
    settle(session, event, now=now)
    return SignedUp(_as_it_is(entry).outcome, known, entry.id, verdict=verdict)


def take_place(session: Session, event_id: int, entry_id: int, *, now: datetime) -> SignUp:
    """Take the place that is kept for who waits, or one that is free: the first tap wins."""
    event = lock_answers(session, event_id)
    settle(session, event, now=now)
    entry = find_entry(session, event_id, entry_id)
    if entry is None or not is_takeable(entry.shift, now=now):
        return SignUp.CLOSED
    if entry.state is EntryState.STANDING:
        return _as_it_is(entry).outcome
    if entry.state is not EntryState.WAITING or entry.set_aside_until is not None:
        return SignUp.CLOSED
    clash = find_clash(session, entry.helper_id, entry.shift)
    if clash is not None:
        return SignUp.CLASH
    is_kept = entry.offered_until is not None and entry.offered_until > now
    if not is_kept and entry.heads > places_open(entry.shift, now=now):
        return SignUp.FULL
    entry.state, entry.line, entry.offered_until = EntryState.STANDING, None, None
    entry.state_before = None
    changed(entry, now=now)
    settle(session, event, now=now)
    return SignUp.IN


def step_back(session: Session, event_id: int, entry_id: int, *, now: datetime) -> bool:
    """Let somebody out of a shift or its line, at any time; False where there is nothing to leave.

    Whether they stepped back stays with this event; no later one shows it.
    """
    return _leave(session, event_id, entry_id, EntryState.STEPPED_BACK, now=now)


def take_out(session: Session, event_id: int, entry_id: int, *, now: datetime) -> bool:
    """Take somebody out of a shift, as its organiser; they read so on their own page."""
    return _leave(session, event_id, entry_id, EntryState.TAKEN_OUT, now=now)


def find_entry(session: Session, event_id: int, entry_id: int) -> ShiftEntry | None:
    """Return an entry of an event with its shift; None where it is not of it."""
    found = session.scalar(
        select(ShiftEntry)
        .join(Shift, Shift.id == ShiftEntry.shift_id)
        .where(ShiftEntry.id == entry_id, Shift.event_id == event_id)
        .options(joinedload(ShiftEntry.helper))
    )
    if found is not None:
        find_shift(session, event_id, found.shift_id)  # with all its entries, in one question
    return found


def asked_until(event: Event) -> date:
    """Return until when somebody is asked again who helps at an event."""
    return day_of(event.ends_at, event.zone) + timedelta(days=retention.ASKED_AGAIN_FOR_DAYS)


def _minutes_that_day(session: Session, helper_id: int, shift: Shift) -> int:
    """Add up the other shifts of a helper that begin on the day of a shift."""
    zone = shift.event.zone
    held_on = day_of(span(shift).starts_at, zone)
    spans = [span(one) for one in _standing_elsewhere(session, helper_id, shift)]
    return sum(one.minutes for one in spans if day_of(one.starts_at, zone) == held_on)


def find_clash(session: Session, helper_id: int, shift: Shift) -> Shift | None:
    """Return another shift that a helper is in at the same time; None where there is none."""
    others = _standing_elsewhere(session, helper_id, shift)
    return next((one for one in others if clashes(span(one), span(shift))), None)


def _standing_elsewhere(session: Session, helper_id: int, shift: Shift) -> list[Shift]:
    found = session.scalars(
        select(Shift)
        .join(ShiftEntry, ShiftEntry.shift_id == Shift.id)
        .where(
            ShiftEntry.helper_id == helper_id,
            ShiftEntry.state == EntryState.STANDING,
            Shift.id != shift.id,
            Shift.removed_at.is_(None),
        )
        .options(joinedload(Shift.event), joinedload(Shift.item))
        .order_by(Shift.id)
    )
    return [one for one in found if one.event.state is not EventState.CANCELLED]


_AN_HOUR = timedelta(hours=1)
"""The hour that is going on is not over: so nobody waits shorter than was said."""


def _can_add(shift: Shift) -> bool:
    return shift.removed_at is None and shift.event.state in (
        EventState.DRAFT,
        EventState.PUBLISHED,
    )


def _is_there(entry: ShiftEntry, *, waits: bool) -> bool:
    """Say whether somebody is in a shift or its line already, and asks for nothing else."""
    if entry.state is EntryState.STANDING:
        return True
    return entry.state is EntryState.WAITING and waits


def _as_it_is(entry: ShiftEntry) -> SignedUp:
    outcome = SignUp.IN if entry.state is EntryState.STANDING else SignUp.WAITING
    if entry.set_aside_until is not None:
        outcome = SignUp.SET_ASIDE
    return SignedUp(outcome, entry.helper_id, entry.id)


def _leave(
    session: Session, event_id: int, entry_id: int, state: EntryState, *, now: datetime
) -> bool:
    event = lock_answers(session, event_id)
    entry = find_entry(session, event_id, entry_id)
    if entry is None or entry.state not in (EntryState.STANDING, EntryState.WAITING):
        return False
    is_over = now >= span(entry.shift).ends_at or event.state is EventState.CLOSED
    if state is EntryState.STEPPED_BACK and is_over:
        return False
    if state is EntryState.TAKEN_OUT:  # they did not do it themselves, and have to be told
        entry.told_sequence = entry.shift.sequence - 1
    # Whoever leaves the line keeps the number: no calendar held what one only waited for.
    entry.state, entry.offered_until = state, None
    entry.set_aside_until = entry.state_before = None
    changed(entry, now=now)
    settle(session, event, now=now)
    totals.count_again(session, event_id)
    return True


def _add_helper(
    session: Session,
    helper_id: int,
    event: Event,
    wish: HelperWish,
    *,
    code_key: str,
) -> Helper:
    helper = Helper(
        id=helper_id,
        organisation_id=event.organisation_id,
        name=wish.name,
        phone=wish.phone,
        address=wish.address,
        language=wish.language,
        age=wish.age,
        grown_up_phone=wish.grown_up_phone if wish.age is HelperAge.CHILD else "",
        is_first_time=wish.is_first_time,
        ask_again_until=asked_until(event) if wish.asks_again else None,
        series_id=event.series_id if wish.asks_again else None,
        secret_hash=hash_of(secret_of(helper_id, code_key=code_key), code_key=code_key),
        feed_hash=hash_of(feed_secret_of(helper_id, code_key=code_key), code_key=code_key),
    )
    session.add(helper)
    return helper
