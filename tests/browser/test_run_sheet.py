"""The run sheet on paper: 40 lines at 11 points on two pages of A4, black on white."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from tests.browser.conftest import Watched, served_world, sign_in
from tests.support.application import test_settings
from tests.support.cards import SATURDAY
from tests.support.clock import FixedClock
from tests.support.run_sheets import make_sheet, many_lines

pytestmark = pytest.mark.browser
ELEVEN_POINTS = 11 * 96 / 72
"""In the pixels of a browser."""
A4 = (595, 842)
STYLES = """() => [...document.querySelectorAll(".run-paper tbody th, .run-paper tbody td")]
    .map(each => [parseFloat(getComputedStyle(each).fontSize), getComputedStyle(each).color])"""


def test_forty_lines_fit_on_two_pages_and_the_keyboard_ticks_them(
    sqlite_url: str, tmp_path: Path, watched: Callable[..., Watched]
) -> None:
    clock = FixedClock()
    clock.now = SATURDAY
    with served_world(test_settings(sqlite_url, tmp_path), clock=clock) as world:
        make_sheet(world.store, world.event_id, many_lines(40))
        page = watched(color_scheme="dark", locale="en-GB").page()
        sign_in(page, world.settings.base_url, "noor@feest.example")
        sheet = f"{world.settings.base_url}/events/{world.event_id}/sheet"

        page.goto(sheet)
        page.locator("li[id] .run-tick button").first.focus()
        page.keyboard.press("Enter")
        page.get_by_text("Done: 1 of 40.").wait_for()

        page.goto(f"{sheet}/paper")
        page.emulate_media(media="print")
        styles = page.evaluate(STYLES)
        assert len(styles) == 4 * 40
        assert min(size for size, _colour in styles) >= ELEVEN_POINTS - 0.01
        assert {colour for _size, colour in styles} == {"rgb(20, 17, 13)"}, "ink, in the dark too"
        printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))

    texts = [one.get_textpage().get_text_range() for one in printed]
    assert len(texts) == 2
    for one, text in zip(printed, texts, strict=True):
        assert tuple(map(round, one.get_size())) == A4
        assert "Where and who" in text, "the head of the table stands on each page"
    assert "Made on Saturday" in texts[0]
    assert "Onderdeel 39" in texts[1]
    assert "Van den Broek-Janssen" in texts[1]
