"""Pages that look again by themselves: what they ask for every twenty seconds is short.

It is the main part of the page without form tokens, compressed; static/js/live.js puts the token
back that the page has had since it was opened. Compression could give away what stands in an answer
to whoever makes a browser ask again and again with guesses in the question. No other site can ask
for this: of its header the browser asks our permission first, which nobody has. And there is
nothing of the question in the answer, and no token.
"""

from typing import Any

from flask import Response, g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from planner.web.compress import compress

HEADER = "X-Refresh"
SOON_SECONDS = 3


def render_again(template: str, status: int = 200, **values: Any) -> ResponseReturnValue:
    """Render a page whose template extends `layout`, or its main part for who looks again."""
    if HEADER not in request.headers:
        return render_template(template, layout="base.html", **values), status
    part = render_template(template, layout="base_part.html", **values)
    token = g.pop("csrf_token", "")
    response = make_response(part.replace(token, "") if token else part, status)
    response.vary.add(HEADER)
    return compress(response)


def again_soon(page: str) -> Response:
    """Let the browser ask for a page again in a moment, without script: something is under way."""
    response = make_response(page)
    response.headers["Refresh"] = str(SOON_SECONDS)
    return response
