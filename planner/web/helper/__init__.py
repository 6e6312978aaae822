"""Pages for neighbours who help: an event's shifts, taking one, an own page without an account.

One request each, no script and no cookie: whoever stands at a gate with a phone signs up in two
taps. Looking changes nothing, for programs open every link of a mail and of a chat.
"""

from flask import Response

from planner.web.access import Access
from planner.web.compress import compress_pages
from planner.web.helper.link import find_own
from planner.web.pages import Pages

bp = Pages(
    "helper",
    __name__,
    Access.HELPER,
    rule=find_own,
    csrf_exempt="the address is the secret, or nobody is signed in; no cookie says who sends it",
)
compress_pages(bp)


@bp.after_request
def tell_no_referrer(response: Response) -> Response:
    """Let no link on these pages say where it was tapped: the address is a secret."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
