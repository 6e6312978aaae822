"""At the end of a walk each remark stands where somebody signs for it, or with its answer."""

from planner.core.enums import EventType
from planner.core.residents.questions import RemarkState, ResidentQuestion
from planner.services.calendars import files
from planner.services.calendars.blocks import Town
from planner.services.residents.walk_list import walk_list
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from tests.support.cards import World, make_world
from tests.support.promised import Told
from tests.support.queries import count_queries


def fill(world: World, *, more: int = 0) -> None:
    with world.store.transaction() as session:
        made = Told(session)
        event_id = world.event_id
        said = [
            made.remark(summary=f"Opmerking {place}", event_id=event_id, words="secret words")
            for place in range(12 + more)
        ]
        town, housing = made.partner("Gemeente"), made.partner("Woningstichting")
        made.promise("Maaien", answers=said[:5], partner_id=town, event_id=event_id)
        made.promise("Lampen", answers=said[4:8], partner_id=housing, event_id=event_id)
        for one in said[8:]:
            one.why_not = "Dat kan hier niet."
        made.remark("Gas", event_id=event_id, state=RemarkState.HIDDEN)
        made.remark("Nieuw", event_id=event_id, state=RemarkState.NEW)
        made.remark("Trots", event_id=event_id, question=ResidentQuestion.PROUD)
        made.remark("Elders", event_id=None)


def test_each_of_twelve_remarks_has_a_promise_or_an_answer_by_partner(
    store: Store, settings: Settings
) -> None:
    world = make_world(store, settings)
    fill(world)
    with store.reading() as session:
        found = walk_list(session, world.event_id)
    named = {partner.name: [one.words for one in remarks] for partner, remarks in found.partners}
    assert list(named) == ["Gemeente", "Woningstichting"]
    # What two take up stands with both, each with its own promise.
    assert (len(named["Gemeente"]), len(named["Woningstichting"])) == (5, 4)
    for _partner, remarks in found.partners:
        assert all(len(one.promises) == 1 for one in remarks)
    assert [one.answer for one in found.answered] == ["Dat kan hier niet."] * 4
    assert found.open == ()
    everything = {*named["Gemeente"], *named["Woningstichting"]}
    assert len(everything | {one.words for one in found.answered}) == 12
    assert (len(found.proud), found.unread) == (1, 1)


def test_a_remark_without_promise_or_answer_is_seen(store: Store, settings: Settings) -> None:
    world = make_world(store, settings)
    with store.transaction() as session:
        made = Told(session)
        made.remark(event_id=world.event_id, summary="Een hek")
        made.promise(
            answers=[made.remark(event_id=world.event_id, summary="Een gat")], partner_id=None
        )
    with store.reading() as session:
        found = walk_list(session, world.event_id)
    assert {one.words for one in found.open} == {"Een hek", "Een gat"}


def test_as_many_queries_for_many_remarks_as_for_few(store: Store, settings: Settings) -> None:
    world = make_world(store, settings)
    seen = []
    for more in (0, 60):
        fill(world, more=more)
        with store.reading() as session, count_queries(store) as queries:
            walk_list(session, world.event_id)
        seen.append(len(queries))
    assert seen[0] == seen[1] == 3


def test_a_walk_through_a_neighbourhood_stands_in_the_public_calendars(
    store: Store, settings: Settings
) -> None:
    world = make_world(store, settings)
    with store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        event.event_type, event.neighbourhood_id = EventType.INSPECTION, Told(session).place.id
        slug = event.slug
    town = Town(base_url=settings.base_url, organisation="", language="nl", phone="")
    with store.reading() as session:
        file = files.event_calendar(session, slug, town)
        feed = files.neighbourhood_feed(session, "passart", town)
        assert file is not None
        assert feed is not None
        assert b"Buurt-BBQ Passart" in file.body
        assert session.query(Event).filter(*feed.which).count() == 1
