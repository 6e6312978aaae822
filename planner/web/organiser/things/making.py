"""Write down in one press what an event needs: as the last one, or from a set."""

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.logistics import uses
from planner.services.logistics.earlier import FROM_SET
from planner.services.logistics.uses import UsePlan
from planner.store.models import Event
from planner.web.access import needs
from planner.web.db import reading_session, session
from planner.web.filters import day, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.first_lines import FirstLine, FirstLines, first_lines_form
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.things import bp
from planner.web.organiser.things.shown import per_words


def make_panel(event: Event) -> FirstLines:
    """Return the form of what a list can begin with."""
    return _panel(event, *_propose(event))


@bp.route("/events/<int:event_id>/things/make", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="things.make")
def make_uses(event_id: int) -> ResponseReturnValue:
    """Show with which things a list can begin, or put them on it."""
    event = event_to_show(event_id)
    proposed, like = _propose(event)
    make = _panel(event, proposed, like)
    if not make.form.is_posted_and_valid():
        title = _("Things to begin with for %(title)s", title=event.title)
        return make.page(event, title=title, heading=_("Things to begin with"), back=_("Things"))
    kept = make.form.kept()
    event_to_change(event_id)
    plans = [one for place, one in enumerate(proposed) if place in kept]
    made = uses.make_uses(session(), event_id, plans)
    session().commit()
    if made:
        flash(ngettext("%(num)s thing is on the list.", "%(num)s things are on the list.", made))
    else:
        flash(_("There is a list already: somebody made it meanwhile."), "warn")
    return redirect(url_for("things.show_uses", event_id=event_id), code=303)


def _propose(event: Event) -> tuple[Sequence[UsePlan], Event | None]:
    like_id = request.args.get("like", type=int)
    return uses.propose_uses(reading_session(), event, words=_, like_id=like_id)


def _panel(event: Event, proposed: Sequence[UsePlan], like: Event | None) -> FirstLines:
    lines = [FirstLine(place, one.name, about=_how_many(one)) for place, one in enumerate(proposed)]
    return FirstLines(
        form=first_lines_form(lines, nothing_kept=_("Keep at least one thing.")),
        send_url=url_for("things.make_uses", event_id=event.id, like=like.id if like else FROM_SET),
        send_words=_("Put these on the list"),
        from_words=_("What an event like this usually takes. Change what you like.")
        if like is None
        else _(
            "The same as at %(title)s, %(day)s. Nothing of it is out yet.",
            title=like.title,
            day=day(like.starts_at, like.zone),
        ),
        other_url=url_for("things.make_uses", event_id=event.id, like=FROM_SET) if like else "",
    )


def _how_many(one: UsePlan) -> str:
    if one.count is not None:
        return number(one.count)
    return per_words(one.counted_from, one.per or 1)
