"""An organiser's own sentences in our letters: written per letter, for this event or its series."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.own_letters import (
    TO_HELPERS,
    LetterPart,
    LetterWords,
    OwnLetter,
    blanks_of,
    name_of,
)
from planner.core.roles import Right
from planner.services.plan import own_words
from planner.services.plan.series_change import SeriesScope, events_to_change
from planner.store.models import Event
from planner.web.access import my_rights, needs
from planner.web.blank_words import blanks_hint
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.edit_turn import take_turns_at
from planner.web.event_words import own_language
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.language_words import language_name, others_than
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.messages import bp
from planner.web.organiser.messages.messages_presenter import LETTER_NAMES, LETTER_READERS
from planner.web.organiser.messages.own_words_form import (
    OwnWordsForm,
    older_fields,
    own_words_form,
)
from planner.web.organiser.scope_choice import ScopeChoice, choices_among, scope_asked


@dataclass(frozen=True)
class LetterLine:
    """A letter in the list of those that take own sentences."""

    name: str
    words: str
    href: str
    is_written: bool


@bp.route("/events/<int:event_id>/messages/<what>/words", methods=["GET", "POST"])
@needs(Right.GUESTS, audited="messages.write_words")
def write_words(event_id: int, what: str) -> ResponseReturnValue:
    """Show the own sentences of a letter in all languages; keep what was written."""
    event, letter = event_to_show(event_id), letter_or_404(what)
    form = own_words_form(event, letter).edits()
    if not form.is_posted_and_valid():
        return _page(event, letter, form), 422 if form.errors else 200
    scope = _scope()
    # Or who saves the same letter of one of them at this moment would be overwritten unseen.
    take_turns_at(one.id for one in events_to_change(reading_session(), event, scope, now=now()))
    changing = event_to_change(event_id)
    own_words.keep(
        changing, letter, form.own(), form.said(), still_right=form.is_still_right(), now=now()
    )
    given = own_words.give_to_series(session(), changing, letter, scope, now=now())
    session().commit()
    flash(
        ngettext(
            "Saved, also for %(num)s other event.", "Saved, also for %(num)s other events.", given
        )
        if given
        else _("Saved.")
    )
    return redirect(url_for("messages.preview_mail", event_id=event_id, what=what), code=303)


def letter_or_404(name: str) -> OwnLetter:
    """Return the letter that an address names."""
    try:
        return OwnLetter(name)
    except ValueError:
        abort(404)


def letter_lines(event: Event) -> list[LetterLine]:
    """Return each letter, with how far its own sentences are."""
    words, others = own_words.words_of(event), others_than(own_language(event))
    return [
        LetterLine(
            name=_(LETTER_NAMES[one]),
            words=_how_far(words, one, others),
            href=url_for("messages.write_words", event_id=event.id, what=one.value),
            is_written=any(name_of(one, part) in words.own for part in LetterPart),
        )
        for one in OwnLetter
        if event.help_code or one not in TO_HELPERS
    ]


def _how_far(words: LetterWords, letter: OwnLetter, languages: list[str]) -> str:
    names = [name for part in LetterPart if (name := name_of(letter, part)) in words.own]
    if not names:
        return _("Nothing of your own yet.")
    whole = sum(
        all(words.text_in(code, name) and not words.is_older(code, name) for name in names)
        for code in languages
    )
    said = " ".join(words.own[name] for name in names)
    in_others = ngettext("in %(num)s other language", "in %(num)s other languages", whole)
    return f"{said} · {in_others}" if whole else said


def _scope() -> SeriesScope:
    return scope_asked() if Right.PLAN in my_rights() else SeriesScope.THIS


def _scopes(event: Event) -> list[ScopeChoice]:
    """Return for which events of the series it can be saved; nothing where there is no other."""
    if event.series_id is None or Right.PLAN not in my_rights():
        return []
    later, total = own_words.count_for_series(reading_session(), event, now=now())
    return choices_among(
        later,
        total,
        lambda count: ngettext("And %(num)s other event.", "And %(num)s other events.", count),
    )


def _page(event: Event, letter: OwnLetter, form: OwnWordsForm) -> str:
    own, words = own_language(event), own_words.words_of(event)
    others = others_than(own)
    return render_template(
        "organiser/messages/own_words.html",
        event=event,
        form=form,
        name=_(LETTER_NAMES[letter]),
        readers=_(LETTER_READERS[letter]),
        hint=blanks_hint(blanks_of(letter)),
        own_name=language_name(own),
        parts=[
            (form[part], form.beside(part), older_fields(words, letter, part, others))
            for part in LetterPart
        ],
        scopes=_scopes(event),
        back=url_for("messages.preview_mail", event_id=event.id, what=letter.value),
    )
