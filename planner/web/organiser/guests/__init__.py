"""The list of guests, card by card."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("guests", __name__, Access.ORGANISER, url_prefix="/events")
