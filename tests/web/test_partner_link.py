"""A partner says with a link how far the own promises are; nobody else's, and only by a press."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.residents.questions import HeardBy, RemarkState, ResidentQuestion
from planner.core.residents.undertakings import PartnerKind, PromiseKind, PromiseState
from planner.services.residents import partners, promising
from planner.services.residents.partners import PartnerDetails
from planner.services.residents.promising import Undertaken
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Partner, Promise, PromiseRemark, PromiseUpdate, Remark
from planner.store.scoping import host_id
from tests.support.clock import FixedClock
from tests.support.pages import Page, PageClient, page_client
from tests.test_access_table import everything

WORDS = "De bank is besteld."


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is stored is tested with the services, on both databases."""
    return sqlite_url


@pytest.fixture
def today(clock: FixedClock) -> date:
    return clock.now.date()


@pytest.fixture
def browser(app: Flask) -> PageClient:
    return page_client(app)


def add_partner(store: Store, settings: Settings, name: str) -> tuple[int, str]:
    with store.transaction() as session:
        made = partners.add_partner(
            session,
            PartnerDetails(name=name, kind=PartnerKind.MUNICIPALITY, contact="Geheim"),
            organisation_id=host_id(session),
        )
        assert made is not None
        return made.id, partners.make_link(session, made, code_key=settings.code_key)


def add_promise(store: Store, today: date, partner_id: int, what: str, **wishes: object) -> int:
    fields = {"kind": PromiseKind.ASKED, "due_on": today + timedelta(days=7)} | wishes
    with store.transaction() as session:
        made = promising.make_promise(
            session,
            Undertaken(what=what, partner_id=partner_id, **fields),  # type: ignore[arg-type]
            organisation_id=host_id(session),
            today=today,
        )
        assert isinstance(made, Promise)
        return made.number


@pytest.fixture
def town(store: Store, settings: Settings, today: date) -> str:
    """The secret of a partner with promise 1; promise 2 is of another."""
    partner_id, secret = add_partner(store, settings, "Gemeente")
    other_id, _other = add_partner(store, settings, "Wonen")
    add_promise(store, today, partner_id, "Een bank bij de speeltuin")
    add_promise(store, today, other_id, "De lift maken")
    return secret


def said(store: Store) -> list[PromiseUpdate]:
    with store.reading() as session:
        return list(session.scalars(select(PromiseUpdate).order_by(PromiseUpdate.id)))


def test_a_partner_sees_its_own_promises_and_nothing_of_others(
    browser: PageClient, store: Store, town: str, today: date
) -> None:
    with store.transaction() as session:
        ours = host_id(session)
        promise = session.scalars(select(Promise).where(Promise.number == 1)).one()
        for words, summary, state in (
            ("Mevrouw Jansen wil een bank", "Er is nergens een bank", RemarkState.SHOWN),
            ("Rauwe woorden", "", RemarkState.SHOWN),
            ("Nooit tonen", "Verborgen", RemarkState.HIDDEN),
        ):
            remark = Remark(
                organisation_id=ours,
                question=ResidentQuestion.BETTER,
                words=words,
                summary=summary,
                state=state,
                heard_by=HeardBy.SPOT,
                heard_on=today,
            )
            session.add(remark)
            session.flush()
            session.add(PromiseRemark(promise_id=promise.id, remark_id=remark.id))
    page = browser.page(f"/p/{town}?l=en")
    assert "We ask Gemeente: Een bank bij de speeltuin" in page.words
    assert "Er is nergens een bank" in page.words
    for hidden in ("De lift maken", "Wonen", "Jansen", "Rauwe", "Verborgen", "Geheim"):
        assert hidden not in page.text
    browser.page(f"/p/{town}/2", status=404)
    assert browser.post(f"/p/{town}/2", data={"word": "done", "words": "Nee"}).status_code == 404
    assert browser.post(f"/p/{town}/2/agree").status_code == 404


def test_a_robot_that_opens_every_link_changes_nothing_and_gets_no_cookie(
    browser: PageClient, store: Store, town: str
) -> None:
    before = everything(store)
    seen, waiting = set[str](), [f"/p/{town}"]
    while waiting:
        url = waiting.pop()
        seen.add(url)
        assert browser.head(url).status_code == 200
        answer = browser.get(url)
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        waiting += [one for one in Page(answer).links() if one.startswith("/p/")]
        waiting = [one for one in waiting if one not in seen]
    assert len(seen) > 4
    assert everything(store) == before


@pytest.mark.parametrize("word", ["busy", "done", "cannot"])
def test_a_tap_a_sentence_and_a_press_say_how_far_it_is(
    browser: PageClient, store: Store, town: str, word: str
) -> None:
    url = f"/p/{town}/1?word={word}&l=en"
    assert any(f"word={word}" in link for link in browser.page(f"/p/{town}?l=en").links())
    sent = browser.page(url).sends()
    answer = browser.post(url, data={**sent, "words": WORDS})
    assert answer.status_code == 303
    assert "Kept. Thank you" in browser.page(answer.location).words
    (line,) = said(store)
    assert (line.state, line.words) == (PromiseState(word), WORDS)
    assert (line.is_by_partner, line.account_id) == (True, None)


def test_sent_twice_it_is_said_once(browser: PageClient, store: Store, town: str) -> None:
    url = f"/p/{town}/1?word=busy"
    sent = {**browser.page(url).sends(), "words": WORDS}
    assert [browser.post(url, data=sent).status_code for _time in range(2)] == [303, 303]
    assert len(said(store)) == 1


def test_another_day_needs_a_reason_and_a_day_to_come(
    browser: PageClient, store: Store, town: str, today: date
) -> None:
    url = f"/p/{town}/1?word=new-day&l=en"
    sent = browser.page(url).sends()
    later = (today + timedelta(days=30)).isoformat()
    silent = Page(browser.post(url, data={**sent, "day": later}))
    assert silent.status == 422
    assert "Say why, in one sentence: residents read it." in silent.errors()
    past = (today - timedelta(days=3)).isoformat()
    gone = Page(browser.post(url, data={**sent, "day": past, "words": WORDS}))
    assert "This day is past. Choose today or a later day." in gone.errors()
    assert WORDS in gone.text
    assert browser.post(url, data={**sent, "day": later, "words": WORDS}).status_code == 303
    assert "First named:" in browser.page(f"/p/{town}?l=en").words


def test_done_without_a_sentence_is_refused(browser: PageClient, store: Store, town: str) -> None:
    url = f"/p/{town}/1?word=done&l=en"
    refused = Page(browser.post(url, data=browser.page(url).sends()))
    assert refused.status == 422
    assert "Say in one sentence what was done: residents read it." in refused.errors()
    assert said(store) == []


def test_a_partner_agrees_with_one_press(browser: PageClient, store: Store, town: str) -> None:
    page = browser.page(f"/p/{town}?l=en")
    assert "We promise this" in page.words
    assert browser.post(f"/p/{town}/1/agree?l=en").status_code == 303
    after = browser.page(f"/p/{town}?l=en")
    assert "Gemeente promises: Een bank bij de speeltuin" in after.words
    assert "We promise this" not in after.words


def test_what_an_organiser_changed_meanwhile_is_said_and_the_sentence_stays(
    browser: PageClient, store: Store, town: str, today: date
) -> None:
    url = f"/p/{town}/1?word=busy&l=en"
    sent = browser.page(url).sends()
    with store.transaction() as session:
        promise = session.scalars(select(Promise).where(Promise.number == 1)).one()
        assert promising.agree(session, promise, agreed_on=today, version=1, today=today) is None
    page = Page(browser.post(url, data={**sent, "words": WORDS}))
    assert page.status == 422
    assert "Somebody else changed this meanwhile." in page.words
    assert WORDS in page.text
    assert browser.post(url, data=page.sends()).status_code == 303


def test_a_stopped_link_says_that_it_was_stopped_and_an_unknown_one_is_counted(
    browser: PageClient, store: Store, town: str, clock: FixedClock
) -> None:
    with store.transaction() as session:
        partner = session.scalars(select(Partner).where(Partner.name == "Gemeente")).one()
        partners.stop_link(session, partner, now=clock.now)
    for path in ("", "/1"):
        assert "This link was stopped" in browser.page(f"/p/{town}{path}?l=en", status=410).heading
    assert browser.post(f"/p/{town}/1", data={"word": "done", "words": "x"}).status_code == 410
    unknown = [browser.get(f"/p/{'x' * 26}{n}").status_code for n in range(31)]
    assert unknown[:30] == [404] * 30
    assert unknown[30] == 429
    assert browser.get(f"/p/{town}").status_code == 410
