"""What else a household tells, and its place in the line."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from planner.core.answering import AnswerPhase
from planner.core.household_words import ToldPart
from planner.core.served import has_food
from planner.services.answer import telling, waiting_list
from planner.services.answer.room import phase_for
from planner.services.invite.household import note_line_left
from planner.services.plan.menus import menu_of
from planner.web.clock import now
from planner.web.db import session
from planner.web.invitee import bp, household, presenter, waiting_list_presenter
from planner.web.invitee.card import held_card
from planner.web.invitee.help_presenter import help_asked
from planner.web.invitee.household import may_get_proof
from planner.web.invitee.more_form import MoreForm
from planner.web.invitee.waiting_list_presenter import WaitingListForm


@bp.route("/<code:code>/more", methods=["GET", "POST"])
def tell_more(code: str) -> ResponseReturnValue:
    """Ask what nobody has to tell: allergies, access, and of the neighbourhood."""
    held = held_card()
    answer, phase = held.invitation.answer, phase_for(held.event, now=now())
    may_tell = phase in telling.TOLD_UNTIL_OVER and may_get_proof(request)
    if answer is None or not may_tell:
        return redirect(held.link("invitee.answer_invitation"), code=303)
    here = household.opened()
    form = MoreForm(answer=answer, opened=here, has_food=has_food(menu_of(held.event).dishes))
    form.edits(unseen=household.unseen(answer))
    if not form.is_posted_and_valid():
        return _more_page(form)
    turn = household.take_turn()
    parts = form.parts_told(turn.opened)
    sees_all = all(turn.opened.opens(part) for part in parts)
    if not sees_all and form.has_missed_what_it_hides(household.told_elsewhere()):
        return _more_page(form)
    if telling.tell(session(), held.invitation, form.answer(), now=now(), replaces=parts):
        turn.note(parts)
    session().commit()
    return turn.answer(held.link("invitee.show_done"))


def _more_page(form: MoreForm) -> ResponseReturnValue:
    held = held_card()
    page = render_template(
        "invitee/more.html",
        form=form,
        more_url=held.link("invitee.tell_more"),
        promise=presenter.wiped_on(held.event),
        help=help_asked(held, now=now()),
        **presenter.frame(held),
    )
    return page, 422 if form.errors else 200


@bp.post("/<code:code>/forget-allergies")
def forget_allergies(code: str) -> ResponseReturnValue:
    """Take the yes back that allergies are kept, in one tap; only where they were told."""
    held = held_card()
    if not household.opened().opens(ToldPart.ALLERGIES):
        return redirect(held.link("invitee.open_told"), code=303)
    telling.forget_allergies(session(), held.invitation)
    session().commit()
    return redirect(held.link("invitee.show_known"), code=303)


@bp.post("/<code:code>/wait")
def wait_in_line(code: str) -> ResponseReturnValue:
    """Join the line for a place."""
    held = held_card()
    form = WaitingListForm()
    most = held.invitation.largest_party
    heads = form.check_heads(most=most)
    if not may_get_proof(request):
        return redirect(held.link("invitee.answer_invitation"), code=303)
    if heads is None or phase_for(held.event, now=now()) is not AnswerPhase.OPEN:
        return render_template(
            "invitee/card.html", **waiting_list_presenter.asked(held, form, now=now())
        ), 422
    turn = household.take_turn()
    if not waiting_list.join_waiting_list(session(), held.invitation, heads=heads, now=now()):
        session().rollback()
        form.say_too_many()
        return render_template(
            "invitee/card.html", **waiting_list_presenter.asked(held, form, now=now())
        ), 422
    turn.note(frozenset({ToldPart.LINE}))
    session().commit()
    return turn.answer(held.link("invitee.answer_invitation"))


@bp.post("/<code:code>/wait-no-longer")
def leave_line(code: str) -> ResponseReturnValue:
    """Leave the line."""
    held = held_card()
    if waiting_list.leave_waiting_list(session(), held.invitation.id):
        note_line_left(session(), held.invitation.id, takes_place=False)
    session().commit()
    return redirect(held.link("invitee.answer_invitation"), code=303)


@bp.get("/<code:code>/wait")
@bp.get("/<code:code>/wait-no-longer")
@bp.get("/<code:code>/forget-allergies")
def go_back_to_card(code: str) -> ResponseReturnValue:
    """Show the card to who comes back to the address of a form."""
    return redirect(held_card().link("invitee.answer_invitation"), code=303)
