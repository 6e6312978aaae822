"""Who an organisation is: how it is called, reached and recognised."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("organisation", __name__, Access.ORGANISER)
