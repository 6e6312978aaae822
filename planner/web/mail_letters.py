"""Letters from texts: written once in each language, then filled in for each reader.

Only the link, the number of the card and the address to say 'no more' differ from one reader to the
next. Rendered one by one, five thousand letters would keep somebody waiting.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from flask import render_template

from planner.core.codes import derive_code
from planner.core.enums import MailKind
from planner.paths import resource_dir
from planner.services.messages.recipients import Recipient
from planner.services.outbox.posting import Letter
from planner.services.outbox.unsubscribing import unsubscribe_url
from planner.store.models import Event
from planner.translations.reading import guest_languages
from planner.web.i18n import gettext as _
from planner.web.i18n import in_language
from planner.web.installation import settings
from planner.web.mail_texts import MailTexts

LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Written:
    """A mail in words: as plain text, and as a document of HTML that fetches nothing."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, kw_only=True)
class Post:
    """What letters to many have in common.

    Attributes:
        texts: gives the texts in the language that is set when it is called.
        key: what one letter is, by its receiver; the same key is never sent again.
        calendar: gives the calendar part for a receiver; None for letters without one.
    """

    kind: MailKind
    event: Event
    texts: Callable[[], MailTexts]
    key: Callable[[Recipient], str]
    calendar: Callable[[Recipient], bytes | None] | None = None
    calendar_method: str = ""


def letters_for(recipients: Iterable[Recipient], post: Post) -> list[Letter]:
    """Write a letter to each receiver, in their language."""
    by_language = sorted(recipients, key=language_for)
    return [
        letter
        for language, group in groupby(by_language, key=language_for)
        for letter in _in_one_language(language, list(group), post)
    ]


def language_for(recipient: Recipient) -> str:
    """Return the language to write in: theirs where it is whole, else the town's."""
    if recipient.language in guest_languages():
        return recipient.language
    return settings().language


def write(texts: MailTexts, *, link: str, number: str = "", stop: str = "") -> Written:
    """Write a mail in the language that is set now.

    Args:
        texts: what it says.
        link: the reader's own page.
        number: of their card; empty for who has none.
        stop: the page to say 'no more'; empty for none.
    """
    values = {
        "mail": texts,
        "link": link,
        "number": _("Card %(number)s", number=number) if number else "",
        "stop": stop,
        "mail_css": mail_css(),
    }
    return Written(
        subject=" ".join(texts.subject.split())[:LONGEST_SUBJECT],
        text=_tidy(render_template("mail/letter.txt", **values)),
        html=render_template("mail/letter.html", **values),
    )


def written_in(language: str, texts: Callable[[], MailTexts], *, link: str, number: str) -> Written:
    """Write a mail in a language, for a preview or a test."""
    with in_language(language):
        return write(texts(), link=link, number=number)


@cache
def mail_css() -> str:
    """Return the style sheet that stands in each mail."""
    path = resource_dir("static") / "css" / "mail.css"
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("/*"))


def _in_one_language(language: str, group: Sequence[Recipient], post: Post) -> list[Letter]:
    # Nobody can guess these marks, so no title of an event and no word of an organiser holds one.
    link_mark, number_mark, stop_mark = (f"mark{secrets.token_hex(12)}" for _mark in range(3))
    with in_language(language):
        pattern = write(post.texts(), link=link_mark, number=number_mark, stop=stop_mark)
    letters = []
    key = settings().code_key.encode()
    for one in group:
        link = f"{settings().base_url}/{derive_code(key, one.seed)}?l={language}"
        stop = unsubscribe_url(
            one.email,
            event_id=post.event.id,
            base_url=settings().base_url,
            code_key=settings().code_key,
        )
        part = post.calendar(one) if post.calendar else None
        values = {link_mark: link, number_mark: str(one.number), stop_mark: stop}
        letters.append(
            Letter(
                kind=post.kind,
                to=one.email,
                language=language,
                subject=pattern.subject,
                text=_filled(pattern.text, values),
                html=_filled(pattern.html, values),
                key=post.key(one),
                event_id=post.event.id,
                invitation_id=one.invitation_id,
                calendar=part,
                calendar_method=post.calendar_method if part else "",
                unsubscribe_url=stop,
            )
        )
    return letters


def _filled(pattern: str, values: dict[str, str]) -> str:
    for mark, value in values.items():
        pattern = pattern.replace(mark, value)
    return pattern


def _tidy(text: str) -> str:
    """Leave one empty line where there are more."""
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
