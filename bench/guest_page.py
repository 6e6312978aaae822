"""How soon a guest sees the invitation on a cheap phone with a bad connection.

    python -m bench.guest_page

Chromium with 400 ms to the server and back, 400 kbit/s and a processor slowed six times.
"""

import logging
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from statistics import median

from playwright.sync_api import BrowserType, sync_playwright
from werkzeug.serving import make_server

from bench.sites import make_site

ROUNDS = 5
LATENCY_MS = 400
KBITS = 400
SLOWER = 6
LARGEST_PAINT = """() => new Promise(done => {
  new PerformanceObserver(seen => done(seen.getEntries().at(-1).startTime))
    .observe({type: "largest-contentful-paint", buffered: true});
})"""


def main() -> None:
    """Print when the largest part of a guest's first page was painted, in seconds."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.stdout.write("  no Chromium here; install chromium for this\n")
        return
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder))
        server = make_server("127.0.0.1", 0, site.app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        path = site.access.invitation_url.removeprefix("http://localhost")
        with sync_playwright() as playwright:
            times = [
                _paint(playwright.chromium, chromium, f"http://localhost:{server.port}{path}")
                for _round in range(ROUNDS)
            ]
        server.shutdown()
    sys.stdout.write(
        f"  largest paint of a guest's first page: {median(times) / 1000:.2f} s"
        f" (worst of {ROUNDS}: {max(times) / 1000:.2f} s)\n"
    )


def _paint(browsers: BrowserType, chromium: str, url: str) -> float:
    browser = browsers.launch(executable_path=chromium)
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    bytes_a_second = KBITS * 1000 / 8
    tools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": bytes_a_second,
            "uploadThroughput": bytes_a_second,
        },
    )
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url, wait_until="load")
    painted: float = page.evaluate(LARGEST_PAINT)
    browser.close()
    return painted


if __name__ == "__main__":
    main()
