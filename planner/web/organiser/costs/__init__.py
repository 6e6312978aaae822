"""What an event costs: planned beside paid, receipts, and what it was for each who came."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("costs", __name__, Access.ORGANISER)
