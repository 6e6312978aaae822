"""A draft that becomes public, as an organiser does it: with a tick for each promise."""

from collections.abc import Collection

from planner.core.assurances import Assurance
from tests.support.pages import Page, PageClient


def publish(desk: PageClient, event_id: int, *, leave: Collection[str] = ()) -> None:
    """Publish a draft, with everything ticked but the promises whose names are left out."""
    url = f"/events/{event_id}/publish"
    sent = ticked(desk.page(url), leave=leave)
    answer = desk.post(url, data=sent)
    assert answer.status_code == 303, Page(answer).errors()


def ticked(page: Page, *, leave: Collection[str] = ()) -> dict[str, list[str]]:
    """Return what the form sends when every promise is ticked but these."""
    boxes = [box.get("name") or "" for box in page.all("input") if box.get("type") == "checkbox"]
    promises = {box: box.partition("-")[0] for box in boxes}
    return page.sends() | {
        box: [] if promise in leave else ["y"]
        for box, promise in promises.items()
        if promise in set(Assurance)
    }
