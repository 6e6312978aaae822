"""Pages of the invitee."""

from planner.web.access import Access, Pages
from planner.web.compress import compress_pages
from planner.web.invitee.card import find_card

bp = Pages(
    "invitee",
    __name__,
    Access.INVITEE,
    rule=find_card,
    csrf_exempt="the address is the secret, and there is no cookie",
)
compress_pages(bp)
