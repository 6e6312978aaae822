"""Pages of organisers on a phone and by keyboard: rows are read whole, and help is a key away."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES, Site, served_demonstration
from tests.browser.test_organiser_looks import signed_in

pytestmark = pytest.mark.browser

CUT_OFF = """() => [...document.querySelectorAll('.as-cards tbody tr *')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width && (box.right > innerWidth || box.left < 0); }).length"""
WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served_demonstration(sqlite_template, tmp_path_factory.mktemp("phone")) as site:
        yield site


@pytest.mark.parametrize("size", ["phone-320", "phone-390"])
def test_a_series_is_read_on_a_phone_without_going_sideways(
    watched: Any, site: Site, size: str
) -> None:
    page = signed_in(watched, site, **SIZES[size])
    page.goto(f"{site.url}/series/1")
    first = page.locator(".as-cards tbody tr").first
    expect(first).to_contain_text("Speelveld")
    expect(first.get_by_text("kwamen")).to_be_visible()
    assert page.evaluate(WIDTH) <= SIZES[size]["viewport"]["width"]
    assert page.evaluate(CUT_OFF) == 0


def test_the_question_mark_key_opens_help_unless_somebody_types(watched: Any, site: Site) -> None:
    page = signed_in(watched, site, **SIZES["laptop"])
    page.goto(f"{site.url}/series/new")
    box = page.get_by_label("Hoe heet het?")
    box.fill("Samen eten")
    box.press("End")
    box.press("?")
    expect(box).to_have_value("Samen eten?")
    assert page.url.endswith("/series/new")
    box.blur()
    page.keyboard.press("?")
    page.wait_for_url("**/how-to/series")
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan een reeks")
