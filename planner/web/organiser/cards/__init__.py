"""Cards in stacks: make, print, renew, and who hands them out."""

from planner.web.access import Access, Pages

bp = Pages("cards", __name__, Access.ORGANISER, url_prefix="/events")
