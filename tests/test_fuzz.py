"""Whatever is typed into any form, no page breaks; `make bench` asks far more often."""

from pathlib import Path

import pytest

from bench.far_days import type_far_days
from bench.fuzz import fuzz
from bench.sites import make_site
from tests.support import postgres
from tests.support.application import MAY_SKIP


def test_no_form_breaks_whatever_is_typed(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    found = fuzz(site, requests=80, seed=20, reads_again=0.05)
    site.app.extensions["store"].close()
    assert not found.broken
    routes = {route for route, _names in found.forms}
    assert len(routes) > 40
    assert found.answers[422] > found.answers[200] > 0
    assert found.reads, "what was written shows on other pages"


@pytest.mark.postgres
def test_nor_does_one_on_postgresql(tmp_path: Path) -> None:
    """It refuses what SQLite takes: a NUL, a text that is too long, a number that is too large."""
    with postgres.own_server() as server:
        if server is None:
            if not MAY_SKIP:
                pytest.fail(postgres.HOW_TO_GET)
            pytest.skip(postgres.HOW_TO_GET)
        site = make_site(tmp_path, database_url=server.url)
        found = fuzz(site, requests=8, seed=21, reads_again=0.05)
        assert not found.broken
        far = type_far_days(site, known=found, sample=2, seed=21)
        site.app.extensions["store"].close()
    assert far.answers[422]
    assert not far.broken
    assert not far.taken


def test_a_day_that_nobody_means_is_refused_in_every_field(tmp_path: Path) -> None:
    """Every page is read again afterwards; `make bench` tries all years in all fields."""
    site = make_site(tmp_path)
    found = type_far_days(site, sample=18, seed=22)
    site.app.extensions["store"].close()
    assert not found.broken
    assert not found.taken
    assert found.reads
    assert found.answers[422] > 12
