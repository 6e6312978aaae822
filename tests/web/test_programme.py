"""The programme on the organiser's page and on those of guests."""

import pytest

from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account
from tests.support.cards import World, make_world
from tests.support.pages import PageClient

SHOW = {"title": "Lichtshow", "starts": "18:00", "ends": "18.30", "place": "Voorplein"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings, organiser: Account) -> World:
    return make_world(store, settings)


def add(desk: PageClient, world: World, **change: str) -> None:
    answer = desk.send(f"/events/{world.event_id}/programme", {**SHOW, **change})
    assert answer.status_code == 303


def test_a_part_is_added_changed_and_removed(desk: PageClient, world: World) -> None:
    url = f"/events/{world.event_id}/programme"
    add(desk, world)
    page = desk.page(url)
    assert "18:00 Lichtshow" in page.words
    assert "tot 18:30, Voorplein" in page.words
    (edit,) = [link for link in page.links() if link.startswith(f"{url}/")]
    assert 'value="18:30"' in desk.page(edit).text
    assert desk.send(edit, {**SHOW, "title": "Vuurwerk", "ends": ""}).status_code == 303
    page = desk.page(url)
    assert "18:00 Vuurwerk" in page.words
    assert "Lichtshow" not in page.words
    assert desk.send(f"{edit}/remove", form_on=url).status_code == 303
    desk.page(url)  # which says that it is gone, and how to put it back
    assert "Vuurwerk" not in desk.page(url).words


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param({"starts": "14:00"}, "Het evenement is van 15:00 tot 19:00", id="too early"),
        pytest.param({"starts": "19:00", "ends": ""}, "Het evenement is van", id="at the end"),
        pytest.param({"ends": "19:30"}, "Het evenement is van 15:00 tot 19:00", id="too long"),
        pytest.param({"ends": "17:30"}, "eindigt voordat het begint", id="backwards"),
        pytest.param({"ends": "18:00"}, "eindigt voordat het begint", id="no length"),
        pytest.param({"starts": ""}, "wanneer het begint", id="no start"),
        pytest.param({"starts": "25:00"}, "bijvoorbeeld 15:00", id="no time"),
        pytest.param({"title": " "}, "wat er gebeurt", id="nothing"),
        pytest.param({"title": "x" * 121}, "te lang", id="too long a name"),
    ],
)
def test_what_can_not_be_is_said_beside_the_field_and_nothing_typed_is_lost(
    desk: PageClient, world: World, change: dict[str, str], sentence: str
) -> None:
    url = f"/events/{world.event_id}/programme"
    typed = {**SHOW, **change}
    answer = desk.send(url, typed)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert sentence in text
    assert "Voorplein" in text
    assert "Lichtshow" not in desk.page(url).words


def test_guests_see_it_on_their_page_the_public_page_and_hear_it(
    desk: PageClient, client: PageClient, world: World
) -> None:
    card = world.cards()[0]
    assert "Programma" not in client.page(f"/{card.code}").words
    add(desk, world)
    for path in (f"/{card.code}", f"/{card.code}/aloud", "/e/buurt-bbq-passart"):
        assert "18:00 Lichtshow" in client.page(path).words, path
    client.post(f"/{card.code}", data={"answer": "yes"})
    done = client.page(f"/{card.code}/done")
    assert "18:00 Lichtshow" in done.words


def test_a_name_with_markup_is_only_a_name(
    desk: PageClient, client: PageClient, world: World
) -> None:
    add(desk, world, title="<script>alert(1)</script>", place="<b>hier</b>")
    card = world.cards()[0]
    for path in (f"/{card.code}", "/e/buurt-bbq-passart"):
        text = client.get(path).get_data(as_text=True)
        assert "<script>alert" not in text
        assert "<b>hier" not in text
    assert "<b>hier" not in desk.get(f"/events/{world.event_id}/programme").get_data(as_text=True)


def test_parts_that_fall_outside_a_changed_event_are_named_at_once(
    desk: PageClient, world: World
) -> None:
    add(desk, world)
    url = f"/events/{world.event_id}/edit"
    form = desk.page(url)
    fields = {
        field.get("name") or "": field.get("value") or ""
        for field in form.all("input")
        if field.get("type") not in {"radio", "checkbox", "hidden"}
    }
    answer = desk.send(
        url,
        {
            **fields,
            "event_type": "barbecue",
            "kind": "open",
            "weather": "ordinary",
            "ends": "18:10",
        },
    )
    assert answer.status_code == 303
    assert "1 onderdeel van het programma" in desk.page(f"/events/{world.event_id}").words
    assert "valt nu buiten" in desk.page(f"/events/{world.event_id}/programme").words
