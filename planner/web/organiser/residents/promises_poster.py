"""A poster of what a neighbourhood was told: the largest three, with the code of its page."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventType
from planner.core.local_time import day_of
from planner.core.residents.undertakings import ToldWay
from planner.core.roles import Right
from planner.exports import pdf
from planner.exports.pdf import PromisePoster, ToldOnPaper
from planner.services.residents import telling_back, told
from planner.services.residents.telling_back import ToldBack
from planner.store.models import Neighbourhood
from planner.web import card_papers, told_back
from planner.web.access import current_account, needs
from planner.web.card_texts import direction_of
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.forms import EmptyForm
from planner.web.i18n import current_language
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.organiser.residents import bp
from planner.web.told_back import PromiseCard


@bp.get("/neighbourhoods/<int:neighbourhood_id>/promises-poster")
@needs(Right.RESIDENTS)
def show_promises_poster(neighbourhood_id: int) -> ResponseReturnValue:
    """Show the poster of a neighbourhood, and how to print it."""
    told_now = _told_or_404(neighbourhood_id)
    is_there = bool(told_now.promises)
    if request.args.get("give") == "picture":
        if not is_there or not pdf.is_available():
            abort(404)
        return card_papers.give_picture(_poster(told_now))
    return render_template(
        "organiser/residents/promises_poster.html",
        name=told_now.neighbourhood.name,
        neighbourhood_id=neighbourhood_id,
        is_there=is_there,
        has_pdf=pdf.is_available(),
        page_url=told_back.promises_url(told_now.neighbourhood),
    )


@bp.post("/neighbourhoods/<int:neighbourhood_id>/promises-poster")
@needs(Right.RESIDENTS, audited="promises.poster")
def print_promises_poster(neighbourhood_id: int) -> ResponseReturnValue:
    """Give the poster as PDF, and note that it was printed."""
    told_now = _told_or_404(neighbourhood_id)
    if not told_now.promises or not pdf.is_available() or not EmptyForm().is_posted_and_valid():
        abort(404)
    poster = _poster(told_now)

    def make() -> bytes:
        made = pdf.render_promise_poster(poster)
        ours = current_account().organisation_id
        shown = [
            one.promise.id
            for one in telling_back.largest(told_now)
            if one.promise.organisation_id == ours
        ]
        today = day_of(now(), settings().zone)
        told.note_told(session(), shown, ToldWay.POSTER, today=today)
        session().commit()
        return made

    return card_papers.give_pdf(
        make,
        f"{told_now.neighbourhood.slug}-poster.pdf",
        sorry_url=url_for("residents.show_promises_poster", neighbourhood_id=neighbourhood_id),
    )


def _poster(told_now: ToldBack) -> PromisePoster:
    place = told_now.neighbourhood
    path = url_for("public.show_neighbourhood_promises", slug=place.slug)
    url = settings().base_url + path
    language = current_language()
    return PromisePoster(
        title=_("You said, we did"),
        place=place.name,
        language=language,
        direction=direction_of(language),
        cover=EventType.INSPECTION,
        told=tuple(_on_paper(one) for one in told_back.cards_of(telling_back.largest(told_now))),
        url=url,
        address_words=url.partition("://")[2],
        scan=_("Scan the code and read more."),
        type_in=_("Or type on your phone:"),
        document_title=_("You said, we did: %(name)s", name=place.name),
    )


def _on_paper(card: PromiseCard) -> ToldOnPaper:
    words = f"{card.words_by} “{card.words}”".strip() if card.words else ""
    lines = (*card.said, words, card.passed_on, card.first, card.told_by)
    return ToldOnPaper(
        card.picture, card.state, card.sentence, tuple(line for line in lines if line)
    )


def _told_or_404(neighbourhood_id: int) -> ToldBack:
    place = reading_session().get(Neighbourhood, neighbourhood_id)
    if place is None:
        abort(404)
    return told_back.tell_back(place)
