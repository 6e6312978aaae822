"""Whatever is typed into any form, no page breaks; `make bench` asks thirty times as often."""

from pathlib import Path

from bench.fuzz import fuzz
from bench.sites import make_site


def test_no_form_breaks_whatever_is_typed(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    found = fuzz(site, requests=300, seed=20)
    site.app.extensions["store"].close()
    assert not found.broken
    routes = {route for route, _names in found.forms}
    assert len(routes) > 40
    assert found.answers[422] > found.answers[200] > 0
