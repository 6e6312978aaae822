"""What the guests of a stack of cards get at the gate: a table, a wristband, a way to go."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import Length

from planner.core.roles import Right
from planner.services.invite import batches
from planner.web.access import needs
from planner.web.db import session
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.cards import bp
from planner.web.organiser.going_on import while_it_goes_on
from planner.web.organiser.lookup import batch_to_change, batch_to_show, event_to_show


class GateWordsForm(Form):
    """One line that helpers read when a card of the stack is shown."""

    gate_words = StringField(
        _l("What do these guests get at the gate?"),
        description=_l(
            "Helpers say it when the card is read, for example: table 7, or blue wristband. "
            "Guests hear it, so not why they were invited."
        ),
        validators=[Length(max=60, message=_l("Make it shorter: 60 letters at most."))],
        render_kw={"autocomplete": "off"},
    )


@bp.route("/<int:event_id>/invitations/<int:batch_id>/gate-words", methods=["GET", "POST"])
@needs(Right.GUESTS, audited="batch_gate.edit")
@while_it_goes_on("cards.list_batches")
def edit_gate_words(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Change what is said at the gate; phones have it with their next list."""
    event, batch = event_to_show(event_id), batch_to_show(event_id, batch_id)
    form = GateWordsForm(data={"gate_words": batch.gate_words}).edits()
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/cards/gate_words.html", form=form, event=event, batch=batch
        )
        return page, 422 if form.errors else 200
    words = (form.gate_words.data or "").strip()
    batches.say_at_gate(session(), batch_to_change(event_id, batch_id), words)
    session().commit()
    flash(_("Saved. Phones at the gate have it in a minute."), "ok")
    return redirect(url_for("cards.list_batches", event_id=event_id), code=303)
