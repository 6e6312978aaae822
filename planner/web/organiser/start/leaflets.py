"""A sheet of A4 for who helps, in any of the guests' languages: from help, and from an event."""

from collections.abc import Callable, Mapping

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.core.texts import N_
from planner.exports import pdf
from planner.store.models import Event
from planner.translations.reading import guest_languages
from planner.web import card_papers
from planner.web.access import current_account, needs
from planner.web.card_papers import PaperPage
from planner.web.card_texts import name_of as name_of_language
from planner.web.i18n import current_language
from planner.web.i18n import gettext as _
from planner.web.leaflet_texts import LeafletKind, leaflet_of
from planner.web.organiser.lookup import event_to_show
from planner.web.organiser.start import bp

NAMES: Mapping[LeafletKind, str] = {
    LeafletKind.GATE: N_("Sheet for at the gate"),
    LeafletKind.CONTACT: N_("Sheet for the contact person"),
    LeafletKind.COOK: N_("Sheet for the cook"),
}


@bp.get("/leaflets/<who>")
@needs(Right.SIGNED_IN)
def show_leaflet(who: str) -> ResponseReturnValue:
    """Show a sheet with the number of the organisation on it."""
    return _page(
        _who(who),
        None,
        (url_for("start.show_help_index"), _("Help")),
        here=lambda **more: url_for("start.show_leaflet", who=who, **more),
        file=lambda **more: url_for("start.download_leaflet", who=who, **more),
    )


@bp.get("/leaflets/<who>.pdf")
@needs(Right.SIGNED_IN)
def download_leaflet(who: str) -> ResponseReturnValue:
    """Give that sheet as PDF."""
    return _file(_who(who), None, sorry_url=url_for("start.show_leaflet", who=who))


@bp.get("/events/<int:event_id>/leaflets/<who>")
@needs(Right.LOOK)
def show_event_leaflet(event_id: int, who: str) -> ResponseReturnValue:
    """Show a sheet for one event: when and where it is, and whom to call there."""
    event = event_to_show(event_id)
    return _page(
        _who(who),
        event,
        (url_for("desk.show_event", event_id=event_id), event.title),
        here=lambda **more: url_for("start.show_event_leaflet", event_id=event_id, who=who, **more),
        file=lambda **more: url_for(
            "start.download_event_leaflet", event_id=event_id, who=who, **more
        ),
    )


@bp.get("/events/<int:event_id>/leaflets/<who>.pdf")
@needs(Right.LOOK)
def download_event_leaflet(event_id: int, who: str) -> ResponseReturnValue:
    """Give that sheet as PDF."""
    sorry_url = url_for("start.show_event_leaflet", event_id=event_id, who=who)
    return _file(_who(who), event_to_show(event_id), sorry_url=sorry_url)


def leaflet_name(who: str) -> str:
    """Return what a sheet is called."""
    return _(NAMES[LeafletKind(who)])


def _page(
    who: LeafletKind,
    event: Event | None,
    back: tuple[str, str],
    *,
    here: Callable[..., str],
    file: Callable[..., str],
) -> ResponseReturnValue:
    language = _language()
    if request.args.get("give") == "picture" and pdf.is_available():
        return card_papers.give_picture(
            leaflet_of(who, language, current_account().organisation, event)
        )
    return PaperPage(
        title=_(NAMES[who]),
        lines=[
            _("One page of A4: what to do, and whom to call."),
            _("Its language: %(language)s.", language=name_of_language(language)),
        ],
        picture_url=here(language=language, give="picture"),
        files=[(file(language=language), _("As PDF of A4"))],
        others=[
            (here(language=code), name_of_language(code))
            for code in guest_languages()
            if code != language
        ],
        back=back,
    ).answer()


def _file(who: LeafletKind, event: Event | None, *, sorry_url: str) -> ResponseReturnValue:
    if not pdf.is_available():
        abort(404)
    language, organisation = _language(), current_account().organisation
    return card_papers.give_pdf(
        lambda: pdf.render_leaflet(leaflet_of(who, language, organisation, event)),
        f"{event.slug if event else 'help'}-{who.value}-{language}.pdf",
        sorry_url=sorry_url,
    )


def _who(sent: str) -> LeafletKind:
    found = next((one for one in LeafletKind if one.value == sent), None)
    if found is None:
        abort(404)
    return found


def _language() -> str:
    """Return the language that was chosen; that of this page where none was, if guests have it."""
    asked = request.args.get("language") or current_language()
    return asked if asked in guest_languages() else guest_languages()[0]
