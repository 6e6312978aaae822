"""Languages: which are offered, which one a request gets, and the texts themselves.

Texts are read straight from the .po files, so there is no compiled catalogue to forget. The
domain `guest` holds what invitees read, in every language that is whole; `messages` holds the
rest, in the languages of organisers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import flask_babel
from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_request_context, request, session
from flask_babel import Babel, Domain, get_locale
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from planner.core.bidi import FIRST_STRONG_ISOLATE, isolated, runs_from_right, without_controls
from planner.translations.whole import CATALOGUES, GUEST_LANGUAGES, whole_languages

__all__ = ["GUEST_LANGUAGES", "ORGANISER_LANGUAGES", "gettext", "lazy_gettext", "ngettext"]

ORGANISER_LANGUAGES = ("nl", "en")
OWN_NAMES = {
    "nl": "Nederlands",
    "ar": "العربية",
    "pl": "Polski",
    "uk": "Українська",
    "tr": "Türkçe",
    "de": "Deutsch",
    "en": "English",
}
"""As CLDR has them; written here, for to ask for them would load all seven languages."""


class Isolated(str):
    """A sentence of ours that holds names which keep their direction to themselves."""

    __slots__ = ()


@dataclass(frozen=True)
class LanguageChoice:
    """One language a page can be read in, by its own name."""

    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True)
class Speech:
    """How to speak to the reader: the texts of a language, and which way it runs."""

    texts: NullTranslations
    runs_from_right: bool


class PlannerDomain(Domain):  # type: ignore[misc]
    """Both gettext domains as one, read from .po files."""

    def get_translations(self) -> NullTranslations:
        """Return the texts of the request's language."""
        return _speech().texts


class PlannerBabel(Babel):  # type: ignore[misc]
    """Flask-Babel with our own way of reading texts."""

    @property
    def domain_instance(self) -> PlannerDomain:
        """Return both domains as one."""
        return PlannerDomain()


def _speech() -> Speech:
    """Return how to speak in this request: asked for hundreds of times on a page."""
    return _speech_of(current_locale().language)


@cache
def _speech_of(language: str) -> Speech:
    return Speech(_texts(language), Locale(language).text_direction == "rtl")


def load_texts(language: str) -> None:
    """Read the texts of a language, so that processes that fork off later share them."""
    _texts(language)


def words_in(language: str) -> Callable[[str], str]:
    """Return what gives a sentence in a language, outside of any request."""
    return _texts(language).ugettext


@cache
def _texts(language: str) -> NullTranslations:
    merged: NullTranslations = NullTranslations()
    for domain in ("messages", "guest"):
        path = CATALOGUES / language / "LC_MESSAGES" / f"{domain}.po"
        if path.is_file():
            texts = _read_catalogue(path)
            if isinstance(merged, Translations):
                merged.merge(texts)
            else:
                merged = texts
    return merged


def _read_catalogue(path: Path) -> Translations:
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, abort_invalid=True))
    compiled.seek(0)
    return Translations(compiled)


def gettext(text: str, **blanks: object) -> str:
    """Return a whole sentence in the reader's language, its named blanks filled in."""
    speech = _speech()
    words: str = speech.texts.ugettext(text)
    return _kept(words % _apart(blanks, speech)) if blanks else words


def ngettext(one: str, many: str, num: int, **blanks: object) -> str:
    """Return the sentence for a number; %(num)s is the number itself."""
    speech = _speech()
    words: str = speech.texts.ungettext(one, many, num)
    return _kept(words % _apart({"num": num, **blanks}, speech))


def lazy_gettext(text: str, **blanks: object) -> str:
    """Return a sentence that is translated only when it is shown, such as a form's label."""
    return cast(str, flask_babel.lazy_gettext(text, **blanks))


def init_i18n(app: Flask, *, language: str, zone: str) -> None:
    """Choose a language for each request and give templates what they need for it."""
    PlannerBabel().init_app(
        app,
        default_locale=language,
        default_timezone=zone,
        locale_selector=choose_language,
    )
    app.jinja_env.globals.update(
        get_locale=current_locale,
        gettext=_gettext_in_template,
        ngettext=_ngettext_in_template,
        kept_language=kept_language,
    )
    app.jinja_env.finalize = _plain
    whole_languages()  # says at the start, and not to the first guest, what is not offered


def choose_language() -> str:
    """Return the language asked for in the address, else the reader's own, else the usual one.

    The usual language of a guest is the first one on the card.
    """
    if not has_request_context():
        return str(current_app.extensions["settings"].language)
    offered = offered_languages()
    asked = request.args.get("l", "")
    if asked in offered:
        _remember(asked)
        return asked
    if session.get("language") in offered:
        return str(session["language"])
    usual = str(current_app.extensions["settings"].language)
    if g.get("card_language") in offered:
        usual = g.card_language
    # best_match returns the first offered one when the browser accepts anything at all.
    return request.accept_languages.best_match(
        [usual, *(code for code in offered if code != usual)], default=usual
    )


def _remember(language: str) -> None:
    """Keep an organiser's choice in the cookie that is there; nobody gets a cookie for it."""
    if "sign_in" in session:
        session["language"] = language


def offered_languages() -> tuple[str, ...]:
    """Return the languages that this page can be read in."""
    # Nobody knows whose an address without a page was: a stranger's, unless somebody signed in.
    is_lost = request.url_rule is None and "sign_in" not in session
    return whole_languages() if g.get("is_guest_page") or is_lost else ORGANISER_LANGUAGES


def offer_guest_languages() -> None:
    """Say that this page is for guests too; not to organisers, whose menu has two languages."""
    g.is_guest_page = "sign_in" not in session


def kept_language() -> dict[str, Any]:
    """Return the part of the address that names a language, to carry it along."""
    asked = request.args.get("l", "")
    return {"l": asked} if asked in offered_languages() else {}


def language_choices() -> list[LanguageChoice]:
    """Return the languages of this page, each with a link to the same page in it.

    None where the page answers a form that has no page of its own to link to.
    """
    rule = request.url_rule
    if rule is None or "GET" not in (rule.methods or ()):
        return []
    current = str(current_locale())
    kept = {name: value for name, value in request.args.items() if name != "l"}
    return [
        LanguageChoice(
            code=code,
            name=OWN_NAMES[code],
            url=f"{request.path}?{urlencode({**kept, 'l': code})}",
            current=code == current,
        )
        for code in offered_languages()
    ]


def current_locale() -> Locale:
    """Return the language of this request, also on an error page outside any view."""
    return get_locale() or Locale("en")


def _kept(words: str) -> str:
    return Isolated(words) if FIRST_STRONG_ISOLATE in words else words


def _apart(blanks: dict[str, Any], speech: Speech) -> dict[str, Any]:
    """Keep the direction of names and numbers from turning the sentence around them."""
    from_right = speech.runs_from_right
    return {name: _one_apart(value, from_right=from_right) for name, value in blanks.items()}


def _one_apart(value: object, *, from_right: bool) -> object:
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    # A messenger would take the sign after an address for a part of it.
    is_address = "://" in value
    if value and not is_address and (from_right or runs_from_right(value)):
        return isolated(value)
    return without_controls(value)


@pass_context
def _gettext_in_template(context: Context, text: str, /, **blanks: object) -> str:
    """Return a sentence for a template, as Jinja's own does, with the blanks kept apart."""
    speech = _speech()
    return _fill(context, speech.texts.ugettext(text), blanks, speech)


@pass_context
def _ngettext_in_template(
    context: Context, one: str, many: str, num: int, /, **blanks: object
) -> str:
    speech = _speech()
    text: str = speech.texts.ungettext(one, many, num)
    return _fill(context, text, {"num": num, **blanks}, speech)


def _fill(context: Context, text: str, blanks: dict[str, Any], speech: Speech) -> str:
    if not blanks:
        text %= ()  # a sign of per cent is written twice in a text
    words = Markup(text) if context.eval_ctx.autoescape else text  # noqa: S704 - our own texts
    return words % _apart(blanks, speech) if blanks else words


def _plain(value: object) -> object:
    """Take signs that turn text around out of whatever a template shows, but for our own."""
    return without_controls(value) if type(value) is str else value
