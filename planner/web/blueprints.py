"""Every group of pages with the rule that stands before it: the access policy on one page."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from planner.web.access import Access, register
from planner.web.codes import CodeConverter
from planner.web.organiser import account, events, gates, sign_in, turnouts
from planner.web.public import views as public


def register_all(app: Flask, csrf: CSRFProtect) -> None:
    """Register all pages.

    Without a CSRF token are only: guests' pages, where the address is the secret and no cookie
    exists, and the gate's JSON, which a page of another site can't send.
    """
    app.url_map.converters["code"] = CodeConverter
    register(app, public.bp, Access.ANYONE)
    register(app, sign_in.bp, Access.ANYONE)
    register(app, account.bp, Access.ORGANISER)
    register(app, events.bp, Access.ORGANISER)
    register(app, turnouts.bp, Access.ORGANISER)
    register(app, gates.bp, Access.ORGANISER)
