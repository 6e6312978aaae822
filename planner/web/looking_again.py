"""Pages that look again by themselves: what they ask for every twenty seconds is short.

It is the main part of the page without form tokens, compressed; static/js/live.js puts those back
that the page has had since it was opened. Compression could give away what stands in an answer to
whoever makes a browser ask again and again with guesses in the question. No other site can ask for
this: of its header the browser asks our permission first, which nobody has. And there is nothing
of the question in the answer, and no token.

A page that marks its pieces is sent only those that became others. Empty comments part them: the
first and the last stand around all that may change, and each two between them, which stand side by
side, around a piece. In its question a page says the mark of each piece that it has, and `-` for
one that nobody sees now; where there are more pieces, or others, it is sent its main part again.
"""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from flask import Response, g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from planner.web.compress import compress

HEADER = "X-Refresh"
SOON_SECONDS = 3
MARKS = 'data-marks=""'
"""Where the marks of its pieces are written into a page."""
UNSEEN = "-"
_CUT = "<!---->"
_MARK_BYTES = 6


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The pieces of a page, in their order, and the mark of what is around them."""

    around: str
    texts: list[str]

    @property
    def marks(self) -> list[str]:
        return [self.around, *map(_mark, self.texts)]

    def others(self, known: list[str]) -> dict[int, tuple[str, str]] | None:
        """Return the pieces of which somebody has others, with their marks; None for all."""
        marks = self.marks
        if len(known) != len(marks) or known[0] != marks[0]:
            return None
        return {
            place: (mark, text)
            for place, (text, mark, has) in enumerate(
                zip(self.texts, marks[1:], known[1:], strict=True)
            )
            if has not in {mark, UNSEEN}
        }


def render_again(template: str, status: int = 200, **values: Any) -> ResponseReturnValue:
    """Render a page whose template extends `layout`, or what is new of it for who looks again."""
    if HEADER not in request.headers:
        page = render_template(template, layout="base.html", **values)
        return _with_marks(page, _pieces_of(_without_secrets(page))), status
    part = _without_secrets(render_template(template, layout="base_part.html", **values))
    g.pop("csrf_token", None)
    pieces = _pieces_of(part)
    others = pieces.others(request.headers[HEADER].split(".")) if pieces else None
    if others is None:
        response = make_response(_with_marks(part, pieces), status)
    elif others:
        response = make_response(json.dumps(others, ensure_ascii=False), status)
        response.mimetype = "application/json"
    else:
        response = make_response("", 204)
    response.vary.add(HEADER)
    return compress(response)


def again_soon(page: str) -> Response:
    """Let the browser ask for a page again in a moment, without script: something is under way."""
    response = make_response(page)
    response.headers["Refresh"] = str(SOON_SECONDS)
    return response


def _without_secrets(page: str) -> str:
    """Leave out what is new each time that a page is shown: its form tokens and its key."""
    for secret in (g.get("csrf_token", ""), g.get("key_of_page", "")):
        page = page.replace(secret, "") if secret else page
    return page


def _pieces_of(page: str) -> _Pieces | None:
    if MARKS not in page:
        return None
    live = page.split(_CUT)[1:-1]
    return _Pieces(_mark(_CUT.join(live[::2])), live[1::2])


def _with_marks(page: str, pieces: _Pieces | None) -> str:
    if pieces is None:
        return page
    marks = ".".join(pieces.marks)
    return page.replace(MARKS, f'data-marks="{marks}"', 1)


def _mark(text: str) -> str:
    return urlsafe_b64encode(blake2b(text.encode(), digest_size=_MARK_BYTES).digest()).decode()
