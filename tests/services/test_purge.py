"""What has been kept long enough is gone, from every file, and what was counted stays."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.core.admission import People
from planner.core.enums import EventType, ScanKind
from planner.core.parties import PartyDetails
from planner.core.retention import FORGET_AFTER_DAYS, Retention
from planner.core.turnout import EventKind
from planner.services.answer import answering, telling
from planner.services.gate import gates, phones, scanning
from planner.services.gate.items import ScanBatch, ScanItem
from planner.services.invite import issuing
from planner.services.invite.issuing import BatchPlan
from planner.services.people import signing_in
from planner.services.plan import closing, making
from planner.services.plan.event_plan import EventPlan
from planner.services.privacy import purge as purging
from planner.services.privacy import purge_files, unreadable
from planner.services.privacy.purge import purge
from planner.services.privacy.purge_kinds import Purged
from planner.store.base import Base, Store
from planner.store.models import (
    Answer,
    AnswerDiet,
    Batch,
    Event,
    Intermediary,
    Invitation,
    Turnout,
    Waiting,
)
from tests.support.application import PASSWORD
from tests.support.clock import FixedClock

STARTS_AT = FixedClock().now
ENDS_AT = STARTS_AT + timedelta(hours=4)
DUE_AT = ENDS_AT + timedelta(days=FORGET_AFTER_DAYS)
CODE_KEY = "a key for codes in tests only, 9876543210"
CANARIES = (
    "canary-of-a-giver",
    "canary-of-a-batch",
    "canary-of-a-diet",
    "canary-browser",
    "canary-of-a-remark",
    "canary-of-access",
    "canary-of-an-allergy",
    "canary-of-pride",
)


def add_event(session: Session, *, starts_at: datetime = STARTS_AT) -> Event:
    return making.create_event(
        session,
        EventPlan(
            title="Barbecue",
            event_type=EventType.BARBECUE,
            kind=EventKind.OPEN,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=4),
        ),
        account_id=None,
        now=starts_at - timedelta(days=20),
    )


def fill(session: Session, *, is_closed: bool = True) -> int:
    """Make an event with everything that somebody may leave behind at one; return its id."""
    event = add_event(session)
    before = STARTS_AT - timedelta(days=10)
    batch = issuing.issue_batch(
        session,
        event,
        BatchPlan(name=CANARIES[1], count=3, intermediary_name=CANARIES[0]),
        code_key=CODE_KEY,
        now=before,
    )
    for invitation in session.scalars(select(Invitation).where(Invitation.batch_id == batch.id)):
        party = PartyDetails(adults=2, children=1, diets={"halal": 2})
        answering.give_details(session, invitation, party, now=before)
        session.add(AnswerDiet(invitation_id=invitation.id, diet=CANARIES[2], heads=1))
        told = telling.ToldNeeds(proud=CANARIES[7], remark=CANARIES[4], access_words=CANARIES[5])
        assert telling.tell(session, invitation, told, now=before)
        kept = session.get_one(Answer, invitation.id)
        kept.allergies, kept.allergies_agreed_at = CANARIES[6], before
        session.add(
            Waiting(invitation_id=invitation.id, event_id=event.id, heads=1, queued_at=before)
        )
    session.flush()
    codes = [card.code for card in issuing.codes_of(session, batch, code_key=CODE_KEY)]
    _check_in(session, event, codes[0])
    if is_closed:
        closing.close_event(session, event, came=9, now=ENDS_AT)
    person = signing_in.add_account(
        session, email="noor@feest.example", name="Noor", password=PASSWORD, now=before
    )
    signing_in.begin_sign_in(session, person.id, browser=CANARIES[3], key="k", now=before)
    session.flush()
    return event.id


def _check_in(session: Session, event: Event, code: str) -> None:
    """Let a family of three in with their card, and four people without one."""
    door = gates.open_gate(session, event, "Gate", code_key=CODE_KEY, now=STARTS_AT)
    enrolled = phones.enrol(session, door, code_key=CODE_KEY, now=STARTS_AT)
    assert isinstance(enrolled, phones.Enrolled)
    phone = phones.find_phone(session, enrolled.token, code_key=CODE_KEY, now=STARTS_AT)
    assert phone is not None
    at = STARTS_AT + timedelta(minutes=12)
    entries = [
        ScanItem(nonce="one", kind=ScanKind.ENTRY, phone_at=at, people=People(2, 1), code=code),
        ScanItem(nonce="two", kind=ScanKind.ENTRY, phone_at=at, people=People(4, 0)),
    ]
    scanning.take_scans(session, phone, ScanBatch(entries), code_key=CODE_KEY, now=at)


def left(session: Session) -> dict[str, int]:
    """Count the rows of the tables that hold something of somebody."""
    names = (
        "answer",
        "answer_diet",
        "answer_change",
        "waiting",
        "scan",
        "gate_device",
        "intermediary",
    )
    return {
        name: session.scalar(select(func.count()).select_from(Base.metadata.tables[name])) or 0
        for name in names
    }


def run(store: Store, now: datetime) -> Purged:
    with store.transaction() as session:
        return purge(session, keep=Retention(), now=now)


def test_thirty_days_after_an_event_its_answers_are_gone(store: Store) -> None:
    with store.transaction() as session:
        event_id = fill(session)
    erased = run(store, DUE_AT)
    assert (erased.answers, erased.changes, erased.waits) == (3, 3, 3)
    assert (erased.scans, erased.phones, erased.links, erased.intermediaries) == (2, 1, 1, 1)
    with store.reading() as session:
        assert not any(left(session).values()), left(session)
        batch = session.scalars(select(Batch)).one()
        assert (batch.intermediary_id, batch.name) == (None, f"#{batch.id}")
        turnout = session.scalars(select(Turnout)).one()
        assert (turnout.event_id, turnout.came, turnout.yes_heads) == (event_id, 9, 9)
        assert session.scalar(select(func.count()).select_from(Invitation)) == 3


def test_a_count_that_nobody_wrote_down_is_kept_before_its_scans_go(store: Store) -> None:
    with store.transaction() as session:
        event_id = fill(session, is_closed=False)
    run(store, DUE_AT)
    with store.reading() as session:
        turnout = session.scalars(select(Turnout)).one()
        assert (turnout.event_id, turnout.came) == (event_id, 7)
        assert sum(turnout.arrival_minutes or []) == 7


def test_the_day_before_everything_is_still_there(store: Store) -> None:
    with store.transaction() as session:
        fill(session)
        before = left(session)
    erased = run(store, DUE_AT - timedelta(days=1))
    assert erased.answers == erased.scans == erased.links == 0
    with store.reading() as session:
        assert left(session) == before


def test_doing_it_twice_does_no_harm(store: Store) -> None:
    with store.transaction() as session:
        fill(session)
    run(store, DUE_AT)
    assert run(store, DUE_AT).total == 0


def test_some_events_at_a_time_it_comes_to_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "EVENTS_AT_ONCE", 1)
    with store.writing() as session:
        fill(session)
        add_event(session, starts_at=STARTS_AT - timedelta(days=1))
        at_once = purge(session, keep=Retention(), now=DUE_AT)
        session.rollback()
    with store.transaction() as session:
        fill(session)
        add_event(session, starts_at=STARTS_AT - timedelta(days=1))
    assert purging.purge_in_turns(store, keep=Retention(), now=DUE_AT) == at_once
    with store.reading() as session:
        assert not any(left(session).values())


def test_what_stops_half_way_has_erased_the_events_before(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with store.transaction() as session:
        fill(session)
    monkeypatch.setattr(purging, "_erase_of_none", break_off)
    with pytest.raises(KeyboardInterrupt):
        purging.purge_in_turns(store, keep=Retention(), now=DUE_AT)
    with store.reading() as session:
        assert {name for name, rows in left(session).items() if rows} == {"intermediary"}


def test_other_events_keep_what_they_have(store: Store) -> None:
    with store.transaction() as session:
        fill(session)
        later = add_event(session, starts_at=STARTS_AT + timedelta(days=2))
        cards = BatchPlan(name="School", count=1, intermediary_name=CANARIES[0])
        issuing.issue_batch(session, later, cards, code_key=CODE_KEY, now=STARTS_AT)
        card = session.scalars(select(Invitation).where(Invitation.event_id == later.id)).one()
        answering.give_details(session, card, PartyDetails(adults=4), now=STARTS_AT)
    run(store, DUE_AT)
    with store.reading() as session:
        assert left(session)["answer"] == 1
        assert session.scalars(select(Intermediary.name)).all() == [CANARIES[0]]


def test_somebody_who_was_added_today_for_the_next_batch_stays(store: Store) -> None:
    with store.transaction() as session:
        session.add(Intermediary(name="Karin", created_at=DUE_AT - timedelta(hours=1)))
    run(store, DUE_AT)
    with store.reading() as session:
        assert session.scalars(select(Intermediary.name)).all() == ["Karin"]


@pytest.fixture
def files(sqlite_url: str, tmp_path: Path) -> Iterator[tuple[Store, Path]]:
    store = Store(sqlite_url)
    try:
        with store.transaction() as session:
            fill(session)
        yield store, tmp_path
    finally:
        store.close()


def readable(folder: Path) -> set[str]:
    """Return the canaries that stand in any file of a folder, in whatever state the file is."""
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return {canary for canary in CANARIES if canary.encode() in everything}


def test_what_was_erased_stands_in_no_file(files: tuple[Store, Path]) -> None:
    store, folder = files
    assert readable(folder) == set(CANARIES)
    run(store, DUE_AT)
    assert unreadable.make_unreadable(store)
    assert readable(folder) == set()


def test_erasing_without_emptying_the_log_would_not_be_enough(files: tuple[Store, Path]) -> None:
    store, folder = files
    run(store, DUE_AT)
    assert readable(folder), "the search finds nothing even where something is"


def test_a_reader_in_the_way_is_told_not_hidden(files: tuple[Store, Path]) -> None:
    store, folder = files
    with store.reading() as reader:
        reader.scalar(select(func.count()).select_from(Batch))
        run(store, DUE_AT)
        assert not unreadable.make_unreadable(store)
    assert unreadable.make_unreadable(store)
    assert readable(folder) == set()


def test_copies_that_the_planner_made_itself_do_not_live_for_ever(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    old = [
        tmp_path / "backups" / "before-migration-20270101-120000.db",
        tmp_path / "planner.db.before-restore-20270101-120000",
    ]
    for path in [*old, tmp_path / "backups" / "my-own.db", tmp_path / "planner.db"]:
        path.write_bytes(b"x")
    made_at = datetime.fromtimestamp(old[0].stat().st_mtime, tz=STARTS_AT.tzinfo)
    assert purge_files.old_copies(tmp_path, now=made_at + timedelta(days=34)) == []
    assert set(purge_files.old_copies(tmp_path, now=made_at + timedelta(days=36))) == set(old)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        pytest.param("Europe/Amsterdam", "2027-07-03", id="at home"),
        pytest.param("Pacific/Auckland", "2027-07-04", id="where it is tomorrow already"),
    ],
)
def test_the_day_is_counted_in_the_zone_of_the_event(zone: str, day: str) -> None:
    ends_at = datetime.fromisoformat("2027-06-03T20:00+00:00")
    assert Retention().forget_on(ends_at, zone).isoformat() == day
    assert Retention().is_kept(ends_at, zone, now=ends_at + timedelta(days=29))
    assert not Retention().is_kept(ends_at, zone, now=ends_at + timedelta(days=30))
