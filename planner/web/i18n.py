"""Languages: which are offered, which one a request gets, and the texts themselves.

Texts are read straight from the .po files, so there is no compiled catalogue to forget. The
domain `guest` holds what invitees read and is translated first; `messages` holds the rest.
"""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

import flask_babel
from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_request_context, request, session
from flask_babel import Babel, Domain, get_locale

from planner.paths import PACKAGE

CATALOGUES = PACKAGE / "translations"
ORGANISER_LANGUAGES = ("nl", "en")
GUEST_LANGUAGES = ("nl", "en")
"""Only languages whose `guest` catalogue is complete; a test holds this."""


@dataclass(frozen=True)
class LanguageChoice:
    """One language a page can be read in, by its own name."""

    code: str
    name: str
    url: str
    current: bool


class PlannerDomain(Domain):  # type: ignore[misc]
    """Both gettext domains as one, read from .po files."""

    def get_translations(self) -> NullTranslations:
        """Return the texts of the request's language."""
        return _texts(str(get_locale() or "en"))


class PlannerBabel(Babel):  # type: ignore[misc]
    """Flask-Babel with our own way of reading texts."""

    @property
    def domain_instance(self) -> PlannerDomain:
        """Return both domains as one."""
        return PlannerDomain()


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
    return str(flask_babel.gettext(text, **blanks))


def ngettext(one: str, many: str, num: int, **blanks: object) -> str:
    """Return the sentence for a number; %(num)s is the number itself."""
    return str(flask_babel.ngettext(one, many, num, **blanks))


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
    app.jinja_env.globals.update(get_locale=current_locale)


def choose_language() -> str:
    """Return the language asked for in the address, else the reader's own, else the usual one."""
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
    return GUEST_LANGUAGES if g.get("is_guest_page") else ORGANISER_LANGUAGES


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
            name=(Locale(code).get_display_name(code) or code).capitalize(),
            url=f"{request.path}?{urlencode({**kept, 'l': code})}",
            current=code == current,
        )
        for code in offered_languages()
    ]


def current_locale() -> Locale:
    """Return the language of this request, also on an error page outside any view."""
    return get_locale() or Locale("en")
