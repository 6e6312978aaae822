"""Whoever writes has read before; eight of them at one moment need no more than eight connections.

A server has eight threads and a pool of eight connections. What takes a second one while it holds
one stops them all, until they give up.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from planner.services.people import signing_in
from planner.settings import Settings
from planner.store.base import Store
from planner.web import db
from planner.web.db import reading_session, transaction, writing_session
from tests.support.application import PASSWORD, signed_in
from tests.support.cards import BARBECUE, World, make_world
from tests.support.clock import FixedClock
from tests.support.connections import TwoConnections
from tests.support.gate import STARTS, make_evening
from tests.support.organiser import add_event
from tests.support.pages import enrolled_phone, page_client
from tests.web.test_gate_scans import item, send
from tests.web.test_intermediary import Karin

THREADS = 8
ROUNDS = 6

Post = Callable[[int], int]
"""Sends the form of a round and returns the status of the answer."""


# SQLite has no pool that runs out: there writers stand in line.
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]


def at_once(posts: Sequence[Post]) -> list[int]:
    """Let everybody send at the same moment, round after round."""
    start = threading.Barrier(len(posts))

    def send_all(post: Post) -> list[int]:
        statuses = []
        for each in range(ROUNDS):
            start.wait()
            statuses.append(post(each))
        return statuses

    with ThreadPoolExecutor(len(posts)) as pool:
        return [status for statuses in pool.map(send_all, posts) for status in statuses]


def test_eight_organisers_who_save_at_one_moment_are_all_served(
    app: Flask, store: Store, clock: FixedClock
) -> None:
    def organiser(number: int) -> Post:
        email = f"organiser-{number}@feest.example"
        with store.transaction() as session:
            signing_in.add_account(
                session, email=email, name="Noor", password=PASSWORD, now=clock()
            )
        browser = signed_in(app, email)
        page = f"/events/{add_event(store, title=f'Barbecue {number}')}"
        token = browser.page(page).token()
        return lambda each: (
            browser.post(
                f"{page}/guess", data={"expected": str(30 + each), "csrf_token": token}
            ).status_code
        )

    assert at_once([organiser(each) for each in range(THREADS)]) == [303] * THREADS * ROUNDS


def test_guests_intermediaries_and_phones_do_not_wait_for_each_other(
    app: Flask, store: Store, settings: Settings, clock: FixedClock
) -> None:
    clock.now = STARTS
    later = replace(
        BARBECUE,
        starts_at=BARBECUE.starts_at + timedelta(days=30),
        ends_at=BARBECUE.ends_at + timedelta(days=30),
    )
    world = make_world(store, settings, later)
    guests = [_guest(app, card.code) for card in world.cards(3)]
    karins = [_intermediary(app, world) for _ in range(3)]
    evening = make_evening(store)
    phones = [
        _phone(app, evening.token, code, name)
        for code, name in zip(evening.codes, "ab", strict=False)
    ]
    statuses = at_once([*guests, *karins, *phones])
    assert statuses == [303] * 6 * ROUNDS + [200] * 2 * ROUNDS


def _guest(app: Flask, code: str) -> Post:
    browser = page_client(app)
    return lambda each: (
        browser.post(f"/{code}", data={"answer": ("yes", "no")[each % 2]}).status_code
    )


def _intermediary(app: Flask, world: World) -> Post:
    karin = Karin(app, world).come_in()
    card = f"{karin.home}/cards/{karin.cards[0].number}"
    token = karin.phone.page(card).token()
    return lambda each: (
        karin.phone.post(
            f"{card}/{('tick', 'untick')[each % 2]}", data={"csrf_token": token}
        ).status_code
    )


def _phone(app: Flask, token: str, code: str, name: str) -> Post:
    browser = enrolled_phone(app, token)
    return lambda each: send(browser, item(f"{name}-{each}", code=code)).status_code


def test_who_reads_while_writing_shares_the_connection(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        reading_session().connection()
        writing_session().connection()
        reading_session().connection()
        writing_session().commit()
        reading_session().connection()
        with transaction() as own:
            own.connection()
            reading_session().connection()


def test_a_request_that_takes_a_second_connection_fails_its_test(app: Flask) -> None:
    with app.test_request_context(), db.store().reading() as second:
        reading_session().connection()
        with pytest.raises(TwoConnections):
            second.connection()
