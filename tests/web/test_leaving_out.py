"""Leaving an earlier event out: at closing, on the reckoning page and in the list."""

import pytest
from sqlalchemy import select

from planner.core.enums import CountQuality, LeftOutBecause
from planner.core.turnout import Weather
from planner.services.plan import closing
from planner.store.base import Store
from planner.store.models import Event, Invitation, Turnout, Waiting
from tests.support.cards import MADE_AT
from tests.support.organiser import add_answers, add_event, add_summer
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries
from tests.web.test_turnouts import TURNOUT, turnouts

NOT_AT_LEAST = "Choose “At least this many” above, or leave this empty: else all are counted."


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


def turnout(store: Store) -> Turnout:
    with store.reading() as session:
        return session.scalars(select(Turnout).order_by(Turnout.id).limit(1)).one()


def undo_of(page: Page) -> tuple[str, dict[str, list[str]]]:
    """Return where *Undo* sends to, and what."""
    (address,) = [
        form.get("action") or ""
        for form in page.all("form")
        if "count-again" in (form.get("action") or "")
    ][:1]
    return address, page.sends(to=address)


def test_from_the_reckoning_page_and_back_in_one_press(desk: PageClient, store: Store) -> None:
    add_summer(store)
    event_id = add_event(store, series="BBQ", expected=30)
    reckoning = f"/events/{event_id}/reckoning"
    page = desk.page(f"{reckoning}?l=en")
    left = turnout(store).id
    link = f"/past-events/{left}/leave-out?event={event_id}"
    assert link in page.links()
    asking = desk.page(link)
    assert asking.heading == "Leave out BBQ 1"
    answer = desk.post(link, data={**asking.sends(), "because": "weather"})
    assert answer.location == reckoning
    page = desk.page(reckoning)
    assert "Left out. The forecast of “Buurt-BBQ Passart” was" in page.words
    assert "Left out: the weather was too bad." in page.words
    assert link not in page.links()
    assert turnout(store).left_out_because is LeftOutBecause.WEATHER
    address, sent = undo_of(page)
    answer = desk.post(address, data=sent)
    assert answer.location == reckoning
    page = desk.page(reckoning)
    assert "It counts again. The forecast of “Buurt-BBQ Passart” was" in page.words
    assert "Left out" not in page.words
    assert turnout(store).left_out_because is None


def test_from_the_list_which_says_why(desk: PageClient, store: Store) -> None:
    desk.get("/events?l=en")
    desk.send("/past-events/new", TURNOUT)
    left = turnout(store).id
    link = f"/past-events/{left}/leave-out"
    assert link in desk.page("/past-events").links()
    desk.send(link, {"because": "clash"})
    page = desk.page("/past-events")
    assert "Left out. Forecasts no longer learn from it." in page.words
    assert "Left out: there was something else that day." in page.words
    assert "BBQ Passart" in page.words, "it stays in the list"
    address = f"/past-events/{left}/count-again"
    for _ in range(2):
        token = desk.page("/past-events").token()
        assert desk.post(address, data={"csrf_token": token}).status_code == 303
    assert "It counts again. Forecasts learn from it." in desk.page("/past-events").words
    assert turnout(store).left_out_because is None


@pytest.mark.parametrize("because", LeftOutBecause)
@pytest.mark.parametrize(("language", "word"), [("en", "Left out"), ("nl", "Weggelaten")])
def test_every_reason_has_its_sentence(
    desk: PageClient, store: Store, because: LeftOutBecause, language: str, word: str
) -> None:
    desk.get(f"/events?l={language}")
    desk.send("/past-events/new", TURNOUT)
    link = f"/past-events/{turnout(store).id}/leave-out"
    desk.send(link, {"because": because.value})
    desk.get("/past-events")
    words = desk.page("/past-events").words
    assert word in words


def test_without_a_reason_it_is_asked(desk: PageClient, store: Store) -> None:
    desk.get("/events?l=en")
    desk.send("/past-events/new", TURNOUT)
    page = Page(desk.send(f"/past-events/{turnout(store).id}/leave-out"))
    assert (page.status, page.errors()) == (422, ["Choose why."])
    assert turnout(store).left_out_because is None


def test_the_only_earlier_event_of_a_series_without_a_guess(desk: PageClient, store: Store) -> None:
    add_summer(store, counts=((30, 12),))
    event_id = add_event(store, series="BBQ")
    link = f"/past-events/{turnout(store).id}/leave-out?event={event_id}"
    desk.get("/events?l=en")
    desk.send(link, {"because": "other"})
    page = desk.page(f"/events/{event_id}/reckoning")
    assert "There is no forecast of “Buurt-BBQ Passart” without it" in page.words
    assert "Left out, for another reason." in page.words
    address, sent = undo_of(page)
    desk.post(address, data=sent)
    page = desk.page(f"/events/{event_id}/reckoning")
    assert "It counts again. The forecast of “Buurt-BBQ Passart” is" in page.words


def test_closing_asks_what_day_it_was_and_offers_what_was_expected(
    desk: PageClient, store: Store
) -> None:
    event_id = add_event(store, series="BBQ", expected=30, days=-20)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.weather, event.is_holiday = Weather.RAIN, True
    url = f"/events/{event_id}/close"
    page = desk.page(f"{url}?l=en")
    offered = page.sends()
    assert (offered["weather"], offered["is_holiday"]) == (["rain"], ["y"])
    assert "It was a holiday, or there was no school" in page.words
    del offered["is_holiday"]
    sent = {**offered, "came": "12", "quality": "counted", "weather": "ordinary"}
    assert desk.post(url, data=sent).status_code == 303
    assert (turnout(store).weather, turnout(store).is_holiday) == (Weather.ORDINARY, False)
    again = desk.page(url).sends()
    assert again["weather"] == ["ordinary"]
    assert again["is_holiday"] == []


def test_at_closing_with_what_it_does_to_the_next_one(desk: PageClient, store: Store) -> None:
    add_summer(store)
    first = add_event(store, series="BBQ", expected=30, days=-20)
    add_event(store, series="BBQ", expected=30, title="The next one")
    url = f"/events/{first}/close"
    assert "Do forecasts learn from it?" in desk.page(f"{url}?l=en").words
    desk.send(url, {"came": "12", "quality": "counted", "left_out_because": "weather"})
    page = desk.page(f"/events/{first}/afterwards")
    assert "Closed. Left out. The forecast of “The next one” was" in page.words
    assert "Left out: the weather was too bad." in page.words
    with store.reading() as session:
        kept = closing.turnout_of(session, first)
        assert kept is not None
        assert (kept.came, kept.left_out_because) == (12, LeftOutBecause.WEATHER)
    again = desk.page(url)
    assert again.sends()["left_out_because"] == ["weather"]
    desk.post(url, data={**again.sends(), "left_out_because": ""})
    assert (
        "The next forecast of this series learns from it."
        in desk.page(f"/events/{first}/afterwards").words
    )
    with store.reading() as session:
        kept = closing.turnout_of(session, first)
        assert kept is not None
        assert kept.left_out_because is None


def test_how_many_more_might_have_come_is_asked_at_closing(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, expected=30)
    url = f"/events/{event_id}/close"
    assert "How many more might have come?" in desk.page(f"{url}?l=en").words
    refused = Page(desk.send(url, {"came": "60", "quality": "counted", "missed": "20"}))
    assert refused.errors() == [NOT_AT_LEAST]
    assert refused.sends()["missed"] == ["20"], "what was typed stays"
    desk.send(url, {"came": "60", "quality": "at_least", "missed": "20"})
    with store.reading() as session:
        kept = closing.turnout_of(session, event_id)
        assert kept is not None
        assert (kept.quality, kept.missed) == (CountQuality.AT_LEAST, 20)
    assert "Perhaps 20 more would have come." in desk.page(f"/events/{event_id}/afterwards").words
    assert desk.page(url).sends()["missed"] == ["20"]
    assert "Perhaps 20 more would have come." in desk.page("/past-events").words


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"quality": "at_least", "missed": "-3"}, ["Write a number from 0 to 100,000."]),
        ({"quality": "counted", "missed": "20"}, [NOT_AT_LEAST]),
        ({"quality": "counted", "missed": "0"}, []),
        ({"quality": "at_least", "missed": ""}, []),
        ({"quality": "at_least", "missed": "20"}, []),
    ],
)
def test_how_many_more_is_asked_of_a_past_event_that_is_typed(
    desk: PageClient, store: Store, typed: dict[str, str], errors: list[str]
) -> None:
    desk.get("/events?l=en")
    assert Page(desk.send("/past-events/new", {**TURNOUT, **typed})).errors() == errors
    assert len(turnouts(store)) == (0 if errors else 1)


def test_an_event_or_a_past_event_that_is_not_there(desk: PageClient, store: Store) -> None:
    desk.send("/past-events/new", TURNOUT)
    desk.page("/past-events/999/leave-out", status=404)
    left = turnout(store).id
    answer = desk.send(f"/past-events/{left}/leave-out?event=999", {"because": "other"})
    assert answer.location == "/past-events"


def test_both_pages_ask_as_much_as_before(desk: PageClient, store: Store) -> None:
    """What is left out comes with the other rows: no question more, however many there are."""
    add_summer(store)
    event_id = add_event(store, series="BBQ", expected=30)
    for path in (f"/events/{event_id}/reckoning", "/past-events"):
        desk.page(path)
        with count_queries(store) as before:
            desk.page(path)
        with store.transaction() as session:
            for each in session.scalars(select(Turnout).order_by(Turnout.id).limit(2)):
                each.left_out_because = LeftOutBecause.OTHER
        with count_queries(store) as after:
            desk.page(path)
        assert len(after) <= len(before)


@pytest.mark.parametrize(("language", "words"), [("en", "were still waiting"), ("nl", "wachtten")])
def test_who_was_still_in_line_for_a_place_is_said_where_it_is_asked(
    desk: PageClient, store: Store, language: str, words: str
) -> None:
    event_id = add_event(store, expected=30, capacity=10)
    add_answers(store, event_id, silent=2)
    with store.transaction() as session:
        for card in session.scalars(select(Invitation).where(Invitation.event_id == event_id)):
            session.add(
                Waiting(invitation_id=card.id, event_id=event_id, heads=3, queued_at=MADE_AT)
            )
    page = desk.page(f"/events/{event_id}/close?l={language}")
    assert "6" in page.words
    assert words in page.words
