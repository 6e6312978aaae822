"""No more mail with one press: no account, no cookie, and nothing changes by looking."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from planner.services.outbox import posting, unsubscribing
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Unsubscription
from tests.services.test_outbox import NOW, asked
from tests.support.organiser import add_event
from tests.support.pages import PageClient, page_client

ADDRESS = "guest1@buurt.example"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def event_id(store: Store) -> int:
    return add_event(store)


@pytest.fixture
def path(event_id: int, settings: Settings) -> str:
    url = unsubscribing.unsubscribe_url(
        ADDRESS, event_id=event_id, base_url=settings.base_url, code_key=settings.code_key
    )
    return url.removeprefix(settings.base_url)


def noted(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(Unsubscription)) or 0


def gets(store: Store, event_id: int) -> bool:
    """Say whether a reminder about an event would be queued; queue none."""
    with store.writing() as session:
        is_queued = posting.queue(session, [asked(1, event_id)], now=NOW) == 1
        session.rollback()
        return is_queued


def test_a_mail_program_does_it_with_one_post(
    client: PageClient, store: Store, path: str, event_id: int
) -> None:
    assert gets(store, event_id)
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert not gets(store, event_id)
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert noted(store) == 1


def test_looking_changes_nothing(
    client: PageClient, store: Store, path: str, event_id: int
) -> None:
    for method in ("GET", "HEAD"):
        assert client.open(path, method=method).status_code == 200
    assert noted(store) == 0
    assert gets(store, event_id)


def test_a_person_presses_and_can_take_it_back(
    client: PageClient, store: Store, path: str, event_id: int
) -> None:
    page = client.page(path)
    assert page.heading == "Geen mail meer?"
    assert client.post(path, data={"wish": "event"}).location == path
    assert client.page(path).heading == "Je krijgt geen mail meer"
    assert not gets(store, event_id)
    client.post(path, data={"wish": "again"})
    assert client.page(path).heading == "Geen mail meer?"
    assert gets(store, event_id)


def test_nothing_at_all_is_about_every_event(
    client: PageClient, store: Store, path: str, event_id: int
) -> None:
    other = add_event(store, days=7)
    client.post(path, data={"wish": "event"})
    assert gets(store, other)
    client.post(path, data={"wish": "all"})
    assert not gets(store, other)
    page = client.page(path)
    assert "Helemaal geen mail" not in page.words
    client.post(path, data={"wish": "again"})
    assert gets(store, event_id)
    assert gets(store, other)


@pytest.mark.parametrize("token", ["x", "A" * 43, "é", "../../etc/passwd", "%00"])
def test_an_address_that_we_did_not_make_is_not_found(
    client: PageClient, store: Store, token: str
) -> None:
    assert client.get(f"/unsubscribe/{token}").status_code == 404
    assert client.post(f"/unsubscribe/{token}").status_code == 404
    assert noted(store) == 0


def test_it_is_read_in_the_neighbours_language(app: Flask, path: str) -> None:
    client = page_client(app)
    page = client.page(f"{path}?l=ar")
    assert page.root.get("dir") == "rtl"
    assert client.post(f"{path}?l=ar", data={}).location == f"{path}?l=ar"
    policy = page.response.headers["Content-Security-Policy"]
    assert "script-src 'none'" in policy


def test_of_the_address_nothing_is_kept(client: PageClient, store: Store, path: str) -> None:
    client.post(path)
    with store.reading() as session:
        (kept,) = session.scalars(select(Unsubscription)).all()
    assert len(kept.address_hash) == 16
    assert ADDRESS.encode() not in kept.address_hash
