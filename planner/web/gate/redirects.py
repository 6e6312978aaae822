"""A volunteer's phone opens the code on a card like any guest's phone, and should check it in."""

from flask import Response, redirect, request, url_for

from planner.services.gate import scanning
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.gate.device import cookie_name, find_phone
from planner.web.installation import settings


def gate_redirect(code: str) -> Response | None:
    """Send an enrolled phone that opened a code to checking it in; None for everybody else.

    Without the cookie of a phone nothing is looked up: guests have none. A volunteer who opens
    an own invitation to another event, or any invitation when the gate is over, is a guest.
    """
    if cookie_name() not in request.cookies:
        return None
    phone = find_phone()
    if phone is None or phone.is_revoked or phone.only_listens or now() > phone.door.closes_at:
        return None
    if scanning.belongs_elsewhere(reading_session(), phone, code, code_key=settings().code_key):
        return None
    response = redirect(url_for("gate.check_card", code=code), code=303)
    return response if isinstance(response, Response) else None
