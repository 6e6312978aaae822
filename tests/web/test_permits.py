"""What the town asks, on the organiser's pages; and the forecast against what was notified."""

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.enums import Reply
from planner.core.logistics.permits import PermitKind, PermitState, SiteFact
from planner.core.roles import TeamRole
from planner.services.forecast.forecasting import forecast_event
from planner.services.logistics import permits, town_rules
from planner.services.logistics.permits import PermitPlan
from planner.store.base import Store
from planner.store.models import Account, Event, Permit, TownRule
from planner.web.chance_words import chance_words
from tests.support.application import signed_in
from tests.support.clock import FixedClock
from tests.support.members import add_member
from tests.support.organiser import Said, add_answers, add_event
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries

TOWN = "Heerlen, permits and events"
NOTIFY = "Notify the town of the event"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def event_id(store: Store) -> int:
    """A barbecue in twenty days, of which the organisation knows what Heerlen asks."""
    event_id = add_event(store, series="Zomer", days=11, expected=60)
    with store.transaction() as session:
        town_rules.take_over(session, words=str)
    return event_id


@pytest.fixture
def url(event_id: int) -> str:
    return f"/events/{event_id}/permits"


def look(browser: PageClient, url: str) -> Page:
    return browser.page(url, headers={"Accept-Language": "en"})


def say(desk: PageClient, url: str, *facts: SiteFact) -> None:
    assert desk.send(f"{url}/site", {fact.value: "y" for fact in facts}, form_on=url)


def rule_id(store: Store, title: str = NOTIFY) -> int:
    with store.reading() as session:
        return session.scalars(select(TownRule).where(TownRule.title == title)).one().id


def notify(desk: PageClient, store: Store, url: str, **typed: str) -> Page:
    page = f"{url}/by-rule/{rule_id(store)}"
    return Page(desk.send(f"{page}?l=en", {"state": "sent", **typed}, form_on=page))


def test_what_happens_is_asked_and_nothing_is_taken_for_granted(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    page = look(desk, url)
    assert "Nobody said yet." in page.words
    assert "Probably asked" not in page.words
    event = look(desk, f"/events/{event_id}")
    assert "Say what happens there: a street, a tent, music?" in event.words
    assert url in event.links()
    say(desk, url)
    page = look(desk, url)
    assert "your town asks nothing, as far as the rules here say" in page.words
    say(desk, url, SiteFact.PUBLIC_GROUND, SiteFact.FIRE)
    page = look(desk, url)
    assert "Probably asked" in page.words
    assert "Check this: it was read on Sunday, 1 February 2026, more than a year ago." in page.words
    assert "https://www.heerlen.nl/evenementen" in page.links()


def test_without_a_notification_the_first_thing_to_do_is_late_and_says_whom_to_call(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    say(desk, url, SiteFact.PUBLIC_GROUND)
    first = f"{NOTIFY}: send it, and note that you did It is 8 days late. Call {TOWN}."
    for where in (f"/events/{event_id}", "/waiting"):
        page = look(desk, where)
        todo = page.words.partition("To do" if where != "/waiting" else "What waits for you")[2]
        assert todo.find(first) < 80, where
        assert first in todo
        assert "tel:+3114045" in page.links()
        assert f"{url}#rule-{rule_id(store)}" in page.links()
    assert f"{NOTIFY}: send it" in look(desk, "/events").words
    words = look(desk, url).words
    assert "It had to be there on Wednesday, 26 May 2027: 8 days late." in words


def test_a_closed_street_asks_a_permit_in_place_of_the_notification(
    desk: PageClient, url: str
) -> None:
    say(desk, url, SiteFact.PUBLIC_GROUND, SiteFact.STREET_CLOSED)
    words = look(desk, url).words
    assert "Permit for an event: a closed street" in words
    assert NOTIFY not in words


def test_state_reference_days_people_and_end_are_kept_and_shown(
    desk: PageClient, store: Store, url: str
) -> None:
    say(desk, url, SiteFact.PUBLIC_GROUND)
    typed = {
        "most_people": "50",
        "until_day": "2027-06-23",
        "until_time": "23:00",
        "sent_on": "2027-06-01",
        "reference": "Z-2027-114",
        "note": "Gebeld met de balie",
    }
    notify(desk, store, url, **typed)
    words = look(desk, url).words
    for said in (
        "Sent on Tuesday, 1 June 2027",
        "Reference Z-2027-114",
        "At most 50 people",
        "Until Wednesday 23 June at 23:00",
        "Gebeld met de balie",
    ):
        assert said in words, said
    assert "8 days late" not in words


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"most_people": "0"}, "Write a number of people, from 1 to 100,000."),
        ({"most_people": "veel"}, "Write a whole number, for example 30."),
        ({"until_day": "2027-06-23"}, "Write a time, for example 15:00."),
        ({"sent_on": "32-13-2027"}, ""),
        ({"sent_on": "2030-01-01"}, "That day is still to come. Write the day it was sent."),
        (
            {"until_day": "2020-01-01", "until_time": "23:00"},
            "The event begins after that. Until when may it go on?",
        ),
        ({"until_time": "06:00"}, "The event begins after that. Until when may it go on?"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    desk: PageClient, store: Store, url: str, wrong: dict[str, str], sentence: str
) -> None:
    page = notify(desk, store, url, reference="Z-1", **wrong)
    assert page.status == 422
    assert any(sentence in one for one in page.errors())
    assert "Z-1" in page.text
    with store.reading() as session:
        assert not session.scalars(select(Permit)).all()


def test_the_forecast_against_what_was_notified(
    desk: PageClient, store: Store, event_id: int, url: str, clock: FixedClock
) -> None:
    say(desk, url, SiteFact.PUBLIC_GROUND)
    add_answers(store, event_id, *[Said(reply=Reply.YES, heads=2)] * 40)
    with store.reading() as session:
        made = forecast_event(session, session.get_one(Event, event_id), now=clock.now).forecast
    busy = made.quantile(0.9)  # type: ignore[union-attr]
    assert busy > 100
    notify(desk, store, url, most_people="50")
    with desk.application.test_request_context("/?l=en"):
        chance = chance_words(made.chance_at_least(101))  # type: ignore[union-attr]
    said = f"You notified 50 people; {chance} that more than 100 come"
    call = f"Call {TOWN} before Friday 18 June."
    page = look(desk, url)
    assert f"{said}." in page.words
    assert call in page.words
    assert "tel:+3114045" in page.links()
    for where in (f"/events/{event_id}", "/waiting"):
        shown = look(desk, where)
        assert said in shown.words, where
        assert call in shown.words
        assert "tel:+3114045" in shown.links()
    notify(desk, store, url, most_people=str(busy))
    page = look(desk, url)
    assert f"You notified {busy} people; " in page.words
    assert "Call" not in page.words.partition(f"You notified {busy} people")[2][:200]
    for where in (f"/events/{event_id}", "/waiting"):
        assert "You notified" not in look(desk, where).words


def test_on_the_last_days_one_calls_now(
    app: Flask,
    desk: PageClient,
    organiser: Account,
    store: Store,
    event_id: int,
    url: str,
    clock: FixedClock,
) -> None:
    say(desk, url, SiteFact.PUBLIC_GROUND)
    add_answers(store, event_id, *[Said(reply=Reply.YES, heads=2)] * 40)
    notify(desk, store, url, most_people="50")
    clock.forward(days=15)
    words = look(signed_in(app, organiser.email), url).words
    assert f"Call {TOWN} now." in words
    assert "before Friday 18 June" not in words


def test_without_a_forecast_it_says_that_nobody_knows(desk: PageClient, store: Store) -> None:
    unknown = add_event(store, days=11)
    with store.transaction() as session:
        town_rules.take_over(session, words=str)
    url = f"/events/{unknown}/permits"
    say(desk, url, SiteFact.PUBLIC_GROUND)
    assert "Nobody knows yet how many people come." in look(desk, url).words
    notify(desk, store, url)
    assert "How many people did you notify?" in look(desk, url).words
    notify(desk, store, url, most_people="50")
    words = look(desk, url).words
    assert "You notified 50 people. There is no forecast yet" in words
    assert "chance in" not in words


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.0, "less than 1 chance in 20"),
        (0.049, "less than 1 chance in 20"),
        (0.05, "1 chance in 20"),
        (0.1, "1 chance in 10"),
        (0.34, "1 chance in 3"),
        (0.41, "2 chances in 5"),
        (0.5, "1 chance in 2"),
        (0.66, "2 chances in 3"),
        (0.94, "19 chances in 20"),
        (0.951, "more than 19 chances in 20"),
        (1.0, "more than 19 chances in 20"),
    ],
)
def test_a_chance_is_said_as_people_say_it_and_never_as_certain(chance: float, words: str) -> None:
    assert chance_words(chance) == words


def test_what_no_rule_asks_is_added_by_hand_and_taken_out(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    say(desk, url)
    added = {
        "title": "Waterschap: over de dijk",
        "kind": PermitKind.PERMIT.value,
        "authority": "Waterschap",
        "phone": "088 000 00 00",
        "days_before": "21",
        "state": PermitState.TO_DO.value,
    }
    assert desk.send(f"{url}/new", added).location == url
    page = look(desk, url)
    assert "Waterschap: over de dijk" in page.words
    assert "1 day late" in page.words
    with store.reading() as session:
        (kept,) = session.scalars(select(Permit))
    assert f"{url}/{kept.id}" in page.links()
    page = look(desk, f"{url}/{kept.id}")
    desk.post(f"{url}/{kept.id}", data={**page.sends(), "state": PermitState.REFUSED.value})
    words = look(desk, f"/events/{event_id}").words
    assert "Waterschap: over de dijk: it was refused Ask Waterschap what can be done." in words
    desk.send(f"{url}/{kept.id}/remove", form_on=f"{url}/{kept.id}")
    assert "Waterschap" not in look(desk, url).words


def test_of_two_who_note_something_the_second_hears_it(
    desk: PageClient, store: Store, url: str
) -> None:
    say(desk, url, SiteFact.PUBLIC_GROUND)
    page = f"{url}/by-rule/{rule_id(store)}"
    theirs, mine = (look(desk, page).sends() for _who in range(2))
    desk.post(page, data={**theirs, "state": "sent", "most_people": "50"})
    answer = desk.post(f"{page}?l=en", data={**mine, "state": "sent", "most_people": "80"})
    assert answer.status_code == 422
    with store.reading() as session:
        assert [one.most_people for one in session.scalars(select(Permit))] == [50]


def test_rules_are_taken_over_once_changed_checked_and_added(
    desk: PageClient, store: Store, event_id: int, url: str, clock: FixedClock
) -> None:
    rules = "/permits/rules"
    with store.transaction() as session:
        for row in session.scalars(select(TownRule)):
            session.delete(row)
    assert "Begin with the rules of Heerlen" in look(desk, url).words
    for _press in range(2):
        desk.send(f"{rules}/take-over?l=en", form_on=rules)
    with store.reading() as session:
        count = len(session.scalars(select(TownRule)).all())
    assert count == 10
    title = "Put the date on the town’s calendar of events"
    calendar = rule_id(store, title)
    page = look(desk, f"{rules}/{calendar}")
    assert page.sends()["season_month"] == ["10"]
    assert "and by 1 October of the year before" in look(desk, rules).words
    sent = {**page.sends(), "season_day": "31", "season_month": "9"}
    answer = Page(desk.post(f"{rules}/{calendar}?l=en", data=sent))
    assert "That month has no such day each year." in answer.errors()
    sent = {**page.sends(), "season_day": "15", "season_month": "9", "least_people": "250"}
    assert desk.post(f"{rules}/{calendar}", data=sent).location == rules
    assert "and by 15 September of the year before" in look(desk, rules).words
    assert "Check this: it was read on" in look(desk, rules).words
    desk.send(f"{rules}/{calendar}/checked", form_on=rules)
    assert "As read on Thursday, 3 June 2027" in look(desk, rules).words
    added = {"title": "Stookvergunning", "kind": "permit", "days_before": "30", "asked_fire": "y"}
    desk.send(f"{rules}/new", added)
    say(desk, url, SiteFact.FIRE)
    assert "Stookvergunning" in look(desk, url).words
    desk.send(f"{rules}/{calendar}/remove", form_on=f"{rules}/{calendar}")
    assert title not in look(desk, rules).words


def test_who_may_not_open_the_page_is_told_nothing_of_it(
    app: Flask, store: Store, event_id: int, url: str, desk: PageClient, clock: FixedClock
) -> None:
    say(desk, url, SiteFact.PUBLIC_GROUND)
    lead = add_member(app, store, {event_id: TeamRole.LEAD}, now=clock.now, name="lia")
    page = look(lead, url)
    assert NOTIFY in page.words
    assert "/permits/rules" not in page.links(), "what the town asks is the office's"
    crew = add_member(app, store, {event_id: TeamRole.CREW}, now=clock.now)
    for where in ("/waiting", f"/events/{event_id}?whole=1", f"/events/{event_id}/live", "/events"):
        assert NOTIFY not in look(crew, where).words
    assert crew.get(url).status_code == 403


def test_twelve_permits_are_asked_as_few(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    say(desk, url, SiteFact.PUBLIC_GROUND)

    def add(number: int) -> None:
        with store.transaction() as session:
            plan = PermitPlan(state=PermitState.SENT, title=f"Nog {number}", most_people=50)
            permits.keep_permit(session, event_id, plan)

    add(0)
    pages = (url, f"/events/{event_id}", "/waiting", "/permits/rules")
    few = []
    for page in pages:
        look(desk, page)
        with count_queries(store) as asked:
            look(desk, page)
        few.append(len(asked))
    for number in range(1, 12):
        add(number)
    for page, before in zip(pages, few, strict=True):
        with count_queries(store) as asked:
            look(desk, page)
        assert len(asked) == before, page


def test_far_ahead_the_calendar_of_the_town_waits_where_the_forecast_is_large(
    desk: PageClient, store: Store
) -> None:
    far = add_event(store, days=180, expected=2_000)
    with store.transaction() as session:
        town_rules.take_over(session, words=str)
    say(desk, f"/events/{far}/permits", SiteFact.PUBLIC_GROUND)
    for where in ("/waiting", f"/events/{far}"):
        assert "Put the date on the town’s calendar of events" in look(desk, where).words


def test_what_is_to_be_had_in_order_is_not_sent_to_anybody(
    desk: PageClient, store: Store, url: str
) -> None:
    say(desk, url, SiteFact.FIRE)
    fire = "Fire: 2 metres from buildings, water or an extinguisher beside it"
    page = f"{url}/by-rule/{rule_id(store, fire)}"
    shown = look(desk, page)
    assert "How far is it? Still to do In order Not needed" in shown.words
    desk.send(page, {"state": "granted"}, form_on=page)
    assert f"{fire} In order" in look(desk, url).words
    notification = look(desk, f"{url}/by-rule/{rule_id(store)}")
    assert "Still to do Sent Granted, or agreed Refused Not needed" in notification.words
