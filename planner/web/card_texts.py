"""What invitations on paper say, in the languages chosen for them: cards, letters, posters."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale

from planner.core.enums import BatchSender
from planner.exports.pdf import CardTexts, LetterTexts, PaperTexts, PrintedFact, SpokenLanguage
from planner.exports.pdf.paper import Direction
from planner.services.answer.room import limit_of
from planner.services.invite.batches import giver_of, languages_of
from planner.store.models import Batch, Event
from planner.translations.reading import guest_languages
from planner.web import event_facts
from planner.web.event_facts import Medium
from planner.web.i18n import current_locale, in_language
from planner.web.i18n import gettext as _
from planner.web.who_runs import runner_of_batch


def languages_on(batch: Batch) -> tuple[str, ...]:
    """Return the languages on the cards of a batch; that of this page when none were chosen."""
    chosen = tuple(code for code in languages_of(batch) if code in guest_languages())
    return chosen or (current_locale().language,)


def card_texts(event: Event, batch: Batch) -> tuple[CardTexts, ...]:
    """Return the words of a card in each of its languages, the big one first."""
    found: list[CardTexts] = []
    for language in languages_on(batch):
        with in_language(language):
            found.append(_card_texts(event, batch, language, again=bool(found)))
    return tuple(found)


def letter_texts(event: Event, batch: Batch) -> tuple[LetterTexts, ...]:
    """Return the words of a letter in each of its languages."""
    found: list[LetterTexts] = []
    for language in languages_on(batch):
        with in_language(language):
            card = _card_texts(event, batch, language, again=bool(found))
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
            title=event.title,
            day=fact.title,
            times=fact.text,
        )
        # The link stands alone on its line: no sign of a sentence becomes a part of it.
        return ShareWords(
            subject=_("You are invited: %(title)s", title=event.title), body=f"{words}\n{url}"
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


def _card_texts(event: Event, batch: Batch, language: str, *, again: bool) -> CardTexts:
    given_by = giver_of(batch)
    phone = event_facts.phone_of(event, runner_of_batch(batch, event))
    small_print = [_("We use your answer only to have enough food and places.")]
    if phone and phone.name:
        small_print.append(
            _("Questions? Call %(name)s: %(number)s.", name=phone.name, number=phone.number)
        )
    elif phone:
        small_print.append(_("Call us: %(number)s", number=phone.number))
    return CardTexts(
        language=language,
        direction=direction_of(language),
        invited=_("%(name)s invites you", name=given_by) if given_by else _("You are invited"),
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
