"""What goes into PDFs of cards, letters, lists and posters: values from an event and its cards."""

from collections.abc import Sequence
from dataclasses import replace

from flask import url_for

from planner.core.codes import show_code
from planner.core.house_colours import house_style
from planner.exports.pdf import (
    CardSheet,
    HousePaper,
    LetterSheet,
    Paper,
    Poster,
    PrintedCard,
    TableList,
)
from planner.services.invite.issuing import PrintableCard
from planner.services.people import organisations
from planner.store.models import Batch, Event
from planner.web import card_texts, event_facts
from planner.web.db import reading_session
from planner.web.event_words import own_language
from planner.web.i18n import current_locale
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.who_runs import Runner, runner_of, runner_of_batch


def card_sheet(event: Event, batch: Batch, cards: Sequence[PrintableCard]) -> CardSheet:
    """Return cards of A6, four on an A4, with their back sides; by the languages on them."""
    first, *others = [
        _cards_in(event, batch, spoken, some)
        for spoken, some in card_texts.by_languages(batch, cards)
    ]
    return replace(first, also=tuple(others))


def _cards_in(
    event: Event, batch: Batch, spoken: Sequence[str], cards: Sequence[PrintableCard]
) -> CardSheet:
    texts = card_texts.card_texts(event, batch, spoken)
    return CardSheet(
        title=card_texts.title_on(event, spoken),
        cover=event.event_type,
        address_words=_host(),
        cards=_printed(cards),
        document_title=_("Cards for %(title)s", title=event.title),
        house=house_paper(runner_of_batch(batch, event)),
        line=card_texts.line_on(event, spoken),
        texts=texts,
        tongues=tuple(card_texts.tongues([each.language for each in texts])),
    )


def letter_sheet(event: Event, batch: Batch, cards: Sequence[PrintableCard]) -> LetterSheet:
    """Return letters of A4, one for each card; by the languages on them."""
    first, *others = [
        _letters_in(event, batch, spoken, some)
        for spoken, some in card_texts.by_languages(batch, cards)
    ]
    return replace(first, also=tuple(others))


def _letters_in(
    event: Event, batch: Batch, spoken: Sequence[str], cards: Sequence[PrintableCard]
) -> LetterSheet:
    return LetterSheet(
        title=card_texts.title_on(event, spoken),
        cover=event.event_type,
        address_words=_host(),
        cards=_printed(cards),
        document_title=_("Letters for %(title)s", title=event.title),
        house=house_paper(runner_of_batch(batch, event)),
        line=card_texts.line_on(event, spoken),
        texts=card_texts.letter_texts(event, batch, spoken),
    )


def card_with_line(event: Event, batch: Batch, words: str) -> CardSheet:
    """Return one card that nobody has, to look at a line on it; it leads to the front page."""
    sample = PrintedCard(1, "XXXX-XXXX-XXXXX", settings().base_url)
    line = card_texts.printed_line(words, own_language(event))
    return replace(card_sheet(event, batch, ()), cards=(sample,), line=line, with_back=False)


def house_paper(runner: Runner) -> HousePaper:
    """Return the colour and the logo of an organisation on its paper."""
    logo = (
        organisations.find_logo(reading_session(), runner.organisation_id)
        if runner.logo_id is not None and runner.organisation_id is not None
        else None
    )
    return HousePaper(
        festive=house_style(*runner.colours).festive.light,
        logo=logo.image if logo else None,
        logo_name=runner.name,
    )


def table_list(event: Event, numbers: Sequence[int]) -> TableList:
    """Return a list of numbers with lines to write on, which never comes back to us."""
    fact = event_facts.when(event)
    return TableList(
        title=event.title,
        subtitle=f"{fact.title}, {fact.text}",
        language=current_locale().language,
        direction=card_texts.direction_of(current_locale().language),
        note=_(
            "Write down for yourself who got which card. Keep this list at home: nobody else needs "
            "it."
        ),
        headings=(_("Card"), _("Handed out"), _("How many"), _("For whom")),
        numbers=numbers,
        document_title=_("Numbers of the cards"),
    )


def poster(event: Event, paper: Paper) -> Poster:
    """Return a poster with the code of the public page."""
    return Poster(
        title=card_texts.title_on(event, poster_languages()),
        cover=event.event_type,
        url=public_url(event),
        address_words=public_url(event).partition("://")[2],
        texts=card_texts.poster_texts(event, poster_languages()),
        paper=paper,
        house=house_paper(runner_of(event)),
    )


def poster_languages() -> tuple[str, ...]:
    """Return the languages of a poster: that of this page, and English for who passes by."""
    return tuple(dict.fromkeys((current_locale().language, "en")))


def public_url(event: Event) -> str:
    """Return the whole address of the public page of an event."""
    base_url: str = settings().base_url
    return base_url + url_for("public.show_public_event", slug=event.slug)


def _printed(cards: Sequence[PrintableCard]) -> tuple[PrintedCard, ...]:
    # Without its code a card is only counted, by who looks how far a large document is.
    return tuple(
        PrintedCard(card.number, show_code(card.code) if card.code else "", card.url)
        for card in cards
    )


def _host() -> str:
    host: str = settings().host
    return host
