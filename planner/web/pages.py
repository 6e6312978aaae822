"""Blueprints that know whom their pages are for; no page opens without what stands before it."""

import sys
from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from flask import Blueprint, Flask, request
from flask.sansio.app import App
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from planner.web.access import (
    Access,
    Guard,
    Rule,
    current_account,
    guards_of,
    require_organiser,
)
from planner.web.edit_turn import in_turn, tell_event_is_gone
from planner.web.lanes import Lane
from planner.web.once import Sender, once

LANES = {
    Access.GATE: Lane.GATE,
    Access.ORGANISER: Lane.OFFICE,
    Access.INTERMEDIARY: Lane.OFFICE,
    Access.CALENDAR: Lane.OFFICE,
}
"""All others are guests' or for everybody."""


class Pages(Blueprint):
    """The pages of a package, for one kind of user."""

    def __init__(
        self,
        name: str,
        package: str,
        access: Access,
        *,
        rule: Rule | None = None,
        url_prefix: str | None = None,
        csrf_exempt: str = "",
        lane: Lane | None = None,
        sender: Sender | None = None,
    ) -> None:
        """Make a blueprint.

        Args:
            name: how the names of its endpoints begin.
            package: where its views are, in any module; `__name__`.
            access: whom the pages are for.
            rule: checks a request; returns an answer to turn it away. Organisers' pages have one of
                their own.
            url_prefix: how the addresses begin.
            csrf_exempt: why forms are sent to all of these pages without a CSRF token.
            lane: which threads they take, if not those of their kind of user.
            sender: says who sends a form and of which organisation, where what a form makes is
                made once. Organisers' pages have one of their own.
        """
        super().__init__(name, package, url_prefix=url_prefix)
        self.access = access
        self.rule = require_organiser if access is Access.ORGANISER else rule
        self.sender = _organiser if access is Access.ORGANISER else sender
        self.csrf_exempt = csrf_exempt
        self.lane = lane or LANES.get(access, Lane.GUESTS)
        if self.rule is None and access is not Access.ANYONE:
            raise LookupError(f"{name} is for {access.value}: name the rule that checks it.")

    def register(self, app: App, options: dict[str, Any]) -> None:
        """Load the package's views and put their guards before them.

        Raises:
            LookupError: a view does not say what it needs.
        """
        for module in iter_modules(sys.modules[self.import_name].__path__):
            import_module(f"{self.import_name}.{module.name}")
        super().register(app, options)
        if self.csrf_exempt:
            app.extensions["csrf"].exempt(self)
        for endpoint, view in list(app.view_functions.items()):
            if endpoint.startswith(f"{self.name}."):
                guards_of(app)[endpoint] = self._guard(endpoint, vars(view))
                if "csrf_exempt" in vars(view):
                    app.extensions["csrf"].exempt(view)
                marks = vars(view)
                # What phones at a gate send is no form, and its view says how large it may be.
                if self.access is not Access.GATE:
                    view = in_turn(view)
                if self.sender is not None and "rule" not in marks:
                    view = once(view, sender=self.sender)
                app.view_functions[endpoint] = view

    def _guard(self, endpoint: str, marks: Mapping[str, Any]) -> Guard:
        asked = marks.get("needs")
        if self.access is Access.ORGANISER and asked is None:
            raise LookupError(f"{endpoint} is for {self.access.value}: write @needs above it.")
        # Rights are asked for by the organisers' own rule alone.
        if asked is not None and (self.access is not Access.ORGANISER or "rule" in marks):
            raise LookupError(f"{endpoint} is for {self.access.value}: nothing checks its @needs.")
        called = asked.audited if asked else marks.get("audited", "")
        rule, lane = marks.get("rule", self.rule), marks.get("lane", self.lane)
        return Guard(self.access, rule, asked, called, lane, marks.get("sent_in", lane))


def _organiser() -> tuple[str, int]:
    account = current_account()
    return f"account {account.id}", account.organisation_id


def require_guards(app: Flask) -> None:
    """Run the rule of a page before its view.

    Raises:
        LookupError: something is registered that nothing stands before.
    """
    guards = guards_of(app)
    bare = app.view_functions.keys() - guards.keys() - {"static"}
    if bare:
        raise LookupError(f"Nothing stands before {', '.join(sorted(bare))}: see web/blueprints.py")

    @app.before_request
    def check() -> ResponseReturnValue | None:
        endpoint = request.endpoint
        if endpoint is None or endpoint == "static":
            return None
        rule = guards[endpoint].rule
        try:
            return rule() if rule else None
        except NotFound:
            if (told := tell_event_is_gone()) is None:
                raise
            return told
