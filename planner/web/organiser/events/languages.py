"""The texts of an event in guests' languages: beside each other, with what is missing."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.core.said_in import mark_of
from planner.services.plan import translating
from planner.services.plan.translating import LanguageReaders, OwnText, own_texts
from planner.store.models import Event
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.event_words import own_language
from planner.web.forms import Form
from planner.web.i18n import OWN_NAMES, ngettext
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.language_words import (
    language_name,
    others_than,
    progress_words,
    readers_words,
    writing_of,
)
from planner.web.meanwhile import ask_again
from planner.web.organiser.events import bp
from planner.web.organiser.events.languages_form import (
    STILL_RIGHT,
    LanguageLine,
    WrittenInForm,
    field_name,
    texts_form,
    texts_shown,
)
from planner.web.organiser.lookup import event_to_change, event_to_show

MOST_BESIDE = 12
"""Texts whose fields stand beside each other in all languages; more are shown in one at a time."""


@bp.route("/events/<int:event_id>/languages", methods=["GET", "POST"])
@needs(Right.MANAGE, audited="languages.edit")
def edit_languages(event_id: int) -> ResponseReturnValue:
    """Show the texts in all languages, or in one; keep what was written."""
    event = event_to_show(event_id)
    texts, shown = own_texts(event), _languages_shown(event)
    form = texts_form(texts, shown, event.zone).edits(
        f"texts in {' '.join(shown)}",
        but=[f"{code}-{STILL_RIGHT}" for code in shown],
        unseen=mark_of("\n".join(one.words for one in texts)),
    )
    is_valid = form.is_posted_and_valid()
    if is_valid and form.has_missed_what_it_hides(
        _("Your own text changed meanwhile. Look whether the others still fit, and save again.")
    ):
        is_valid = False
    if not is_valid:
        return _page(event, texts, shown, form), 422 if form.errors or form.form_errors else 200
    changing = event_to_change(event_id)
    for language in shown:
        translating.keep(
            changing,
            language,
            {one.key: form[field_name(language, one)].data or "" for one in texts},
            still_right=_is_still_right(form, language),
            now=now(),
        )
    session().commit()
    flash(_("Saved. Guests read it in their own language now."))
    return redirect(_url(event_id, request.args.get("only", "")), code=303)


@bp.post("/events/<int:event_id>/languages/own")
@needs(Right.MANAGE, audited="languages.own")
def set_own_language(event_id: int) -> ResponseReturnValue:
    """Say in which language the own texts are."""
    form = WrittenInForm(own_language(event_to_show(event_id))).edits("own language")
    if not form.is_posted_and_valid():
        return ask_again(form) if form.has_clashes else redirect(_url(event_id), code=303)
    translating.write_in(
        event_to_change(event_id),
        str(form["language"].data),
        usual=settings().language,
        now=now(),
    )
    session().commit()
    flash(_("Saved. Your own texts are in this language."))
    return redirect(_url(event_id), code=303)


@bp.post("/events/<int:event_id>/languages/to-series")
@needs(Right.MANAGE, audited="languages.to_series")
def give_texts_to_series(event_id: int) -> ResponseReturnValue:
    """Give these texts to the coming events of the series that say the same."""
    given = translating.give_to_series(session(), event_to_change(event_id), now=now())
    session().commit()
    flash(
        ngettext("%(num)s event has more texts now.", "%(num)s events have more texts now.", given)
        if given
        else _("No coming event of this series says the same and lacks a text.")
    )
    return redirect(_url(event_id), code=303)


def _page(event: Event, texts: Sequence[OwnText], shown: Sequence[str], form: Form) -> str:
    own = own_language(event)
    readers = translating.readers_of(reading_session(), event.id)
    return render_template(
        "organiser/events/languages.html",
        event=event,
        form=form,
        own={"name": language_name(own), **writing_of(own)},
        texts=texts_shown(texts, shown, event.zone),
        lines=[
            _language_shown(event.id, texts, code, readers.get(code), form)
            for code in others_than(own)
        ],
        only=shown[0] if len(shown) == 1 else "",
        can_show_all=len(texts) <= MOST_BESIDE,
        all_url=_url(event.id),
        written_in=WrittenInForm(own).edits("own language"),
    )


def _language_shown(
    event_id: int,
    texts: Sequence[OwnText],
    code: str,
    readers: LanguageReaders | None,
    form: Form,
) -> LanguageLine:
    done = translating.progress(texts, code)
    right = f"{code}-{STILL_RIGHT}"
    return LanguageLine(
        code=code,
        name=language_name(code),
        own_name=OWN_NAMES[code],
        words=progress_words(done),
        read_by=readers_words(readers),
        url=_url(event_id, code),
        is_whole=done.is_whole,
        is_current=request.args.get("only", "") == code,
        still_right=right if right in form else "",
    )


def _languages_shown(event: Event) -> list[str]:
    """Return the language that was asked for, else all, where there are not too many texts."""
    others, asked = others_than(own_language(event)), request.args.get("only", "")
    if asked in others:
        return [asked]
    is_much = len(own_texts(event)) > MOST_BESIDE
    return others[:1] if is_much else others


def _is_still_right(form: Form, language: str) -> bool:
    name = f"{language}-{STILL_RIGHT}"
    return name in form and bool(form[name].data)


def _url(event_id: int, only: str = "") -> str:
    return url_for("events.edit_languages", event_id=event_id, only=only or None)
