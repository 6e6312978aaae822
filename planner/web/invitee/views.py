"""The guest's pages. Reading one changes nothing: previews and robots open links too."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from planner.core.answering import AnswerPhase
from planner.core.enums import AnsweredBy, Reply
from planner.core.household_words import ToldPart
from planner.core.parties import PartyDetails, PartyFault
from planner.core.served import has_food
from planner.services.answer import answering as answers
from planner.services.answer import contacts, telling, waiting_list
from planner.services.answer.outcomes import AnswerOutcome, AnswerVerdict
from planner.services.answer.room import limit_of, phase_for
from planner.services.calendars import files
from planner.services.invite import from_calendar
from planner.services.invite.household import note_line_left
from planner.services.plan.menus import menu_of
from planner.store.models import Answer, Event
from planner.web import event_links
from planner.web.calendar_files import PRIVATE, alarm_before, send_event, town, variant
from planner.web.clock import now
from planner.web.db import session
from planner.web.headers import use_voice_policy
from planner.web.i18n import current_language, current_locale, ngettext
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.invitee import bp, household, presenter
from planner.web.invitee.card import held_card
from planner.web.invitee.forms import ReplyForm
from planner.web.invitee.household import TellingTurn, may_get_proof
from planner.web.invitee.party_form import PICTURES, FoodForm, PartyForm, asks_who_eats_what
from planner.web.invitee.waiting_list_presenter import asked, place_in_waiting_list, waits
from planner.web.staff_browsers import who_answers_here
from planner.web.who_runs import runner_of_page


@bp.route("/<code:code>", methods=["GET", "POST"])
def answer_invitation(code: str) -> ResponseReturnValue:
    """Show the invitation, or what was answered to it; one tap answers."""
    if request.method == "POST":
        return _reply()
    held = held_card()
    answer = held.invitation.answer
    place = place_in_waiting_list(held, now=now())
    if place is not None:
        return render_template("invitee/card.html", **waits(held, place, now=now()))
    return _invitation() if answer is None else _answered(answer)


@bp.route("/<code:code>/party", methods=["GET", "POST"])
def tell_party(code: str) -> ResponseReturnValue:
    """Ask who comes and what they eat; every answer so far is kept already."""
    held = held_card()
    stored = held.invitation.answer
    has_said_no = stored is None or stored.reply is Reply.NO
    may_tell = presenter.may_answer(held, now=now()) and may_get_proof(request)
    if not may_tell or (has_said_no and request.method != "POST"):
        return redirect(held.link("invitee.answer_invitation"), code=303)
    form = PartyForm(
        answer=stored,
        opened=household.opened(),
        largest_party=held.invitation.largest_party,
        has_food=has_food(menu_of(held.event).dishes),
    )
    form.edits(unseen=household.unseen(stored))
    if not form.is_posted_and_valid():
        return _party_page(form), 422 if form.errors else 200
    told = form.answer()
    turn = household.take_turn()
    sees_it = turn.opened.opens(ToldPart.NUMBER)
    if not sees_it and form.has_missed_what_it_hides(household.told_elsewhere()):
        return _party_page(form), 422
    parts = form.parts_told(turn.opened)
    outcome = _keep(told, turn, parts)
    if outcome.verdict is AnswerVerdict.FULL:
        form.number_field.errors = [_no_room(outcome)]
        return _party_page(form, wait_for=_may_wait_for(told)), 422
    if outcome.verdict is AnswerVerdict.TOO_MANY:
        form.say_fault(PartyFault.TOO_MANY)
        return _party_page(form), 422
    goes_on = outcome.is_kept and ToldPart.DIETS in parts and asks_who_eats_what(told)
    return turn.answer(held.link("invitee.tell_food" if goes_on else "invitee.show_done"))


@bp.route("/<code:code>/food", methods=["GET", "POST"])
def tell_food(code: str) -> ResponseReturnValue:
    """Ask how many eat what, in a household where not everybody eats the same."""
    held = held_card()
    stored, here = held.invitation.answer, household.opened()
    knows = here.is_proven and here.opens(ToldPart.NUMBER) and here.opens(ToldPart.DIETS)
    if not knows or stored is None or not stored.diets or not presenter.may_answer(held, now=now()):
        return redirect(held.link("invitee.answer_invitation"), code=303)
    form = FoodForm(answer=stored)
    form.edits()
    if not form.is_posted_and_valid():
        page = render_template(
            "invitee/food.html", form=form, pictures=PICTURES, **presenter.frame(held)
        )
        return page, 422 if form.errors else 200
    if form.editing and form.editing.gone:
        return redirect(held.link("invitee.tell_party"), code=303)  # other food was told meanwhile
    turn = household.take_turn()
    _keep(form.answer(), turn, frozenset({ToldPart.NUMBER, ToldPart.DIETS}))
    return turn.answer(held.link("invitee.show_done"))


@bp.get("/<code:code>/done")
def show_done(code: str) -> ResponseReturnValue:
    """Show what was answered."""
    held = held_card()
    if held.invitation.answer is None:
        return redirect(held.link("invitee.answer_invitation"), code=303)
    return _answered(held.invitation.answer)


@bp.get("/<code:code>/calendar")
def show_calendar_ways(code: str) -> ResponseReturnValue:
    """Show the ways to put the event in a calendar."""
    held = held_card()
    if _is_draft(held.event):
        return redirect(held.link("invitee.answer_invitation"), code=303)
    ways = event_links.calendar_ways(held.event, held.link("invitee.download_calendar"))
    return render_template("invitee/calendar.html", ways=ways, **presenter.frame(held))


@bp.get("/<code:code>/calendar.ics")
def download_calendar(code: str) -> ResponseReturnValue:
    """Download the event, with an address to answer by that leads nowhere else."""
    held = held_card()
    event = held.event
    if _is_draft(event):
        return redirect(held.link("invitee.answer_invitation"), code=303)
    theirs, key = town(current_language(), runner_of_page()), settings().code_key
    file = files.file_of(
        event,
        theirs,
        variant=variant(),
        alarm_before=alarm_before(),
        answer_url=event_links.answer_url(from_calendar.link_of(held.invitation, code_key=key)),
    )
    return send_event(file, save_as=f"{event.slug}.ics", headers=PRIVATE)


@bp.get("/<code:code>/aloud")
def read_aloud(code: str) -> ResponseReturnValue:
    """Show the invitation in big letters, with a button to have it read where the phone can."""
    use_voice_policy()
    return render_template("invitee/aloud.html", **presenter.read_out(held_card(), now=now()))


def _reply() -> ResponseReturnValue:
    held = held_card()
    reply = ReplyForm().reply()
    if reply is None:
        return _invitation(), 422
    # Who prepares the event may answer for longer, but not with a guest's code. Asked before
    # anything is written, since it may take a look at the database.
    by = who_answers_here() if presenter.may_answer(held, now=now()) else AnsweredBy.GUEST
    waited = waiting_list.heads_waiting(session(), held.invitation.id) is not None
    outcome = answers.give_reply(
        session(),
        held.invitation,
        reply,
        now=now(),
        by=by,
        forgets=household.opened().may_replace,
    )
    _note_language(outcome)
    if waited and outcome.verdict is AnswerVerdict.STORED:
        takes_place = reply is Reply.YES
        note_line_left(session(), held.invitation.id, takes_place=takes_place)
    session().commit()
    if outcome.verdict is AnswerVerdict.FULL:
        notice = presenter.full(places_held=outcome.held)
        page = render_template("invitee/card.html", **asked(held, None, now=now(), notice=notice))
        return page, 409
    if not outcome.is_kept:
        return redirect(held.link("invitee.answer_invitation"), code=303)
    return redirect(
        held.link("invitee.show_done" if reply is Reply.NO else "invitee.tell_party"), code=303
    )


def _keep(told: PartyDetails, turn: TellingTurn, parts: frozenset[ToldPart]) -> AnswerOutcome:
    keeps_diets = ToldPart.DIETS not in parts
    outcome = answers.give_details(
        session(), turn.held.invitation, told, now=now(), keeps_diets=keeps_diets
    )
    if outcome.is_kept:
        if ToldPart.ALLERGIES in parts:
            telling.forget_allergies(session(), turn.held.invitation)
        turn.note(parts)
    _note_language(outcome)
    session().commit()
    return outcome


def _note_language(outcome: AnswerOutcome) -> None:
    """Remember in which language to write to who has an address; of others nothing is kept."""
    if outcome.is_kept:
        language = current_locale().language
        contacts.note_language(session(), held_card().invitation, language, now=now())


def _invitation() -> str:
    held, moment = held_card(), now()
    left = presenter.left_for(held, now=moment)
    notice = presenter.room_notice(held, left, now=moment)
    values = (
        asked(held, None, now=moment, notice=notice, is_first_look=True)
        if left == 0
        else presenter.invitation(held, now=moment, notice=notice)
    )
    return render_template("invitee/card.html", **values)


def _answered(answer: Answer) -> str:
    if presenter.is_off(held_card(), now=now()):
        return _invitation()
    return render_template(
        "invitee/done.html", **presenter.answered(held_card(), answer, now=now())
    )


def _is_draft(event: Event) -> bool:
    """Say whether nobody knows yet that it goes on: then no calendar takes it over."""
    return phase_for(event, now=now()) is AnswerPhase.DRAFT


def _may_wait_for(told: PartyDetails) -> int:
    """With how many this household may wait instead; 0 where it has places it would lose."""
    held = held_card()
    answer, limit = held.invitation.answer, limit_of(held.event)
    has_told = answer is not None and answer.reply is Reply.YES and answer.is_detailed
    return told.heads if limit is not None and told.heads <= limit and not has_told else 0


def _party_page(form: PartyForm, *, wait_for: int = 0) -> str:
    held = held_card()
    answer = held.invitation.answer
    is_maybe = answer is not None and answer.reply is Reply.MAYBE
    return render_template(
        "invitee/party.html",
        form=form,
        over=_("No problem.") if is_maybe else _("How nice that you are coming!"),
        heading=_("How many people would come?") if is_maybe else _("How many people are coming?"),
        pictures=PICTURES,
        kept=presenter.kept(held, answer, now=now()) if answer and not form.errors else "",
        is_anew=form.is_anew,
        wait_for=wait_for,
        wait_url=held.link("invitee.wait_in_line"),
        **presenter.frame(held),
    )


def _no_room(outcome: AnswerOutcome) -> str:
    left = outcome.places_left or 0
    if not left:
        return _("It is full now. Look again later, or call us.")
    return ngettext(
        "Only 1 place is left. Choose 1 person, or call us.",
        "Only %(num)s places are left. Choose fewer people, or call us.",
        left,
    )
