"""Letters from texts: written once in each language, then filled in for each reader.

Only the name, the link, the number of the card and the address to say 'no more' differ from one
reader to the next. Rendered one by one, five thousand letters would keep somebody waiting.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from flask import render_template
from markupsafe import escape

from planner.core.codes import derive_code
from planner.core.enums import MailKind
from planner.exports.mail_message import LOGO_PART
from planner.services.messages.recipients import Recipient
from planner.services.outbox.posting import Letter
from planner.services.outbox.unsubscribing import unsubscribe_url
from planner.store.models import Event
from planner.translations.reading import guest_languages, texts_in
from planner.web import event_facts
from planner.web.house_css import mail_css
from planner.web.i18n import gettext as _
from planner.web.i18n import in_language
from planner.web.installation import settings
from planner.web.letter_words import with_links
from planner.web.mail_texts import MailTexts
from planner.web.who_runs import Runner, runner_on_card

LONGEST_SUBJECT = 200
LONGEST_SENDER = 120
LOGO_INSIDE = f"cid:{LOGO_PART}"


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
    """Write a letter to each receiver, in their language and by the name on their card."""

    def alike(one: Recipient) -> tuple[str, str, str, bool]:
        # Without a name a greeting falls away, and with it what would stand before a comma.
        return language_for(one), one.sender.value, one.sender_name, bool(one.name)

    return [
        letter
        for _alike, group in groupby(sorted(recipients, key=alike), key=alike)
        for letter in _written_alike(list(group), post)
    ]


def runner_for(event: Event, recipient: Recipient) -> Runner:
    """Return who writes to a household about an event: who stands on its card."""
    return runner_on_card(event, recipient.sender, recipient.sender_name)


def language_for(recipient: Recipient) -> str:
    """Return the language to write in: theirs where it is whole, else the town's."""
    if recipient.language in guest_languages():
        return recipient.language
    return settings().language


def write(
    texts: MailTexts,
    runner: Runner,
    *,
    link: str,
    number: str = "",
    name: str = "",
    stop: str = "",
    logo: str = LOGO_INSIDE,
) -> Written:
    """Write a mail in the language that is set now.

    Args:
        texts: what it says.
        runner: who writes it: name, colours and logo.
        link: the reader's own page.
        number: of their card; empty for who has none.
        name: of the reader, as `shown_name` writes it; empty where nobody knows it.
        stop: the page to say 'no more'; empty for none.
        logo: where the logo is; in a mail that leaves, in the mail itself.
    """
    greets = name and texts.greets and not texts.opening.names_its_reader
    values = {
        "mail": texts,
        "greeting": _("Hello %(name)s,", name=name) if greets else "",
        "who": _("%(name)s invites you.", name=runner.name)
        if texts.says_who and runner.name
        else "",
        "opening": texts.opening.filled(name=name, number=number),
        "closing": texts.closing.filled(name=name, number=number),
        "letter": texts.letter.lines(name=name, number=number),
        "linked": with_links,
        "link": link,
        "number": _("Card %(number)s", number=number) if number else "",
        "stop": stop,
        "mail_css": mail_css(runner.colours),
        "runner": runner,
        "logo": logo if runner.logo_id is not None else "",
    }
    return Written(
        subject=" ".join(texts.subject.split())[:LONGEST_SUBJECT],
        text=_tidy(render_template("mail/letter.txt", **values)),
        html=render_template("mail/letter.html", **values),
    )


def written_in(
    language: str,
    texts: Callable[[], MailTexts],
    runner: Runner,
    *,
    link: str,
    number: str,
    name: str = "",
    logo: str = LOGO_INSIDE,
) -> Written:
    """Write a mail in a language, for a preview or a test."""
    with in_language(language):
        shown = shown_name(name, language)
        return write(texts(), runner, link=link, number=number, name=shown, logo=logo)


def shown_name(name: str, language: str) -> str:
    """Return a name as it stands in a letter: on one line, and turning nothing around."""
    return str(texts_in(language).apart({"name": " ".join(name.split())})["name"])


def envelope_of(runner: Runner, *, usual: str = "") -> dict[str, Any]:
    """Return what a letter bears of an organisation besides its words.

    Args:
        runner: who writes. The host writes by the name in the settings for mail, unless its own
            page says another.
        usual: the name of the sender where nobody's may stand there.
    """
    is_usual = runner.is_host and runner.name == settings().organisation
    return {
        "sender_name": "" if is_usual else runner.name or usual,
        "reply_to": runner.mail,
        "logo_id": runner.logo_id,
    }


def _written_alike(group: Sequence[Recipient], post: Post) -> list[Letter]:
    """Write to receivers with the same language and the same name on their cards."""
    language, runner = language_for(group[0]), runner_for(post.event, group[0])
    # Nobody can guess these marks, so no title of an event and no word of an organiser holds one.
    link_mark, number_mark, stop_mark, name_mark = (
        f"mark{secrets.token_hex(12)}" for _mark in range(4)
    )
    name = name_mark if group[0].name else ""
    with in_language(language):
        texts = post.texts()
        if texts.phone is not None:
            texts = replace(texts, phone=event_facts.phone_of(post.event, runner))
        pattern = write(
            texts, runner, link=link_mark, number=number_mark, name=name, stop=stop_mark
        )
    marks = re.compile(f"({link_mark}|{number_mark}|{stop_mark}|{name_mark})")
    in_text, in_html = marks.split(pattern.text), marks.split(pattern.html)
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
        shown = shown_name(one.name, language) if one.name else ""
        letters.append(
            Letter(
                kind=post.kind,
                to=one.email,
                language=language,
                subject=pattern.subject,
                text=_filled(in_text, values | {name_mark: shown}),
                html=_filled(in_html, values | {name_mark: str(escape(shown))}),
                key=post.key(one),
                event_id=post.event.id,
                invitation_id=one.invitation_id,
                calendar=part,
                calendar_method=post.calendar_method if part else "",
                unsubscribe_url=stop,
                **envelope_of(runner, usual=post.event.title[:LONGEST_SENDER]),
            )
        )
    return letters


def _filled(pieces: Sequence[str], values: Mapping[str, str]) -> str:
    return "".join([values.get(one, one) for one in pieces])


def _tidy(text: str) -> str:
    """Leave one empty line where there are more."""
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
