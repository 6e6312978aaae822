"""Tell it back: where one promise was told and where not yet, by mail, and aloud at an event."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.core.enums import EventState
from planner.core.local_time import day_of
from planner.core.residents.shown import heads_of
from planner.core.residents.undertakings import ToldWay
from planner.core.roles import Right
from planner.services.residents import mailing_back, telling_back, telling_rows, told
from planner.services.residents.telling_rows import Tellings
from planner.store.models import Event, Promise, PromiseTold
from planner.web import told_back
from planner.web.access import needs, page_before
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day
from planner.web.forms import EmptyForm
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.mail_ways import can_mail
from planner.web.organiser.lookup import event_to_show
from planner.web.organiser.residents import bp
from planner.web.promise_letters import letters_about
from planner.web.spoken_back import SpokenLine, aloud


@dataclass(frozen=True, kw_only=True)
class TellingWay:
    """One way to tell residents.

    Attributes:
        picture: its pictogram; a tick where they were told of the last news.
        title: what it is.
        text: when it was told last, or what it takes.
        is_told: whether residents were told so of what was last said.
        url: where it is read or made; empty for nowhere.
        words: of the link or the button.
        is_press: whether a press tells it, rather than leads to it.
    """

    picture: str
    title: str
    text: str
    is_told: bool
    url: str = ""
    words: str = ""
    is_press: bool = False


@dataclass(frozen=True)
class AloudPanel:
    """What the host can say at an event: sentences, and the numbers of their promises."""

    lines: list[SpokenLine]
    numbers: str


def telling_panel(session: Session, promise: Promise) -> dict[str, Any]:
    """Return what the panel 'tell it' shows of a promise: is it public, and each way to tell it."""
    found = telling_rows.tellings_of(session, promise, now=now())
    if not telling_back.is_told(promise) or promise.neighbourhood is None:
        return {"why_not": _why_not(promise), "ways": _told_before(found)}
    return {"why_not": "", "ways": _ways(session, promise, found)}


def say_aloud_panel(event: Event) -> AloudPanel | None:
    """Return what the host can say at an event, before it and while it goes on."""
    place = event.neighbourhood
    if place is None or event.state is not EventState.PUBLISHED or event.ends_at <= now():
        return None
    lines = aloud(told_back.tell_back(place), event.organisation_id, event.id)
    return AloudPanel(lines, ",".join(str(one.number) for one in lines)) if lines else None


@bp.post("/events/<int:event_id>/said-aloud")
@needs(Right.RESIDENTS, audited="promises.aloud")
def note_said_aloud(event_id: int) -> ResponseReturnValue:
    """Note that the host told it to everybody: what was shown, as far as it can still be read."""
    event = event_to_show(event_id)
    panel = say_aloud_panel(event)
    shown = set(request.form.get("numbers", "").split(","))
    if EmptyForm().is_posted_and_valid() and panel is not None:
        said = [one.promise_id for one in panel.lines if str(one.number) in shown]
        today = day_of(now(), event.zone)
        told.note_told(session(), said, ToldWay.ALOUD, today=today, event_id=event_id)
        session().commit()
        flash(_("Noted: people heard it at this event."), "ok")
    return redirect(url_for("desk.show_event", event_id=event_id), code=303)


@bp.post("/promises/<int:promise_number>/tell")
@bp.post("/events/<int:event_id>/promises/<int:promise_number>/tell")
@needs(Right.RESIDENTS, audited="promises.tell")
def tell_followers(promise_number: int, event_id: int | None = None) -> ResponseReturnValue:
    """Write to who asked what became of it; whoever presses twice writes once."""
    reading = reading_session()
    promise = telling_rows.find_promise(reading, promise_number, event_id)
    if promise is None:
        abort(404)
    if EmptyForm().is_posted_and_valid():
        flash(*_tell(promise))
    return redirect(page_before() or url_for("events.list_events"), code=303)


def _tell(promise: Promise) -> tuple[str, str]:
    """Queue the letters, and return what to say of it and how."""
    place, zone, moment = promise.neighbourhood, settings().zone, now()
    told_now = None
    if place is not None:
        all_told = told_back.tell_back(place).promises
        told_now = next((one for one in all_told if one.promise.id == promise.id), None)
    if place is None or told_now is None:
        return _("Residents can't read this promise yet, so nobody was written to."), "warn"
    if not can_mail():
        return _("No mail leaves from this planner, so nobody was written to."), "warn"
    # Written before the only writer's turn is taken: a gate must not wait for letters.
    reading, code_key = reading_session(), settings().code_key
    followers = mailing_back.followers_of(
        reading, promise, zone=zone, now=moment, code_key=code_key
    )
    if not followers:
        return _("Nobody has asked to hear of this neighbourhood yet."), "warn"
    update_id = told.latest_updates(reading, [promise.id]).get(promise.id)
    letters = letters_about(told_now, place, followers, update_id=update_id)
    queued = mailing_back.tell_followers(
        session(), promise, letters, update_id=update_id, zone=zone, now=moment
    )
    session().commit()
    if not queued:
        return _("They were told of this before. Nothing was sent again."), "warn"
    return _("They get a mail with what became of it."), "ok"


def _ways(session: Session, promise: Promise, found: Tellings) -> list[TellingWay]:
    place, coming = promise.neighbourhood, found.next_event
    assert place is not None  # noqa: S101 - only a promise of one is told
    pages = told_back.promises_url(place)
    return [
        _way(found, ToldWay.NEIGHBOURHOOD_PAGE, pages, _("Read the page")),
        _way(
            found,
            ToldWay.EVENT_PAGE,
            url_for("public.show_public_event", slug=promise.event.slug) if promise.event else "",
            _("Read the page"),
        ),
        _way(
            found,
            ToldWay.CARD,
            url_for("residents.set_promise_line", event_id=coming.id, about=promise.number)
            if coming
            else "",
            _("Put a line on the cards"),
        ),
        _way(
            found,
            ToldWay.POSTER,
            url_for("residents.show_promises_poster", neighbourhood_id=place.id),
            _("Make the poster"),
        ),
        _way(
            found,
            ToldWay.ALOUD,
            url_for("desk.show_event", event_id=coming.id) if coming else "",
            _("See what to say"),
        ),
        _by_mail(session, promise, found),
    ]


def _way(found: Tellings, way: ToldWay, url: str, words: str) -> TellingWay:
    rows = found.by_way.get(way, ())
    is_told = found.is_told(way)
    return TellingWay(
        picture="check" if is_told else _PICTURES[way],
        title=_names()[way],
        text=_when(found, rows[0], is_told=is_told) if rows else _("Not yet"),
        is_told=is_told,
        url=url,
        words=words if url else "",
    )


def _by_mail(session: Session, promise: Promise, found: Tellings) -> TellingWay:
    known = _way(found, ToldWay.MAIL, "", "")
    rows = found.by_way.get(ToldWay.MAIL, ())
    follow = mailing_back.count_followers(session, promise, zone=settings().zone, now=now())
    address: dict[str, Any] = {"promise_number": promise.number, "event_id": promise.event_id}
    asks = bool(follow) and not known.is_told and can_mail()
    text = known.text
    if rows and rows[0].heads:
        text = f"{text}. {_written_to(rows[0].heads)}"
    elif not rows:
        text = _follow_words(follow)
    return TellingWay(
        picture=known.picture,
        title=known.title,
        text=text,
        is_told=known.is_told,
        url=url_for("residents.tell_followers", **address) if asks else "",
        words=_("Tell who asked") if asks else "",
        is_press=asks,
    )


def _told_before(found: Tellings) -> list[TellingWay]:
    return [_way(found, way, "", "") for way in ToldWay if found.by_way.get(way)]


def _when(found: Tellings, row: PromiseTold, *, is_told: bool) -> str:
    event = found.events.get(row.event_id or 0)
    on = day(row.told_on)
    if event is None:
        return (
            _("Told on %(day)s", day=on)
            if is_told
            else _("Told on %(day)s, and not of what came after", day=on)
        )
    if is_told:
        return _("Told on %(day)s at %(title)s", day=on, title=event.title)
    return _("Told on %(day)s at %(title)s, and not of what came after", day=on, title=event.title)


def _written_to(heads: int) -> str:
    shown = heads_of(heads)
    if shown.is_few:
        return _("A few people got it")
    return ngettext(
        "%(num)s person or more got it", "%(num)s people or more got it", shown.at_least
    )


def _follow_words(follow: int) -> str:
    if not follow:
        return _("Nobody has asked for it yet")
    shown = heads_of(follow)
    if shown.is_few:
        return _("A few people asked for it")
    return ngettext(
        "%(num)s person or more asked for it",
        "%(num)s people or more asked for it",
        shown.at_least,
    )


def _why_not(promise: Promise) -> str:
    if not promise.is_public:
        return _("Residents can't read it: nobody has made it public.")
    if promise.neighbourhood is None:
        return _("Residents can't read it: it is in no neighbourhood.")
    return _("Residents can't read it: it needs a partner, a day and, as a promise, their yes.")


_PICTURES = {
    ToldWay.NEIGHBOURHOOD_PAGE: "globe",
    ToldWay.EVENT_PAGE: "calendar",
    ToldWay.CARD: "ticket",
    ToldWay.POSTER: "printer",
    ToldWay.MAIL: "envelope",
    ToldWay.ALOUD: "megaphone",
}


def _names() -> dict[ToldWay, str]:
    return {
        ToldWay.NEIGHBOURHOOD_PAGE: _("On the page of the neighbourhood"),
        ToldWay.EVENT_PAGE: _("On the page of the event"),
        ToldWay.CARD: _("On the cards"),
        ToldWay.POSTER: _("On a poster"),
        ToldWay.MAIL: _("By mail to who asked"),
        ToldWay.ALOUD: _("Aloud at an event"),
    }
