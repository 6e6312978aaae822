"""Every group of pages with the rule that stands before it: the access policy on one page."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from planner.web.access import Access, register
from planner.web.calendars import views as calendars
from planner.web.codes import CodeConverter
from planner.web.gate import app as gate_app
from planner.web.gate import enrolment, leaving, lists, redirects, scans
from planner.web.gate import views as gate_views
from planner.web.gate.device import require_phone, require_phone_for_scans
from planner.web.intermediary import card as handed_card
from planner.web.intermediary import entry as hand_out_entry
from planner.web.intermediary import views as hand_out
from planner.web.intermediary.browser import require_sign_in
from planner.web.invitee import own, telling
from planner.web.invitee import views as invitee
from planner.web.invitee.card import find_card
from planner.web.organiser import (
    account,
    afterwards,
    audit,
    batch_access,
    batch_pdf,
    batch_poster,
    batch_renewal,
    cards,
    closing,
    event_page,
    events,
    gate_paper,
    gates,
    guests,
    guests_card,
    guests_doubles,
    guests_new,
    invitations,
    kept,
    live,
    menu,
    papers,
    places,
    planning,
    record,
    said,
    series,
    sheets,
    shopping,
    sign_in,
    together,
    trouble,
    turnouts,
)
from planner.web.public import coming, notice, signs
from planner.web.public import views as public


def register_all(app: Flask, csrf: CSRFProtect) -> None:
    """Register all pages.

    Without a CSRF token are only: guests' pages, where the address is the secret and no cookie
    exists, and the gate's JSON, which a page of another site can't send.
    """
    app.url_map.converters["code"] = CodeConverter
    register(app, public.bp, Access.ANYONE)
    register(app, coming.bp, Access.ANYONE)
    csrf.exempt(coming.bp)
    register(app, signs.bp, Access.ANYONE)
    register(app, notice.bp, Access.ANYONE)
    register(app, calendars.bp, Access.ANYONE)
    register(app, invitee.bp, Access.INVITEE, rule=find_card)
    csrf.exempt(invitee.bp)
    register(app, own.bp, Access.INVITEE, rule=find_card)
    csrf.exempt(own.bp)
    register(app, telling.bp, Access.INVITEE, rule=find_card)
    csrf.exempt(telling.bp)
    register(app, sign_in.bp, Access.ANYONE)
    register(app, account.bp, Access.ORGANISER)
    register(app, events.bp, Access.ORGANISER)
    register(app, planning.bp, Access.ORGANISER)
    register(app, event_page.bp, Access.ORGANISER)
    register(app, shopping.bp, Access.ORGANISER)
    register(app, papers.bp, Access.ORGANISER)
    register(app, together.bp, Access.ORGANISER)
    register(app, menu.bp, Access.ORGANISER)
    register(app, series.bp, Access.ORGANISER)
    register(app, live.bp, Access.ORGANISER)
    register(app, closing.bp, Access.ORGANISER)
    register(app, places.bp, Access.ORGANISER)
    register(app, said.bp, Access.ORGANISER)
    register(app, afterwards.bp, Access.ORGANISER)
    register(app, record.bp, Access.ORGANISER)
    register(app, turnouts.bp, Access.ORGANISER)
    register(app, kept.bp, Access.ORGANISER)
    register(app, audit.bp, Access.ORGANISER)
    register(app, trouble.bp, Access.ORGANISER)
    register(app, gates.bp, Access.ORGANISER)
    register(app, gate_paper.bp, Access.ORGANISER)
    register(app, enrolment.bp, Access.GATE, rule=enrolment.require_link)
    register(app, gate_views.bp, Access.GATE, rule=require_phone)
    register(app, leaving.bp, Access.GATE, rule=require_phone)
    register(app, gate_app.bp, Access.ANYONE)  # the same for everybody, no guest in it
    register(app, lists.bp, Access.GATE, rule=require_phone_for_scans)
    register(app, scans.bp, Access.GATE, rule=scans.require_own_phone)
    csrf.exempt(scans.bp)
    app.before_request(redirects.before_card)
    register(app, invitations.bp, Access.ORGANISER)
    register(app, cards.bp, Access.ORGANISER)
    register(app, sheets.bp, Access.ORGANISER)
    register(app, guests.bp, Access.ORGANISER)
    register(app, guests_card.bp, Access.ORGANISER)
    register(app, guests_doubles.bp, Access.ORGANISER)
    register(app, guests_new.bp, Access.ORGANISER)
    register(app, hand_out_entry.bp, Access.INTERMEDIARY, rule=hand_out_entry.require_link)
    register(app, hand_out.bp, Access.INTERMEDIARY, rule=require_sign_in)
    register(app, handed_card.bp, Access.INTERMEDIARY, rule=require_sign_in)
    register(app, batch_access.bp, Access.ORGANISER)
    register(app, batch_renewal.bp, Access.ORGANISER)
    register(app, batch_pdf.bp, Access.ORGANISER)
    register(app, batch_poster.bp, Access.ORGANISER)
