"""Shifts of an event and who helps, as its organisers see and arrange them."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("helpers", __name__, Access.ORGANISER)
