"""Public calendars on pages of other sites: readable there, and nothing that is private is."""

import pytest
from sqlalchemy import select

from planner.services.calendars import keys
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account
from tests.support.cards import MADE_AT, World, make_world
from tests.support.pages import PageClient

OPEN = ("/calendar.ics", "/e/buurt-bbq-passart.ics", "/calendar.ics?l=pl&programme=items")
SITE = {"Origin": "https://wijk.example"}


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.mark.parametrize("path", OPEN)
def test_a_page_of_another_site_may_read_a_public_calendar(
    client: PageClient, world: World, path: str
) -> None:
    answer = client.get(path, headers=SITE)
    etag = answer.headers["ETag"]
    answers = [
        answer,
        client.head(path, headers=SITE),
        client.get(path, headers={**SITE, "If-None-Match": etag}),
    ]
    assert [one.status_code for one in answers] == [200, 200, 304]
    for one in answers:
        assert one.headers["Access-Control-Allow-Origin"] == "*"
        assert one.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert one.headers["Access-Control-Expose-Headers"] == "ETag"
        assert "Access-Control-Allow-Credentials" not in one.headers
        assert "Set-Cookie" not in one.headers


@pytest.mark.parametrize("path", OPEN)
def test_it_may_ask_first_and_say_what_it_has(client: PageClient, world: World, path: str) -> None:
    asked = client.options(
        path,
        headers={
            **SITE,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )
    assert asked.status_code == 200
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "If-None-Match" in asked.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in asked.headers
    assert client.post(path, headers=SITE).status_code == 405


def test_what_is_not_public_stays_with_us(
    desk: PageClient, client: PageClient, world: World
) -> None:
    code = world.cards()[0].code
    with world.store.transaction() as session:
        account = session.scalars(select(Account)).one()
        mine = f"/my-calendar/{keys.make_key(session, account, now=MADE_AT)}.ics"
    assert client.get(mine).status_code == 200
    for path in (mine, f"/{code}/calendar.ics", f"/{code}", "/", "/calendar"):
        for answer in (client.get(path, headers=SITE), client.options(path, headers=SITE)):
            assert not [name for name, _value in answer.headers if "Access-Control" in name], path
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", path
    assert "Access-Control-Allow-Origin" not in client.get("/e/nothing.ics", headers=SITE).headers
