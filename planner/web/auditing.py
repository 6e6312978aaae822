"""Writes down which organiser or intermediary changed what, whenever a view commits."""

from typing import Any

from flask import Flask, g, request

from planner.core.enums import Actor
from planner.services.privacy.audit import AuditWatch, Doing
from planner.web.access import Access, Guard, current_sign_in, guard_of
from planner.web.audit_words import SILENT
from planner.web.clock import now
from planner.web.meanwhile import LONGEST_ADDRESS


def init_audit(app: Flask) -> None:
    """Watch every session that a view writes with."""
    app.extensions["new_watcher"] = _new_watch


def note_as(what: str = "", *, account_id: int | None = None) -> None:
    """Say what this request turned out to do, where its view alone does not tell.

    Args:
        what: a name with a sentence in `audit_words.SENTENCES`; if not given, the view's own.
        account_id: whose doing it is, when nobody was signed in before.
    """
    g.audit_as = what
    g.audit_account = account_id


def note_gone(part: str) -> None:
    """Say that what a part of the address names, such as 'batch_id', is not there any more."""
    g.audit_gone = part


def _new_watch() -> AuditWatch | None:
    guard = guard_of(request.endpoint)
    # Also pages that are open to anybody, where somebody proves who they are.
    if guard and (guard.access in {Access.ORGANISER, Access.INTERMEDIARY} or guard.audited):
        return AuditWatch(lambda: _doing(guard), clock=now)
    return None


def _doing(guard: Guard) -> Doing | None:
    """Say what this request does; None for what is not written down.

    Guests are not watched, and what phones at a gate do is a journal of its own: the scans.
    """
    what = g.get("audit_as") or guard.audited or request.endpoint or ""
    if what in SILENT:
        return None
    parts: dict[str, Any] = {**(request.view_args or {}), g.get("audit_gone", ""): None}
    event_id, batch_id = parts.get("event_id"), parts.get("batch_id")
    if guard.access is Access.ORGANISER:
        account_id = current_sign_in().account_id
        address, touched = g.get("edited", (_removed(), ()))
        return Doing(
            what,
            Actor.ORGANISER,
            account_id,
            event_id=event_id,
            batch_id=batch_id,
            address=address,
            touched=touched,
        )
    if guard.access is Access.INTERMEDIARY:
        link = g.get("hand_out_link") or g.hand_out.link
        batch = link.batch
        return Doing(what, Actor.INTERMEDIARY, event_id=batch.event_id, batch_id=batch.id)
    account_id = g.get("audit_account")
    actor = Actor.NOBODY if account_id is None else Actor.ORGANISER
    return Doing(what, actor, account_id)


def _removed() -> str | None:
    """Return the address of what is taken away: whoever still edits it is told by whom."""
    is_removal = request.path.endswith(("/remove", "/delete"))
    return request.path[:LONGEST_ADDRESS] if is_removal else None
