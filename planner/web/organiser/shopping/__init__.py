"""Menus, the shopping list and its papers."""

from planner.web.access import Access, Pages

bp = Pages("shopping", __name__, Access.ORGANISER, url_prefix="/events")
