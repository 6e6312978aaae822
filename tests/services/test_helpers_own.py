"""What helpers do on their own page, on both databases."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from planner.core.enums import MailKind, MailState
from planner.services.helpers import asking_again, own_shifts, presence, signing_up
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.services.privacy import erasing
from planner.services.privacy.erasures import ErasureLog
from planner.store.base import Store
from planner.store.models import Event, Helper, OutboxMail, PurgeRecord, ShiftEntry
from tests.support.cards import SATURDAY
from tests.support.shifts import (
    CODE_KEY,
    WEEK_BEFORE,
    add_shift,
    add_shifts_event,
    entries_of,
    sign_up,
)


@pytest.fixture
def event_id(store: Store) -> int:
    return add_shifts_event(store)


def test_who_is_erased_frees_the_place_and_no_mail_leaves_to_them(
    store: Store, event_id: int, tmp_path: Path
) -> None:
    shift_id, late = add_shift(store, event_id), add_shift(store, event_id, minutes=180)
    gone = sign_up(store, event_id, shift_id, "gone", address="karin@feest.nl")
    sign_up(store, event_id, late, helper_id=gone.helper_id)
    waits = sign_up(store, event_id, shift_id, "waits", waits=True)
    log = ErasureLog(tmp_path, CODE_KEY)
    letter = Letter(MailKind.HELPER, "karin@feest.nl", "nl", "You help", "", "", key="helper:1")
    with store.transaction() as session:
        posting.queue(session, [letter], now=WEEK_BEFORE)
        helper = session.get_one(Helper, gone.helper_id)
        erasing.erase_helper(session, helper, log=log, now=WEEK_BEFORE)
    with store.reading() as session:
        assert session.scalars(select(Helper.id)).all() == [waits.helper_id]
        asked = session.scalars(select(ShiftEntry)).one()
        assert asked.offered_until == WEEK_BEFORE + timedelta(hours=24)
        mail = session.scalars(select(OutboxMail)).one()
        assert (mail.state, mail.to_address, mail.subject) == (MailState.STOPPED, "", "")
        assert session.scalars(select(PurgeRecord.event_id)).all() == [None]
        assert session.get_one(Event, event_id).helpers_eating == 0
    assert "helper" in log.path.read_text()
    again = sign_up(store, event_id, late, "gone")
    assert again.helper_id == gone.helper_id, "as after a restore: the row is there once more"
    with store.transaction() as session:
        assert erasing.reapply(session, log=log) == 1
    with store.reading() as session:
        assert session.scalar(select(func.count(Helper.id))) == 1
        assert session.get_one(Event, event_id).helpers_eating == 0


def test_the_first_i_am_here_counts_and_only_of_who_is_in(store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id)
    sign_up(store, event_id, shift_id, "in")
    sign_up(store, event_id, shift_id, "waits", waits=True)
    with store.transaction() as session:
        early = SATURDAY - timedelta(minutes=20)
        noted = {
            entry.line: presence.say_here(session, entry, now=early)
            for entry in session.scalars(select(ShiftEntry))
        }
    assert noted == {None: True, 1: False}
    with store.transaction() as session:
        for entry in session.scalars(select(ShiftEntry)):
            presence.say_here(session, entry, now=SATURDAY)
    assert [one.came_at for one in entries_of(store, shift_id)] == [early, None]


def test_asking_again_ends_twelve_months_after_the_last_one(store: Store, event_id: int) -> None:
    made = sign_up(store, event_id, add_shift(store, event_id))
    with store.transaction() as session:
        helper = session.get_one(Helper, made.helper_id)
        asking_again.set_asking_again(helper, wants=True)
        assert helper.ask_again_until == SATURDAY.date() + timedelta(days=365)
        asking_again.set_asking_again(helper, wants=False)
        assert helper.ask_again_until is None


def test_who_waits_reads_how_many_are_before_them(store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id)
    there = sign_up(store, event_id, shift_id, "there")
    waits = [sign_up(store, event_id, shift_id, who, waits=True) for who in "abc"]

    def places() -> list[int | None]:
        with store.reading() as session:
            return [
                own_shifts.own_shifts(
                    session, session.get_one(Helper, one.helper_id), now=WEEK_BEFORE
                )
                .entries[0]
                .place
                for one in waits
            ]

    assert places() == [1, 2, 3]
    with store.transaction() as session:
        signing_up.step_back(session, event_id, waits[0].entry_id or 0, now=WEEK_BEFORE)
    assert places() == [None, 1, 2]
    with store.transaction() as session:
        signing_up.step_back(session, event_id, there.entry_id or 0, now=WEEK_BEFORE)
    assert places() == [None, None, 1], "whoever is asked is in no line"
