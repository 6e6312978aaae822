"""The page behind an entry in a guest's calendar: it takes an answer and shows none.

The address stands in calendars that families, colleagues and companies share. So it leads nowhere
else: not to the card, not to its code, not to anything that was told.
"""

from flask import Response

from planner.web.access import Access
from planner.web.compress import compress_pages
from planner.web.entry.link import find_link
from planner.web.pages import Pages

bp = Pages(
    "entry",
    __name__,
    Access.INVITEE,
    rule=find_link,
    csrf_exempt="the address is the secret; no cookie says who sends it",
)
compress_pages(bp)


@bp.after_request
def tell_no_referrer(response: Response) -> Response:
    """Let no link on these pages say where it was tapped: the address is a secret."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
