"""`make pictures`: the pictures of the pages of help, of the demonstration, small and in Dutch.

Made by hand after a page has changed, never by a test: a machine that draws letters a little
differently would change all of them.
"""

import base64
import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright
from sqlalchemy import select

from planner.paths import PACKAGE, resource_dir
from planner.services.demonstration.access import EMAIL, PASSWORD
from planner.store.base import Store
from planner.store.models import Batch, Event
from planner.web.help_topics import TOPICS
from tests.browser.conftest import find_chromium

PORT = 8931
SHOWN: ViewportSize = {"width": 1140, "height": 712}
WIDE, HIGH = 760, 475
QUALITY = 0.62
PATIENCE_SECONDS = 120
BARBECUE, CASTLE, EVENING = (
    "Barbecue in Meezenbroek",
    "Kerst bij het kasteel",
    "Buurtavond in de kasteeltuin",
)
OVER = "Barbecue in Rennemig"
PAGES: dict[str, tuple[str, str]] = {
    "start": ("/first-steps", ""),
    "waiting": ("/waiting", ""),
    "plan": ("/events/new", ""),
    "series": ("/series/new", ""),
    "calendars": ("/events/import", ""),
    "publish": ("/events/{event}/publish", BARBECUE),
    "cards": ("/events/{event}/invitations", BARBECUE),
    "contact": ("/events/{event}/invitations/{batch}/access", BARBECUE),
    "guests": ("/events/{event}/guests", BARBECUE),
    "forecast": ("/events/{event}", BARBECUE),
    "kitchen": ("/events/{event}/menu", BARBECUE),
    "messages": ("/events/{event}/messages", BARBECUE),
    "words": ("/events/{event}/messages/see_you/preview?as=wide", BARBECUE),
    "mail": ("/mail", ""),
    "gate": ("/events/{event}/gates", EVENING),
    "day": ("/events/{event}/live", EVENING),
    "helpers": ("/events/{event}/helpers", BARBECUE),
    "promises": ("/promises", ""),
    "sheet": ("/events/{event}/sheet", CASTLE),
    "money": ("/events/{event}/costs", BARBECUE),
    "after": ("/events/{event}/afterwards", OVER),
    "colleagues": ("/people", ""),
    "privacy": ("/kept", ""),
}
"""By the key of a page of help: what is shown, and of which event."""
SHRINK = """async ([png, wide, high, quality]) => {
  const picture = new Image();
  picture.src = png;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: wide, height: high });
  const drawing = canvas.getContext("2d");
  drawing.imageSmoothingQuality = "high";
  drawing.drawImage(picture, 0, 0, wide, high);
  return canvas.toDataURL("image/webp", quality);
}"""


def main(wanted: Sequence[str] = ()) -> None:
    """Make all of them, or those of some pages of help by their keys."""
    target = resource_dir("static") / "help"
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, demonstration(Path(name)) as base:
        paths = _paths(Path(name) / "demo" / "planner.db")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=find_chromium(), args=["--no-sandbox"]
            )
            context = browser.new_context(
                viewport=SHOWN, locale="nl-NL", color_scheme="light", device_scale_factor=2
            )
            page, press = context.new_page(), context.new_page()
            _sign_in(page, base)
            for topic in TOPICS:
                if wanted and topic.key not in wanted:
                    continue
                page.goto(base + paths[topic.key])
                page.wait_for_load_state("networkidle")
                made = _shrink(press, page.screenshot())
                (target / f"{topic.key}.webp").write_bytes(made)
                print(f"{topic.key:<12} {len(made):>6} bytes")
            browser.close()


@contextmanager
def demonstration(folder: Path) -> Iterator[str]:
    """Run the product with demonstration data of its own, and give its address."""
    server = subprocess.Popen(
        [Path(sys.executable).parent / "planner", "demo", "--port", str(PORT)],
        cwd=PACKAGE.parent,
        env={**os.environ, "PLANNER_INSTANCE": str(folder)},
        stdout=subprocess.DEVNULL,
    )
    base = f"http://localhost:{PORT}"
    try:
        _wait_for_it()
        yield base
    finally:
        server.terminate()
        server.wait()


def _wait_for_it() -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with closing(http.client.HTTPConnection("localhost", PORT, timeout=5)) as connection:
                connection.request("GET", "/readyz")
                connection.getresponse()
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


def _paths(database: Path) -> dict[str, str]:
    store = Store(f"sqlite:///{database}")
    with store.reading() as session:
        found = {}
        for key, (path, title) in PAGES.items():
            event_id = session.scalar(
                select(Event.id).where(Event.title == title).order_by(Event.id.desc()).limit(1)
            )
            batch_id = session.scalar(
                select(Batch.id).where(Batch.event_id == event_id).order_by(Batch.id).limit(1)
            )
            found[key] = path.format(event=event_id, batch=batch_id)
    store.close()
    return found


def _sign_in(page: Page, base: str) -> None:
    page.goto(f"{base}/sign-in?l=nl")
    page.fill("input[name=email]", EMAIL)
    page.fill("input[type=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state("networkidle")


def _shrink(page: Page, png: bytes) -> bytes:
    sent = "data:image/png;base64," + base64.b64encode(png).decode()
    made: str = page.evaluate(SHRINK, [sent, WIDE, HIGH, QUALITY])
    return base64.b64decode(made.partition(",")[2])


if __name__ == "__main__":
    main(sys.argv[1:])
