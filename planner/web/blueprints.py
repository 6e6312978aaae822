"""Every group of pages with the rule that stands before it: the access policy on one page."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from planner.core.roles import Right
from planner.web.access import Access, register
from planner.web.calendars import own as own_calendars
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
from planner.web.invitee import address, own, telling
from planner.web.invitee import views as invitee
from planner.web.invitee.card import find_card
from planner.web.numbers import NumberConverter
from planner.web.organiser.account import (
    account,
    begin,
    factors,
    outside,
    own_calendar,
    proof,
    second_factor,
    sign_in,
)
from planner.web.organiser.cards import (
    batch_access,
    batch_gate,
    batch_pdf,
    batch_poster,
    batch_renewal,
    cards,
    invitations,
    sheets,
)
from planner.web.organiser.day import gate_paper, gates, live
from planner.web.organiser.desk import afterwards, event_page
from planner.web.organiser.events import (
    calendar_import,
    closing,
    events,
    places,
    planning,
    programme,
    series,
)
from planner.web.organiser.forecast import record, turnouts
from planner.web.organiser.guests import card as guests_card
from planner.web.organiser.guests import doubles, guests, new, said
from planner.web.organiser.messages import mailbox, mailings, messages, outgoing, tell
from planner.web.organiser.people import colleagues, team
from planner.web.organiser.privacy import audit, kept, trouble
from planner.web.organiser.shopping import menu, papers, shopping, together
from planner.web.public import coming, follow, notice, signs, unsubscribing
from planner.web.public import views as public


def register_all(app: Flask, csrf: CSRFProtect) -> None:
    """Register all pages.

    Without a CSRF token are only: guests' pages, where the address is the secret and no cookie
    exists, and the gate's JSON, which a page of another site can't send.
    """
    app.url_map.converters.update(code=CodeConverter, int=NumberConverter)
    register(app, public.bp, Access.ANYONE)
    register(app, follow.bp, Access.ANYONE)
    register(app, coming.bp, Access.ANYONE)
    csrf.exempt(coming.bp)
    register(app, signs.bp, Access.ANYONE)
    register(app, unsubscribing.bp, Access.ANYONE)  # the address is the secret
    csrf.exempt(unsubscribing.bp)
    register(app, notice.bp, Access.ANYONE)
    register(app, calendars.bp, Access.ANYONE)
    register(app, own_calendars.bp, Access.CALENDAR, rule=own_calendars.require_key)
    register(app, invitee.bp, Access.INVITEE, rule=find_card)
    csrf.exempt(invitee.bp)
    register(app, own.bp, Access.INVITEE, rule=find_card)
    csrf.exempt(own.bp)
    register(app, telling.bp, Access.INVITEE, rule=find_card)
    csrf.exempt(telling.bp)
    register(app, address.bp, Access.INVITEE, rule=find_card)
    csrf.exempt(address.bp)
    register(app, sign_in.bp, Access.ANYONE)
    register(app, second_factor.bp, Access.ANYONE)  # finds who gave a password itself
    register(app, outside.bp, Access.ANYONE)  # whoever the employer's own sign-in sends back
    register(app, begin.bp, Access.ANYONE)  # whoever holds a mailed link
    register(app, account.bp, Access.ORGANISER, right=Right.SIGNED_IN)
    register(app, own_calendar.bp, Access.ORGANISER, right=Right.SIGNED_IN)
    register(app, proof.bp, Access.ORGANISER, right=Right.SIGNED_IN)
    register(
        app,
        factors.bp,
        Access.ORGANISER,
        right=Right.SIGNED_IN,
        fresh=("begin_app", "begin_passkey", "remove", "spare_codes"),
    )
    register(
        app,
        colleagues.bp,
        Access.ORGANISER,
        right=Right.ADMINISTER,
        fresh=("invite", "new_link", "set_role", "disable", "enable", "reset_factor"),
    )
    register(app, team.bp, Access.ORGANISER, right=Right.MANAGE)
    register(app, events.bp, Access.ORGANISER, right=Right.SIGNED_IN)
    register(
        app,
        planning.bp,
        Access.ORGANISER,
        right=Right.MANAGE,
        but={"new": Right.PLAN, "copy": Right.PLAN},
    )
    register(app, calendar_import.bp, Access.ORGANISER, right=Right.PLAN)
    register(app, programme.bp, Access.ORGANISER, right=Right.MANAGE)
    register(app, event_page.bp, Access.ORGANISER, right=Right.LOOK, but={"guess": Right.MANAGE})
    register(
        app,
        shopping.bp,
        Access.ORGANISER,
        right=Right.FOOD,
        but={"print_list": Right.PAPERS},
    )
    register(app, papers.bp, Access.ORGANISER, right=Right.PAPERS)
    register(app, together.bp, Access.ORGANISER, right=Right.PAPERS)
    register(app, menu.bp, Access.ORGANISER, right=Right.FOOD, but={"show": Right.PAPERS})
    register(app, series.bp, Access.ORGANISER, right=Right.PLAN)
    register(
        app,
        live.bp,
        Access.ORGANISER,
        right=Right.FOOD,
        but={"show": Right.LOOK, "recount": Right.GATES, "undo_recount": Right.GATES},
    )
    register(app, closing.bp, Access.ORGANISER, right=Right.MANAGE)
    register(app, places.bp, Access.ORGANISER, right=Right.GUESTS)
    register(app, said.bp, Access.ORGANISER, right=Right.GUESTS)
    register(app, afterwards.bp, Access.ORGANISER, right=Right.LOOK)
    register(app, messages.bp, Access.ORGANISER, right=Right.GUESTS)
    register(app, mailings.bp, Access.ORGANISER, right=Right.GUESTS)
    register(app, tell.bp, Access.ORGANISER, right=Right.GUESTS)
    register(app, record.bp, Access.ORGANISER, right=Right.PLAN)
    register(app, turnouts.bp, Access.ORGANISER, right=Right.PLAN)
    register(app, kept.bp, Access.ORGANISER, right=Right.PLAN, fresh=("erase",))
    register(
        app,
        audit.bp,
        Access.ORGANISER,
        right=Right.PLAN,
        but={"of_event": Right.MANAGE, "of_event_as_csv": Right.MANAGE},
    )
    register(app, trouble.bp, Access.ORGANISER, right=Right.MANAGE)
    register(app, gates.bp, Access.ORGANISER, right=Right.GATES)
    register(app, gate_paper.bp, Access.ORGANISER, right=Right.GATES)
    register(app, enrolment.bp, Access.GATE, rule=enrolment.require_link)
    register(app, gate_views.bp, Access.GATE, rule=require_phone)
    register(app, leaving.bp, Access.GATE, rule=require_phone)
    register(app, gate_app.bp, Access.ANYONE)  # the same for everybody, no guest in it
    register(app, lists.bp, Access.GATE, rule=require_phone_for_scans)
    register(app, scans.bp, Access.GATE, rule=scans.require_own_phone)
    csrf.exempt(scans.bp)
    app.before_request(redirects.before_card)
    register(app, invitations.bp, Access.ORGANISER, right=Right.GUESTS)
    register(app, cards.bp, Access.ORGANISER, right=Right.GUESTS)
    register(app, sheets.bp, Access.ORGANISER, right=Right.GUESTS)
    register(
        app,
        guests.bp,
        Access.ORGANISER,
        right=Right.GUESTS,
        fresh=("as_csv", "as_workbook", "as_open_document"),
    )
    register(app, guests_card.bp, Access.ORGANISER, right=Right.GUESTS)
    register(app, doubles.bp, Access.ORGANISER, right=Right.GUESTS)
    register(app, new.bp, Access.ORGANISER, right=Right.GUESTS)
    register(app, hand_out_entry.bp, Access.INTERMEDIARY, rule=hand_out_entry.require_link)
    register(app, hand_out.bp, Access.INTERMEDIARY, rule=require_sign_in)
    register(app, handed_card.bp, Access.INTERMEDIARY, rule=require_sign_in)
    register(app, batch_access.bp, Access.ORGANISER, right=Right.GUESTS)
    register(app, batch_renewal.bp, Access.ORGANISER, right=Right.GUESTS)
    register(app, batch_gate.bp, Access.ORGANISER, right=Right.GUESTS)
    register(app, batch_pdf.bp, Access.ORGANISER, right=Right.GUESTS)
    register(app, batch_poster.bp, Access.ORGANISER, right=Right.GUESTS)
    register(
        app,
        outgoing.bp,
        Access.ORGANISER,
        right=Right.GUESTS,
        but={
            "show": Right.PLAN,
            "send_test": Right.PLAN,
            "try_again": Right.PLAN,
            "give_up": Right.PLAN,
        },
    )
    register(app, mailbox.bp, Access.ORGANISER, right=Right.PLAN)  # only the demonstration has one
