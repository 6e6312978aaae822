"""What residents said, what was promised in response, and how it is told back."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("residents", __name__, Access.ORGANISER)
