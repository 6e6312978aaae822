"""By which ways guests hear of a change, and whom to call, in words; and the way to that page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from planner.core.enums import Reply
from planner.exports.phones import phone_href, phone_shown
from planner.services.helpers.messaging import HelperMessageEntry
from planner.services.helpers.readers import Readers
from planner.services.messages import notices
from planner.services.messages.recipients import ChannelCounts, Unreached
from planner.store.models import Event
from planner.web.db import session
from planner.web.event_links import is_listed
from planner.web.filters import day_and_time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext


def after_change(event_id: int, changed_at: datetime) -> str:
    """Return the question whether to tell everyone, when this very change raises it."""
    notice = notices.pending_of(session(), event_id)
    if notice is not None and notice.created_at == changed_at:
        return url_for("messages.tell_guests", event_id=event_id, notice_id=notice.id)
    return url_for("desk.show_event", event_id=event_id)


@dataclass(frozen=True)
class WayShown:
    """One way, with how many hear of it so."""

    picture: str
    title: str
    text: str = ""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class UnreachedShown:
    """A household to call or to tell at the door."""

    id: int
    title: str
    text: str
    phone: str
    href: str
    told: str


def ways_shown(event: Event, ways: ChannelCounts, *, has_mail: bool) -> list[WayShown]:
    """Return each way that anybody is reached by."""
    shown = []
    if ways.mail:
        title = ngettext("%(num)s address by mail", "%(num)s addresses by mail", ways.mail)
        text = "" if has_mail else _("But no mail leaves from here: no mail server is set.")
        shown.append(WayShown("envelope", title, text))
    if ways.phone:
        title = ngettext(
            "%(num)s guest by name, whom you can call",
            "%(num)s guests by name, whom you can call",
            ways.phone,
        )
        shown.append(WayShown("phone", title))
    for giver, count in sorted(ways.handed.items()):
        title = ngettext(
            "%(num)s card from %(name)s", "%(num)s cards from %(name)s", count, name=giver
        )
        text = _("Who hands them out reads it on their own page. Call them as well.")
        shown.append(WayShown("hand-waving", title, text))
    if ways.nameless:
        title = ngettext(
            "%(num)s card without an address",
            "%(num)s cards without an address",
            ways.nameless,
        )
        shown.append(WayShown("ticket", title, _("They read it at the top of their own page.")))
    if is_listed(event):
        shown.append(
            WayShown("globe", _("The public page and calendars"), _("They show it already."))
        )
    return shown


def helper_ways_shown(helpers: Readers, *, has_mail: bool) -> list[WayShown]:
    """Return by which ways who helps hears of it."""
    by_mail = len(helpers.by_mail) if has_mail else 0
    shown = []
    if by_mail:
        title = ngettext("%(num)s helper by mail", "%(num)s helpers by mail", by_mail)
        shown.append(WayShown("envelope", title))
    if helpers.count - by_mail:
        title = ngettext(
            "%(num)s helper without mail",
            "%(num)s helpers without mail",
            helpers.count - by_mail,
        )
        shown.append(WayShown("phone", title, _("You get a list of whom to call.")))
    return shown


def helpers_told_shown(event: Event, entry: HelperMessageEntry | None) -> WayShown | None:
    """Return what became of telling who helps, with the way to whom to call; None for nobody."""
    if entry is None:
        return None
    text = (
        ngettext("Still to call: %(num)s", "Still to call: %(num)s", entry.still)
        if entry.still
        else _("Nobody is left to call.")
    )
    href = url_for("helpers.show_message", event_id=event.id, message_id=entry.id)
    return WayShown("hand-heart", _("Helpers were told too"), text, href)


def unreached_shown(rows: Sequence[Unreached], zone: str) -> list[UnreachedShown]:
    """Return whom to call: guests by name first, then cards by number."""
    return [
        UnreachedShown(
            id=row.invitation_id,
            title=row.name or _("Card %(number)s", number=row.number),
            text=", ".join(filter(None, (_answered(row), _failed(row)))),
            phone=phone_shown(row.phone),
            href=phone_href(row.phone),
            told=_("Told: %(moment)s", moment=day_and_time(row.told_at, zone))
            if row.told_at
            else "",
        )
        for row in rows
    ]


def _answered(row: Unreached) -> str:
    if row.reply is None:
        return _("no answer yet")
    return _("says yes") if row.reply is Reply.YES else _("says maybe")


def _failed(row: Unreached) -> str:
    return _("the mail could not be delivered") if row.mail_failed else ""
