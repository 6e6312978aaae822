"""Pages for who hands cards out: cards by number, and nothing of the people behind them."""

from planner.web.access import Access
from planner.web.intermediary.browser import PATH, require_sign_in, sender
from planner.web.pages import Pages

bp = Pages(
    "intermediary",
    __name__,
    Access.INTERMEDIARY,
    rule=require_sign_in,
    url_prefix=PATH,
    sender=sender,
)
