"""A poster for a wall, with the code of the event's public page."""

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.exports import pdf
from planner.exports.pdf import Paper
from planner.store.models import Event
from planner.web import card_papers, card_pdfs
from planner.web.access import needs
from planner.web.card_papers import PaperPage
from planner.web.event_links import is_listed
from planner.web.i18n import gettext as _
from planner.web.organiser.cards import bp
from planner.web.organiser.going_on import while_it_goes_on
from planner.web.organiser.lookup import event_to_show


@bp.get("/<int:event_id>/invitations/poster")
@needs(Right.GUESTS)
@while_it_goes_on("cards.list_batches")
def show_poster(event_id: int) -> ResponseReturnValue:
    """Show the poster; an event that is not public has none."""
    event = event_to_show(event_id)
    if request.args.get("give") == "picture" and is_listed(event) and pdf.is_available():
        return card_papers.give_picture(card_pdfs.poster(event, Paper.A4))
    return PaperPage(
        title=_("Poster for %(title)s", title=event.title),
        lines=[_("One page for a wall, a window or a lift. Print it at full size.")],
        picture_url=url_for("cards.show_poster", event_id=event.id, give="picture"),
        files=[
            (url_for("cards.download_poster_pdf", event_id=event.id), _("As PDF of A3")),
            (
                url_for("cards.download_poster_pdf", event_id=event.id, paper="a4"),
                _("As PDF of A4"),
            ),
        ],
        back=(url_for("cards.list_batches", event_id=event.id), _("Cards")),
        nothing=_nothing(event),
    ).answer()


def _nothing(event: Event) -> str:
    """Say why there is no poster; nothing where there is one."""
    if is_listed(event):
        return ""
    if event.is_public:
        return _("This is a draft, so its code would lead nowhere. Publish it first.")
    return _(
        "This event is not public, so it has no public page and no poster. Give people cards "
        "instead."
    )


@bp.get("/<int:event_id>/invitations/poster.pdf")
@needs(Right.GUESTS)
@while_it_goes_on("cards.list_batches")
def download_poster_pdf(event_id: int) -> ResponseReturnValue:
    """Give the poster as PDF, of A3 unless A4 is asked for."""
    event = event_to_show(event_id)
    if not is_listed(event) or not pdf.is_available():
        abort(404)
    paper = Paper.A4 if request.args.get("paper") == Paper.A4.value else Paper.A3
    return card_papers.give_pdf(
        lambda: pdf.render_poster(card_pdfs.poster(event, paper)),
        f"{event.slug}-poster.pdf",
        sorry_url=url_for("cards.show_poster", event_id=event.id),
    )
