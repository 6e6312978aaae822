"""Neighbourhoods, which all organisations share: administrators of the host may rename them."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from planner.core.roles import Right
from planner.services.people import colleagues
from planner.services.plan import places
from planner.store.models import Neighbourhood
from planner.web.access import current_account, needs
from planner.web.db import reading_session, session
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.people import bp


class NeighbourhoodForm(Form):
    """Another name."""

    name = StringField(
        _l("Name of the neighbourhood"),
        validators=[
            DataRequired(_l("Type a name.")),
            Length(max=80, message=_l("This name is too long.")),
        ],
    )


@bp.get("/people/neighbourhoods")
@needs(Right.ADMINISTER)
def list_neighbourhoods() -> ResponseReturnValue:
    """List the neighbourhoods of all organisations."""
    _for_the_host()
    return render_template(
        "organiser/people/neighbourhoods.html",
        neighbourhoods=places.list_neighbourhoods(reading_session()),
    )


@bp.route("/people/neighbourhoods/<int:neighbourhood_id>", methods=["GET", "POST"])
@needs(Right.ADMINISTER, audited="neighbourhoods.rename")
def rename_neighbourhood(neighbourhood_id: int) -> ResponseReturnValue:
    """Show the name of a neighbourhood, or change it for everybody."""
    _for_the_host()
    shown = reading_session().get(Neighbourhood, neighbourhood_id)
    if shown is None:
        abort(404)
    form = NeighbourhoodForm(data={"name": shown.name}).edits()
    if not form.is_posted_and_valid():
        return _page(form, shown)
    changing = session().get_one(Neighbourhood, neighbourhood_id, with_for_update=True)
    typed, was = form.name.data or "", changing.name
    if not places.rename_neighbourhood(session(), changing, typed):
        form.name.errors = [_("There is a neighbourhood of this name.")]
        return _page(form, changing)
    session().commit()
    flash(_("%(was)s is called %(name)s now, for everybody.", was=was, name=changing.name))
    return redirect(url_for("people.list_neighbourhoods"), code=303)


def _for_the_host() -> None:
    if not colleagues.sees_all(reading_session(), current_account()):
        abort(404)


def _page(form: NeighbourhoodForm, shown: Neighbourhood) -> ResponseReturnValue:
    page = render_template("organiser/people/neighbourhood.html", form=form, neighbourhood=shown)
    return page, 422 if form.errors else 200
