"""Events and series: plan, look, change, close."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("events", __name__, Access.ORGANISER)
