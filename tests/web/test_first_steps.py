"""First steps, ticked by what is there; and the example, which counts nowhere and goes whole."""

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from planner.core.enums import Reply
from planner.core.roles import AccountRole
from planner.services.attention.waiting import events_to_look_at
from planner.services.calendars import keys
from planner.services.demonstration.example import example_of
from planner.services.forecast.forecasting import forecast_event
from planner.services.forecast.learn import count_turnouts, list_turnouts
from planner.services.forecast.memory import remember
from planner.services.plan.first_steps import FirstStep, steps_taken
from planner.store.base import Base, Store
from planner.store.models import Account, Answer, Event, Organisation, Series, Turnout, Venue
from planner.web.organiser import first_words
from tests.support.clock import FixedClock
from tests.support.organiser import add_event, add_summer, later
from tests.support.pages import Page, PageClient, page_client

STEPS = "/first-steps"
NOT_OF_IT = {"audit_entry", "sent_form", "throttle", "sign_in", "upkeep_mark", "calendar_state"}
"""What is written of every press, whatever it does."""


def taken(store: Store, organiser: Account) -> frozenset[FirstStep]:
    with store.reading() as session:
        organisation = session.get_one(Organisation, organiser.organisation_id)
        return steps_taken(session, organisation, has_office_phone=False).done


def try_example(desk: PageClient) -> str:
    answer = desk.send(f"{STEPS}/example", form_on=STEPS)
    assert answer.status_code == 303
    assert answer.location.startswith("/events/")
    return answer.location


def rows(store: Store) -> dict[str, int]:
    with store.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name not in NOT_OF_IT
        }


def test_an_empty_installation_is_led_by_the_hand(desk: PageClient) -> None:
    page = desk.page("/events")
    assert "Eerste stappen" in page.words
    assert "van de 5 klaar" in page.words
    links = {one.get("href") for one in page.all("a")}
    assert {"/events/new", "/past-events/import", "/how-to"} <= links
    assert "Probeer een voorbeeld" in page.words


def test_each_step_is_ticked_by_what_is_there(
    desk: PageClient, store: Store, organiser: Account
) -> None:
    assert taken(store, organiser) == frozenset()
    with store.transaction() as session:
        session.get_one(Organisation, organiser.organisation_id).phone = "045 000 00 00"
    assert taken(store, organiser) == {FirstStep.WHO}
    event_id = add_event(store)
    with store.transaction() as session:
        has_place = session.get_one(Event, event_id).venue_id is not None
    done = {FirstStep.WHO, FirstStep.EVENT} | ({FirstStep.PLACES} if has_place else set())
    assert taken(store, organiser) == done
    add_summer(store)
    assert taken(store, organiser) >= done | {FirstStep.PAST}
    path = f"/events/{event_id}/invitations"
    desk.send(f"{path}/new", {"count": "4", "name": "Via Karin", "largest_party": "4"})
    assert taken(store, organiser) >= done | {FirstStep.PAST, FirstStep.CARDS}


def test_when_all_is_done_the_list_says_nothing_of_it(
    desk: PageClient, store: Store, organiser: Account
) -> None:
    event_id = add_event(store)
    add_summer(store)
    with store.transaction() as session:
        session.get_one(Organisation, organiser.organisation_id).about = "Wij zijn de buurt."
        session.add(Venue(name="Plein", organisation_id=organiser.organisation_id))
    desk.send(
        f"/events/{event_id}/invitations/new",
        {"count": "4", "name": "Via Karin", "largest_party": "4"},
    )
    assert len(taken(store, organiser)) == len(FirstStep)
    assert "Eerste stappen" not in desk.page("/events").words
    assert "Eerste stappen" in desk.page(STEPS).words, "it is still there for who looks"


def test_they_can_be_put_away_and_back(desk: PageClient) -> None:
    desk.send(f"{STEPS}/hide", form_on="/events")
    page = desk.page("/events")
    assert "van de 5 klaar" not in page.words
    assert "Plan een evenement" in page.words, "an empty list still says where to begin"
    desk.send(f"{STEPS}/show", form_on=STEPS)
    assert "van de 5 klaar" in desk.page("/events").words


def test_a_step_whose_page_is_not_there_has_no_button(app: Flask, desk: PageClient) -> None:
    with app.test_request_context("/"):
        assert first_words.page_if_there("no.such_page") == ""
        assert first_words.page_if_there("events.plan_event") == "/events/new"


def test_a_member_of_a_team_sees_no_first_steps(
    desk: PageClient, store: Store, organiser: Account
) -> None:
    with store.transaction() as session:
        session.get_one(Account, organiser.id).role = AccountRole.MEMBER
    assert "Eerste stappen" not in desk.page("/events").words
    assert desk.get(STEPS).status_code == 403


def test_the_example_is_made_by_one_press_and_shows_what_there_is(
    desk: PageClient, store: Store
) -> None:
    page = desk.page(try_example(desk))
    assert "Voorbeeld: barbecue op het speelveld" in page.words
    assert "Concept" in page.words
    with store.reading() as session:
        event = example_of(session)
        assert event is not None
        assert event.dishes
        memory = remember(session, [event])
        assert len(memory.own[event.series_id or 0]) == 3
        replies = Counter(session.scalars(select(Answer.reply)))
        assert replies == {Reply.YES: 8, Reply.MAYBE: 2, Reply.NO: 3}, "as the button says"
        words = session.scalars(select(Answer.remark)).all()
        assert not any(words), "taken over as what residents said, they would outlive the example"
    assert "Bekijk het voorbeeld" in desk.page("/events").words


def test_pressed_twice_there_is_one_example(desk: PageClient, store: Store) -> None:
    token = desk.page(STEPS).token()
    first = desk.post(f"{STEPS}/example", data={"csrf_token": token})
    second = desk.post(f"{STEPS}/example", data={"csrf_token": token})
    assert first.location == second.location
    with store.reading() as session:
        assert session.scalar(select(func.count(Event.id))) == 1


def test_it_goes_by_one_press_and_leaves_nothing(
    desk: PageClient, store: Store, organiser: Account
) -> None:
    add_event(store)
    with store.transaction() as session:
        session.get_one(Organisation, organiser.organisation_id).first_steps_hidden_at = None
    before = rows(store)
    path = try_example(desk)
    desk.get(path)
    assert rows(store) != before
    answer = desk.send(f"{STEPS}/example/remove", form_on=STEPS)
    assert answer.location == STEPS
    assert rows(store) == before
    assert desk.get(path).status_code == 404
    assert "weg" in desk.page(STEPS).words
    again = desk.post(f"{STEPS}/example/remove", data={"csrf_token": desk.page(STEPS).token()})
    assert again.status_code == 303, "pressed twice, or by two at once"


def test_nothing_real_learns_from_it_or_counts_it(
    desk: PageClient, store: Store, organiser: Account, clock: FixedClock
) -> None:
    event_id = add_event(store)
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        before = forecast_event(session, event, now=clock())
        looked_at = len(events_to_look_at(session, now=clock()))
    try_example(desk)
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        assert forecast_event(session, event, now=clock()) == before
        assert not remember(session, [event]).elsewhere.get(event_id)
        assert len(events_to_look_at(session, now=clock())) == looked_at, "nothing waits at it"
        assert count_turnouts(session) == 0
        assert not list_turnouts(session)
        assert session.scalar(select(func.count(Turnout.id))) == 3
    assert FirstStep.PAST not in taken(store, organiser)
    assert FirstStep.CARDS not in taken(store, organiser)
    assert "Voorbeeld" not in desk.page("/past-events").words


def test_only_the_example_does_not_tick_its_own_steps(
    desk: PageClient, store: Store, organiser: Account
) -> None:
    try_example(desk)
    assert taken(store, organiser) == frozenset()


@pytest.mark.parametrize("page", ["publish", "close"])
def test_it_is_never_public_and_never_closed(desk: PageClient, store: Store, page: str) -> None:
    path = try_example(desk)
    answer = desk.get(f"{path}/{page}")
    said = Page(answer).words if answer.status_code == 200 else desk.page(answer.location).words
    assert "voorbeeld om mee te oefenen" in said
    with store.reading() as session:
        event = example_of(session)
        assert event is not None
        assert event.published_at is None


def test_a_copy_of_it_is_real_and_learns_from_nothing_made_up(
    desk: PageClient, store: Store, clock: FixedClock
) -> None:
    path = try_example(desk)
    day = (clock() + timedelta(days=40)).date().isoformat()
    answer = desk.send(f"{path}/copy", {"held_on": day, "starts": "15:00", "ends": "19:00"})
    assert answer.status_code == 303
    desk.send(f"{STEPS}/example/remove", form_on=STEPS)
    with store.reading() as session:
        (left,) = session.scalars(select(Event))
        assert left.series_id is None
        assert not left.is_demonstration
        assert left.venue is not None, "its place stays: it is used now"
        assert not session.scalars(select(Series)).all()


def test_another_organisation_keeps_its_example(
    app: Flask, desk: PageClient, store: Store, other_organiser: Account, clock: FixedClock
) -> None:
    try_example(desk)
    with store.transaction() as session:
        away = Organisation(name="Buurthuis")
        session.add(away)
        session.flush()
        for model in (Event, Series, Turnout, Venue):
            session.execute(update(model).values(organisation_id=away.id))
    desk.send(f"{STEPS}/example", form_on=STEPS)
    desk.send(f"{STEPS}/example/remove", form_on=STEPS)
    with store.reading() as session:
        assert session.scalar(select(func.count(Event.id))) == 1


def test_no_real_event_joins_the_series_of_the_example(desk: PageClient, store: Store) -> None:
    path = try_example(desk)
    event_id = add_event(store)
    for edited, is_offered in ((f"/events/{event_id}", False), (path, True)):
        options = ["".join(one.itertext()) for one in desk.page(f"{edited}/edit").all("option")]
        assert ("Voorbeeld: barbecues" in options) is is_offered


@pytest.mark.parametrize("other", ["real", "none"])
def test_the_example_stays_in_its_own_series_and_goes_whole(
    desk: PageClient, store: Store, other: str
) -> None:
    add_event(store, series="Zomer")
    path = try_example(desk)
    with store.reading() as session:
        real = session.scalars(select(Series.id).where(~Series.is_example)).one()
    form = desk.page(f"{path}/edit")
    options = ["".join(one.itertext()) for one in form.all("option")]
    assert "Zomer" not in options
    chosen = str(real) if other == "real" else "0"
    desk.post(f"{path}/edit", data={**form.sends(), "series_id": chosen})
    with store.reading() as session:
        assert example_of(session) is not None, "or it would count as real"
    desk.send(f"{STEPS}/example/remove", form_on=STEPS)
    assert desk.get(path).status_code == 404


def test_it_stands_in_no_calendar(
    app: Flask, desk: PageClient, store: Store, organiser: Account
) -> None:
    add_event(store, title="Een echte")
    try_example(desk)
    with store.transaction() as session:
        account = session.get_one(Account, organiser.id)
        secret = keys.make_key(session, account, now=later())
    body = page_client(app).get(f"/my-calendar/{secret}.ics").text
    assert "Een echte" in body
    assert "Voorbeeld" not in body


def test_a_usual_place_is_noted_before_there_is_any_event(
    desk: PageClient, store: Store, organiser: Account
) -> None:
    buttons = {
        "".join(one.itertext()).strip(): one.get("href", "") for one in desk.page(STEPS).all("a")
    }
    path = buttons["Voeg een locatie toe"]
    token = desk.page(path).token()
    bad = desk.post(path, data={"csrf_token": token, "name": " ", "address": "Laan 3"})
    assert bad.status_code == 422
    assert "Geef de locatie een naam." in bad.text
    assert 'value="Laan 3"' in bad.text
    typed = {"name": "Speelveld Passart", "address": "Laan 3, Heerlen"}
    for _again in range(2):
        assert desk.send(path, typed).location == path
    page = desk.page(path).words
    assert page.count("Speelveld Passart") == 1
    assert "Laan 3, Heerlen" in page
    assert FirstStep.PLACES in taken(store, organiser)
    assert "Speelveld Passart" in desk.get("/events/new").text
