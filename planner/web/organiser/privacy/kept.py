"""What we keep: find and erase somebody's data, and see what was erased and what is next."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from planner.core.roles import Right
from planner.core.texts import N_
from planner.services.outbox import posting
from planner.services.privacy import erased, erasing, find_somebody
from planner.services.privacy.erased import Went
from planner.services.privacy.erasing_named import find_named
from planner.services.privacy.find_somebody import NAMED_AT, Found, What
from planner.store.models import (
    Event,
    Helper,
    Intermediary,
    Invitation,
    Organisation,
    PromiseFollower,
    Supplier,
)
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day, number, short_day
from planner.web.forms import EmptyForm, Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.keeping import erasure_log, retention, retention_of
from planner.web.mail_posts import farewell
from planner.web.numbers import key_number, whole_number
from planner.web.organiser.privacy import bp

KINDS: Mapping[str, str] = {
    "account_links": N_("links to accounts that are too old"),
    "accounts": N_("closed accounts"),
    "accesses": N_("private pages of who hands cards out"),
    "addresses": N_("addresses that guests left"),
    "answers": N_("answers"),
    "asked": N_("because somebody asked"),
    "audits": N_("notes of who did what"),
    "calendar_keys": N_("stopped addresses of private calendars"),
    "changes": N_("earlier answers"),
    "connections": N_("connections over which answers came"),
    "contacts": N_("names to call"),
    "submissions": N_("notes on when answers without a card came"),
    "deleted": N_("what was deleted before and could be put back"),
    "dealt": N_("notes that arrivals were looked at"),
    "gate_notes": N_("notes from the gate"),
    "remarks": N_("remarks of residents"),
    "receipts": N_("notes that a phone's remark arrived"),
    "seen": N_("notes that somebody saw what guests said"),
    "followers": N_("addresses of who wanted to hear what became of what was said"),
    "gate_words": N_("what guests are told at the entrance"),
    "intermediaries": N_("people who hand cards out"),
    "letters": N_("words of mail that was given up"),
    "links": N_("stacks and who handed them out"),
    "mails": N_("notes on mail that was sent"),
    "incoming": N_("notes on mail that came in"),
    "resting": N_("addresses from which mail came back"),
    "households": N_("words and cookies that open what a household told"),
    "merges": N_("cards of the same people"),
    "named": N_("names, numbers and notes in run sheets, tasks, things and costs"),
    "names": N_("names of guests"),
    "phones": N_("phones at the gate"),
    "helped": N_("shifts that somebody helped in"),
    "helpers": N_("neighbours who helped"),
    "errands": N_("trips for food that ran short"),
    "requests": N_("requests"),
    "reasons": N_("reasons and remarks in your own words"),
    "scans": N_("times of arrival"),
    "sign_ins": N_("old sign-ins"),
    "sent_forms": N_("how forms were answered"),
    "stacks": N_("names of stacks and gates"),
    "suppliers": N_("private people who delivered"),
    "throttles": N_("counts of failures"),
    "told": N_("notes that somebody was told of a change"),
    "uploads": N_("calendar files that nobody took over"),
    "waits": N_("places in the line"),
}


@dataclass(frozen=True)
class FoundShown:
    """One thing that is kept of somebody."""

    title: str
    where: str
    lines: list[str]
    erase_url: str
    note: str
    what: str
    key: int


def found_shown(found: Found) -> FoundShown:
    """Say what is kept, how much and where; never what somebody eats."""
    event = found.event
    where = f"{event.title} · {day(event.starts_at, event.zone)}" if event else ""
    is_empty = found.what is What.CARD and not _lines(found)
    can_go = found.what is not What.ACCOUNT and not is_empty
    return FoundShown(
        title=_title(found),
        where=where,
        lines=_lines(found),
        erase_url=url_for("privacy.ask_to_erase", what=found.what.value, id=found.key)
        if can_go
        else "",
        note=_("Nothing is kept with this card.") if is_empty else _note(found),
        what=found.what.value,
        key=found.key,
    )


def went_shown(went: Went, zone: str) -> tuple[str, str, list[tuple[str, str]]]:
    """Return the day, the event and what went, in words."""
    kinds = [(_(KINDS.get(kind, kind)), number(rows)) for kind, rows in sorted(went.rows.items())]
    title = went.event.title if went.event else _("Of no event")
    return short_day(went.at, went.event.zone if went.event else zone), title, kinds


NAMED_IN: Mapping[What, str] = {
    What.ON_SHEET: N_("“%(name)s” in a run sheet"),
    What.AT_TASK: N_("“%(name)s” at a task"),
    What.AT_PERMIT: N_("“%(name)s” at a permit"),
    What.AT_DELIVERY: N_("“%(name)s” at a delivery"),
    What.AT_THING: N_("“%(name)s” at a thing"),
    What.AT_COST: N_("“%(name)s” at an amount"),
}


def _title(found: Found) -> str:
    if found.what is What.CARD:
        card = _("Card %(number)s", number=number(found.number))
        return f"{card} · {found.name}" if found.name else card
    if found.what is What.GIVER:
        return _("%(name)s hands cards out", name=found.name)
    if found.what in {What.CONTACT, What.USUALLY_CALLED}:
        return _("%(name)s can be called", name=found.name or _("Somebody"))
    if found.what is What.HELPER:
        return _("%(name)s helps", name=found.name or _("Somebody"))
    if found.what is What.SUPPLIER:
        return _("%(name)s delivers", name=found.name)
    if found.what in NAMED_IN:
        return _(NAMED_IN[found.what], name=found.name)
    if found.what is What.FOLLOWER:
        return _("%(name)s asked to hear what became of it", name=found.name)
    return _("%(name)s is an organiser", name=found.name)


def _lines(found: Found) -> list[str]:
    kept = found.kept
    if found.what is What.HELPER:
        return [ngettext("%(num)s shift", "%(num)s shifts", kept.shifts)] if kept.shifts else []
    if found.what is What.ACCOUNT:
        lines = ngettext("%(num)s line in run sheets", "%(num)s lines in run sheets", kept.lines)
        tasks = ngettext("%(num)s task", "%(num)s tasks", kept.tasks)
        return [words for words, count in ((lines, kept.lines), (tasks, kept.tasks)) if count]
    if found.what is not What.CARD:
        return []
    counts = (
        (kept.answers, _("answer")),
        (kept.changes, _("earlier answers")),
        (kept.scans, _("times of arrival")),
        (kept.waits, _("place in the line")),
        (int(kept.has_name), _("name, telephone number and e-mail address")),
    )
    return [f"{words}: {number(count)}" for count, words in counts if count]


def _note(found: Found) -> str:
    if found.what is What.CARD:
        return _("Times of arrival stay until the answers go: they say how many came.")
    if found.what is What.GIVER:
        return _("The cards stay good. The private page closes.")
    if found.what in {What.CONTACT, What.USUALLY_CALLED}:
        return _("Guests then call the number of the organisation.")
    if found.what is What.HELPER:
        return _(
            "Their places come free, and their own page closes. What they did before stays as "
            "a number."
        )
    if found.what is What.SUPPLIER:
        return _("What they brought, and what it cost, stays without their name.")
    if found.what in NAMED_IN:
        return _("What it stands with stays, without these words.")
    if found.what is What.FOLLOWER:
        return _("No mail of what became of it goes there any more.")
    return _("Whoever runs the planner closes an account; some days later it is erased.")


class FindForm(Form):
    """What somebody who asks for their data can tell."""

    words = StringField(
        _l("Card number, name, telephone number or e-mail address"),
        description=_l("Of a card that somebody else handed out we know only the number."),
        validators=[
            InputRequired(_l("Type a number, a name, a telephone number or an address.")),
            Length(max=254, message=_l("Type fewer letters.")),
        ],
        render_kw={"autocomplete": "off"},
    )


@bp.get("/kept")
@needs(Right.PLAN)
def show_kept() -> ResponseReturnValue:
    """Show for how long things are kept, and what goes when."""
    keep = retention()
    return render_template(
        "organiser/privacy/kept.html",
        keep_days=retention_of(current_account().organisation).keep_days,
        audit_days=keep.audit_days,
        coming=[
            (one.event.title, day(one.on), one.answers)
            for one in erased.list_coming(reading_session(), keep=keep, now=now())
        ],
    )


@bp.get("/kept/erased")
@needs(Right.PLAN)
def show_erased() -> ResponseReturnValue:
    """Show what was erased: counts by event and kind."""
    zone = settings().zone
    rows = [went_shown(one, zone) for one in erased.list_went(reading_session())]
    return render_template("organiser/privacy/kept_erased.html", rows=rows)


@bp.get("/kept/find")
@needs(Right.PLAN)
def find_kept() -> ResponseReturnValue:
    """Ask whom to look for. What is typed is sent, not put into an address."""
    return render_template("organiser/privacy/kept_find.html", form=FindForm(), found=None)


@bp.post("/kept/find")
@needs(Right.PLAN, audited="kept.look")
def look_at_kept() -> ResponseReturnValue:
    """Show what is kept of somebody."""
    form = FindForm()
    if not form.is_posted_and_valid():
        return render_template("organiser/privacy/kept_find.html", form=form, found=None), 422
    rows = [
        found_shown(one) for one in find_somebody.find(reading_session(), form.words.data or "")
    ]
    return render_template("organiser/privacy/kept_find.html", form=form, found=rows)


@bp.get("/kept/erase")
@needs(Right.PLAN)
def ask_to_erase() -> ResponseReturnValue:
    """Ask before something is erased: that can't be undone."""
    one = _asked_for(reading_session())
    return render_template(
        "organiser/privacy/kept_erase.html", form=EmptyForm(), shown=found_shown(one)
    )


@bp.post("/kept/erase")
@needs(Right.PLAN, fresh=True, audited="kept.erase")
def erase_person() -> ResponseReturnValue:
    """Erase it, also from what an older backup would bring back."""
    one = _asked_for(session())
    log = erasure_log()
    if one.what is What.CARD:
        invitation = session().get_one(Invitation, one.key)
        letters = farewell(session(), invitation, now=now())
        erasing.erase_card(session(), invitation, log=log, now=now())
        posting.queue(session(), letters, now=now())
    elif one.what is What.GIVER:
        erasing.erase_giver(session(), session().get_one(Intermediary, one.key), log=log, now=now())
    elif one.what is What.HELPER:
        erasing.erase_helper(session(), session().get_one(Helper, one.key), log=log, now=now())
    elif one.what is What.SUPPLIER:
        supplier = session().get_one(Supplier, one.key)
        erasing.erase_supplier(session(), supplier, log=log, now=now())
    elif one.what in NAMED_AT:
        rows = find_named(session(), NAMED_AT[one.what], one.key)
        erasing.erase_named(session(), rows, log=log, now=now())
    elif one.what is What.USUALLY_CALLED:
        ours = session().get_one(Organisation, one.key)
        erasing.erase_usual_contact(session(), ours, log=log, now=now())
    elif one.what is What.FOLLOWER:
        follower = session().get_one(PromiseFollower, one.key)
        erasing.erase_follower(session(), follower, log=log, now=now())
    else:
        erasing.erase_contact(session(), session().get_one(Event, one.key), log=log, now=now())
    session().commit()
    flash(_("It is erased."), "ok")
    return redirect(url_for("privacy.find_kept"), code=303)


def _asked_for(db: Session) -> Found:
    """Return what the address names; accounts are closed with `planner user disable`."""
    what = request.values.get("what", "")
    read = key_number if what in (What.FOLLOWER, What.HELPER) else whole_number
    key = request.values.get("id", type=read) or 0
    one: Found | None = None
    if what == What.FOLLOWER:
        if (follower := db.get(PromiseFollower, key)) is not None:
            one = Found(What.FOLLOWER, key, name=follower.address)
    elif what == What.HELPER:
        one = find_somebody.find_helper(db, key)
    elif what == What.SUPPLIER:
        if (supplier := db.get(Supplier, key)) is not None:
            one = Found(What.SUPPLIER, key, name=supplier.name)
    elif what in NAMED_IN:
        one = find_somebody.find_named_at(db, What(what), key)
    elif what == What.CARD:
        one = find_somebody.find_card(db, key)
    elif what == What.USUALLY_CALLED:
        ours = find_somebody.usual_contact_of(db)
        if ours is not None and ours.id == key:
            one = Found(What.USUALLY_CALLED, key, name=ours.contact_name)
    elif what == What.GIVER and (giver := db.get(Intermediary, key)) is not None:
        one = Found(What.GIVER, key, name=giver.name)
    elif what == What.CONTACT and (event := db.get(Event, key)) is not None:
        one = Found(What.CONTACT, key, event=event, name=event.contact_name)
    if one is None:
        abort(404)
    return one
