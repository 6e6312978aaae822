"""The gates of an event: their links, the phones at them, who is inside, what to look at."""

import contextlib
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from planner.core.enums import UnknownCards
from planner.core.roles import Right
from planner.services.gate import gates as gate
from planner.services.gate import journal, notes, phones
from planner.services.gate.conflicts import read_book
from planner.services.gate.event_scans import read_event
from planner.services.gate.food_and_room import read_room
from planner.services.gate.journal import find_conflicts
from planner.services.gate.keys import keep_keys
from planner.services.gate.recounts import count_now, last_recount
from planner.store.models import Event, Gate
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import after_commit, reading_session, session, transaction
from planner.web.forms import EmptyForm, Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.installation import settings
from planner.web.meanwhile import ask_again
from planner.web.organiser.day import bp
from planner.web.organiser.day import gates_presenter as shown
from planner.web.organiser.day.conflicts_presenter import conflicts_shown
from planner.web.organiser.day.doors import show_doors
from planner.web.organiser.day.gate_notes import note_lines
from planner.web.organiser.fields import Between, WholeNumberField, options
from planner.web.organiser.going_on import while_it_goes_on
from planner.web.organiser.lookup import event_to_change, event_to_show, gate_to_change
from planner.web.practice_cards import practice_card_addresses

LAST_SHOWN = 10
USUAL_PHONES = 12
MOST_PHONES = 50
UNKNOWN_CARDS = {
    UnknownCards.LET_IN: _l("Let them in, and note it"),
    UnknownCards.ASK: _l("Walk along to the organiser"),
}
MADE_AT_OPENING = 5_000
"""Keys of cards: more would keep the organiser waiting for longer than a second."""


@dataclass(frozen=True)
class GateWish:
    """A gate as the organiser wants it."""

    name: str
    most_phones: int


class GateForm(Form):
    """What a gate is called, and for how many phones its link is."""

    name = StringField(
        _l("Name of the gate"),
        description=_l("Helpers see it on their phone, for example: Entrance, Garden gate."),
        validators=[
            DataRequired(_l("Give the gate a name.")),
            Length(max=60, message=_l("Make the name shorter: 60 letters at most.")),
        ],
    )

    most_phones = WholeNumberField(
        _l("Phones at this gate, at most"),
        description=_l("Each helper has one. If the link gets around, no more can join."),
        default=USUAL_PHONES,
        validators=[
            Optional(),
            Between(1, MOST_PHONES, _l("Write a number from 1 to 50.")),
        ],
        render_kw={"min": 1, "inputmode": "numeric"},
    )

    def answer(self) -> GateWish:
        """Return what is wished."""
        return GateWish(self.name.data or "", int(self.most_phones.data or USUAL_PHONES))


class PhonesForm(Form):
    """For how many phones the link of a gate is."""

    most_phones = WholeNumberField(
        _l("Phones at this gate, at most"),
        validators=[InputRequired(), Between(1, MOST_PHONES, "")],
    )

    def validate_most_phones(self, field: WholeNumberField) -> None:
        """Refuse the digits of other scripts, which a slip of a keyboard makes."""
        if not all(str(typed).isascii() for typed in field.raw_data or ()):
            raise ValidationError


class UnknownCardsForm(Form):
    """What a gate does with a card that reads well and that nobody knows."""

    event_columns: ClassVar = {}
    unknown_cards = RadioField(
        _l("What do helpers do with it?"), choices=options(UNKNOWN_CARDS.items())
    )


@bp.get("/<int:event_id>/gates")
@needs(Right.GATES)
def show_gates(event_id: int) -> ResponseReturnValue:
    """Show the gates, who is inside, and what happened lately."""
    return _page(event_to_show(event_id), GateForm(formdata=None))


@bp.post("/<int:event_id>/gates")
@needs(Right.GATES, audited="gates.open_gate")
@while_it_goes_on("day.show_gates")
def open_gate(event_id: int) -> ResponseReturnValue:
    """Open a gate."""
    form = GateForm()
    if not form.is_posted_and_valid():
        return _page(event_to_show(event_id), form, 422)
    event, wish = event_to_change(event_id), form.answer()
    try:
        gate.open_gate(
            session(),
            event,
            wish.name,
            code_key=settings().code_key,
            now=now(),
            most_phones=wish.most_phones,
        )
    except gate.NameTaken:
        session().rollback()  # gives the writers' turn back before the page is made
        form.name.errors = [_("There is a gate of this name. Choose another name.")]
        return _page(event_to_show(event_id), form, 422)
    session().commit()
    after_commit(partial(_make_keys, event_id))
    return _back(event_id, _("The gate is open. Give helpers its link, or let them scan its code."))


@bp.post("/<int:event_id>/gates/listening")
@needs(Right.GATES, audited="gates.open_listening")
@while_it_goes_on("day.show_gates")
def open_listening(event_id: int) -> ResponseReturnValue:
    """Make the link for phones that only note what residents say; a second press finds it."""
    form = EmptyForm()
    if not form.is_posted_and_valid():
        return redirect(url_for("day.show_gates", event_id=event_id), code=303)
    event = event_to_change(event_id)
    gate.open_listening(session(), event, _("Listening"), code_key=settings().code_key, now=now())
    session().commit()
    return _back(event_id, _("There is a link for who listens. It shows nothing of guests."))


@bp.post("/<int:event_id>/gates/<int:gate_id>/renew")
@needs(Right.GATES, audited="gates.renew")
@while_it_goes_on("day.show_gates")
def renew_gate_link(event_id: int, gate_id: int) -> ResponseReturnValue:
    """Give a gate a new link, and open it again if it was closed."""
    gate.renew_link(gate_to_change(event_id, gate_id), code_key=settings().code_key)
    session().commit()
    return _back(event_id, _("There is a new link. The old one opens nothing any more."))


@bp.post("/<int:event_id>/gates/<int:gate_id>/phones")
@needs(Right.GATES, audited="gates.set_phones")
@while_it_goes_on("day.show_gates")
def set_phones(event_id: int, gate_id: int) -> ResponseReturnValue:
    """Let more or fewer phones join a gate; those that work there go on."""
    changing = gate_to_change(event_id, gate_id)
    form = PhonesForm(data={"most_phones": changing.most_devices}).edits()
    if not form.is_posted_and_valid():
        if form.has_clashes:
            return ask_again(form)
        flash(_("Write a number from 1 to 50."), "warn")
        return redirect(url_for("day.show_gates", event_id=event_id), code=303)
    changing.most_devices = int(form.most_phones.data or USUAL_PHONES)
    session().commit()
    return _back(event_id, _("Saved. Phones that work there go on."))


@bp.post("/<int:event_id>/gates/unknown-cards")
@needs(Right.GATES, audited="gates.set_unknown_cards")
@while_it_goes_on("day.show_gates")
def set_unknown_cards(event_id: int) -> ResponseReturnValue:
    """Say what a gate does with a card that reads well and that nobody knows."""
    event = event_to_change(event_id)
    form = UnknownCardsForm(data={"unknown_cards": event.unknown_cards.value}).edits()
    if not form.is_posted_and_valid():
        if form.has_clashes:
            return ask_again(form)
        flash(_("Choose one of the two."), "warn")
        return redirect(url_for("day.show_gates", event_id=event_id), code=303)
    event.unknown_cards = UnknownCards(form.unknown_cards.data)
    session().commit()
    return _back(event_id, _("Saved. Phones at the gate have it in a minute."))


@bp.post("/<int:event_id>/gates/<int:gate_id>/close")
@needs(Right.GATES, audited="gates.close")
def close_gate(event_id: int, gate_id: int) -> ResponseReturnValue:
    """Close a gate."""
    changing = gate_to_change(event_id, gate_id)
    gate.close_gate(changing, now=now())
    session().commit()
    if changing.only_listens:
        return _back(event_id, _("The link is closed. What was noted is kept."))
    return _back(event_id, _("The gate is closed. What was counted there is kept."))


@bp.post("/<int:event_id>/gates/phones/<int:device_id>/revoke")
@needs(Right.GATES, audited="gates.revoke_phone")
def revoke_phone(event_id: int, device_id: int) -> ResponseReturnValue:
    """Sign a phone out."""
    if not phones.revoke_phone(session(), device_id, event_id=event_id, now=now()):
        abort(404)
    session().commit()
    return _back(event_id, _("The phone is signed out. What it counted is kept."))


@bp.get("/<int:event_id>/gates/<int:gate_id>/sign")
@needs(Right.GATES)
@while_it_goes_on("day.show_gates")
def print_gate_sign(event_id: int, gate_id: int) -> ResponseReturnValue:
    """Show the code of a gate on a sheet of paper, for the helpers' table."""
    event = event_to_show(event_id)
    found = next(
        (each for each in gate.list_gates(reading_session(), event_id) if each.id == gate_id), None
    )
    if found is None or found.revoked_at is not None:
        abort(404)
    link = _link(found)
    return render_template(
        "organiser/day/gate_sign.html",
        event=event,
        gate=found,
        link=link,
        qr=shown.drawn_code(link),
    )


@bp.get("/<int:event_id>/gates/practice-cards")
@needs(Right.GATES)
@while_it_goes_on("day.show_gates")
def print_practice_cards(event_id: int) -> ResponseReturnValue:
    """Show four cards to practise with, on a sheet of paper."""
    cards = [(number, shown.drawn_code(address)) for number, address in practice_card_addresses()]
    event = event_to_show(event_id)
    return render_template("organiser/day/practice_cards.html", event=event, cards=cards)


def _make_keys(event_id: int) -> None:
    """Make the keys now, while nobody stands at the gate: the first phone would wait for them.

    The gate is open by now; keys that can't be kept are made when a phone asks.
    """
    with contextlib.suppress(SQLAlchemyError):
        keep_keys(
            reading_session(),
            transaction,
            event_id,
            code_key=settings().code_key,
            most=MADE_AT_OPENING,
        )


def _page(event: Event, form: GateForm, status: int = 200) -> ResponseReturnValue:
    reading = reading_session()
    links = gate.list_links(reading, event.id)
    gates = [each for each in links if not each.only_listens]
    scans = read_event(reading, event.id, {each.id: each.name for each in gates})
    count = count_now(scans, last_recount(reading, event.id), now=now())
    recent = journal.last_scans(reading, event.id, limit=LAST_SHOWN) if gates else []
    if form.name.data is None:
        form.name.data = "" if gates else _("Entrance")
    page = render_template(
        "organiser/day/gates.html",
        event=event,
        form=form,
        count=count,
        own_count=shown.own_count_words(count, event.zone),
        fullness=shown.fullness(read_room(reading, event.id), count.inside),
        gates=[shown.gate_card(each, _link(each), zone=event.zone, now=now()) for each in gates],
        conflicts=conflicts_shown(
            read_book(reading, event.id, find_conflicts(scans)), event.zone, by_card=True
        ),
        listening=[
            shown.gate_card(each, _link(each), zone=event.zone, now=now())
            for each in links
            if each.only_listens
        ],
        doors=show_doors(event) if gates else None,
        unknown_cards=[(one.value, words) for one, words in UNKNOWN_CARDS.items()],
        notes=note_lines(notes.list_notes(reading, event.id), event.zone),
        assumed=shown.assumed_words(scans.assumed),
        recent=[shown.scan_line(each, event.zone) for each in recent],
    )
    return page, status


def _link(found: Gate) -> str:
    return gate.gate_link(found, code_key=settings().code_key, base_url=settings().base_url)


def _back(event_id: int, words: str) -> ResponseReturnValue:
    flash(words, "ok")
    return redirect(url_for("day.show_gates", event_id=event_id), code=303)
