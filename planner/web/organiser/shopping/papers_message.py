"""The shopping list as a message: short lines, for a phone, in an order that a shop can follow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from planner.store.models import Event
from planner.web import event_facts
from planner.web.event_links import WHATSAPP
from planner.web.filters import day_and_time
from planner.web.i18n import gettext as _
from planner.web.organiser.shopping.papers_shop import ShopPaper, ShopRow, one_line

ON_A_LINE = 40
"""Signs beside each other in a field on a phone."""


@dataclass(frozen=True)
class Message:
    """A text to send, and links that open it in an app; nothing is sent by itself.

    Attributes:
        supplier: for the address of the same list on paper; None where it is about all shops.
        lines: how tall its field is.
    """

    title: str
    supplier: str | None
    text: str
    lines: int
    whatsapp_url: str
    sms_url: str
    mail_url: str


def messages(event: Event, shops: Sequence[ShopPaper], made: str) -> list[Message]:
    """Write a message for each shop; with more than one shop, also one about all of them."""
    found = [_message(event, [shop], made, shop.title, shop.supplier) for shop in shops]
    if len(found) > 1:
        found.append(_message(event, shops, made, _("All shops in one message"), None))
    return found


def _message(
    event: Event, shops: Sequence[ShopPaper], made: str, title: str, supplier: str | None
) -> Message:
    subject = _("Shopping for %(title)s", title=one_line(event.title))
    lines = [subject, _when_and_where(event), *bought_lines(shops), *_ending(event, made)]
    text = as_plain("\n".join(lines))
    return Message(
        title=title,
        supplier=supplier,
        text=text,
        lines=sum(1 + len(line) // ON_A_LINE for line in lines),
        whatsapp_url=f"{WHATSAPP}?text={quote(text, safe='')}",
        sms_url=f"sms:?&body={quote(text, safe='')}",
        mail_url=f"mailto:?subject={quote(subject, safe='')}&body={quote(_mail(text), safe='')}",
    )


def bought_lines(shops: Sequence[ShopPaper]) -> Iterable[str]:
    """Write what is still to be bought, shop by shop, and then what to keep ready there."""
    for shop in shops:
        wanted = [row for row in shop.rows if row.is_wanted]
        yield ""
        if shop.supplier or len(shops) > 1:
            yield f"{shop.title}:"
        if not wanted:
            yield _("Nothing left to buy here.")
            continue
        yield from (_line(row.firm, row, row.packs) for row in wanted)
        ready = [row for row in shop.rows if row.reserve]
        if ready:
            yield _("Keep ready, we call when we need it:")
            yield from (_line(row.reserve, row, row.reserve_packs) for row in ready)


def _line(wanted: str, row: ShopRow, packs: str) -> str:
    if not packs:
        return f"- {wanted} {row.name}"
    return f"- {wanted} {row.name} ({packs})"


def _when_and_where(event: Event) -> str:
    when = day_and_time(event.starts_at, event.zone)
    return f"{when}, {one_line(event.venue.name)}" if event.venue else when


def _ending(event: Event, made: str) -> Iterable[str]:
    yield ""
    phone = event_facts.phone_of(event)
    if phone:
        yield _("Questions? Call %(name)s: %(number)s.", name=phone.name, number=phone.number)
    yield made


def as_plain(text: str) -> str:
    """Write without signs that would make a phone send three short messages instead of one.

    Source: 3GPP TS 23.038: 160 signs of the basic alphabet go into a message, of others 70.
    """
    return text.replace("×", "x").replace("\N{NO-BREAK SPACE}", " ")


def _mail(text: str) -> str:
    """Write line breaks as a mail link wants them. Source: RFC 6068, section 5."""
    return text.replace("\n", "\r\n")
