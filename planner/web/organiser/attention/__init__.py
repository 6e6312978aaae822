"""What waits for somebody: the page over all events, and that it was seen."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("attention", __name__, Access.ORGANISER)
