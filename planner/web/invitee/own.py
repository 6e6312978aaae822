"""A household's own page: keep it, read what is known, take it along, erase it."""

from flask import Response, current_app, make_response, redirect, render_template, request
from flask.json import dumps
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from planner.core.codes import show_code
from planner.core.household_words import ToldPart
from planner.exports.qr import qr_png, qr_svg
from planner.services.answer import contacts
from planner.services.invite import from_calendar
from planner.services.outbox import posting
from planner.services.privacy import erasing, own_data
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.household_cookie import forget_token
from planner.web.i18n import gettext as _
from planner.web.invitee import bp, household, presenter
from planner.web.invitee.card import held_card
from planner.web.invitee.own_presenter import known_rows, knows_name
from planner.web.keeping import erasure_log, retention
from planner.web.mail_posts import farewell


@bp.get("/<code:code>/keep")
def keep_page(code: str) -> ResponseReturnValue:
    """Show how to come back: the address, the code as a picture, and in letters; also to print."""
    held = held_card()
    url = _address(held.code)
    return render_template(
        "invitee/keep.html",
        address=url,
        qr=Markup(qr_svg(url, title=_("Your card"))),  # noqa: S704 - drawn by our own code
        picture_url=held.link("invitee.draw_code"),
        code=show_code(held.code),
        number=held.invitation.number,
        **presenter.frame(held),
    )


@bp.get("/<code:code>/code.png")
def draw_code(code: str) -> ResponseReturnValue:
    """Download the code as a picture."""
    response = Response(qr_png(_address(held_card().code)), mimetype="image/png")
    response.headers["Content-Disposition"] = "attachment; filename=card.png"
    return response


@bp.get("/<code:code>/known")
def show_known(code: str) -> ResponseReturnValue:
    """Show what is kept of this household, in words: of what it told only what opens here."""
    held, here = held_card(), household.opened()
    answer = held.invitation.answer
    has_address = here.opens(ToldPart.ADDRESS) and bool(
        contacts.own_address(reading_session(), held.invitation.id)
    )
    return render_template(
        "invitee/known.html",
        rows=known_rows(reading_session(), held.invitation, here, now=now()),
        has_name=knows_name(reading_session(), held.invitation),
        lock=household.lock().value,
        has_allergies=bool(
            answer and answer.allergies_agreed_at and here.opens(ToldPart.ALLERGIES)
        ),
        promises=presenter.promises(held.event),
        json_url=held.link("invitee.take_along") if here.is_proven else "",
        erase_url=held.link("invitee.erase_answer"),
        word_url=held.link("invitee.keep_word") if here.is_proven else "",
        has_address=has_address,
        forget_address_url=held.link("invitee.forget_address"),
        forget_url=held.link("invitee.forget_allergies"),
        link_back_url=held.link("invitee.take_calendar_link_back"),
        **presenter.frame(held),
    )


@bp.post("/<code:code>/calendar-link")
def take_calendar_link_back(code: str) -> ResponseReturnValue:
    """Have the address in this household's calendar work no more."""
    held = held_card()
    from_calendar.take_link_back(session(), held.invitation)
    session().commit()
    return redirect(held.link("invitee.say_link_is_back"), code=303)


@bp.get("/<code:code>/calendar-link")
def say_link_is_back(code: str) -> ResponseReturnValue:
    """Say that it was taken back, and how to get another one."""
    held = held_card()
    if not held.invitation.calendar_turn:
        return redirect(held.link("invitee.show_known"), code=303)
    calendar_url = held.link("invitee.show_calendar_ways")
    return render_template(
        "invitee/link_back.html", calendar_url=calendar_url, **presenter.frame(held)
    )


@bp.get("/<code:code>/known.json")
def take_along(code: str) -> ResponseReturnValue:
    """Download the same as a file that programs read, where something was told."""
    held, here = held_card(), household.opened()
    if not here.is_proven:
        return redirect(held.link("invitee.open_told"), code=303)
    fields = own_data.as_fields(reading_session(), held.invitation, here, keep=retention())
    response = Response(
        dumps(fields, indent=2, ensure_ascii=False, sort_keys=False), mimetype="application/json"
    )
    response.headers["Content-Disposition"] = "attachment; filename=answer.json"
    return response


@bp.route("/<code:code>/erase", methods=["GET", "POST"])
def erase_answer(code: str) -> ResponseReturnValue:
    """Ask, then erase what the household told, with what it told before.

    The code alone is enough: everybody may have it erased, and doing so shows nothing of it.
    """
    held = held_card()
    if request.method != "POST":
        # Whether there is an address is theirs to know.
        shows_mail = household.opened().opens_all
        return render_template(
            "invitee/erase.html",
            erase_url=held.link("invitee.erase_answer"),
            has_last_mail=shows_mail
            and bool(farewell(reading_session(), held.invitation, now=now())),
            **presenter.frame(held),
        )
    letters = farewell(reading_session(), held.invitation, now=now())
    erasing.erase_card(session(), held.invitation, log=erasure_log(), now=now())
    posting.queue(session(), letters, now=now())
    session().commit()
    gone = make_response(redirect(held.link("invitee.say_erased"), code=303))
    return forget_token(gone, held.code) if household.own_token() else gone


@bp.get("/<code:code>/erased")
def say_erased(code: str) -> ResponseReturnValue:
    """Say that it is gone."""
    held = held_card()
    if held.invitation.answer is not None:
        return redirect(held.link("invitee.answer_invitation"), code=303)
    return render_template("invitee/erased.html", **presenter.frame(held))


def _address(code: str) -> str:
    return f"{current_app.extensions['settings'].base_url}/{code}"
