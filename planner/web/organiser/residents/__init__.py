"""What residents said and what is promised in response, as organisers and leads see to it."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("residents", __name__, Access.ORGANISER)
