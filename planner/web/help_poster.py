"""A poster that asks for help, in any of the languages of guests; and where its code leads."""

from planner.exports.pdf import Paper, PaperTexts, Poster, PrintedFact
from planner.store.models import Event
from planner.web import event_facts
from planner.web.card_texts import direction_of
from planner.web.event_words import title_of
from planner.web.i18n import gettext as _
from planner.web.i18n import in_language
from planner.web.shift_links import help_url


def help_poster(event: Event, language: str, paper: Paper) -> Poster:
    """Return the poster in one language; who passes may scan it, so it names nobody."""
    url = help_url(event)
    with in_language(language):
        return Poster(
            title=title_of(event),
            cover=event.event_type,
            url=url,
            address_words=url.partition("://")[2],
            texts=(_texts(event, language),),
            paper=paper,
            document_title=_("Who helps along? %(title)s", title=title_of(event)),
        )


def _texts(event: Event, language: str) -> PaperTexts:
    when, where = event_facts.when(event), event_facts.where(event)
    facts = [PrintedFact(when.picture, when.title, when.text)]
    if where is not None:
        facts.append(PrintedFact(where.picture, where.title, where.text))
    return PaperTexts(
        language=language,
        direction=direction_of(language),
        invited=_("Can you help for an hour?"),
        facts=tuple(facts),
        scan=_("Scan the code and choose what you like to do."),
        type_in=_("Or type on your phone:"),
        calm=_("No phone? Just ask somebody of the crew."),
    )
