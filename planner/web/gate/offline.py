"""The service worker: which pages and files a phone keeps, so that they open without network."""

import hashlib
import json

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from planner.web.gate import app_bp
from planner.web.gate.app import FILES, SCOPE, address_of, app_page, files_folder
from planner.web.gate.helpers_page import crew_page
from planner.web.gate.sheet_page import sheet_page
from planner.web.i18n import current_language

STATIC = ("css/fonts.css", "css/gate.css", "img/favicon.svg")
FONTS = ("fonts/figtree-latin.woff2", "fonts/bricolage-grotesque-latin.woff2")
MORE_LETTERS = ("fonts/figtree-latin-ext.woff2", "fonts/bricolage-grotesque-latin-ext.woff2")
WITH_MORE_LETTERS = ("pl", "tr")
PAGES = ("gate_app.open_app", "gate_app.open_crew", "gate_app.open_sheet")


@app_bp.get("/service-worker.js")
def send_service_worker() -> ResponseReturnValue:
    """Send the service worker; with any change of a page or a file it is another one.

    It keeps the pages in one language: the address says which.
    """
    files = [url_for("static", filename=name) for name in STATIC]
    # As the style sheet names them: without a version.
    language = current_language()
    fonts = FONTS + (MORE_LETTERS if language in WITH_MORE_LETTERS else ())
    files += [url_for("static", filename=name).partition("?")[0] for name in fonts]
    files += [address_of(name) for name in FILES if name != "enter.js"]
    text = app_page() + crew_page() + sheet_page() + json.dumps(files)
    known = {
        "revision": hashlib.sha256(text.encode()).hexdigest()[:12],
        "language": language,
        "page": url_for(PAGES[0], l=language),
        "pages": {url_for(page): url_for(page, l=language) for page in PAGES},
        "files": files,
        "doors": [url_for("gate.show_gate")],
    }
    script = (files_folder() / "service-worker.js").read_text(encoding="utf-8")
    response = Response(f"const SHELL = {json.dumps(known)};\n{script}", mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = SCOPE
    response.headers["Cache-Control"] = "no-cache"
    return response
