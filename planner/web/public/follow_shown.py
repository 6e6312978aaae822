"""The ways to follow a feed, ready to show."""

from dataclasses import dataclass
from urllib.parse import urlencode

from planner.services.calendars.files import Feed
from planner.web import event_links
from planner.web.public.shown import webcal

GOOGLE_ADD = "https://calendar.google.com/calendar/u/0/r/settings/addbyurl"
"""Where Google asks for an address. Its links that fill the address in fail on phones, and since
2026 on desks too, so people paste it: docs/decisions/0012-calendars.md."""
OUTLOOK_ADD = "https://outlook.live.com/calendar/0/addfromweb"


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A feed and the buttons that people know.

    Attributes:
        address: what to copy into any calendar.
        items_address: the same with each part of a programme on its own.
        webcal_url: subscribes on an iPhone, iPad or Mac.
    """

    name: str
    address: str
    items_address: str
    webcal_url: str
    google_url: str
    outlook_url: str


def followed(feed: Feed, *, name: str = "") -> Followed:
    """Return the ways to follow a feed that has a public address."""
    address = event_links.base_url() + feed.path
    asked = urlencode({"url": address, "name": feed.title})
    return Followed(
        name=name or feed.title,
        address=address,
        items_address=f"{address}?programme=items",
        webcal_url=webcal(feed.path),
        google_url=GOOGLE_ADD,
        outlook_url=f"{OUTLOOK_ADD}?{asked}",
    )
