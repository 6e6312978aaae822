"""What residents said, noted and sorted: by nobody, put together and taken apart."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from planner.core.residents.questions import HeardBy, RemarkState
from planner.core.residents.undertakings import PromiseKind, PromiseState
from planner.core.retention import RECEIPTS_KEPT_FOR_DAYS, REMARKS_KEPT_FOR_DAYS, Retention
from planner.services.privacy.purge import purge
from planner.services.residents import noting, sorting, themes
from planner.services.residents.noting import NewRemark
from planner.services.residents.sorting import Sorted
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import (
    Event,
    Promise,
    PromiseRemark,
    Remark,
    RemarkReceipt,
    Theme,
)
from tests.support.cards import MADE_AT, SATURDAY, World, make_world
from tests.support.remarks import BETTER, HEARD_ON, PROUD, add_remark

ZONE = "Europe/Amsterdam"


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def decided(words: str, **more: object) -> Sorted:
    plain = {"summary": "", "language": "", "street": "", "heads": 1, "state": RemarkState.SHOWN}
    return Sorted(words=words, **{**plain, **more})  # type: ignore[arg-type]


def test_a_form_typed_days_later_was_heard_on_the_day_of_the_event(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        new = NewRemark(question=BETTER, words="Het onkruid", street="Passartweg 3", heads=4)
        later = SATURDAY + timedelta(days=3)
        noted = noting.note(session, new, event=event, now=later, zone=ZONE)
        before = noting.note(session, new, event=event, now=MADE_AT, zone=ZONE)
        session.flush()
        assert (noted.heard_on, noted.street, noted.heard_by) == (
            SATURDAY.date(),
            "Passartweg",
            HeardBy.PAPER,
        )
        assert before.heard_on < noted.heard_on
        assert noted.organisation_id == event.organisation_id
        assert noting.heads_noted(session, event.id, on=noted.heard_on) == 4


def test_numbers_of_remarks_say_nothing_of_their_order(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        made = [add_remark(session, event, f"Remark {place}").id for place in range(40)]
    assert made != sorted(made)
    assert max(made) > 2**45
    assert len({number % 1000 for number in made}) > 20


def test_remarks_put_together_add_up_and_taken_apart_are_as_before(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        said = [
            add_remark(session, event, f"Onkruid {heads}", heads=heads, theme="Onkruid")
            for heads in (2, 1, 4)
        ]
        here = Remark.event_id == event.id
        together = sorting.groups_of(session, BETTER, here, may_sort=True)
        assert [group.heads for group in together] == [7]
        for remark in said:
            themes.take_apart(remark)
        session.flush()
        apart = sorting.groups_of(session, BETTER, here, may_sort=True)
        assert [sorted(each.heads for each in group.remarks) for group in apart] == [[1, 2, 4]]
        assert apart[0].theme is None


def test_two_themes_that_say_the_same_become_one(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        for name, heads in (("Onkruid", 3), ("Gras", 2)):
            add_remark(session, event, name, heads=heads, theme=name)
        found = {
            each.theme.name: each.theme
            for each in themes.with_use(session, event.organisation_id, event.neighbourhood_id)
        }
        themes.put_together(session, found["Gras"], found["Onkruid"])
        used = themes.with_use(session, event.organisation_id, event.neighbourhood_id)
        assert [(each.theme.name, each.heads) for each in used] == [("Onkruid", 5)]


def test_a_name_that_is_taken_out_is_nowhere_any_more(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        remark = add_remark(session, event, "Mevrouw Xylofoonbakker zit in het donker")
        sorting.sort(session, remark, decided("Er zit iemand in het donker", new_theme="Lampen"))
        same = add_remark(session, event, "Nog een lamp")
        sorting.sort(session, same, decided("Nog een lamp", new_theme="lampen"))
        session.flush()
        assert remark.theme_id == same.theme_id
    with world.store.reading() as session:
        for table in Remark.metadata.sorted_tables:
            for row in session.connection().execute(select(table)):
                assert "Xylofoon" not in repr(row)


def test_a_theme_of_another_organisation_is_none_of_ours(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        remark = add_remark(session, event, "Een bankje")
        sorting.sort(session, remark, decided("Een bankje", theme_id=987_654))
        assert remark.theme_id is None


def test_sorting_goes_on_until_all_are_sorted(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        for place in range(3):
            add_remark(session, event, f"Remark {place}")
        first = sorting.next_to_sort(session, event.id)
        assert first is not None
        later = sorting.next_to_sort(session, event.id, after=first)
        assert later not in {None, first}
        for number in sorted(each.id for each in session.scalars(select(Remark))):
            found = sorting.get_remark(session, number, event.id)
            assert found is not None
            sorting.sort(session, found, decided(found.words, why_not="It is not ours."))
            session.flush()
        assert sorting.next_to_sort(session, event.id) is None
        counted = sorting.progress(session, event.id)
        assert (counted.total, counted.new, counted.better, counted.unanswered) == (3, 0, 3, 0)


def test_what_must_get_better_waits_until_a_promise_or_a_reason_answers_it(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        asked = [add_remark(session, event, words) for words in ("Bankje", "Lamp", "Zwembad")]
        add_remark(session, event, "Iedereen groet", question=PROUD)
        promise = Promise(
            organisation_id=event.organisation_id,
            number=1,
            what="Een bankje",
            kind=PromiseKind.ASKED,
            made_on=HEARD_ON,
        )
        session.add(promise)
        session.flush()
        assert sorting.progress(session, event.id).unanswered == 3
        session.add(PromiseRemark(promise_id=promise.id, remark_id=asked[0].id))
        asked[2].why_not = "Daar is geen geld voor."
        session.flush()
        assert sorting.progress(session, event.id).unanswered == 1
        assert sorting.promised_in(session, asked) == {asked[0].id: promise}


def test_who_does_not_sort_reads_what_is_fit_to_show(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        for state in RemarkState:
            add_remark(session, event, state.value, state=state)
        read = sorting.groups_of(session, BETTER, Remark.event_id == event.id, may_sort=False)
        assert [each.words for group in read for each in group.remarks] == ["shown"]


def test_likely_themes_come_first(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        add_remark(session, event, "De stoep is groen", heads=9, theme="Onkruid")
        add_remark(session, event, "Achter de garages is het donker", theme="Lampen")
        remark = add_remark(session, event, "Weer een garage die donker is")
        names = [each.name for each in sorting.likely_themes(session, remark)]
        assert names == ["Lampen", "Onkruid"]


def test_remarks_go_after_two_years_unless_a_promise_still_answers_them(world: World) -> None:
    long_after = SATURDAY + timedelta(days=REMARKS_KEPT_FOR_DAYS + 30)
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        kept, gone, new = (
            add_remark(session, event, words, theme="Bankje") for words in ("kept", "gone", "new")
        )
        new.heard_on = long_after.date()
        promise = Promise(
            organisation_id=event.organisation_id,
            number=1,
            what="Een bankje",
            kind=PromiseKind.ASKED,
            made_on=HEARD_ON,
        )
        session.add(promise)
        session.flush()
        session.add(PromiseRemark(promise_id=promise.id, remark_id=kept.id))
        for days in (0, RECEIPTS_KEPT_FOR_DAYS + 1):
            received = (long_after - timedelta(days=days)).date()
            session.add(
                RemarkReceipt(event_id=event.id, nonce=f"nonce {days}", received_on=received)
            )
        session.flush()
        del gone
        purged = purge(session, keep=Retention(), now=long_after)
        assert (purged.remarks, purged.receipts) == (1, 1)
        left = session.scalars(select(Remark.words).order_by(Remark.words)).all()
        assert left == ["kept", "new"]
        promise.state = PromiseState.DONE
        session.flush()
        assert purge(session, keep=Retention(), now=long_after).remarks == 1


def test_an_event_that_goes_leaves_what_was_said(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        remark = add_remark(session, event, "Een bankje", theme="Bankje")
        themed = session.get_one(Theme, remark.theme_id)
        assert themed.name == "Bankje"
        assert remark.heard_on == date(2027, 6, 12)
