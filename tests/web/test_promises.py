"""Organisers and leads make promises and say what became of them; others read, or see nothing."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.residents.questions import HeardBy, ResidentQuestion
from planner.core.residents.undertakings import (
    PartnerKind,
    PromiseKind,
    PromiseState,
)
from planner.core.roles import TeamRole
from planner.services.residents import partners, promising
from planner.services.residents.partners import PartnerDetails
from planner.services.residents.promising import Undertaken
from planner.store.base import Store
from planner.store.models import Account, Partner, Promise, PromiseRemark, Remark, Theme
from planner.store.scoping import host_id
from tests.support.application import signed_in
from tests.support.clock import FixedClock
from tests.support.members import add_member
from tests.support.organiser import add_event
from tests.support.pages import Page, PageClient
from tests.support.promises import fill_promises
from tests.support.queries import count_queries

NEXT_MONTH = timedelta(days=30)


@pytest.fixture
def today(clock: FixedClock) -> date:
    return clock.now.date()


def add_partner(store: Store, name: str = "Gemeente") -> int:
    with store.transaction() as session:
        made = partners.add_partner(
            session,
            PartnerDetails(name=name, kind=PartnerKind.MUNICIPALITY),
            organisation_id=host_id(session),
        )
        assert made is not None
        return made.id


def add_promise(store: Store, today: date, **wishes: object) -> int:
    fields = {"what": "Een bank bij de speeltuin", "kind": PromiseKind.ASKED} | wishes
    with store.transaction() as session:
        made = promising.make_promise(
            session,
            Undertaken(**fields),  # type: ignore[arg-type]
            organisation_id=host_id(session),
            today=today,
        )
        assert isinstance(made, Promise)
        return made.number


def add_remark(store: Store, today: date, **fields: object) -> int:
    values = {
        "question": ResidentQuestion.BETTER,
        "words": "Er is nergens een bank",
        "heard_by": HeardBy.SPOT,
        "heard_on": today,
    } | fields
    with store.transaction() as session:
        remark = Remark(organisation_id=host_id(session), **values)
        session.add(remark)
        session.flush()
        return remark.id


def promise_of(store: Store, number: int) -> Promise:
    with store.reading() as session:
        found = session.scalars(select(Promise).where(Promise.number == number)).one()
        _ = found.updates
        return found


def pressed(desk: PageClient, path: str, form_on: str = "", **typed: str) -> Page:
    """Send what a form of the page sends, with what is typed in it."""
    sent = desk.page(f"{form_on or path}?l=en").sends(to=path if form_on else "")
    answer = desk.post(f"{path}?l=en", data={**sent, **typed})
    if answer.status_code == 303:
        return desk.page(f"{answer.location.partition('?')[0]}?l=en")
    return Page(answer)


def test_a_promise_is_made_from_a_remark_where_that_was_made(
    desk: PageClient, store: Store, today: date
) -> None:
    event_id, town = add_event(store), add_partner(store)
    remark_id = add_remark(store, today, event_id=event_id, street="Passartweg")
    path = f"/events/{event_id}/promises/new?remark={remark_id}&l=en"
    page = desk.page(path)
    assert "Er is nergens een bank" in page.words
    sent = page.sends()
    assert sent["street"] == ["Passartweg"]
    typed = {
        "what": "Een bank bij de speeltuin",
        "partner": str(town),
        "day": (today + NEXT_MONTH).isoformat(),
    }
    assert desk.post(path, data={**sent, **typed}).status_code == 303
    made = promise_of(store, 1)
    assert (made.event_id, made.street, made.partner_id) == (event_id, "Passartweg", town)
    assert made.first_due_on == made.due_on == today + NEXT_MONTH
    with store.reading() as session:
        assert session.scalars(select(PromiseRemark.remark_id)).all() == [remark_id]
    listed = desk.page(f"/events/{event_id}/promises?l=en")
    assert "We ask Gemeente: Een bank bij de speeltuin" in listed.words


def test_a_promise_that_is_due_yesterday_is_refused_and_nothing_typed_is_lost(
    desk: PageClient, store: Store, today: date
) -> None:
    page = pressed(
        desk,
        "/promises/new",
        what="Meer licht",
        street="Passartweg",
        day=(today - timedelta(days=1)).isoformat(),
    )
    assert page.status == 422
    assert "This day is past. Choose today or a later day." in page.errors()
    assert page.sends()["what"] == ["Meer licht"]
    assert page.sends()["street"] == ["Passartweg"]
    with store.reading() as session:
        assert session.scalars(select(Promise)).all() == []


def test_what_is_typed_is_checked_in_a_sentence(desk: PageClient) -> None:
    empty = pressed(desk, "/promises/new", what=" ")
    assert "Write what will be done, for example: a bench at the playground." in empty.errors()
    long = pressed(desk, "/promises/new", what="x" * 5_000)
    assert "Make it shorter: 160 letters at most." in long.errors()


def test_done_asks_for_a_sentence_and_the_first_day_stays_on_the_page(
    desk: PageClient, store: Store, today: date
) -> None:
    add_promise(store, today, due_on=today + timedelta(days=2))
    path = "/promises/1/news"
    refused = pressed(desk, path, "/promises/1", state="done")
    assert refused.status == 422
    assert "Say in one sentence what was done: residents read it." in refused.errors()
    later = (today + NEXT_MONTH).isoformat()
    unsaid = pressed(desk, path, "/promises/1", state="open", day=later)
    assert any("Say why the day moves" in one for one in unsaid.errors())
    moved = pressed(desk, path, "/promises/1", state="busy", day=later, words="Nog niet geleverd")
    assert "Kept." in moved.words
    done = pressed(desk, path, "/promises/1", state="done", words="De bank staat er")
    assert "First named:" in done.words
    for words in ("Nog niet geleverd", "De bank staat er", "It is done"):
        assert words in done.words


def test_the_second_of_two_organisers_sees_what_the_first_has_settled(
    desk: PageClient, app: Flask, other_organiser: Account, store: Store, today: date
) -> None:
    wim = signed_in(app, other_organiser.email)
    add_promise(store, today, due_on=today + timedelta(days=2))
    path = "/promises/1/news"
    open_at_wim = wim.page("/promises/1?l=en").sends(to=path)
    pressed(desk, path, "/promises/1", state="done", words="De bank staat er")
    late = wim.post(f"{path}?l=en", data={**open_at_wim, "state": "cannot", "words": "Geen geld"})
    page = Page(late)
    assert page.status == 422
    assert "Somebody else changed this promise meanwhile." in page.words
    assert "De bank staat er" in page.words
    assert "Geen geld" in page.text
    promise = promise_of(store, 1)
    assert (promise.state, len(promise.updates)) == (PromiseState.DONE, 1)
    again = wim.post(f"{path}?l=en", data={**page.sends(to=path), "state": "busy"})
    assert again.status_code == 303


def test_only_what_is_fit_to_show_can_be_read_by_residents(
    desk: PageClient, store: Store, today: date
) -> None:
    town = add_partner(store)
    add_promise(store, today, kind=PromiseKind.PROMISED, partner_id=town, due_on=today + NEXT_MONTH)
    refused = pressed(desk, "/promises/1/public", "/promises/1", public="yes")
    assert "Residents can't read it yet." in refused.words
    assert "We ask Gemeente" in refused.heading
    agreed = pressed(desk, "/promises/1/agree")
    assert "Gemeente promises" in agreed.heading
    public = pressed(desk, "/promises/1/public", "/promises/1", public="yes")
    assert "Residents can read it." in public.words
    assert promise_of(store, 1).is_public


def test_passed_on_it_is_asked_of_another_partner_and_says_why(
    desk: PageClient, store: Store, today: date
) -> None:
    add_promise(store, today, partner_id=add_partner(store), due_on=today + NEXT_MONTH)
    housing = add_partner(store, "Wonen")
    path = "/promises/1/pass-on"
    refused = pressed(desk, path, partner=str(housing))
    assert "Say why, in one sentence: residents read it." in refused.errors()
    page = pressed(desk, path, partner=str(housing), words="De stoep is van hen")
    assert "We ask Wonen" in page.heading
    assert "Passed on to Wonen" in page.words
    assert "De stoep is van hen" in page.words


def test_a_lead_promises_at_the_own_event_and_crew_and_readers_only_read(
    app: Flask, store: Store, clock: FixedClock, today: date
) -> None:
    ours, other = add_event(store), add_event(store, days=7)
    elsewhere = add_promise(store, today, event_id=other)
    add_promise(store, today, what="Nergens bij")
    lead = add_member(app, store, {ours: TeamRole.LEAD}, now=clock.now)
    path = f"/events/{ours}/promises"
    page = pressed(lead, f"{path}/new", what="Meer licht")
    assert "Meer licht" in page.heading
    said = pressed(lead, f"{path}/3/news", f"{path}/3", state="busy", words="Begonnen")
    assert "Begonnen" in said.words
    for address in (f"{path}/{elsewhere}", f"/events/{other}/promises/{elsewhere}"):
        lead.page(address, status=404)
    lead.page("/promises/3", status=403)
    lead.page("/promises", status=403)
    for role in (TeamRole.CREW, TeamRole.READER):
        looks = add_member(app, store, {ours: role}, now=clock.now, name=role.value)
        assert "Meer licht" in looks.page(f"{path}?l=en").words
        shown = looks.page(f"{path}/3?l=en")
        assert "Begonnen" in shown.words
        assert "What became of it?" not in shown.words
        assert looks.post(f"{path}/3/news", data={"state": "done"}).status_code in {400, 403}


def test_what_a_remark_says_is_linked_and_taken_apart_again(
    desk: PageClient, store: Store, today: date
) -> None:
    event_id = add_event(store)
    number = add_promise(store, today, event_id=event_id)
    remark_id = add_remark(store, today, event_id=event_id)
    page, path = f"/events/{event_id}/promises/{number}", f"/events/{event_id}/promises/1/remarks"
    linked = pressed(desk, path, page, remark=str(remark_id), answers="yes")
    assert "Not this one" in linked.words
    apart = pressed(desk, path, page, remark=str(remark_id), answers="no")
    assert "It answers this" in apart.words
    assert "Not this one" not in apart.words


def test_the_overview_counts_the_same_on_every_page_and_for_every_filter(
    desk: PageClient, store: Store, today: date
) -> None:
    fill_promises(store, today, promises=30, remarks=10)
    first, second = (desk.page(f"/promises?l=en&page={n}").words for n in (1, 2))
    for words in ("30 in all", "1 to 25 of 30", "What people are proud of", "a few people"):
        assert words in first
    counts = first[first.index("30 in all") : first.index("By partner")]
    assert counts.split("What was promised")[0] in second
    late = desk.page("/promises?l=en&how_far=late").words
    assert "It is done" not in late.split("What was promised")[1].split("By partner")[0]
    with store.reading() as session:
        partner_id = session.scalars(select(Partner.id).order_by(Partner.id)).first()
    assert "8 in all" in desk.page(f"/promises?l=en&partner={partner_id}").words
    assert "No promise is like that." in desk.page("/promises?l=en&neighbourhood=999").words


@pytest.mark.parametrize("path", ["/promises?l=en", "/promises/1?l=en", "/partners?l=en"])
def test_a_page_asks_as_many_questions_for_many_as_for_few(
    desk: PageClient, store: Store, today: date, path: str
) -> None:
    fill_promises(store, today, promises=3, remarks=3)
    desk.page(path)
    with count_queries(store) as few:
        desk.page(path)
    with store.transaction() as session:
        for one in session.scalars(select(Partner)):
            one.name = f"{one.name} (oud)"
        for promise in session.scalars(select(Promise)):
            promise.number += 100
        for theme in session.scalars(select(Theme)):
            theme.name = f"{theme.name} (oud)"
    fill_promises(store, today, promises=30, remarks=30)
    with count_queries(store) as many:
        desk.page(path)
    assert len(many) <= len(few)


def test_a_partner_has_a_link_that_is_shown_once_and_can_be_stopped(
    desk: PageClient, store: Store
) -> None:
    page = pressed(desk, "/partners/new", name="Gemeente", kind="municipality", address="x@")
    assert "Type an address such as jan@feest.nl." in page.errors()
    page = pressed(
        desk, "/partners/new", name="Gemeente", kind="municipality", address="post@example.nl"
    )
    assert page.heading == "Gemeente"
    assert (
        "There is a partner of this name."
        in pressed(desk, "/partners/new", name="gemeente", kind="other").errors()
    )
    shown = pressed(desk, "/partners/1/link", "/partners/1")
    assert "/p/" in shown.words
    assert "/p/" not in desk.page("/partners/1?l=en").words
    stopped = pressed(desk, "/partners/1/stop", "/partners/1")
    assert "The link was stopped on" in stopped.words
