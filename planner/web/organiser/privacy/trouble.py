"""Something went wrong: what to do when data got out, with what this planner can do about it."""

from typing import Any

from flask import Response, render_template
from flask.json import dumps
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.privacy import audit, breach
from planner.services.privacy.audit import AuditFilter
from planner.store.models import Event
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.keeping import forget_on
from planner.web.organiser.lookup import event_to_show
from planner.web.organiser.privacy import bp
from planner.web.organiser.privacy.audit import entry_shown
from planner.web.who_runs import runner_of

MOST_ENTRIES = 500


@bp.get("/events/<int:event_id>/trouble")
@needs(Right.MANAGE)
def show_trouble(event_id: int) -> ResponseReturnValue:
    """Show the steps, and who can be reached."""
    event = event_to_show(event_id)
    facts = breach.facts_of(reading_session(), event)
    return render_template(
        "organiser/privacy/trouble.html",
        event=event,
        reach=_reach(facts),
        has_names=facts.named > 0,
    )


@bp.get("/events/<int:event_id>/trouble/facts.json")
@needs(Right.MANAGE)
def download_trouble_facts(event_id: int) -> ResponseReturnValue:
    """Give the facts that a report asks for: counts and what was done, and no name of a guest."""
    event = event_to_show(event_id)
    response = Response(
        dumps(_facts(event), indent=2, ensure_ascii=False, sort_keys=False),
        mimetype="application/json",
    )
    response.headers["Content-Disposition"] = "attachment; filename=facts.json"
    return response


def _facts(event: Event) -> dict[str, Any]:
    found = breach.facts_of(reading_session(), event)
    entries = audit.list_entries(
        reading_session(), AuditFilter(event_id=event.id), most=MOST_ENTRIES
    )
    shown = [entry_shown(one, settings().zone) for one in entries]
    return {
        "organisation": runner_of(event).name,
        "event": event.title,
        "starts_at": event.starts_at.isoformat(),
        "made_at": now().isoformat(),
        "erased_on": forget_on(event).isoformat(),
        "kept": found.as_fields(),
        "who_did_what": [{"at": one.moment.isoformat(), "what": one.sentence} for one in shown],
    }


def _reach(facts: breach.Facts) -> list[str]:
    words = [
        ngettext(
            "%(num)s guest by telephone", "%(num)s guests by telephone", facts.named_with_phone
        ),
        ngettext("%(num)s guest by e-mail", "%(num)s guests by e-mail", facts.named_with_email),
    ]
    if facts.cards_through_givers:
        words.append(
            ngettext(
                "%(num)s household through whoever gave them the card: %(names)s",
                "%(num)s households through whoever gave them the card: %(names)s",
                facts.cards_through_givers,
                names=", ".join(facts.givers) or _("nobody by name"),
            )
        )
    if facts.helpers:
        words.append(
            _(
                "%(n)s helpers: %(phone)s by telephone, %(mail)s by e-mail",
                n=number(facts.helpers),
                phone=number(facts.helpers_with_phone),
                mail=number(facts.helpers_with_email),
            )
        )
    if facts.others_with_phone:
        words.append(
            ngettext(
                "%(num)s person who delivers, lends something or has a task, by telephone",
                "%(num)s people who deliver, lend something or have a task, by telephone",
                facts.others_with_phone,
            )
        )
    words.append(
        ngettext(
            "%(num)s other card: only its own page can tell them",
            "%(num)s other cards: only their own pages can tell them",
            facts.other_cards,
        )
    )
    return words
