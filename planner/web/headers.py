"""Headers of every answer, and addresses of static files that browsers may keep for a year.

The headers are exact. Source: docs/decisions/0005-security-headers.md.
"""

import base64
import hashlib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request

from planner.web.house_css import USUAL, Colours, guest_css, mail_css

ONE_YEAR_SECONDS = 31_536_000
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
NO_PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
GATE_PERMISSIONS = NO_PERMISSIONS.replace("camera=()", "camera=(self)")


def init_headers(app: Flask, *, is_https: bool) -> None:
    """Put the headers on every answer, also on errors and static files."""
    # A guest's page is one request over a slow network, so its style stands in the page. The
    # policy allows that one text by its hash, in the colours of the organisation, and no other.

    @app.after_request
    def add_headers(response: Response) -> Response:
        given = {name.lower() for name, _value in response.headers}
        headers = usual_headers(
            g.get("policy", "page"),
            shown_colours(),
            is_static=request.endpoint == "static",
            is_https=is_https,
        )
        for name, value in headers.items():
            if name.lower() not in given:
                response.headers.add(name, value)
        return response


def shown_colours() -> Colours:
    """Return the colours of the organisation that this page was said to be of."""
    runner = g.get("runner")
    return runner.colours if runner is not None else USUAL


def use_guest_policy() -> None:
    """Say that this answer is a guest's page: its style inside, no script at all."""
    g.policy = "guest"


def use_voice_policy() -> None:
    """Say that this answer is the guest's page that can read itself aloud: one script of ours."""
    g.policy = "guest with a voice"


def use_mail_policy() -> None:
    """Say that this answer is a mail to look at, also in a frame of ours: no script at all."""
    g.policy = "mail"


def use_framing_policy() -> None:
    """Say that this answer shows a page or mail of guests in a frame, as they will see it."""
    g.policy = "framing"


def use_framed_policy(*, is_card: bool) -> None:
    """Say that this answer is such a page: no script and no form, in a frame of ours alone."""
    g.policy = "framed card" if is_card else "framed page"


def use_gate_policy() -> None:
    """Say that this answer is a page of the gate: the camera may be used on it."""
    g.policy = "gate"


def use_gate_app_policy() -> None:
    """Say that this answer is part of the gate's application: it also compiles its scanner."""
    g.policy = "gate app"


@lru_cache(maxsize=200)
def _policies(colours: Colours) -> dict[str, str]:
    """Return the policies of pages in the colours of an organisation."""
    in_page = {"style-src": _hash_of(guest_css(colours)), "script-src": "'none'"}
    in_mail = {"style-src": _hash_of(mail_css(colours)), "script-src": "'none'"}
    framed = {"frame-ancestors": "'self'", "form-action": "'none'", "script-src": "'none'"}
    return {
        "page": _join(POLICY),
        "guest": _join(POLICY | in_page),
        "guest with a voice": _join(POLICY | in_page | {"script-src": "'self'"}),
        "mail": _join(POLICY | in_mail | framed),
        "framing": _join(POLICY | {"frame-src": "'self'"}),
        "framed page": _join(POLICY | framed),
        "framed card": _join(POLICY | in_page | framed),
        "gate": _join(POLICY),
        # The scanner is compiled from WebAssembly; that is no other script than the files we send.
        "gate app": _join(POLICY | {"script-src": "'self' 'wasm-unsafe-eval'"}),
    }


def usual_headers(
    policy: str, colours: Colours, *, is_static: bool, is_https: bool
) -> dict[str, str]:
    """Return the headers that an answer has besides its own.

    Args:
        policy: what kind of page it is, as the functions above say.
        colours: of the organisation that it is of.
        is_static: it is a file that stays as it is.
        is_https: the installation is reached over TLS.
    """
    headers = {
        "Content-Security-Policy": _policies(colours)[policy],
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": GATE_PERMISSIONS if policy.startswith("gate") else NO_PERMISSIONS,
    }
    if not is_static:
        headers["Cache-Control"] = "no-store"
        headers["X-Robots-Tag"] = "noindex"
    if is_https:
        headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR_SECONDS}; includeSubDomains"
    return headers


def _hash_of(css: str) -> str:
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _join(policy: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def init_statics(app: Flask) -> None:
    """Add a version to the address of every static file and let browsers keep it for a year."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = ONE_YEAR_SECONDS
    folder = Path(app.static_folder or "")

    @cache
    def version(filename: str) -> str:
        path = folder / filename
        if not path.is_file():
            raise FileNotFoundError(f"No static file {filename!r}.")
        return hashlib.sha256(path.read_bytes()).hexdigest()[:10]

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            values["v"] = version(values["filename"])
