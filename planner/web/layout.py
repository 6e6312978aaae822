"""What stands around every page of the organiser: the menu, the way home, the way out."""

from dataclasses import dataclass
from typing import Any

from flask import g, request, url_for

from planner.core.roles import AccountRole, Right
from planner.services.attention.digest import number_now
from planner.web.access import Access, guard_of, my_rights, signed_in_account
from planner.web.clock import now
from planner.web.filters import number
from planner.web.help_topics import topic_of
from planner.web.i18n import gettext as _
from planner.web.i18n import kept_language


@dataclass(frozen=True)
class MenuItem:
    """A link in a menu."""

    label: str
    url: str
    current: bool


def frame() -> dict[str, Any]:
    """Return the values that base.html shows around a page."""
    account = signed_in_account()
    if account is None:
        return {
            "nav_items": [],
            "footer_links": [],
            "home_url": url_for("public.show_home", **kept_language()),
        }
    begins = [] if account.role is not AccountRole.MEMBER else [_start()]
    return {
        "nav_items": [
            *begins,
            _item(_waiting_words(), "attention.show_waiting", "/waiting"),
            _item(_("Events"), "events.list_events", "/events", "/series"),
            *_items_by_right(),
            _item(_("My account"), "account.show_account", "/account"),
        ],
        "footer_links": [
            *_who_we_are(),
            _item(_("What we keep"), "privacy.show_kept", "/kept"),
            _item(_("Who did what"), "privacy.show_audit", "/audit"),
            _item(_("What was deleted"), "events.list_deleted", "/deleted"),
            _item(_("Venues"), "events.list_venues", "/venues"),
            _item(_("School holidays"), "events.list_school_holidays", "/school-holidays"),
        ]
        if Right.PLAN in my_rights()
        else [],
        "home_url": url_for("events.show_start" if begins else "events.list_events"),
        "sign_out_url": url_for("sign_in.sign_out"),
        **_search(),
        **_help(),
    }


def _who_we_are() -> list[MenuItem]:
    if Right.ADMINISTER not in my_rights():
        return []
    return [_item(_("Who we are"), "organisation.show_organisation", "/organisation")]


def _start() -> MenuItem:
    """Return the way to the own events, for who is in the team of some and sees no others."""
    return _item(_("Your events"), "events.show_start", "/start")


def _waiting_words() -> str:
    """Say how much waits, where that is known: counted by this very page, or minutes ago."""
    account = signed_in_account()
    known = number_now(account, now=now()) if account is not None else None
    waiting = g.get("waiting_number", known)
    return _("Waits for you (%(n)s)", n=number(waiting)) if waiting else _("Waits for you")


def _search() -> dict[str, str]:
    """Return where the search box leads; it stands on organisers' own pages alone."""
    guard = guard_of(request.endpoint)
    if guard is None or guard.access is not Access.ORGANISER:
        return {}
    return {"search_url": url_for("events.show_search")}


def _help() -> dict[str, str]:
    """Return where the question mark leads: to the page of help about this page."""
    guard = guard_of(request.endpoint)
    if guard is None or guard.access is not Access.ORGANISER:
        return {}
    topic = topic_of(request.endpoint)
    is_help = request.endpoint in {"start.show_help", "start.show_help_index"}
    if topic is None or is_help:
        return {"help_url": url_for("start.show_help_index")}
    return {"help_url": url_for("start.show_help", key=topic.key)}


def _items_by_right() -> list[MenuItem]:
    rights, items = my_rights(), []
    if Right.PLAN in rights:
        promises = _item(_("Promises"), "residents.list_promises", "/promises", "/partners")
        items.append(promises)
        items.append(_item(_("Past events"), "forecast.list_turnouts", "/past-events"))
        items.append(_item(_("Mail"), "messages.show_outgoing", "/mail", "/mailbox"))
    if Right.ADMINISTER in rights:
        items.append(_item(_("Colleagues"), "people.show_colleagues", "/people"))
    return items


def _item(label: str, endpoint: str, *below: str) -> MenuItem:
    """Return a link; it is marked on every page whose address is below one of these."""
    here = any(request.path == path or request.path.startswith(f"{path}/") for path in below)
    return MenuItem(label=label, url=url_for(endpoint), current=here)
