"""What invitations on paper say, in the languages chosen for them: cards, letters, posters."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale

from planner.core.bidi import begins_from_right
from planner.core.enums import BatchSender
from planner.exports.pdf import (
    CardTexts,
    LetterTexts,
    PaperTexts,
    PrintedFact,
    PrintedLine,
    SpokenLanguage,
)
from planner.exports.pdf.paper import MOST_LANGUAGES, Direction
from planner.services.answer.room import limit_of
from planner.services.invite.batches import giver_of, languages_of
from planner.services.invite.issuing import PrintableCard
from planner.store.models import Batch, Event
from planner.translations.reading import Borrowed, guest_languages
from planner.web import event_facts
from planner.web.event_facts import Medium
from planner.web.event_words import promise_line_of, title_of
from planner.web.i18n import current_locale, in_language
from planner.web.i18n import gettext as _
from planner.web.who_runs import runner_of_batch


def languages_on(batch: Batch) -> tuple[str, ...]:
    """Return the languages on the cards of a batch; that of this page when none were chosen."""
    chosen = tuple(code for code in languages_of(batch) if code in guest_languages())
    return chosen or (current_locale().language,)


def by_languages(
    batch: Batch, cards: Sequence[PrintableCard]
) -> list[tuple[tuple[str, ...], list[PrintableCard]]]:
    """Put cards together by the languages on them: those of the stack first.

    A guest by name whose language is known gets it first, beside those of the stack.
    """
    of_stack = languages_on(batch)
    found: dict[tuple[str, ...], list[PrintableCard]] = {of_stack: []}
    for card in cards:
        known = (card.language,) if card.language in guest_languages() else ()
        spoken = tuple(dict.fromkeys((*known, *of_stack)))[:MOST_LANGUAGES]
        found.setdefault(spoken, []).append(card)
    return [each for each in found.items() if each[1]] or [(of_stack, [])]


def card_texts(event: Event, batch: Batch, languages: Sequence[str] = ()) -> tuple[CardTexts, ...]:
    """Return the words of a card in each of its languages, the big one first.

    Args:
        event: what it is for.
        batch: of which stack.
        languages: of these cards, where they are not those of the stack.
    """
    found: list[CardTexts] = []
    languages = languages or languages_on(batch)
    for language in languages:
        with in_language(language):
            found.append(_card_texts(event, batch, languages, again=bool(found)))
    return tuple(found)


def letter_texts(
    event: Event, batch: Batch, languages: Sequence[str] = ()
) -> tuple[LetterTexts, ...]:
    """Return the words of a letter in each of its languages; arguments as of `card_texts`."""
    found: list[LetterTexts] = []
    languages = languages or languages_on(batch)
    for language in languages:
        with in_language(language):
            card = _card_texts(event, batch, languages, again=bool(found))
            found.append(
                LetterTexts(
                    **vars(card),
                    greeting=_("Dear neighbour,"),
                    paragraphs=(
                        _("You are invited, together with the people you live with."),
                        _("Scan the code and say how many are coming. Then there is enough."),
                        _("No phone? Just come, and bring this letter.")
                        if limit_of(event) is None
                        else _without_phone(),
                    ),
                    closing=tuple(filter(None, (_("See you then!"), _sender(event, batch)))),
                )
            )
    return tuple(found)


def title_on(event: Event, languages: Sequence[str]) -> str:
    """Return the title in the first language of a paper."""
    with in_language(languages[0]):
        return str(title_of(event))


def line_on(event: Event, languages: Sequence[str]) -> PrintedLine | None:
    """Return what cards say of a promise, in the first language of a paper; None for nothing."""
    with in_language(languages[0]):
        words = promise_line_of(event)
        language = words.language if isinstance(words, Borrowed) else languages[0]
    return printed_line(words, language)


def printed_line(words: str, language: str) -> PrintedLine | None:
    """Return what cards say of a promise, whatever stack they are of; None without words."""
    if not words:
        return None
    direction: Direction = "rtl" if begins_from_right(words) else "ltr"
    return PrintedLine(words=str(words), language=language, direction=direction)


def poster_texts(event: Event, languages: Sequence[str]) -> tuple[PaperTexts, ...]:
    """Return the words of a poster: whoever passes may scan it, so it names no card."""
    found: list[PaperTexts] = []
    for language in languages:
        with in_language(language):
            found.append(
                PaperTexts(
                    language=language,
                    direction=direction_of(language),
                    invited=_("Everybody is welcome"),
                    title=_title_again(event, languages),
                    facts=_facts(event, again=bool(found)),
                    scan=_("Scan the code and read more."),
                    type_in=_("Or type on your phone:"),
                    calm=_("No phone? Just come.") if limit_of(event) is None else _without_phone(),
                )
            )
    return tuple(found)


@dataclass(frozen=True)
class ShareWords:
    """What stands in a message with the link of a card."""

    subject: str
    body: str


def share_words(event: Event, batch: Batch, url: str) -> ShareWords:
    """Return the words of a message with a card's link, in the first language of the cards."""
    with in_language(languages_on(batch)[0]):
        fact = event_facts.when(event)
        words = _(
            "You are invited: %(title)s, %(day)s %(times)s. Are you coming? Say it here:",
            title=title_of(event),
            day=fact.title,
            times=fact.text,
        )
        # The link stands alone on its line: no sign of a sentence becomes a part of it.
        return ShareWords(
            subject=_("You are invited: %(title)s", title=title_of(event)), body=f"{words}\n{url}"
        )


def tongues(languages: Sequence[str]) -> list[SpokenLanguage]:
    """Return the other languages that a guest's page can be read in, one line each."""
    found = []
    for language in guest_languages():
        if language not in languages:
            with in_language(language):
                found.append(
                    SpokenLanguage(
                        language,
                        direction_of(language),
                        _("Scan the code"),
                        name_of(language),
                    )
                )
    return found


def name_of(language: str) -> str:
    """Return the name of a language in that language."""
    return (Locale(language).get_display_name(language) or language).capitalize()


def direction_of(language: str) -> Direction:
    """Return from which side a language is written."""
    return "rtl" if Locale(language).text_direction == "rtl" else "ltr"


def _card_texts(event: Event, batch: Batch, languages: Sequence[str], *, again: bool) -> CardTexts:
    given_by = giver_of(batch)
    phone = event_facts.phone_of(event, runner_of_batch(batch, event))
    small_print = [_("We use your answer only to have enough food and places.")]
    if phone and phone.name:
        small_print.append(
            _("Questions? Call %(name)s: %(number)s.", name=phone.name, number=phone.number)
        )
    elif phone:
        small_print.append(_("Call us: %(number)s", number=phone.number))
    language = current_locale().language
    return CardTexts(
        language=language,
        direction=direction_of(language),
        invited=_("%(name)s invites you", name=given_by) if given_by else _("You are invited"),
        title=_title_again(event, languages),
        facts=_facts(event, again=again),
        scan=_("Are you coming? Scan this code."),
        type_in=_("Or type on your phone:"),
        calm=_("No phone? No problem. Just come, and bring this card.")
        if limit_of(event) is None
        else _without_phone(),
        calm_short=_("No phone? Just come.") if limit_of(event) is None else _without_phone(),
        card_word=_("Card %(number)s", number="").strip(),
        how=_("This is how it works"),
        steps=(
            _("Hold the camera of your phone over the code."),
            _("Tap “Yes, I am coming”. Say how many people."),
            _("Bring this card with you."),
        ),
        promise=_("We do not need your name."),
        small_print=" ".join(small_print),
        given_by=_from(batch),
    )


def _from(batch: Batch) -> str:
    """Say whose card it is where another name than the organisation's was chosen for it."""
    if batch.sender is not BatchSender.PARTNER:
        return ""
    return _("This card is from %(name)s.", name=batch.sender_name)


def _title_again(event: Event, languages: Sequence[str]) -> str:
    """Return the title in the language of now where it is another one than above."""
    title = str(title_of(event))
    return "" if title == title_on(event, languages) else title


def _without_phone() -> str:
    """Say what to do without a phone where there is not a place for everybody.

    Paper stays as it is when all places are taken, so it does not say that one can just come.
    """
    return _("No phone? Ask somebody to answer for you.")


def _facts(event: Event, *, again: bool) -> tuple[PrintedFact, ...]:
    """Return what paper says of an event; `again` in a language that is not its first one."""
    said = event_facts.facts_of(event, Medium.PAPER_AGAIN if again else Medium.PAPER)
    return tuple(PrintedFact(fact.picture, fact.title, fact.text) for fact in said)


def _sender(event: Event, batch: Batch) -> str:
    return event.contact_name or runner_of_batch(batch, event).name
