"""A neighbour who helped is erased: places are free, what was done stays as a number."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.enums import MailKind, MailState
from planner.services.helpers import totals
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.services.privacy import erasing
from planner.services.privacy.erasures import ErasureLog
from planner.store.base import Store
from planner.store.models import (
    Event,
    Helper,
    OutboxMail,
    PurgeRecord,
    ShiftEntry,
    ShiftTotal,
)
from tests.support.cards import SATURDAY
from tests.support.shifts import WEEK_BEFORE, add_shift, add_shifts_event, entries_of, sign_up

AFTER = SATURDAY + timedelta(days=1)


@pytest.fixture
def log(tmp_path: Path) -> ErasureLog:
    return ErasureLog(tmp_path, "a key of tests")


def erase(store: Store, helper_id: int | None, log: ErasureLog, now: object = WEEK_BEFORE) -> None:
    assert helper_id is not None
    with store.transaction() as session:
        helper = session.get_one(Helper, helper_id)
        erasing.erase_helper(session, helper, log=log, now=now)  # type: ignore[arg-type]


def eating(session: Session, event_id: int) -> int:
    return session.get_one(Event, event_id).helpers_eating


def test_the_place_is_free_and_the_next_one_is_asked(store: Store, log: ErasureLog) -> None:
    event_id = add_shifts_event(store)
    shift_id = add_shift(store, event_id)
    first = sign_up(store, event_id, shift_id, "first", address="fatma@gast.example")
    second = sign_up(store, event_id, shift_id, "second", waits=True)
    erase(store, first.helper_id, log)
    left = entries_of(store, shift_id)
    assert [one.helper_id for one in left] == [second.helper_id]
    assert left[0].offered_until is not None
    with store.reading() as session:
        assert eating(session, event_id) == 0
        assert session.scalars(select(PurgeRecord.kind)).all() == [erasing.ASKED]


def test_mail_that_waits_is_wiped(store: Store, log: ErasureLog) -> None:
    event_id = add_shifts_event(store)
    shift_id = add_shift(store, event_id, most=2)
    done = sign_up(store, event_id, shift_id, "first", address="fatma@gast.example")
    sign_up(store, event_id, shift_id, "other", address="ines@gast.example")
    with store.transaction() as session:
        letters = [
            Letter(MailKind.HELPER, to, "nl", "Tot zaterdag", "Tot dan", "", f"h:{to[0]}", event_id)
            for to in ("fatma@gast.example", "ines@gast.example")
        ]
        posting.queue(session, letters, now=WEEK_BEFORE)
    erase(store, done.helper_id, log)
    with store.reading() as session:
        mails = session.scalars(select(OutboxMail).order_by(OutboxMail.key)).all()
        assert [(one.state, one.to_address) for one in mails] == [
            (MailState.STOPPED, ""),
            (MailState.WAITING, "ines@gast.example"),
        ]


def test_what_was_done_and_eaten_stays_of_nobody(store: Store, log: ErasureLog) -> None:
    event_id = add_shifts_event(store)
    shift_id = add_shift(store, event_id, length=120, needed=2)
    done = sign_up(store, event_id, shift_id, "first", name="Fatma", phone="0612345678")
    sign_up(store, event_id, add_shift(store, event_id, minutes=150), helper_id=done.helper_id)
    other = sign_up(store, event_id, shift_id, "second", name="Ines")
    with store.transaction() as session:
        for entry in session.scalars(select(ShiftEntry)):
            entry.came_at = SATURDAY if entry.shift_id == shift_id else None
        uids = set(session.scalars(select(ShiftEntry.uid)))
    during = SATURDAY + timedelta(hours=1)
    erase(store, done.helper_id, log, now=during)
    with store.reading() as session:
        names = session.execute(select(Helper.name, Helper.phone).order_by(Helper.name)).all()
        assert [tuple(one) for one in names] == [("", ""), ("Ines", "")]
        assert eating(session, event_id) == 2, "they ate"
        left = session.scalars(select(ShiftEntry)).all()
        assert [one.shift_id for one in left] == [shift_id] * 2, "the later shift is free"
        assert len({one.uid for one in left} - uids) == 1
    erase(store, other.helper_id, log, now=AFTER)
    with store.transaction() as session:
        totals.freeze(session, session.get_one(Event, event_id))
        total = session.scalars(select(ShiftTotal).where(ShiftTotal.came.is_not(None))).one()
        assert (total.signed, total.came, total.minutes) == (2, 2, 240)
        assert eating(session, event_id) == 2
        assert set(session.scalars(select(Helper.name))) == {""}


def test_a_backup_brings_nobody_back_but_who_signs_up_again_stays(
    store: Store, log: ErasureLog
) -> None:
    event_id = add_shifts_event(store)
    shift_id = add_shift(store, event_id, most=3)
    done = sign_up(store, event_id, shift_id, "first", name="Fatma")
    with store.reading() as session:
        helper = session.get_one(Helper, done.helper_id)
        row = {one.name: getattr(helper, one.name) for one in Helper.__table__.columns}
    erase(store, done.helper_id, log)
    again = sign_up(store, event_id, shift_id, "first once more", name="Fatma")
    with store.transaction() as session:
        session.add(Helper(**row))
    with store.transaction() as session:
        assert erasing.reapply(session, log=log) == 1
    with store.reading() as session:
        assert session.scalars(select(Helper.id)).all() == [again.helper_id]
    assert "Fatma" not in log.path.read_text()
