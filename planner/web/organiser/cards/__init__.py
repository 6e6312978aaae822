"""Cards in stacks: make, print, renew, and who hands them out."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("cards", __name__, Access.ORGANISER, url_prefix="/events")
