"""Writes down which organiser or intermediary changed what, whenever a view commits."""

from typing import Any

from flask import Flask, current_app, g, request

from planner.core.words import Actor
from planner.services.privacy.audit import Doing, Watch
from planner.web.access import Access, current_sign_in
from planner.web.audit_words import SILENT
from planner.web.clock import now

ENTERING = {"sign_in", "second_factor", "account_begin"}
"""Pages that are open to anybody, on which somebody proves who they are."""


def init_audit(app: Flask) -> None:
    """Watch every session that a view writes with."""
    app.extensions["new_watcher"] = _new_watch


def note_as(what: str, *, account_id: int | None = None) -> None:
    """Say what this request turned out to do, where its route alone does not tell.

    Args:
        what: a name with a sentence in `audit_words.SENTENCES`.
        account_id: whose doing it is, when nobody was signed in before.
    """
    g.audit_as = what
    g.audit_account = account_id


def _new_watch() -> Watch | None:
    access = current_app.extensions["access"].get(request.blueprint)
    if access in {Access.ORGANISER, Access.INTERMEDIARY} or request.blueprint in ENTERING:
        return Watch(_doing, clock=now)
    return None


def _doing() -> Doing | None:
    """Say what this request does; None for what is not written down."""
    what = g.get("audit_as") or request.endpoint or ""
    if what in SILENT:
        return None
    access = current_app.extensions["access"].get(request.blueprint)
    parts: dict[str, Any] = request.view_args or {}
    event_id, batch_id = parts.get("event_id"), parts.get("batch_id")
    if access is Access.ORGANISER:
        account_id = current_sign_in().account_id
        return Doing(what, Actor.ORGANISER, account_id, event_id=event_id, batch_id=batch_id)
    if access is Access.INTERMEDIARY:
        link = g.get("hand_out_link") or g.hand_out.link
        batch = link.batch
        return Doing(what, Actor.INTERMEDIARY, event_id=batch.event_id, batch_id=batch.id)
    if request.blueprint in ENTERING:
        account_id = g.get("audit_account")
        actor = Actor.NOBODY if account_id is None else Actor.ORGANISER
        return Doing(what, actor, account_id)
    return None  # guests, and phones at a gate whose scans are a journal of their own
