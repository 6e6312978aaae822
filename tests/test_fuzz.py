"""Whatever is typed into any form, no page breaks; `make bench` asks fifty times as often."""

from pathlib import Path

import pytest

from bench.fuzz import fuzz
from bench.sites import make_site
from tests.support import postgres
from tests.support.application import MAY_SKIP


def test_no_form_breaks_whatever_is_typed(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    found = fuzz(site, requests=200, seed=20)
    site.app.extensions["store"].close()
    assert not found.broken
    routes = {route for route, _names in found.forms}
    assert len(routes) > 40
    assert found.answers[422] > found.answers[200] > 0


@pytest.mark.postgres
def test_nor_does_one_on_postgresql(tmp_path: Path) -> None:
    """It refuses what SQLite takes: a NUL, a text that is too long, a number that is too large."""
    with postgres.own_server() as server:
        if server is None:
            if not MAY_SKIP:
                pytest.fail(postgres.HOW_TO_GET)
            pytest.skip(postgres.HOW_TO_GET)
        site = make_site(tmp_path, database_url=server.url)
        found = fuzz(site, requests=60, seed=21)
        site.app.extensions["store"].close()
    assert not found.broken
