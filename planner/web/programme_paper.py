"""The programme of an event as a paper, in the language that is set."""

from planner.core.house_colours import house_style
from planner.core.texts import N_
from planner.exports import pdf
from planner.exports.pdf import HousePaper, ProgrammePaper, ProgrammePart
from planner.exports.phones import phone_shown
from planner.services.messages.own_messages import PaperPlan
from planner.store.models import Event
from planner.web import event_facts, event_words
from planner.web.card_texts import direction_of
from planner.web.filters import day_and_year, time, time_range
from planner.web.i18n import current_language, in_language
from planner.web.i18n import gettext as _
from planner.web.who_runs import runner_of

PDF_TYPE = "application/pdf"
FILE_NAME = N_("programme")


def programme_pdf(event: Event, language: str) -> PaperPlan:
    """Make the programme of an event as a PDF in a language; errors as of `render_programme`."""
    with in_language(language):
        paper, name = programme_paper(event), _(FILE_NAME)
    return PaperPlan(language, f"{name}.pdf", PDF_TYPE, pdf.render_programme(paper))


def programme_paper(event: Event) -> ProgrammePaper:
    """Return the programme of an event in words."""
    language, runs, title = current_language(), runner_of(event), event_words.title_of(event)
    place = event.venue
    who, number = event_facts.call_of(event)
    call = _("Call %(name)s: %(number)s", name=who, number=phone_shown(number)) if number else ""
    return ProgrammePaper(
        title=str(title),
        document_title=str(title),
        language=language,
        direction=direction_of(language),
        when=(
            day_and_year(event.starts_at, event.zone),
            time_range(event.starts_at, event.ends_at, event.zone),
        ),
        place=tuple(dict.fromkeys(filter(None, (place.name, place.address)))) if place else (),
        parts=tuple(
            ProgrammePart(
                at=time(item.starts_at, event.zone),
                words=str(event_words.part_title_of(event, item)),
                about=event_facts.programme_note(
                    item, event.zone, str(event_words.part_place_of(event, item))
                ),
            )
            for item in event.programme
        ),
        call=call,
        sender=runs.name,
        house=HousePaper(festive=house_style(*runs.colours).festive.light),
    )
