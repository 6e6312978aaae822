"""Pages for a partner of the alliance: what it still has to do, and a sentence of how far it is."""

from planner.web.access import Access
from planner.web.pages import Pages
from planner.web.partner.link import find_partner

bp = Pages(
    "partner",
    __name__,
    Access.PARTNER,
    rule=find_partner,
    url_prefix="/p",
    csrf_exempt="the address is the secret, and no cookie says who sends a form",
)
