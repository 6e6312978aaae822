"""Type a day of another thousand years into every field that asks for one, and read every page."""

import random
import sys
import tempfile
from pathlib import Path

from bench.filled import filled_in
from bench.fuzz import Form, Found, find_forms, read_all, route_of
from bench.fuzz_values import FAR_YEARS
from bench.sites import Site, make_site
from tests.support import postgres


def type_far_days(
    site: Site, *, known: Found | None = None, sample: int = 0, seed: int = 1
) -> Found:
    """Send each form with each of its days in each of the years, or so many of them.

    After each that was taken, every page is read again. `answers` counts what came back.

    Args:
        site: what is asked.
        known: its pages and forms, where somebody has walked through it.
        sample: how many to send; 0 for all.
        seed: of chance.
    """
    found = Found(forms=known.forms, pages=known.pages) if known else find_forms(site)
    tries = [
        (form, name, year)
        for form in sorted(found.forms.values(), key=lambda form: (form.action, form.names))
        for name in form.days
        for year in FAR_YEARS
    ]
    if sample:
        tries = random.Random(seed).sample(tries, sample)
    for form, name, year in tries:
        _try(site, found, form, name, f"{year:04}-06-12")
    read_all(site, found)
    return found


def _try(site: Site, found: Found, form: Form, name: str, day: str) -> None:
    answer = form.client.post(form.action, data={**filled_in(form), name: [day]})
    found.answers[answer.status_code] += 1
    if answer.status_code >= 500:
        found.broken.append(f"{route_of(site.app, form.action)}: {name} {day}")
    if answer.status_code == 303:
        found.taken.append(f"{route_of(site.app, form.action)}: {name} {day}")
        read_all(site, found)


def measure(*, database_url: str = "") -> None:
    """Try all of them on a new site.

    Raises:
        AssertionError: a page broke, or a day was taken that nobody means.
    """
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder), database_url=database_url)
        found = type_far_days(site)
        site.app.extensions["store"].close()
    kinds = ", ".join(f"{count} × {status}" for status, count in sorted(found.answers.items()))
    sys.stdout.write(f"  {kinds}; every page read {found.reads} times\n")
    assert not found.broken, found.broken[:10]
    assert not found.taken, found.taken[:10]


def main() -> None:
    """Try them on both databases."""
    measure()
    with postgres.own_server() as server:
        if server is not None:
            measure(database_url=server.url)
