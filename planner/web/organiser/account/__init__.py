"""Signing in, and an organiser's own account."""

from planner.web.access import Access
from planner.web.lanes import Lane
from planner.web.pages import Pages

bp = Pages("account", __name__, Access.ORGANISER, url_prefix="/account")
# Whoever is about to prove who they are; to look at a password takes a good part of a processor.
sign_in_bp = Pages("sign_in", __name__, Access.ANYONE, lane=Lane.OFFICE)
