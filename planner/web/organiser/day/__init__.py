"""The day itself: live figures, gates and paper lists."""

from planner.web.access import Access, Pages

bp = Pages("day", __name__, Access.ORGANISER, url_prefix="/events")
