"""Two people at the same form: nothing of either is lost, and each is told what the other did."""

import re

import pytest
from flask import Flask

from planner.core.enums import EventState
from planner.services.shop import larder
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Event
from tests.support.application import signed_in
from tests.support.cards import MADE_AT, World, make_world
from tests.support.organiser import add_event, event_of
from tests.support.pages import Page, PageClient
from tests.support.publishing import publish, ticked
from tests.web.test_events import make


@pytest.fixture
def wim(app: Flask, other_organiser: Account) -> PageClient:
    """A colleague of Noor, who has `desk`."""
    return signed_in(app, other_organiser.email)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def choices(page: Page, field: str) -> list[list[str]]:
    """The two values of a choice: to leave it, and to take one's own."""
    inputs = [one for one in page.all("input") if one.get("name") == f"keep-{field}"]
    return [[one.get("value") or ""] for one in inputs]


def form_on(desk: PageClient, path: str) -> dict[str, list[str]]:
    return desk.page(path).sends()


def stored_on(desk: PageClient, path: str) -> dict[str, list[str]]:
    """What the form shows to who opens it now."""
    sent = form_on(desk, path)
    return {
        name: values
        for name, values in sent.items()
        if name not in {"csrf_token", "once", "made_from"}
    }


def test_two_change_one_event(desk: PageClient, wim: PageClient, store: Store) -> None:
    """Changes of different fields merge and are said; of the same field somebody chooses."""
    path = f"/events/{add_event(store, title='Zomerfeest')}/edit"
    opened = form_on(wim, path)
    first = form_on(desk, path) | {"title": ["Lentefeest"], "starts": ["14:30"]}
    assert desk.post(path, data=first).status_code == 303

    merged = wim.post(path, data=opened | {"venue_name": ["Speelveld"]}, follow_redirects=True)
    assert "Noor veranderde intussen: de titel, de tijd. Dat blijft staan." in Page(merged).words
    saved = stored_on(desk, path)
    assert (saved["title"], saved["starts"], saved["venue_name"]) == (
        ["Lentefeest"], ["14:30"], ["Speelveld"],
    )  # fmt: skip

    clash = Page(wim.post(path, data=opened | {"title": ["Herfstfeest"], "flyers": ["300"]}))
    assert clash.status == 422
    assert "Noor veranderde dit intussen." in clash.words
    assert "Lentefeest" in clash.words
    assert clash.sends()["title"] == ["Herfstfeest"]
    assert clash.sends()["flyers"] == ["300"]
    assert not clash.sends()["keep-title"], "nothing is chosen for anybody"
    assert stored_on(desk, path) == saved, "nothing is kept before somebody chose"
    again = Page(wim.post(path, data=clash.sends()))
    assert again.status == 422, "asked until somebody chooses"

    theirs, mine = choices(again, "title")
    assert wim.post(path, data=again.sends() | {"keep-title": mine}).status_code == 303
    saved = form_on(desk, path)
    assert (saved["title"], saved["starts"], saved["flyers"]) == (
        ["Herfstfeest"],
        ["14:30"],
        ["300"],
    )

    stale = opened | {"title": ["Winterfeest"], "keep-title": theirs}
    late = Page(wim.post(path, data=stale))
    assert late.status == 422, "what was chosen was another value than stands there now"
    assert "Je veranderde dit intussen zelf, in een ander venster." in late.words
    theirs, _mine = choices(late, "title")
    assert wim.post(path, data=late.sends() | {"keep-title": theirs}).status_code == 303
    with store.reading() as session:
        assert session.query(Event).one().title == "Herfstfeest"


def test_what_was_taken_away_meanwhile_is_said_and_made_anew(
    desk: PageClient, wim: PageClient, store: Store
) -> None:
    event_id = add_event(store)
    path = f"/events/{event_id}/programme"
    assert desk.send(path, {"title": "Vuurwerk", "starts": "16:00"}).status_code == 303
    part = next(link for link in desk.page(path).links() if link.startswith(f"{path}/"))
    opened = form_on(wim, part)
    desk.send(f"{part}/remove", form_on=path)
    gone = Page(wim.post(part, data=opened | {"title": ["Lichtshow"], "place": ["Bij de vijver"]}))
    assert gone.status == 404
    assert "Noor haalde het intussen weg." in gone.words
    assert "Wat gebeurt er? Lichtshow" in gone.words
    assert wim.post(path, data=gone.sends()).status_code == 303
    assert "Lichtshow" in desk.page(path).words


def test_who_edits_a_draft_that_a_colleague_deletes_loses_no_word(
    desk: PageClient, wim: PageClient, store: Store
) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        session.get_one(Event, event_id).state = EventState.DRAFT
    path = f"/events/{event_id}"
    opened, part = form_on(wim, f"{path}/edit"), form_on(wim, f"{path}/programme")
    dish = next(link for link in wim.page(f"{path}/menu").links() if re.search(r"/menu/\d+$", link))
    cooked = form_on(wim, dish)
    assert desk.send(f"{path}/delete", form_on=path).status_code == 303
    gone = Page(wim.post(f"{path}/edit", data=opened | {"title": ["Herfstfeest"]}))
    assert gone.status == 404
    assert "Noor haalde het intussen weg." in gone.words
    assert "Hoe heet het? Herfstfeest" in gone.words
    assert "/deleted" in gone.links(), "it can be put back"
    food = Page(wim.post(dish, data=cooked | {"name": ["Linzensoep"]}))
    assert food.status == 404
    assert "Wat is het? Linzensoep" in food.words
    assert "Maak het hiermee opnieuw" not in food.words, "nothing is made in what is gone"
    typed = Page(wim.post(f"{path}/programme", data=part | {"title": ["Vuurwerk"]}))
    assert typed.status == 404
    assert "Noor haalde het intussen weg." in typed.words
    assert "Vuurwerk" in typed.words
    assert "Maak het hiermee opnieuw" not in typed.words, "nothing is made in what is gone"
    assert wim.post("/events/new", data=gone.sends()).status_code == 303
    assert "Herfstfeest" in desk.page("/events").words


def test_an_event_that_never_was_is_simply_not_found(wim: PageClient, store: Store) -> None:
    event_id = add_event(store)
    opened = form_on(wim, f"/events/{event_id}/edit")
    never = Page(wim.post(f"/events/{event_id + 1}/edit", data=opened))
    assert never.status == 404
    assert "haalde het intussen weg" not in never.words


def test_a_page_tells_nothing_of_what_it_does_not_show(
    desk: PageClient, client: PageClient, world: World
) -> None:
    """Neither by the signs of what it was made from, nor where two changed the same."""
    card = world.cards(largest_party=8)[0]
    client.post(f"/{card.code}", data={"answer": "yes"})
    client.post(f"/{card.code}/party", data={"adults": "7", "children": "0", "toddlers": "0"})
    shown = f"/events/{world.event_id}/guests/card?number={card.number}"
    one, other = (desk.page(shown).sends() for _look in range(2))
    signs = [set(each["made_from"][0].split()[1:]) for each in (one, other)]
    assert not signs[0] & signs[1]
    told = {"number": str(card.number), "reply": "yes", "adults": "3", "children": "0"}
    made_up = {"made_from": "1.salt adults=AAAAAAAA", "csrf_token": one["csrf_token"][0]}
    url = f"/events/{world.event_id}/guests/answer"
    clash = Page(desk.post(url, data=told | made_up))
    assert clash.status == 422
    assert "7" not in clash.words.partition("Wat blijft staan?")[2].partition("3")[0]


def test_an_organiser_and_a_household_change_one_answer(
    desk: PageClient, client: PageClient, world: World
) -> None:
    """What was told by phone meanwhile is not wiped by an open page; a yes stays one tap."""
    card = world.cards(largest_party=8)[0]
    client.post(f"/{card.code}", data={"answer": "yes"})
    client.post(f"/{card.code}/party", data={"adults": "2", "children": "0", "toddlers": "0"})
    opened = client.page(f"/{card.code}/party").sends()
    told = {"number": str(card.number), "reply": "yes", "adults": "3", "children": "1"}
    stack = f"/events/{world.event_id}/guests"
    shown = f"{stack}/card?number={card.number}"
    assert desk.send(f"{stack}/answer", told, form_on=shown).status_code == 303
    assert client.post(f"/{card.code}", data={"answer": "yes"}).status_code == 303
    clash = Page(client.post(f"/{card.code}/party", data=opened | {"adults": ["4"]}))
    assert clash.status == 422
    assert "Iemand veranderde dit intussen." in clash.words
    assert "Noor verander" not in clash.words
    _theirs, mine = choices(clash, "adults")
    sent = clash.sends() | {"keep-adults": mine}
    assert client.post(f"/{card.code}/party", data=sent).status_code == 303
    answer = world.invitation(card).answer
    assert answer is not None
    assert (answer.adults, answer.children) == (4, 0)


def test_two_correct_the_stock(desk: PageClient, wim: PageClient, store: Store) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        organisation_id = session.get_one(Event, event_id).organisation_id
        larder.correct_stock(session, organisation_id, ("Cola", "millilitre"), 9_000, now=MADE_AT)

    def said(by: PageClient, amount: int) -> dict[str, list[str]]:
        opened = by.page("/stock").sends(to="/stock/correct")
        return opened | {"amount": [str(amount)]}

    def there() -> int:
        with store.reading() as session:
            return larder.stock_of(session, organisation_id, ("Cola", "millilitre"))

    sent, gone = said(wim, 2_000), said(wim, 0)
    assert desk.post("/stock/correct", data=said(desk, 3_000)).status_code == 303
    clash = Page(wim.post("/stock/correct", data=sent))
    assert clash.status == 409
    assert "Noor veranderde dit intussen." in clash.words
    assert "3000" in clash.words
    assert there() == 3_000
    _theirs, mine = choices(clash, "amount")
    again = clash.sends() | {"keep-amount": mine}
    assert wim.post("/stock/correct", data=again).status_code == 303
    assert there() == 2_000
    assert desk.post("/stock/correct", data=said(desk, 0)).status_code == 303
    assert "Dit is er niet meer" in Page(wim.post("/stock/correct", data=gone)).words


def test_two_say_whether_there_is_a_freezer(
    desk: PageClient, wim: PageClient, store: Store
) -> None:
    """Who answers the question on an open page wipes nothing of what was said of it since."""
    page = f"/events/{add_event(store, expected=30)}"
    said = wim.page(page).sends(to="/stock/freezer") | {"freezer": ["yes"]}
    percents = {"frozen": ["80"], "dry": ["70"], "freezable": ["40"], "returnable": ["60"]}
    kept = form_on(desk, "/stock") | percents | {"has_freezer": ["yes"]}
    assert desk.post("/stock/keeping", data=kept).status_code == 303
    before = stored_on(desk, "/stock")
    assert wim.post("/stock/freezer", data=said).status_code == 303
    assert stored_on(desk, "/stock") == before
    clash = Page(wim.post("/stock/freezer", data=said | {"freezer": ["no"]}))
    assert clash.status == 409
    assert stored_on(desk, "/stock") == before
    _theirs, mine = choices(clash, "freezer")
    again = clash.sends() | {"keep-freezer": mine}
    assert wim.post("/stock/freezer", data=again).status_code == 303
    assert stored_on(desk, "/stock") == before | {
        "has_freezer": ["no"],
        "freezable": ["0"],
        "frozen": ["0"],
    }


@pytest.mark.parametrize("first", ["gluten", "milk"])
def test_ticks_where_nothing_was_ticked_are_not_wiped(
    client: PageClient, world: World, first: str
) -> None:
    """Nothing ticked in a list is nothing, and never its first line."""
    card = world.cards(largest_party=8)[0]
    client.post(f"/{card.code}", data={"answer": "yes"})
    path = f"/{card.code}/more"
    client.post(path, data=client.page(path).sends() | {"pram": ["y"]})
    opened = client.page(path).sends() | {"agrees": ["y"]}
    assert client.post(path, data=opened | {"allergies": [first]}).status_code == 303
    clash = Page(client.post(path, data=opened | {"allergies": ["fish"]}))
    assert clash.status == 422
    assert choices(clash, "allergies")
    answer = world.invitation(card).answer
    assert answer is not None
    assert answer.allergies == first


def test_two_decide_what_guests_may_count_on(
    desk: PageClient, wim: PageClient, store: Store
) -> None:
    """A page of promises that is open for a while wipes no tick of a colleague."""
    event_id = add_event(store)
    path = f"/events/{event_id}/publish"
    publish(desk, event_id, leave={"accessible"})
    opened = wim.page(path)
    publish(desk, event_id, leave={"halal"})
    sent = ticked(opened, leave={"accessible", "vegetarian"})
    merged = Page(wim.post(path, data=sent, follow_redirects=True))
    assert "Noor veranderde intussen: “Ook halal”, " in merged.words
    promised = event_of(store, event_id).promised or {}
    assert {one: promised[one] for one in ("food", "halal", "vegetarian", "accessible")} == {
        "food": True,
        "halal": False,
        "vegetarian": False,
        "accessible": True,
    }


def test_who_publishes_second_wipes_nothing_that_was_promised(
    desk: PageClient, wim: PageClient, store: Store
) -> None:
    event_id = make(desk)
    path = f"/events/{event_id}/publish"
    opened = wim.page(path)
    publish(desk, event_id, leave={"vegetarian"})
    sent = ticked(opened, leave={"accessible", "halal", "vegetarian"})
    assert wim.post(path, data=sent).status_code == 303
    promised = event_of(store, event_id).promised or {}
    assert {one: promised[one] for one in ("food", "halal", "vegetarian", "accessible")} == {
        "food": True,
        "halal": True,
        "vegetarian": False,
        "accessible": True,
    }
