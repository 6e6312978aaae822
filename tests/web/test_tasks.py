"""Tasks on the organiser's pages: made, changed, done, and beside what the planner works out."""

import re
from datetime import date, timedelta

import icalendar
import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.residents.undertakings import PartnerKind
from planner.core.roles import TeamRole
from planner.services.logistics import tasks
from planner.services.logistics.tasks import TaskPlan
from planner.services.plan import planning
from planner.store.base import Store
from planner.store.models import Account, Event, EventTask, OutboxMail, Partner
from planner.web.organiser.attention.for_each import queue_digests
from tests.support.application import signed_in
from tests.support.clock import FixedClock
from tests.support.mailing import app
from tests.support.members import add_member
from tests.support.organiser import add_event
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries
from tests.web.test_own_calendar import make as make_calendar

__all__ = ["app"]

POWER = {"title": "Stroom regelen", "by": "2027-06-08", "whose": "", "owner": "", "phone": ""}
NEIGHBOUR = {**POWER, "whose": "words", "owner": "Mevrouw Smeets", "phone": "045 000 00 00"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def event_id(store: Store) -> int:
    """A barbecue nine days from now."""
    return add_event(store, series="Zomer", expected=60)


@pytest.fixture
def url(event_id: int) -> str:
    return f"/events/{event_id}/tasks"


def add(store: Store, event_id: int, clock: FixedClock, **fields: object) -> int:
    with store.transaction() as session:
        plan = TaskPlan(**{"title": "Stroom regelen", **fields})  # type: ignore[arg-type]
        task = tasks.add_task(session, event_id, plan, now=clock.now)
        assert task is not None
        return task.id


def all_tasks(store: Store, event_id: int) -> list[EventTask]:
    with store.reading() as session:
        return list(tasks.tasks_of(session, [event_id]))


def look(browser: PageClient, url: str) -> Page:
    return browser.page(url, headers={"Accept-Language": "en"})


def test_made_in_one_press_from_a_set_and_the_next_from_the_last_one(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    page = look(desk, url)
    assert "Tell those who live beside it: when, and whom to call" in page.words
    assert "By Saturday 15 May: that day is over already." in page.words, "four weeks before"
    from_set = f"{url}/make?like=0"
    assert desk.post(from_set, data=page.sends(to=from_set)).location == url
    made = all_tasks(store, event_id)
    assert len(made) == 4, "what should have been done by now is left out"
    assert "4 taken zijn gemaakt" in desk.page(url).words
    with store.transaction() as session:
        tasks.set_done(
            session,
            event_id,
            made[0].id,
            is_done=True,
            account_id=None,
            now=made[0].changed_at,
        )
    next_id = add_event(store, series="Zomer", days=14)
    press = f"/events/{next_id}/tasks/make?like={event_id}"
    pages = [look(desk, f"/events/{next_id}/tasks") for _who in range(2)]
    assert "The same as at Buurt-BBQ Passart, Saturday 12 June." in pages[0].words
    for page in pages:
        desk.post(press, data=page.sends(to=press))
    assert [one.done_at for one in all_tasks(store, next_id)] == [None] * 4, "of two presses one"


def test_nothing_ticked_is_said_and_nothing_is_made(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    answer = desk.send(f"{url}/make?l=en", {}, form_on=url)
    assert answer.status_code == 422
    assert "Keep at least one task." in Page(answer).words
    assert not all_tasks(store, event_id)


def test_a_task_is_added_with_its_day_which_moves_along_or_stays(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    assert desk.send(f"{url}/new", POWER).location == url
    desk.send(f"{url}/new", {**POWER, "title": "Raadsvergadering", "stays": "y"})
    assert [(one.days, one.fixed_on) for one in all_tasks(store, event_id)] == [
        (-4, None),
        (-4, date(2027, 6, 8)),
    ]
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.starts_at += timedelta(days=1)
        event.ends_at += timedelta(days=1)
    words = look(desk, url).words
    assert "Stroom regelen By Wednesday 9 June." in words
    assert "Raadsvergadering By Tuesday 8 June." in words


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Write what has to be done, such as: arrange power."),
        ({"by": ""}, "Choose a day."),
        ({"by": "2028-06-08"}, "Choose a day at most 400 days before the event"),
        ({"whose": "words"}, "Write who does it."),
        ({"whose": "account-99"}, "Choose one."),
        ({"whose": "account-x"}, "Choose one."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_all_that_was_typed_stays(
    desk: PageClient, url: str, wrong: dict[str, str], sentence: str
) -> None:
    typed = {**POWER, "note": "Bel de buren van 12", **wrong}
    answer = desk.send(f"{url}/new?l=en", typed)
    page = Page(answer)
    assert answer.status_code == 422
    assert any(sentence in one for one in page.errors())
    assert "Bel de buren van 12" in page.text


def test_due_in_seven_days_comes_first_the_rest_is_folded_and_both_kinds_are_one_list(
    desk: PageClient, store: Store, event_id: int, url: str, clock: FixedClock
) -> None:
    add(store, event_id, clock, title="Bedanken", days=2)
    add(store, event_id, clock, title="Te laat", days=-10)
    add(store, event_id, clock, title="Deze week", days=-3)
    page = look(desk, url)
    soon, _summary, later = page.words.partition("Later:")
    assert soon.index("Te laat Wednesday 2 June: 1 day late") < soon.index("Deze week")
    assert "Bedanken" in later
    assert "Make cards to hand out" in soon, "what the planner works out stands between them"
    assert "Make the gate ready" in later
    event = look(desk, f"/events/{event_id}").words
    assert event.index("Te laat It is 1 day late. Nobody has it yet.") < event.index("Bedanken")
    waiting = look(desk, "/waiting").words
    assert "Te laat" in waiting
    assert "Bedanken" not in waiting
    assert waiting.count("Buurt-BBQ Passart, Saturday 12 June") >= 2


def test_done_by_whom_and_open_again(
    desk: PageClient, store: Store, event_id: int, url: str, clock: FixedClock
) -> None:
    task_id = add(store, event_id, clock, days=-3)
    assert f"{url}#task-{task_id}" in look(desk, "/waiting").links()
    desk.send(f"{url}/{task_id}/done", form_on=url)
    desk.send(f"{url}/{task_id}/done", form_on=url)
    words = look(desk, url).words
    assert "1 task is done Stroom regelen Done on Thursday 3 June by Noor" in words
    assert "Stroom regelen" not in look(desk, "/waiting").words
    desk.send(f"{url}/{task_id}/open", form_on=url)
    assert "1 task is done" not in look(desk, url).words
    desk.send(f"{url}/{task_id}/remove", form_on=f"{url}/{task_id}")
    assert not all_tasks(store, event_id)


def test_who_has_no_account_is_called_and_never_mailed(
    app: Flask, desk: PageClient, store: Store, event_id: int, url: str, clock: FixedClock
) -> None:
    desk.send(f"{url}/new", NEIGHBOUR)
    desk.send(f"{url}/new", {**NEIGHBOUR, "title": "Sleutel van Smeets halen"})
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        partner = Partner(
            organisation_id=event.organisation_id, name="Woonpunt", kind=PartnerKind.HOUSING
        )
        session.add(partner)
        session.flush()
        partner_id = partner.id
    desk.send(f"{url}/new", {**POWER, "title": "Hek", "whose": f"partner-{partner_id}"})
    page = look(desk, url)
    calls = page.words.partition("To call")[2]
    assert calls.count("Mevrouw Smeets") == 2, "once by name, once on the button"
    assert "Woonpunt Hek · By Tuesday 8 June. Nobody noted a number." in calls
    assert "tel:+31450000000" in page.links()
    for where in (f"/events/{event_id}", "/waiting"):
        shown = look(desk, where)
        assert "Mevrouw Smeets has it: call them." in shown.words
        assert "tel:+31450000000" in shown.links()
    with store.transaction() as session:
        (account,) = session.scalars(select(Account))
        account.digest_days = 0b1111111
    assert queue_digests(app, now=clock.now) == 1
    with store.reading() as session:
        (mail,) = session.scalars(select(OutboxMail))
        assert mail.to_address == "noor@feest.example"
        assert "Smeets" not in mail.text + mail.subject
        assert "045" not in mail.text


def test_the_mail_names_what_is_to_be_done_but_nobody(
    app: Flask, desk: PageClient, store: Store, event_id: int, url: str, clock: FixedClock
) -> None:
    add(store, event_id, clock, title="Sleutel van Smeets", days=-10, owner="Mevrouw Smeets")
    with store.transaction() as session:
        (account,) = session.scalars(select(Account))
        account.digest_days, account.language = 0b1111111, "en"
    queue_digests(app, now=clock.now)
    with store.transaction() as session:
        (mail,) = session.scalars(select(OutboxMail))
        assert "A task is to be done" in mail.text
        assert "Smeets" not in mail.text


def test_an_account_has_its_task_in_its_calendar_and_on_its_own_page(
    app: Flask, client: PageClient, store: Store, event_id: int, url: str, clock: FixedClock
) -> None:
    crew = add_member(app, store, {event_id: TeamRole.CREW}, now=clock.now)
    with store.reading() as session:
        els = session.scalars(select(Account).where(Account.name == "Els")).one().id
    mine = add(store, event_id, clock, title="Lampen ophalen", days=-3, account_id=els)
    other = add(store, event_id, clock, title="Vergunning", days=-3)
    blocks = icalendar.Calendar.from_ical(client.get(make_calendar(crew)).data).walk("VEVENT")
    assert any("Lampen ophalen" in str(one["SUMMARY"]) for one in blocks)
    assert not any("Vergunning" in str(one["SUMMARY"]) for one in blocks)
    page = look(crew, url)
    assert page.heading == "What is yours to do"
    assert "Lampen ophalen" in page.words
    assert "Vergunning" not in page.words
    assert f"{url}/new" not in page.links()
    for where in (f"/events/{event_id}/live", "/waiting", "/start"):
        assert "Lampen ophalen" in look(crew, where).words
        assert "Vergunning" not in look(crew, where).words
    crew.send(f"{url}/{mine}/done", form_on=url)
    assert "Lampen ophalen" not in look(crew, "/waiting").words
    assert crew.send(f"{url}/{other}/done", form_on=url).status_code == 404
    assert crew.get(f"{url}/{mine}").status_code == 403
    blocks = icalendar.Calendar.from_ical(client.get(make_calendar(crew)).data).walk("VEVENT")
    assert not any("Lampen ophalen" in str(one["SUMMARY"]) for one in blocks)


def test_of_two_who_change_a_task_the_second_hears_it_and_nothing_is_lost(
    app: Flask,
    desk: PageClient,
    organiser: Account,
    store: Store,
    event_id: int,
    url: str,
    clock: FixedClock,
) -> None:
    task_id = add(store, event_id, clock, days=-4)
    page = f"{url}/{task_id}"
    theirs, mine = (look(desk, page).sends() for _who in range(2))
    desk.post(page, data={**theirs, "title": "Stroom en water"})
    answer = desk.post(f"{page}?l=en", data={**mine, "title": "Stroom vragen"})
    assert answer.status_code == 422
    assert "Stroom vragen" in answer.text
    assert "Stroom en water" in answer.text
    late = look(desk, page).sends()
    desk.send(f"{page}/remove", form_on=page)
    answer = desk.post(f"{page}?l=en", data={**late, "title": "Toch nog stroom"})
    assert answer.status_code == 404
    assert "Toch nog stroom" in answer.text


def test_in_a_copy_all_is_open_and_what_is_over_already_is_listed_as_such(
    desk: PageClient, store: Store, event_id: int, clock: FixedClock
) -> None:
    add(store, event_id, clock, title="Verzekering", days=-28)
    done = add(store, event_id, clock, title="Kolen", days=-5)
    desk.send(f"/events/{event_id}/tasks/{done}/done", form_on=f"/events/{event_id}/tasks")
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        copied = planning.copy_event(
            session,
            event,
            starts_at=event.starts_at + timedelta(days=7),
            account_id=None,
            now=clock.now,
            with_logistics=True,
        )
        copied_id = copied.id
    words = look(desk, f"/events/{copied_id}/tasks").words
    assert "Verzekering Saturday 22 May: 12 days late" in words
    assert "Kolen By Monday 14 June." in words
    assert "is done" not in words


def test_a_copy_gives_nothing_to_whom_it_does_not_concern(
    app: Flask, store: Store, event_id: int, clock: FixedClock
) -> None:
    add_member(app, store, {event_id: TeamRole.CREW}, now=clock.now)
    with store.reading() as session:
        els = session.scalars(select(Account).where(Account.name == "Els")).one().id
    add(store, event_id, clock, account_id=els)
    other_id = add_event(store, series="Zomer", days=7)
    with store.transaction() as session:
        proposal = tasks.propose_tasks(session, session.get_one(Event, other_id), words=str)
        assert [plan.account_id for plan in proposal.tasks] == [None]


def test_forty_tasks_are_asked_as_few(
    app: Flask, desk: PageClient, store: Store, event_id: int, url: str, clock: FixedClock
) -> None:
    add(store, event_id, clock, owner="Iemand", phone="06")
    pages = (url, f"/events/{event_id}", "/waiting")
    for page in pages:
        look(desk, page)
    few = []
    for page in pages:
        with count_queries(store) as asked:
            look(desk, page)
        few.append(len(asked))
    for place in range(40):
        add(store, event_id, clock, title=f"Taak {place}", days=place - 30, owner=f"Buur {place}")
    for page, before in zip(pages, few, strict=True):
        with count_queries(store) as asked:
            look(desk, page)
        assert len(asked) == before, page


def test_after_the_event_a_task_still_waits_with_its_event(
    app: Flask, organiser: Account, store: Store, event_id: int, clock: FixedClock
) -> None:
    add(store, event_id, clock, title="Bonnen inleveren", days=7)
    clock.forward(days=18)
    words = look(signed_in(app, organiser.email), "/waiting").words
    assert re.search(r"Bonnen inleveren It is 2 days late\..*Buurt-BBQ Passart", words)
