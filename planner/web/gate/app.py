"""The gate as an application: the page that opens without network, and its files.

The contract: frontend/README.md. All of it is the same for everybody: whom a phone may let in comes
as a list, to enrolled phones only.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.diets import DIET_NAMES
from planner.core.residents.marks import PATTERNS
from planner.core.residents.questions import MOST_HEADS, MOST_STREET, MOST_WORDS
from planner.services.gate.notes import LONGEST_NOTE
from planner.web.gate import app_bp
from planner.web.gate.app_texts import app_texts
from planner.web.gate.listening_texts import question_words
from planner.web.gate.presenter import DIET_SIGNS, DIETS_AT_GATE
from planner.web.gate.reasons import reasons_on_phones
from planner.web.gate.rehearsal import practise_address
from planner.web.headers import use_gate_app_policy
from planner.web.i18n import (
    OWN_NAMES,
    LanguageChoice,
    current_language,
    offered_languages,
)
from planner.web.i18n import gettext as _

FILES = {
    "gate.js": "text/javascript",
    "helpers.js": "text/javascript",
    "sheet.js": "text/javascript",
    "enter.js": "text/javascript",
    "scan-worker.js": "text/javascript",
    "zxing_reader.wasm": "application/wasm",
}
PACKED = {"br": ".br", "gzip": ".gz"}
PICTURES = (
    *("check", "hand-waving", "cloud-check", "cloud-slash", "wifi-slash", "warning", "info"),
    *("users", "user", "baby", "ticket", "list-checks", "camera", "clock", "phone", "wheelchair"),
    *("baby-carriage", "question", "note"),
)
SCOPE = "/gate"
OLDEST_APP = 1
"""The oldest version of the application that we still understand: frontend/src/version.ts."""
ONE_YEAR_SECONDS = 31_536_000


@app_bp.get("/app")
def open_app() -> ResponseReturnValue:
    """Show the application: the same page for everybody, with no guest in it."""
    use_gate_app_policy()
    return app_page()


@app_bp.get("/files/<name>")
def send_file(name: str) -> ResponseReturnValue:
    """Send a file of the application; its address changes with it."""
    if name not in FILES:
        abort(404)
    use_gate_app_policy()  # a worker has the policy of its own file
    path, encoding = files_folder() / name, None
    for wanted, suffix in PACKED.items():
        packed = path.with_name(name + suffix)
        if request.accept_encodings[wanted] > 0 and packed.is_file():
            path, encoding = packed, wanted
            break
    response = Response(path.read_bytes(), mimetype=FILES[name])
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR_SECONDS}, immutable"
    return response


def address_of(name: str) -> str:
    """Give the address of a file of the application, with its version."""
    return url_for("gate_app.send_file", name=name, v=_version(files_folder() / name))


def language_choices(endpoint: str) -> list[LanguageChoice]:
    """Return a page of the application in each language that is offered."""
    return [
        LanguageChoice(
            code=code,
            name=OWN_NAMES[code],
            url=url_for(endpoint, l=code),
            current=code == current_language(),
        )
        for code in offered_languages()
    ]


def app_page() -> str:
    """Return the page that is kept on the phone, in the reader's language."""
    return render_template(
        "gate/app.html",
        settings=_settings(),
        script=address_of("gate.js"),
        diets=_diets(),
        loudness=_loudness(),
        questions=question_words(),
        languages=language_choices("gate_app.open_app"),
    )


def _diets() -> list[tuple[str, str, str]]:
    return [(diet.value, _(DIET_NAMES[diet]), DIET_SIGNS[diet]) for diet in DIETS_AT_GATE]


def _loudness() -> list[tuple[str, str]]:
    """Give how loud it may be, as the application calls it."""
    return [
        ("off", _("No sound")),
        ("soft", _("Soft")),
        ("usual", _("Usual")),
        ("loud", _("Loud")),
    ]


def _settings() -> dict[str, Any]:
    return {
        "language": current_language(),
        "texts": app_texts(),
        "reasons": reasons_on_phones(),
        "pictures": PICTURES,
        "scope": SCOPE,
        "longestNote": LONGEST_NOTE,
        "remarks": {
            "mostWords": MOST_WORDS,
            "mostStreet": MOST_STREET,
            "mostHeads": MOST_HEADS,
            "patterns": PATTERNS,
        },
        "addresses": {
            "list": url_for("gate.send_list"),
            "scans": url_for("gate.take_scans"),
            "app": url_for("gate_app.open_app"),
            "notes": url_for("gate.take_notes"),
            "helpers": url_for("gate.take_taps"),
            "crew": url_for("gate_app.open_crew"),
            "sheet": url_for("gate_app.open_sheet"),
            "remarks": url_for("gate.take_remarks"),
            "listening": url_for("gate.send_listening"),
            "ask": url_for("gate.ask_about_card"),
            "workAt": url_for("gate.work_at"),
            "doors": url_for("gate.open_the_doors"),
            "practise": practise_address(),
            "going": url_for("gate.say_going"),
            "simple": url_for("gate.show_gate") + "#simple",
        },
        "files": {
            "worker": address_of("scan-worker.js"),
            "wasm": address_of("zxing_reader.wasm"),
            "serviceWorker": url_for("gate_app.send_service_worker"),
        },
    }


def files_folder() -> Path:
    """Return where the files of the application are."""
    return Path(current_app.static_folder or "") / "gate"


@cache
def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
