"""Write down in one press what an event needs: as the last one, or from a set."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from planner.core.roles import Right
from planner.services.logistics import uses
from planner.services.logistics.uses import UsePlan
from planner.store.models import Event
from planner.web.access import needs
from planner.web.db import reading_session, session
from planner.web.filters import day, number
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.things import bp
from planner.web.organiser.things.shown import per_words

SET = "set"


@dataclass(frozen=True)
class UseMakeLine:
    """A thing that can be put on the list: the name of its field, what it is and how many."""

    keep: str
    name: str
    how_many: str


@dataclass(frozen=True)
class UseMakePanel:
    """What a list can begin with, ready to show; `other_url` is empty where it is the set."""

    form: "UseMakeForm"
    lines: list[UseMakeLine]
    send_url: str
    from_words: str
    other_url: str


class UseMakeForm(Form):
    """Which things to put on the list; the field of each is added by `make_form`."""

    proposed: tuple[UsePlan, ...] = ()

    def validate(self, extra_validators: object = None) -> bool:
        """Check that something is left."""
        is_valid = bool(super().validate(extra_validators))
        if not self.answer():
            self.form_errors.append(_("Keep at least one thing."))
            return False
        return is_valid

    def answer(self) -> list[UsePlan]:
        """Return the things to put on the list."""
        return [one for place, one in enumerate(self.proposed) if self[_keep(place)].data]


def make_form(proposed: tuple[UsePlan, ...]) -> UseMakeForm:
    """Return the form of what is proposed, with a field for each thing."""
    fields: dict[str, object] = {"proposed": proposed}
    for place in range(len(proposed)):
        fields[_keep(place)] = BooleanField(_l("Put this on the list"), default=True)
    made: UseMakeForm = type("UseMakeFormOfThings", (UseMakeForm,), fields)()
    return made


def make_panel(event: Event) -> UseMakePanel:
    """Return the form of what a list can begin with."""
    proposed, like = uses.propose_uses(
        reading_session(), event, words=_, from_set=request.args.get("like") == SET
    )
    asked = SET if like is None else None
    return UseMakePanel(
        form=make_form(proposed),
        lines=[
            UseMakeLine(_keep(place), one.name, _how_many(one))
            for place, one in enumerate(proposed)
        ],
        send_url=url_for("things.make_uses", event_id=event.id, like=asked),
        from_words=_("What an event like this usually takes. Change what you like.")
        if like is None
        else _(
            "The same as at %(title)s, %(day)s. Nothing of it is out yet.",
            title=like.title,
            day=day(like.starts_at, like.zone),
        ),
        other_url=url_for("things.make_uses", event_id=event.id, like=SET) if like else "",
    )


@bp.route("/events/<int:event_id>/things/make", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="things.make")
def make_uses(event_id: int) -> ResponseReturnValue:
    """Show with which things a list can begin, or put them on it."""
    event = event_to_show(event_id)
    panel = make_panel(event)
    if not panel.form.is_posted_and_valid():
        page = render_template(
            "organiser/things/make.html", event=event, make=panel, form=panel.form
        )
        return page, 422 if panel.form.errors else 200
    event_to_change(event_id)
    made = uses.make_uses(session(), event_id, panel.form.answer())
    session().commit()
    if made:
        flash(ngettext("%(num)s thing is on the list.", "%(num)s things are on the list.", made))
    else:
        flash(_("There is a list already: somebody made it meanwhile."), "warn")
    return redirect(url_for("things.show_uses", event_id=event_id), code=303)


def _how_many(one: UsePlan) -> str:
    if one.count is not None:
        return number(one.count)
    return per_words(one.counted_from, one.per or 1)


def _keep(place: int) -> str:
    return f"keep-{place}"
