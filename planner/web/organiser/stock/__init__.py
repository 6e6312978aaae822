"""What an organisation can keep between its events, and what it has in stock."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("stock", __name__, Access.ORGANISER, url_prefix="/stock")
