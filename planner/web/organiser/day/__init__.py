"""The day itself: live figures, gates and paper lists."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("day", __name__, Access.ORGANISER, url_prefix="/events")
