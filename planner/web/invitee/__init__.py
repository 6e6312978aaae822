"""Pages of the invitee."""

from planner.web.access import Access
from planner.web.compress import compress_pages
from planner.web.invitee.card import find_card
from planner.web.pages import Pages

bp = Pages(
    "invitee",
    __name__,
    Access.INVITEE,
    rule=find_card,
    csrf_exempt="the address is the secret, and its cookie comes from no other site",
)
compress_pages(bp)
