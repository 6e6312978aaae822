"""Whatever is typed into any form, no page breaks; `make bench` asks far more often."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.far_days import type_far_days
from bench.fuzz import Found, find_forms, fuzz
from bench.sites import Site, make_site
from bench.twice import Snapshots, snapshots_of


@dataclass(frozen=True)
class Walked:
    """A site with demonstration data, and what stands on its pages."""

    site: Site
    found: Found
    snapshots: Snapshots

    def known(self) -> Found:
        """Return its pages and forms, for counts of one's own."""
        return Found(forms=dict(self.found.forms), pages=self.found.pages)


@pytest.fixture(scope="module")
def walked_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    """Walk through its pages once: that is what costs most."""
    folder = tmp_path_factory.mktemp("site")
    site = make_site(folder)
    found = find_forms(site)
    yield Walked(site, found, snapshots_of(site, folder))
    site.app.extensions["store"].close()


@pytest.fixture
def walked(walked_once: Walked) -> Walked:
    """Give it with the database as it was in the beginning."""
    walked_once.snapshots.bring_back()
    return walked_once


def test_no_page_is_broken_before_anything_is_typed(walked: Walked) -> None:
    assert not walked.found.broken


def test_no_form_breaks_whatever_is_typed(walked: Walked) -> None:
    found = fuzz(walked.site, known=walked.known(), requests=80, seed=21, reads_again=0.05)
    assert not found.broken
    routes = {route for route, _names in found.forms}
    assert len(routes) > 40
    assert found.answers[422] > found.answers[200] > 0
    assert found.reads, "what was written shows on other pages"


@pytest.mark.postgres
def test_nor_does_one_on_postgresql(tmp_path: Path, new_database: Callable[[], str]) -> None:
    """It refuses what SQLite takes: a NUL, a text that is too long, a number that is too large."""
    site = make_site(tmp_path, database_url=new_database())
    found = fuzz(site, requests=8, seed=21)
    assert not found.broken
    # Every page is read afterwards, with what was typed before it too.
    far = type_far_days(site, known=found, sample=2, seed=21)
    site.app.extensions["store"].close()
    assert far.answers[422]
    assert far.reads
    assert not far.broken
    assert not far.taken


def test_a_day_that_nobody_means_is_refused_in_every_field(walked: Walked) -> None:
    """Every page is read again afterwards; `make bench` tries all years in all fields."""
    found = type_far_days(walked.site, known=walked.known(), sample=18, seed=22)
    assert not found.broken
    assert not found.taken
    assert found.reads
    assert found.answers[422] > 12
