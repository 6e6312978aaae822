"""The order of one supplier as a message: what, when and where, and what to keep ready."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from planner.core.logistics.names import same_name
from planner.exports.phones import phone_href
from planner.services.logistics.suppliers import moment_after
from planner.services.shop.papers import sitting_of
from planner.store.models import Event, SupplierDelivery
from planner.web import event_facts
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.filters import day_and_time
from planner.web.i18n import gettext as _
from planner.web.organiser.shopping.papers_made import made_for_shop
from planner.web.organiser.shopping.papers_message import ON_A_LINE, as_plain, bought_lines
from planner.web.organiser.shopping.papers_shop import ShopPaper, by_shop, one_line, shop_papers


@dataclass(frozen=True)
class OrderMessage:
    """A text to send, and links that open it in an app; nothing is sent by itself.

    Attributes:
        lines: how tall its field is.
        sms_url: to the supplier's own number, where there is one.
    """

    text: str
    lines: int
    sms_url: str
    mail_url: str


def message_to(delivery: SupplierDelivery, event: Event) -> OrderMessage:
    """Write to a supplier what of the shopping list is theirs, without what it costs."""
    subject = _("Order for %(title)s", title=one_line(event.title))
    lines = [subject, *_where_and_when(delivery, event), *_wanted(delivery, event)]
    phone = event_facts.phone_of(event)
    if phone:
        asks = _("Questions? Call %(name)s: %(number)s.", name=phone.name, number=phone.number)
        lines += ["", asks]
    text = as_plain("\n".join(lines))
    supplier = delivery.supplier
    number = phone_href(supplier.phone).removeprefix("tel:") if supplier is not None else ""
    body = quote(text.replace("\n", "\r\n"), safe="")
    return OrderMessage(
        text=text,
        lines=sum(1 + len(line) // ON_A_LINE for line in lines),
        sms_url=f"sms:{number}?&body={quote(text, safe='')}",
        mail_url=f"mailto:?subject={quote(subject, safe='')}&body={body}",
    )


def _where_and_when(delivery: SupplierDelivery, event: Event) -> Iterable[str]:
    arrives = moment_after(event, delivery.arrives_minutes)
    place = one_line(event.venue.name) if event.venue else ""
    if arrives is None:
        begins = day_and_time(event.starts_at, event.zone)
        yield _("It begins on %(when)s.", when=begins)
        if place:
            yield _("Place: %(place)s.", place=place)
    elif place:
        when = day_and_time(arrives, event.zone)
        yield _("Please bring it on %(when)s to %(place)s.", when=when, place=place)
    else:
        yield _("Please bring it on %(when)s.", when=day_and_time(arrives, event.zone))
    until = moment_after(event, delivery.call_minutes)
    if until is not None:
        when = day_and_time(until, event.zone)
        yield _("We may call for more until %(when)s.", when=when)


def _wanted(delivery: SupplierDelivery, event: Event) -> Iterable[str]:
    """Write what is bought there, as the list says; else what was written down."""
    supplier = delivery.supplier
    paper, made = _paper(supplier.name, event) if supplier is not None else (None, "")
    if paper is None:
        yield from ("", f"- {one_line(delivery.what)}") if delivery.what else ()
        return
    yield from bought_lines([paper])
    yield from ("", made)


def _paper(supplier: str, event: Event) -> tuple[ShopPaper | None, str]:
    sitting = sitting_of(reading_session(), event, now=now())
    if sitting is None:
        return None, ""
    lines = [
        line
        for name, its in by_shop(sitting.shopping.lines).items()
        if name and same_name(name) == same_name(supplier)
        for line in its
    ]
    if not lines:
        return None, ""
    (paper,) = shop_papers({supplier: lines}, sitting.shopping.chosen.guests)
    return paper, made_for_shop(sitting, now=now())
