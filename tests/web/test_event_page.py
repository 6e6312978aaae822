"""The page of one event, from the first guess to the count."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from planner.core.enums import CountQuality, EventState, Generosity, Reply
from planner.core.roles import AccountRole, Right, TeamRole
from planner.core.turnout import EventKind
from planner.services.day.agenda import EventDesk
from planner.services.forecast.learn import list_turnouts
from planner.services.people import colleagues
from planner.services.plan import closing, planning
from planner.services.plan.menus import NO_MENU
from planner.store.base import Store
from planner.store.models import Account, Event
from planner.web.organiser.desk import event_page
from planner.web.organiser.desk.panels import Panel
from tests.support.application import ON_SQLITE, signed_in
from tests.support.clock import FixedClock
from tests.support.gate import STARTS, entry, make_evening
from tests.support.members import add_member
from tests.support.organiser import Said, add_answers, add_event, add_summer, event_of, later
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries

YES, MAYBE, NO = Reply.YES, Reply.MAYBE, Reply.NO
QUERIES_OF_PAGE = 11


def show(desk: PageClient, event_id: int) -> Page:
    return desk.page(f"/events/{event_id}?l=en&whole=1")


def numbers(pattern: str, page: Page) -> list[int]:
    found = re.search(pattern, page.words)
    assert found, page.words
    return [int(each.replace(",", "")) for each in found.groups()]


def test_nothing_known_is_a_question_and_not_a_number(desk: PageClient, store: Store) -> None:
    event_id = add_event(store)
    page = show(desk, event_id)
    assert "Nothing is known yet" in page.words
    assert "Probably" not in page.words
    assert "Shopping for" not in page.words
    answer = desk.send(
        f"/events/{event_id}/guess", {"expected": "30"}, form_on=f"/events/{event_id}"
    )
    assert answer.status_code == 303
    assert "Probably" in show(desk, event_id).words
    assert event_of(store, event_id).expected == 30


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write a number. A rough guess helps already."),
        ("veel", "Write a whole number, for example 30."),
        ("0", "Write a number from 1 to 100,000."),
        ("1000000000", "Write a number from 1 to 100,000."),
    ],
)
def test_a_guess_that_is_no_number_of_people_says_so(
    desk: PageClient, store: Store, typed: str, sentence: str
) -> None:
    event_id = add_event(store)
    show(desk, event_id)
    answer = desk.send(
        f"/events/{event_id}/guess", {"expected": typed}, form_on=f"/events/{event_id}"
    )
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_the_numbers_of_the_sentence_add_up(desk: PageClient, store: Store) -> None:
    add_summer(store)
    event_id = add_event(store, series="BBQ", expected=30)
    add_answers(store, event_id, *(Said(YES, 3) for _ in range(12)), Said(MAYBE, 2), silent=6)
    page = show(desk, event_id)
    answered, come = numbers(r"(\d+) people said yes or maybe, about (\d+) of them come", page)
    (later_on,) = numbers(r"About (\d+) have yet to answer, and come", page)
    more, total = numbers(r"About (\d+) come without an answer\. Together that is (\d+)", page)
    assert answered == 38
    assert come <= answered
    assert come + later_on + more == total
    (big,) = [element.text for element in page.root.iter() if (element.get("class") or "") == "big"]
    assert big == str(total)
    pattern = (
        r"answered and come (\d+) will answer yet and come (\d+)"
        r" come without an answer (\d+) answered and stay away (\d+)"
    )
    parts = [come, later_on, more, answered - come]
    assert numbers(pattern, page) == parts, "the parts stay visible"
    low, high = numbers(r"Probably (\d+) to (\d+) people", page)
    assert low < total < high
    assert "This takes 6 earlier events into account." in page.words


def test_the_dots_the_cards_and_the_list_speak_of_the_same_number(
    desk: PageClient, store: Store
) -> None:
    event_id = add_event(store, expected=30)
    page = show(desk, event_id)
    guests, enough = numbers(
        r"With food for (\d+) people there is enough on (\d+) of the 20 days", page
    )
    assert f"Shopping for {guests} people" in page.words
    assert f"Will it be busier than {guests}?" in page.words
    assert f"{guests} Ample enough {enough} times in 20" in page.words
    (card,) = re.findall(rf"{guests} Ample [^;]*; at the till (\S+), in the end (\S+)", page.words)
    assert f"At the till {card[0]} " in page.words
    assert f"What it costs in the end {card[1]} " in page.words
    chosen = desk.post(
        f"/events/{event_id}/amounts", data={"generosity": "tight", "csrf_token": page.token()}
    )
    assert (chosen.status_code, chosen.location) == (303, f"/events/{event_id}#amounts")
    assert event_of(store, event_id).generosity is Generosity.TIGHT
    fewer, _ = numbers(
        r"With food for (\d+) people there is enough on (\d+) of", show(desk, event_id)
    )
    assert fewer < guests


def test_a_menu_without_dishes_says_so_and_leads_to_the_menu(
    desk: PageClient, store: Store
) -> None:
    event_id = add_event(store, expected=30, menu_preset=NO_MENU)
    page = show(desk, event_id)
    assert "No dish is on the menu, so there is nothing to buy." in page.words


def test_an_unknown_way_to_buy_is_refused(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, expected=30)
    token = show(desk, event_id).token()
    answer = desk.post(
        f"/events/{event_id}/amounts", data={"generosity": "lots", "csrf_token": token}
    )
    assert answer.status_code == 400


def test_both_charts_are_drawn_for_a_laptop_and_for_a_phone_with_their_numbers(
    desk: PageClient, store: Store
) -> None:
    event_id = add_event(store, expected=30)
    page = show(desk, event_id)
    drawings = [
        element.get("class")
        for element in page.root.iter()
        if (element.get("class") or "").startswith("chart ")
    ]
    assert drawings == ["chart chart-wide", "chart chart-narrow"] * 2
    assert "Show the numbers as a table" in page.words


def test_what_is_bought_is_ticked_off_and_can_be_taken_back(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, expected=30)
    dish = event_of(store, event_id).dishes[0]
    url = f"/events/{event_id}/dishes/{dish.id}/bought"
    for value, pressed in (("yes", 1), ("no", 0)):
        token = show(desk, event_id).token()
        answer = desk.post(url, data={"bought": value, "csrf_token": token})
        assert answer.location == f"/events/{event_id}#shopping"
        assert show(desk, event_id).text.count('aria-pressed="true"') == pressed
    other_id = add_event(store, expected=30)
    wrong = desk.post(
        f"/events/{other_id}/dishes/{dish.id}/bought", data={"bought": "yes", "csrf_token": token}
    )
    assert wrong.status_code == 404


def test_the_shopping_list_can_be_printed(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, expected=30)
    add_answers(store, event_id, *[Said(YES, 2)] * 5, *[Said(YES, 3, diet="halal")] * 5)
    page = desk.page(f"/events/{event_id}/shopping-list?l=en")
    assert page.heading.startswith("Shopping for ")
    assert "Halal: 15" in page.words
    assert "Of 10 households" in page.words
    assert "Bread rolls" in page.words
    unknown = desk.get(f"/events/{add_event(store)}/shopping-list")
    assert unknown.status_code == 303


def test_dishes_are_sorted_by_where_they_are_bought(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, expected=30)
    with store.transaction() as session:
        burgers = session.get_one(Event, event_id).dishes[0]
        burgers.values = {**burgers.values, "supplier": "Slager Yildiz"}
    words = show(desk, event_id).words
    assert words.index("Slager Yildiz") < words.index("Hamburgers") < words.index("Other shops")


def test_the_budget_says_what_is_left(desk: PageClient, store: Store) -> None:
    assert "under budget" in show(desk, add_event(store, expected=30, budget_cents=900_000)).words
    assert "over budget" in show(desk, add_event(store, expected=30, budget_cents=100)).words


def test_answers_are_counted_by_card_and_diets_by_head(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, expected=30)
    add_answers(
        store,
        event_id,
        Said(YES, 4, diet="halal"),
        Said(YES, 2),
        Said(MAYBE, 3),
        Said(NO, 1),
        silent=6,
        name="Passartweg",
    )
    words = show(desk, event_id).words
    assert "10 cards: Yes 2 Maybe 1 No 1 Nothing yet 6" in words
    assert "On these cards 6 people say yes." in words
    assert "Passartweg: 4 of 10 cards answered" in words
    assert "What guests eat and say stands here from 5 households on." in words
    assert "Halal" not in words.partition("What do they eat?")[2]
    add_answers(store, event_id, *[Said(YES, 2)] * 5, *[Said(YES, 3, diet="halal")] * 4, name="B")
    assert "What do they eat? of 28 people 16 Halal" in show(desk, event_id).words


def test_the_buttons_follow_what_there_is_to_do(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, expected=30)
    assert "Make cards" in show(desk, event_id).words
    add_answers(store, event_id, silent=40)
    page = show(desk, event_id)
    assert "Print 40 cards" in page.words
    assert f"/events/{event_id}/gates" in page.links()
    assert any(link.startswith("https://wa.me/") for link in page.links())
    assert any(link.endswith("/e/buurt-bbq-passart") for link in page.links())


def test_a_private_event_has_no_public_link(desk: PageClient, store: Store) -> None:
    page = show(desk, add_event(store, expected=30, is_public=False))
    assert not any("/e/" in link or "wa.me" in link for link in page.links())


def test_what_should_have_been_done_already_is_not_asked_before_a_past_day(
    desk: PageClient, store: Store
) -> None:
    early = show(desk, add_event(store, expected=30, days=7)).words
    late = show(desk, add_event(store, expected=30, days=-5)).words
    assert "Make cards to hand out Before Saturday 12 June." in early
    assert "Make cards to hand out As soon as you can." in late


def test_five_steps_say_where_an_event_stands(desk: PageClient, store: Store) -> None:
    words = show(desk, add_event(store, expected=30)).words
    assert "Plan done" in words
    assert "Invite no cards yet" in words
    assert "Shop Friday 11 June" in words
    assert "The day itself Saturday 12 June" in words
    assert "until Saturday 26 June" in words


def test_how_we_reckon_shows_each_earlier_event(desk: PageClient, store: Store) -> None:
    add_summer(store)
    event_id = add_event(store, series="BBQ", expected=30)
    page = desk.page(f"/events/{event_id}/reckoning?l=en")
    for week in range(6):
        assert f"BBQ {week + 1}" in page.words
    assert "Your own guess 30" in page.words
    unknown = desk.page(f"/events/{add_event(store)}/reckoning?l=en")
    assert "there is no forecast" in unknown.words


def test_at_a_closed_event_nobody_is_said_to_come_without_an_answer(
    desk: PageClient, store: Store
) -> None:
    event_id = add_event(store, kind=EventKind.CLOSED, expected=200)
    add_answers(store, event_id, *(Said(YES, 3) for _ in range(10)), silent=50)
    page = show(desk, event_id)
    (come,) = numbers(r"about (\d+) of them come", page)
    (later_on,) = numbers(r"About (\d+) have yet to answer, and come", page)
    (unannounced, total) = numbers(r"(\d+) come without an answer\. Together that is (\d+)", page)
    assert unannounced < later_on / 4
    assert come + later_on + unannounced == total


def test_what_would_change_a_forecast_most_comes_first(desk: PageClient, store: Store) -> None:
    add_summer(store)
    event_id = add_event(store, series="BBQ", expected=30)
    add_answers(store, event_id, *(Said(YES, 3) for _ in range(6)), Said(MAYBE, 4), silent=6)
    words = desk.page(f"/events/{event_id}/reckoning?l=en").words
    (likely,) = re.findall(r"What we know now (\d+)", words)
    told = words.split("What would change it most?")[1].split("In short")[0]
    found = re.findall(r"([A-Z][a-z0-9 ]+?) (\d+) \d+ to \d+", told)
    differences = [abs(int(number) - int(likely)) for _what, number in found]
    assert differences == sorted(differences, reverse=True)
    assert {"Everybody who said maybe says yes", "It rains"} <= {what.strip() for what, _ in found}


def test_what_holidays_do_here_is_learned_and_said(desk: PageClient, store: Store) -> None:
    add_summer(store)
    with store.transaction() as session:
        for turnout in list_turnouts(session)[:3]:
            turnout.is_holiday, turnout.came = True, 9
    event_id = add_event(store, series="BBQ", expected=30)
    url = f"/events/{event_id}/reckoning?l=en"
    ordinary = desk.page(url)
    assert ordinary.words.count("A holiday.") == 3
    (likely,) = numbers(r"What we know now (\d+)", ordinary)
    (on_a_holiday,) = numbers(r"It is a holiday (\d+)", ordinary)
    assert on_a_holiday < 0.7 * likely
    with store.transaction() as session:
        session.get_one(Event, event_id).is_holiday = True
    page = desk.page(url)
    assert "A holiday, or no school yes" in page.words
    assert numbers(r"What we know now (\d+)", page) == [on_a_holiday]


def test_a_new_neighbourhood_shows_what_it_borrows_elsewhere(
    desk: PageClient, store: Store
) -> None:
    held = add_event(store, series="BBQ", title="BBQ Noord", days=-40, expected=30)
    with store.transaction() as session:
        closing.close_event(session, session.get_one(Event, held), came=90, now=later())
    new = add_event(store, series="Somewhere new", expected=30)
    page = desk.page(f"/events/{new}/reckoning?l=en")
    assert "It is new here, so 1 similar event elsewhere helps a little." in page.words
    assert "BBQ Noord" in page.words.split("Similar events elsewhere")[1]
    assert "We leave out the events elsewhere" in page.words
    known = desk.page(f"/events/{add_event(store, series='BBQ', expected=30)}/reckoning?l=en")
    assert "elsewhere" not in known.words


def test_a_large_forecast_is_said_in_round_numbers(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, expected=5000)
    add_answers(store, event_id, *(Said(YES, 4) for _ in range(10)))
    pattern = r"[Pp]robably ([\d,]+) to ([\d,]+)"
    for address in (f"/events/{event_id}", f"/events/{event_id}/reckoning", "/events"):
        found = re.search(pattern, desk.page(f"{address}?l=en").words)
        assert found is not None
        assert all(each.endswith("00") for each in found.groups())
    page = desk.page(f"/events/{event_id}/reckoning?l=en")
    (total,) = re.findall(r"Together that is ([\d,]+)", page.words)
    parts = re.findall(
        r"about ([\d,]+) of them come|About ([\d,]+) (?:have yet to answer|come without)",
        page.words,
    )
    assert total.endswith("00")
    assert sum(whole(first or second) for first, second in parts) == whole(total)


def whole(written: str) -> int:
    return int(written.replace(",", ""))


def test_closing_offers_the_count_of_the_gate_and_takes_another(
    app: Flask, organiser: Account, store: Store, clock: FixedClock
) -> None:
    evening = make_evening(store)
    evening.one(entry(adults=3, children=2), now=STARTS)
    clock.now = STARTS + timedelta(hours=5)
    desk = signed_in(app, organiser.email)
    url = f"/events/{evening.event_id}/close"
    page = desk.page(f"{url}?l=en")
    assert "At the gate 5 people were counted." in page.words
    assert 'value="5"' in page.text
    answer = desk.send(url, {"came": "7", "quality": "at_least"})
    assert answer.location == f"/events/{evening.event_id}/afterwards"
    page = show(desk, evening.event_id)
    assert "How many people came?" in page.words
    with store.reading() as session:
        turnout = closing.turnout_of(session, evening.event_id)
        assert turnout is not None
        assert (turnout.came, turnout.quality) == (7, CountQuality.AT_LEAST)


def test_closing_can_be_taken_back(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, expected=30)
    desk.send(f"/events/{event_id}/close", {"came": "41", "quality": "counted"})
    page = show(desk, event_id)
    assert "Undo: open it again" in page.words
    answer = desk.post(f"/events/{event_id}/reopen", data={"csrf_token": page.token()})
    assert answer.status_code == 303
    assert event_of(store, event_id).state is EventState.PUBLISHED


@pytest.mark.parametrize("came", ["", "-1", "veertig", "1000000"])
@ON_SQLITE
def test_a_count_that_cannot_be_is_refused(desk: PageClient, store: Store, came: str) -> None:
    event_id = add_event(store)
    answer = desk.send(f"/events/{event_id}/close", {"came": came, "quality": "counted"})
    assert answer.status_code == 422
    assert event_of(store, event_id).state is EventState.PUBLISHED


def test_the_next_event_has_learned_from_the_count(desk: PageClient, store: Store) -> None:
    first = add_event(store, series="BBQ", expected=30, days=-20)
    second = add_event(store, series="BBQ", expected=30)
    before, _ = numbers(r"Probably (\d+) to (\d+) people", show(desk, second))
    desk.send(f"/events/{first}/close", {"came": "120", "quality": "counted"})
    page = show(desk, second)
    assert "This takes 1 earlier event into account." in page.words
    after, _ = numbers(r"Probably (\d+) to (\d+) people", page)
    assert after > before


def test_cancelling_asks_why_and_tells_calendars(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, expected=30)
    refused = desk.send(f"/events/{event_id}/cancel", {"reason": " "})
    assert refused.status_code == 422
    desk.send(f"/events/{event_id}/cancel", {"reason": "Storm"})
    page = show(desk, event_id)
    assert "Cancelled: Storm" in page.words
    event = event_of(store, event_id)
    assert (event.state, event.sequence) == (EventState.CANCELLED, 1)
    desk.post(f"/events/{event_id}/resume", data={"csrf_token": page.token()})
    event = event_of(store, event_id)
    assert (event.state, event.sequence) == (EventState.PUBLISHED, 2)


def test_an_event_that_is_over_asks_to_be_closed(
    app: Flask, organiser: Account, store: Store, clock: FixedClock
) -> None:
    event_id = add_event(store, expected=30)
    clock.now = later(days=2)
    page = show(signed_in(app, organiser.email), event_id)
    assert "Not closed yet" in page.words
    assert "Close it: how many came?" in page.words


def test_a_page_shows_no_code_of_a_guest(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, expected=30)
    add_answers(store, event_id, Said(YES, 4), silent=4)
    assert not re.search(r"[0-9A-HJKMNP-TV-Z]{13}", show(desk, event_id).words)


def test_the_page_asks_as_much_for_five_hundred_answers_as_for_one(
    desk: PageClient, store: Store
) -> None:
    add_summer(store)
    event_id = add_event(store, series="BBQ", expected=30)
    add_answers(store, event_id, Said(YES, 2))
    for more in (0, 499):
        if more:
            add_answers(
                store,
                event_id,
                *(Said(YES, 1 + place % 5, days_before=1 + place % 25) for place in range(more)),
            )
        with count_queries(store) as seen:
            show(desk, event_id)
        assert len(seen) == QUERIES_OF_PAGE


def test_a_panel_is_shown_and_asked_for_only_to_whom_it_is_for(
    app: Flask,
    desk: PageClient,
    store: Store,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    event_id = add_event(store, expected=30)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        crew = colleagues.invite(
            session,
            email="crew@feest.example",
            name="Kim",
            role=AccountRole.MEMBER,
            organisation_id=event.organisation_id,
            now=clock(),
        )
        assert crew is not None
        colleagues.put_in_team(session, event, crew, TeamRole.CREW, now=clock())
    asked: list[int] = []

    def values(seen: EventDesk) -> str:
        asked.append(seen.event.id)
        return "words of a panel that came later"

    later_panel = Panel("gate", values, Right.GUESTS)
    monkeypatch.setattr(event_page, "COLUMNS", ((later_panel,),))
    assert "Helpers open a page" in show(desk, event_id).words
    assert asked == [event_id]
    crews = signed_in(app, "crew@feest.example")
    assert "Helpers open a page" not in show(crews, event_id).words
    assert asked == [event_id], "what one may not see is not asked for"


def test_a_card_that_was_answered_has_gone_out_whatever_was_noted(
    desk: PageClient, store: Store
) -> None:
    event_id = add_event(store, expected=30)
    add_answers(store, event_id, Said(YES, 3), Said(NO, 1), Said(MAYBE, 2), silent=5)
    assert "3 of 8 cards have gone out" in show(desk, event_id).words


def test_nobody_is_being_invited_before_there_are_cards(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, expected=30)
    assert "Ready to invite" in show(desk, event_id).words
    add_answers(store, event_id, silent=3)
    words = show(desk, event_id).words
    assert "Inviting" in words
    assert "Ready to invite" not in words


def test_what_has_to_be_arranged_is_found_from_a_draft_on(
    desk: PageClient, app: Flask, store: Store, clock: FixedClock
) -> None:
    event_id = add_event(store, expected=30)
    with store.transaction() as session:
        session.get_one(Event, event_id).state = EventState.DRAFT
    pages = ("sheet", "tasks", "things", "deliveries", "permits", "costs", "weather")
    all_of_them = {f"/events/{event_id}/{page}" for page in pages}
    assert all_of_them <= set(show(desk, event_id).links())
    crew = add_member(app, store, {event_id: TeamRole.CREW}, now=clock.now)
    seen = all_of_them & set(show(crew, event_id).links())
    assert seen == {f"/events/{event_id}/{page}" for page in ("sheet", "tasks")}
    with store.transaction() as session:
        planning.cancel_event(session, session.get_one(Event, event_id), reason="x", now=clock.now)
    assert "What has to be arranged" not in show(desk, event_id).words
