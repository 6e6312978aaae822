"""Every form: whatever is typed no page breaks, and sent twice it makes what it makes once.

A sample of the forms here, and always those that once made two; `make bench` tries all of them, far
more often.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from bench import filled, twice, versions
from bench.far_days import type_far_days
from bench.fuzz import Found, find_forms, fuzz, sign_in, token_of
from bench.sites import Site, make_site
from planner.store.models import Event
from tests.support.application import required

IN_SAMPLE = 3
IN_SAMPLE_ON_POSTGRESQL = 1
ALWAYS_ON_POSTGRESQL = {"/events/new", "/events/<int:event_id>/guests/new"}
EDITED = {"/events/<int:event_id>/edit", "/events/<int:event_id>/guests/name"}
EDITED_ON_POSTGRESQL = {"/events/<int:event_id>/menu/<int:dish_id>"}


@dataclass(frozen=True)
class Walked:
    """A site with demonstration data, on a database of its own, and the forms on its pages."""

    site: Site
    found: Found
    snapshots: twice.Snapshots
    colleague: FlaskClient

    @property
    def is_sqlite(self) -> bool:
        """Whether it is the database on which more is tried."""
        return bool(self.site.app.extensions["store"].is_sqlite)

    def known(self) -> Found:
        """Return its pages and forms, for counts of one's own."""
        return Found(forms=dict(self.found.forms), pages=self.found.pages)


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def walked_once(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Walked]:
    """Walk through its pages once: that is what costs most."""
    folder = tmp_path_factory.mktemp("site")
    if request.param == "sqlite":
        yield from _walk(folder, "")
        return
    with twice.a_database(required(request.getfixturevalue("_postgres_server"))) as url:
        yield from _walk(folder, url)


def _walk(folder: Path, url: str) -> Iterator[Walked]:
    site = make_site(folder, database_url=url)
    colleague = versions.add_colleague(site)
    found = find_forms(site)
    yield Walked(site, found, twice.snapshots_of(site, folder), colleague)
    site.app.extensions["store"].close()


@pytest.fixture
def walked(walked_once: Walked) -> Iterator[Walked]:
    """All that are sent at once are at work at once, on the database as it was in the beginning."""
    walked_once.snapshots.bring_back()
    with twice.wide_lanes():
        yield walked_once


def test_no_page_is_broken_before_anything_is_typed(walked: Walked) -> None:
    assert not walked.found.broken


def test_no_form_breaks_whatever_is_typed(walked: Walked) -> None:
    """PostgreSQL refuses what SQLite takes: a NUL, a text too long, a number too large."""
    requests, reads_again = (80, 0.05) if walked.is_sqlite else (8, 0.0)
    found = fuzz(
        walked.site, known=walked.known(), requests=requests, seed=24, reads_again=reads_again
    )
    assert not found.broken
    routes = {route for route, _names in found.forms}
    assert len(routes) > 40
    if walked.is_sqlite:
        assert found.answers[422] > found.answers[200] > 0
        assert found.reads, "what was written shows on other pages"


def test_a_day_that_nobody_means_is_refused_in_every_field(walked: Walked) -> None:
    """Every page is read again afterwards; `make bench` tries all years in all fields."""
    sample = 18 if walked.is_sqlite else 2
    found = type_far_days(walked.site, known=walked.known(), sample=sample, seed=22)
    assert not found.broken
    assert not found.taken
    assert found.reads
    assert found.answers[422] > (12 if walked.is_sqlite else 0)


def test_what_is_sent_twice_or_sixteen_times_at_once_is_made_once(walked: Walked) -> None:
    sample = IN_SAMPLE if walked.is_sqlite else IN_SAMPLE_ON_POSTGRESQL
    always = twice.ALWAYS if walked.is_sqlite else ALWAYS_ON_POSTGRESQL
    tried = twice.try_forms(
        walked.site, walked.known(), walked.snapshots, sample=sample, always=always, seed=12
    )
    assert not [one for one in tried if not one.is_right]
    made = {one.route for one in tried if +one.once}
    assert made > always - {"/events/<int:event_id>/order"}, "these make something"


def test_what_two_people_edit_is_lost_to_neither(walked: Walked) -> None:
    """A sample of the forms that edit; `make bench` tries each field of all of them."""
    routes = EDITED if walked.is_sqlite else EDITED_ON_POSTGRESQL
    tried = versions.try_forms(
        walked.site, walked.found, walked.colleague, walked.snapshots, routes=routes, fields=2
    )
    assert not [one for one in tried if one.wrong]
    assert {one.route for one in tried if one.asked} == routes


def test_every_form_says_whether_it_edits_what_others_edit_too(walked: Walked) -> None:
    """Whoever adds a form lists it in `bench/listed_forms.py`."""
    assert not versions.unlisted(walked.site.app)
    assert not versions.wrongly_listed(walked.found)


def test_sixteen_different_forms_of_one_title_are_sixteen_events(walked: Walked) -> None:
    """A taken address is the next one: whoever was first, nobody is told that something broke."""
    site = walked.site
    desk = site.client()
    sign_in(site, desk)
    store = site.app.extensions["store"]
    page = desk.get("/events/new")
    form = next(form for (route, _), form in walked.found.forms.items() if route == "/events/new")
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


def test_every_form_of_who_is_known_carries_a_key(walked: Walked) -> None:
    """Pages that tests open are held to it too: `check_page` of support/pages.py."""
    keyless = {
        route
        for route, names in walked.found.forms
        if "once" not in names and "csrf_token" in names and not route.startswith("/gate")
    }
    assert not keyless
    assert len(walked.found.forms) > 60
