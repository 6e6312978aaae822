"""The demonstration data: loaded once, complete enough to look around, and gone without a trace."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, func, select, text
from sqlalchemy.event import listens_for
from sqlalchemy.event import remove as remove_listener
from sqlalchemy.orm import Session

from planner.core.enums import BatchKind, EventState, EventType, Reply
from planner.core.helpers.asking import ask_for, show_rate
from planner.core.next_steps import next_steps
from planner.core.small_cells import Size
from planner.core.steps import ALONGSIDE, Step
from planner.services import demonstration
from planner.services.answer.tally import said_at, tally
from planner.services.attention import waiting
from planner.services.day.advice import Matter, assess
from planner.services.day.agenda import EventDesk
from planner.services.day.evacuation import count_everybody, mismatches_of
from planner.services.day.live import watch_event
from planner.services.demonstration import DemoAccess
from planner.services.demonstration.tonight import TITLE
from planner.services.forecast.forecasting import forecast_event
from planner.services.forecast.path import path_of
from planner.services.helpers import letters_due, totals
from planner.services.helpers.readers import touched_in, whom_to_ask
from planner.services.helpers.shift_rows import heads_standing, shifts_of, span
from planner.services.people import signing_in
from planner.services.plan import making
from planner.services.plan.event_plan import plan_of
from planner.settings import Settings
from planner.store.base import Base, Store
from planner.store.models import (
    Account,
    Batch,
    Event,
    Helper,
    Intermediary,
    Neighbourhood,
    Organisation,
    Series,
    ShiftTotal,
    Turnout,
    Venue,
)
from tests.support.application import ON_SQLITE, PASSWORD, test_settings
from tests.support.clock import FixedClock
from tests.support.pages import PageClient

NOW = FixedClock().now


@pytest.fixture
def access(store: Store, settings: Settings, clock: FixedClock) -> DemoAccess:
    """The demonstration data in a database of each kind."""
    return demonstration.load(store, settings=settings, now=clock())


@pytest.fixture(scope="module")
def loaded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The demonstration data, loaded once for tests that only look at it."""
    folder = tmp_path_factory.mktemp("demonstration")
    shutil.copy(sqlite_template, folder / "planner.db")
    store = Store(f"sqlite:///{folder / 'planner.db'}")
    demonstration.load(store, settings=test_settings(str(store.url), folder), now=NOW)
    with store.reading() as session:
        yield session
    store.close()


def rows(session: Session) -> dict[str, int]:
    """Count the rows of every table."""
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
        if table.name != "calendar_state"  # counts changes, and holds nothing of anybody
    }


def the(session: Session, event_type: EventType) -> Event:
    """Return the demonstration's coming event of a type that is no draft."""
    return session.scalars(
        select(Event)
        .where(Event.event_type == event_type, Event.state != EventState.DRAFT)
        .order_by(Event.starts_at.desc())
    ).first() or pytest.fail(f"no {event_type}")


def test_some_households_said_more_than_that_they_come(loaded: Session) -> None:
    said = said_at(loaded, the(loaded, EventType.BARBECUE).id)
    dinner = said_at(loaded, the(loaded, EventType.DINNER).id)
    assert said.remarks
    assert {*said.allergies, *dinner.allergies}
    sizes = {cell.size for cell in (*said.diets.values(), *dinner.diets.values())}
    assert sizes >= {Size.FEW, Size.TOLD}, "the demonstration shows what is told and what is not"
    assert tally(loaded, the(loaded, EventType.BARBECUE).id).yes_toddlers


def test_ten_barbecues_were_and_the_eleventh_is_in_nine_days(loaded: Session) -> None:
    turnouts = loaded.scalars(
        select(Turnout).join(Event).where(Event.event_type == EventType.BARBECUE)
    ).all()
    assert len(turnouts) == 10
    assert {turnout.expected for turnout in turnouts} == {30}
    assert (min(one.came for one in turnouts), max(one.came for one in turnouts)) == (25, 120)
    assert all(sum(one.arrival_minutes or []) == one.came for one in turnouts)
    coming = the(loaded, EventType.BARBECUE)
    assert coming.starts_at - NOW == timedelta(days=9, hours=5)
    assert coming.state is EventState.PUBLISHED


def test_fewer_put_their_names_down_for_the_walk_than_for_those_before(loaded: Session) -> None:
    walk = the(loaded, EventType.WALK)
    made = forecast_event(loaded, walk, now=NOW)
    assert [(each.is_by_day, each.came) for each in made.past] == [
        (True, 22),
        (True, 20),
        (True, 23),
    ]
    off = path_of(walk, made, now=NOW)
    assert off is not None
    assert off.yes_heads < off.usual


def test_forty_households_have_answered_over_the_past_weeks(loaded: Session) -> None:
    answers = tally(loaded, the(loaded, EventType.BARBECUE).id)
    assert 35 <= answers.yes_households + answers.maybe_households + answers.no_households <= 45
    assert answers.said.diets
    assert len(answers.by_batch) == 3
    assert (answers.set_aside, answers.set_aside_heads) == (23, 184), "what a prankster sent"


def test_the_dinner_inside_the_castle_evening_is_for_a_hundred_families(loaded: Session) -> None:
    dinner, castle = the(loaded, EventType.DINNER), the(loaded, EventType.CASTLE)
    assert dinner.parent_id == castle.id
    assert castle.starts_at <= dinner.starts_at < dinner.ends_at <= castle.ends_at
    assert not dinner.is_public
    assert castle.is_public
    (batch,) = tally(loaded, dinner.id).by_batch.values()
    assert batch.cards == 100
    assert 0 < batch.not_yet < 100


def test_nothing_in_it_names_what_the_families_have_in_common(loaded: Session) -> None:
    texts = [
        *loaded.scalars(select(Event.title)),
        *loaded.scalars(select(Event.description)),
        *loaded.scalars(select(Batch.name)),
    ]
    assert not [text for text in texts if "voedsel" in text.lower() or "minima" in text.lower()]


def test_the_first_card_of_each_batch_was_not_answered_yet(loaded: Session) -> None:
    for batch in loaded.scalars(select(Batch).where(Batch.kind == BatchKind.CARDS)):
        assert min(batch.invitations, key=lambda one: one.number).answer is None


def test_every_answer_is_one_that_a_guest_could_have_given(loaded: Session) -> None:
    for batch in loaded.scalars(select(Batch)):
        for invitation in batch.invitations:
            answer = invitation.answer
            if answer is None:
                continue
            assert answer.heads <= invitation.largest_party
            assert sum(diet.heads for diet in answer.diets) <= answer.heads
            assert answer.reply is not Reply.NO or not answer.diets
            assert batch.created_at <= answer.created_at <= answer.updated_at <= NOW


@ON_SQLITE
def test_each_kind_of_user_can_get_in(access: DemoAccess, client: PageClient) -> None:
    answer = client.send(
        "/sign-in", {"email": access.organiser_email, "password": access.organiser_password}
    )
    assert answer.status_code == 303
    for url in (access.invitation_url, access.dinner_url, access.event_url, access.gate_url):
        assert client.page(url).status == 200
    assert client.get(access.calendar_url).get_data().startswith(b"BEGIN:VCALENDAR")


def test_loading_it_again_changes_nothing(
    access: DemoAccess, store: Store, settings: Settings, clock: FixedClock
) -> None:
    with store.reading() as session:
        before = rows(session)
    clock.forward(days=3)
    assert demonstration.load(store, settings=settings, now=clock()) == access
    with store.reading() as session:
        assert rows(session) == before


@pytest.mark.parametrize("day", ["2027-01-01", "2027-10-22", "2028-02-29"])
def test_it_can_be_loaded_on_any_day(sqlite_url: str, tmp_path: Path, day: str) -> None:
    store = Store(sqlite_url)
    now = datetime.fromisoformat(f"{day}T12:00+00:00")
    demonstration.load(store, settings=test_settings(sqlite_url, tmp_path), now=now)
    with store.reading() as session:
        coming = session.scalars(select(Event).where(Event.starts_at > now)).all()
        assert {event.event_type for event in coming} == {
            EventType.BARBECUE, EventType.CASTLE, EventType.DINNER, EventType.WALK,
        }  # fmt: skip
    store.close()


def test_removing_it_leaves_nothing_of_it(access: DemoAccess, store: Store) -> None:
    with store.transaction() as session:
        assert demonstration.remove(session) > 500
    with store.reading() as session:
        left = rows(session)
        assert left.pop("organisation") == 1
        assert not any(left.values()), left
        assert not demonstration.is_loaded(session)


def test_removing_it_does_not_believe_a_look_at_tables_that_were_being_filled(
    store: Store, settings: Settings, clock: FixedClock
) -> None:
    """PostgreSQL counts rows by itself, also while they are written: then it saw none of them."""
    if store.is_sqlite:
        return
    beside = create_engine(store.url, isolation_level="AUTOCOMMIT")

    @listens_for(store.engine, "commit")
    def look(_: Connection) -> None:
        with beside.connect() as connection:
            connection.execute(text("ANALYZE"))

    demonstration.load(store, settings=settings, now=clock())
    remove_listener(store.engine, "commit", look)
    beside.dispose()
    with store.transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = '5s'"))  # it took a quarter of a minute
        demonstration.remove(session)


def test_removing_it_leaves_an_organisers_own_work(
    access: DemoAccess, store: Store, clock: FixedClock
) -> None:
    with store.transaction() as session:
        own = signing_in.add_account(
            session,
            email="wim@feest.example",
            name="Wim",
            password=PASSWORD,
            now=clock(),
        )
        barbecue = the(session, EventType.BARBECUE)
        mine = making.create_event(
            session, plan_of(barbecue), account_id=own.id, now=clock(), series=barbecue.series
        )
        mine.parent_id = the(session, EventType.CASTLE).id
        karin = session.scalars(select(Intermediary).where(Intermediary.name == "Karin")).one()
        session.add(
            Batch(event=mine, name="Own", intermediary=karin, largest_party=4, created_at=clock())
        )
        session.flush()
        mine_id, series_name = mine.id, barbecue.series and barbecue.series.name
    with store.transaction() as session:
        demonstration.remove(session)
    with store.reading() as session:
        (event,) = session.scalars(select(Event))
        assert (event.id, event.parent_id) == (mine_id, None)
        assert session.scalars(select(Account.email)).all() == ["wim@feest.example"]
        for kept, names in (
            (Series.name, [series_name]),
            (Venue.name, ["Speelveld Meezenbroek"]),
            (Neighbourhood.name, ["Meezenbroek"]),
            (Intermediary.name, ["Karin"]),
        ):
            assert session.scalars(select(kept)).all() == names
        for table in Base.metadata.sorted_tables:
            if "is_demonstration" in table.columns:
                marked = select(func.count()).select_from(table).where(table.c.is_demonstration)
                assert session.scalar(marked) == 0, table.name


def test_an_evening_goes_on_that_is_nearly_full_with_things_to_look_at(loaded: Session) -> None:
    evening = loaded.scalars(select(Event).where(Event.starts_at < NOW, Event.ends_at > NOW))
    whole, meal = sorted(evening, key=lambda event: event.parent_id is not None)
    assert meal.parent_id == whole.id
    seen = watch_event(loaded, whole, now=NOW)
    apart = mismatches_of(loaded, whole, seen.gates.scans)
    found = assess(whole, seen, apart, now=NOW)
    assert (found.matter, found.inside, found.fits) == (Matter.WILL_BE_FULL, 55, 5)
    assert found.on_the_way > 5
    assert (found.gate, found.has_more_gates) == ("Tuinpoort", True)
    assert found.conflicts == 4
    assert (apart[0].never, apart[0].left) == (4, 2)
    everybody = count_everybody(loaded, meal, now=NOW)
    assert (everybody.heads, everybody.waiting) == (61, 4)


def test_some_of_each_waits_and_the_list_says_what_the_page_of_the_event_says(
    loaded: Session,
) -> None:
    events = waiting.events_to_look_at(loaded, now=NOW)
    entries = waiting.look_at(loaded, events, has_office_phone=True, now=NOW)
    for entry in entries:
        desk = EventDesk(loaded, entry.event, NOW, has_office_phone=True)
        on_page = next_steps(desk.facts, now=NOW)
        assert [step for step in on_page if step.step not in ALONGSIDE] == entry.steps
    waits = {step.step for entry in entries for step in entry.steps}
    assert {
        *(Step.TELL, Step.LOOK, Step.ASKED, Step.MAIL, Step.NOTES, Step.READ),
        *(Step.CONFLICTS, Step.ALLERGIES, Step.OVER_BUDGET),
    } <= waits


def test_shifts_are_full_short_and_waited_for_and_somebody_is_asked(loaded: Session) -> None:
    barbecue = the(loaded, EventType.BARBECUE)
    shifts = shifts_of(loaded, barbecue.id)
    missing = [max(0, one.needed - heads_standing(one)) for one in shifts]
    assert 0 in missing
    assert sum(missing) > 1
    offers = letters_due.offers_to_tell(loaded, now=NOW)
    assert [one.entry.shift.event_id for one in offers] == [barbecue.id]
    every = shifts_of(loaded, barbecue.id, with_removed=True)
    assert [one for one in every if one.removed_at is not None and touched_in(one)]
    asked = whom_to_ask(loaded, barbecue, today=NOW.date())
    assert (len(asked.by_mail), barbecue.helpers_eating > 0) == (3, True)
    assert loaded.scalar(select(func.count()).where(Helper.is_demonstration.is_(False))) == 0


def test_what_helpers_did_is_what_stands_below_it(loaded: Session) -> None:
    """Where they are still known, the totals are of them."""
    for event in loaded.scalars(select(Event).where(Event.state == EventState.CLOSED)):
        shifts = shifts_of(loaded, event.id)
        counted = totals.by_task(totals.count_totals(shifts))
        if any(shift.entries for shift in shifts):
            assert totals.totals_of(loaded, event.id) == counted
        for entry in (entry for shift in shifts for entry in shift.entries):
            when = span(entry.shift)
            assert entry.came_at is not None
            assert when.starts_at <= entry.came_at < when.ends_at, "they came while it went on"


def test_of_shifts_that_were_is_learned_how_many_to_ask(loaded: Session) -> None:
    written = loaded.scalars(select(ShiftTotal)).all()
    rate = show_rate(
        signed=sum(one.signed for one in written), came=sum(one.came or 0 for one in written)
    )
    assert ask_for(6, rate) == 7


def test_shifts_go_on_at_this_moment_for_who_looks_at_the_list_of_now(loaded: Session) -> None:
    evening = loaded.scalars(select(Event).where(Event.title == TITLE)).one()
    now = [one for one in shifts_of(loaded, evening.id) if span(one).starts_at <= NOW]
    came = [entry.came_at is not None for one in now for entry in one.entries]
    assert {True, False} == set(came)


def test_removing_it_leaves_what_somebody_wrote_at_its_partner(
    access: DemoAccess, store: Store
) -> None:
    with store.transaction() as session:
        partner = session.scalars(select(Organisation).where(~Organisation.is_host)).one()
        session.add(Venue(name="Het plein", organisation_id=partner.id))
    with store.transaction() as session:
        demonstration.remove(session)
    with store.reading() as session:
        assert session.scalars(select(Venue.name)).all() == ["Het plein"]
