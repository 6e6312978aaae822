"""The pages of an event on which somebody of its team works: the cook's, and the totals.

They stand apart because they bring together what the page of an event and that of the day show.
"""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("own", __name__, Access.ORGANISER, url_prefix="/events")
