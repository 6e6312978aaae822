"""Every form sent twice, and sixteen times at once, makes what it makes once.

A sample of the forms here, and always those that made two; `make bench` tries all of them.
"""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bench import filled, twice
from bench.fuzz import Found, find_forms, sign_in, token_of
from bench.sites import Site, make_site
from planner.store.models import Event
from tests.support import postgres
from tests.support.application import MAY_SKIP

IN_SAMPLE = 8
IN_SAMPLE_ON_POSTGRESQL = 3


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """One with demonstration data, on a database of its own, where all are at work at once."""
    if request.param == "sqlite":
        with twice.wide_lanes():
            yield from _site(tmp_path, "")
        return
    with postgres.running_server() as server:
        if server is None:
            if not MAY_SKIP:
                pytest.fail(postgres.HOW_TO_GET)
            pytest.skip(postgres.HOW_TO_GET)
        with twice.a_database(server) as url, twice.wide_lanes():
            yield from _site(tmp_path, url)


def _site(folder: Path, url: str) -> Iterator[Site]:
    made = make_site(folder, database_url=url)
    yield made
    made.app.extensions["store"].close()


def test_what_is_sent_twice_or_sixteen_times_at_once_is_made_once(
    site: Site, tmp_path: Path
) -> None:
    sample = IN_SAMPLE if site.app.extensions["store"].is_sqlite else IN_SAMPLE_ON_POSTGRESQL
    tried = twice.try_forms(site, find_forms(site), tmp_path, sample=sample, seed=12)
    assert not [one for one in tried if not one.is_right]
    made = {one.route for one in tried if +one.once}
    assert made > twice.ALWAYS - {"/events/<int:event_id>/order"}, "these make something"


def test_sixteen_different_forms_of_one_title_are_sixteen_events(site: Site) -> None:
    """A taken address is the next one: whoever was first, nobody is told that something broke."""
    desk = site.client()
    sign_in(site, desk)
    store = site.app.extensions["store"]
    page = desk.get("/events/new")
    form = next(
        form for (route, _), form in find_forms(site).forms.items() if route == "/events/new"
    )
    typed = {**filled.filled_in(form), "csrf_token": token_of(page)}
    answers: list[int] = []

    def press(number: int) -> None:
        browser = twice.browser_like(site.app, desk)
        sent = {**typed, "once": f"one-of-sixteen-{number:02}"}
        answers.append(browser.post("/events/new", data=sent).status_code)

    threads = [threading.Thread(target=press, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 16
    with store.reading() as session:
        slugs = session.scalars(
            select(Event.slug).where(Event.title == filled.FILLED["title"])
        ).all()
    assert len(set(slugs)) == len(slugs) == 16


def test_every_form_of_who_is_known_carries_a_key(tmp_path: Path) -> None:
    """Pages that tests open are held to it too: `check_page` of support/pages.py."""
    site = make_site(tmp_path)
    found: Found = find_forms(site)
    site.app.extensions["store"].close()
    keyless = {
        route
        for route, names in found.forms
        if "once" not in names and "csrf_token" in names and not route.startswith("/gate")
    }
    assert not keyless
    assert len(found.forms) > 60
