"""Languages: which are offered, which one a request gets, and the texts themselves.

A sentence that the language lacks says in HTML in which one it is, wherever HTML has room for it.
Source: docs/decisions/0020-texts.md.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast
from urllib.parse import urlencode

from babel import Locale
from babel.numbers import format_decimal
from flask import Flask, g, has_app_context, has_request_context, request, session
from jinja2 import Template, pass_context
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup, escape
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from planner.core.bidi import without_controls
from planner.translations.reading import (
    BEGIN,
    END,
    GUEST_LANGUAGES,
    MIDDLE,
    ORGANISER_LANGUAGES,
    SOURCE_LANGUAGE,
    Borrowed,
    Texts,
    guest_languages,
    texts_in,
)
from planner.web.installation import settings

__all__ = ["GUEST_LANGUAGES", "ORGANISER_LANGUAGES", "gettext", "lazy_gettext", "ngettext"]

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
MARK = re.compile(f"{BEGIN}([a-z]+){MIDDLE}|{END}")
LONGEST_KEPT = 200
"""Signs of what a browser says of its languages: what is longer is read anew each time."""
NO_ELEMENTS = re.compile(r"<(title|textarea|select|script|style|svg)\b.*?</\1>|<[^<>]+>", re.DOTALL)


@dataclass(frozen=True)
class LanguageChoice:
    """One language a page can be read in, by its own name."""

    code: str
    name: str
    url: str
    current: bool


class LazyText:
    """A sentence that is translated only when it is shown, such as a form's label."""

    def __init__(self, text: str, blanks: dict[str, object]) -> None:
        self._text = text
        self._blanks = blanks

    def __str__(self) -> str:
        return gettext(self._text, **self._blanks)

    def __html__(self) -> Markup:
        return escape(str(self))

    def __mod__(self, blanks: object) -> str:
        return str(self) % blanks


class MarkedTemplate(Template):
    """A template whose sentences say where they are in another language than the page."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return the page."""
        page = super().render(*args, **kwargs)
        return with_languages(page) if BEGIN in page else page

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        """Return the macros of this template, made once.

        Ours see nothing of the page that asks for them but what every page has: to compare what
        both know of was a twelfth of the calls of a guest's page.
        """
        return super()._get_default_module()


def texts() -> Texts:
    """Return the texts of this request: asked for hundreds of times on a page."""
    return texts_in(current_language())


def gettext(text: str, **blanks: object) -> str:
    """Return a whole sentence in the reader's language, its named blanks filled in."""
    return texts().gettext(text, **blanks)


def ngettext(one: str, many: str, num: int, **blanks: object) -> str:
    """Return the sentence for a number; %(num)s is the number itself, as the language writes it."""
    return texts().ngettext(
        one, many, num, **{"num": written_number(num, current_language()), **blanks}
    )


def all_forms(one: str, many: str) -> dict[str, str]:
    """Return the sentence for every kind of number, its blanks open, for a program to choose."""
    return texts().forms_of(one, many)


def lazy_gettext(text: str, **blanks: object) -> str:
    """Return a sentence that is translated only when it is shown, such as a form's label."""
    return cast(str, LazyText(text, blanks))


def with_languages(page: str) -> str:
    """Put each sentence in another language than the page into an element that names it.

    Inside of a tag, a title or a drawing there is room for text only: there it stands bare.
    """
    marked = NO_ELEMENTS.sub(lambda found: MARK.sub("", found[0]), page)
    return MARK.sub(lambda mark: _tag(mark[1]), marked)


def _tag(language: str | None) -> str:
    if not language:
        return "</span>"
    direction = "rtl" if texts_in(language).runs_from_right else "ltr"
    return f'<span lang="{language}" dir="{direction}">'


def init_i18n(app: Flask) -> None:
    """Give templates what they need for the language of a request."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.template_class = MarkedTemplate
    app.jinja_env.globals.update(
        _=_gettext_in_template,
        get_locale=current_locale,
        gettext=_gettext_in_template,
        ngettext=_ngettext_in_template,
        kept_language=kept_language,
    )
    app.jinja_env.finalize = _plain
    guest_languages()  # says at the start, and not to the first guest, what is missing


def choose_language() -> str:
    """Return the language asked for in the address, else the reader's own, else the usual one.

    The usual language of a guest is the first one on the card.
    """
    if not has_request_context():
        return settings().language
    offered = offered_languages()
    asked = request.args.get("l", "")
    if asked in offered:
        _remember(asked)
        return asked
    if g.get("kept_language") in offered:
        return str(g.kept_language)
    if session.get("language") in offered:
        return str(session["language"])
    # Whoever wrote the name down knows what they read; a browser may be the phone of a neighbour.
    if g.get("guest_language") in offered:
        return str(g.guest_language)
    usual = settings().language
    if g.get("card_language") in offered:
        usual = g.card_language
    return accepted_language(request.headers.get("Accept-Language", ""), offered, usual)


def accepted_language(accepted: str, offered: tuple[str, ...], usual: str) -> str:
    """Return the offered language that a browser likes best, or the usual one.

    Args:
        accepted: as the browser says it, in `Accept-Language`.
        offered: codes.
        usual: one of them, or else offered before them.
    """
    if len(accepted) > LONGEST_KEPT:
        return _best_match.__wrapped__(accepted, offered, usual)
    return _best_match(accepted, offered, usual)


@lru_cache(maxsize=1_000)
def _best_match(accepted: str, offered: tuple[str, ...], usual: str) -> str:
    # best_match returns the first offered one when the browser accepts anything at all.
    return parse_accept_header(accepted, LanguageAccept).best_match(
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
    return guest_languages() if g.get("is_guest_page") or is_lost else ORGANISER_LANGUAGES


def offer_guest_languages() -> None:
    """Say that this page is for guests too; not to organisers, whose menu has two languages."""
    g.is_guest_page = "sign_in" not in session


def offer_gate_languages(kept: str | None) -> None:
    """Say that this page is for helpers at the gate: neighbours too, with the guests' languages.

    Args:
        kept: the language that their phone remembers, if any.
    """
    g.is_guest_page = True
    g.kept_language = kept


def kept_language() -> dict[str, Any]:
    """Return the part of the address that names a language, to carry it along."""
    asked = request.args.get("l", "")
    return {"l": asked} if asked in offered_languages() else {}


def language_choices() -> list[LanguageChoice]:
    """Return the languages of this page, each with a link to the same page in it.

    None where the page answers a form that has no page of its own to link to.
    """
    rule = request.url_rule
    # An address that leads nowhere says so in each language.
    methods = (rule.methods or ()) if rule else (request.method,)
    if "GET" not in methods:
        return []
    current = current_language()
    kept = {name: value for name, value in request.args.items() if name != "l"}
    page = f"{request.path}?{urlencode({**kept, 'l': ''})}"
    return [
        LanguageChoice(
            code=code,
            name=OWN_NAMES[code],
            url=f"{page}{code}",
            current=code == current,
        )
        for code in offered_languages()
    ]


def current_language() -> str:
    """Return the language of this request, chosen once, or the one that is set for a while."""
    if not has_app_context():
        return SOURCE_LANGUAGE
    chosen: str | None = g.get("language")
    if chosen is None:
        chosen = g.language = choose_language()
    return chosen


def current_locale() -> Locale:
    """Return the rules of the language of this request."""
    return _locale_of(current_language())


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Say everything in a language for a while, such as a mail in that of its reader."""
    # Not yet chosen stays so: choosing looks at the cookie, and a public calendar does without.
    before = g.get("language")
    g.language = language
    try:
        yield
    finally:
        g.language = before


@cache
def _locale_of(language: str) -> Locale:
    return Locale(language)


@pass_context
def _gettext_in_template(context: Context, text: str, /, **blanks: object) -> str:
    """Return a sentence for a template, as Jinja's own does, with the blanks kept apart."""
    speech = texts()
    return _fill(context, speech.find(text), blanks, speech)


@pass_context
def _ngettext_in_template(
    context: Context, one: str, many: str, num: int, /, **blanks: object
) -> str:
    speech = texts()
    filled = {"num": written_number(num, current_language()), **blanks}
    return _fill(context, speech.find_for(one, many, num), filled, speech)


@lru_cache(maxsize=4_000)
def written_number(value: float, language: str) -> str:
    """Write a number as a language does, or give what was written before.

    A page of an event has 150 of them.
    """
    return format_decimal(value, locale=_locale_of(language))


def _fill(context: Context, text: str, blanks: dict[str, object], speech: Texts) -> str:
    words = text
    if context.eval_ctx.autoescape:
        words = text.marked(text) if isinstance(text, Borrowed) else Markup(text)  # noqa: S704
    # A sign of per cent is written twice in a text.
    return words % speech.apart(blanks) if "%" in text else words


def _plain(value: object) -> object:
    """Take signs that turn text around out of whatever a template shows, but for our own."""
    return without_controls(value) if type(value) is str else value
