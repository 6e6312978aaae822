"""Outgoing mail in words: what was given up and for whom, what leaves when, what was overtaken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from planner.core.enums import MailTrouble
from planner.core.local_time import day_of
from planner.core.mail_address import readable
from planner.core.mail_rules import CAME_BACK
from planner.services.messages.lost_letters import LetterReader, LostLetter, ReaderKind
from planner.services.outbox import leaving
from planner.web.access import may_open
from planner.web.filters import day_and_time, number
from planner.web.filters import time as clock_time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.organiser.messages.messages_presenter import KINDS, TROUBLES

RATE_TO_A_FOLDER = 60_000
"""Mails a minute, as cli/mail_worker.py has it where mail leaves to the demonstration's mailbox."""


@dataclass(frozen=True, kw_only=True)
class LostShown:
    """A letter that was given up, as the page shows it.

    Attributes:
        who: for whom it was.
        who_url: of the page where they stand; empty for who may not open it.
        about: where it went, where the reader of the page may know that; what it is, and when it
            was given up.
        is_full: whether the mailbox is full: then nothing is wrong with the address.
        correct_url: where the right address is written; empty where that is not done here.
        again_url: empty where it can't be tried again.
    """

    who: str
    who_url: str
    about: str
    is_full: bool
    why: str
    correct_url: str
    again_url: str
    give_up_url: str


@dataclass(frozen=True)
class LeavingShown:
    """What waits, in the order in which it leaves."""

    kinds: list[tuple[str, str]]
    last: str
    """When the last one leaves; empty where nothing leaves from here."""


def lost_shown(letter: LostLetter, zone: str) -> LostShown:
    """Return a letter with whom it was for, and what can be done."""
    names: dict[str, Any] = {"mail_id": letter.id}
    again, give_up = "messages.try_mail_again", "messages.give_mail_up"
    if letter.event_id is not None:
        names["event_id"] = letter.event_id
        again, give_up = "messages.try_event_mail_again", "messages.give_event_mail_up"
    url = _url_of(letter)
    return LostShown(
        who=_who(letter),
        who_url=url if url and may_open(url) else "",
        about=_about(letter, zone),
        is_full=letter.trouble is MailTrouble.FULL,
        why=why_lost(letter),
        correct_url=url_for("messages.correct_address", **names) if letter.needs_address else "",
        again_url=url_for(again, **names) if letter.has_words else "",
        give_up_url=url_for(give_up, **names),
    )


def sent_words(sent: int) -> str:
    """Say how many letters go to the right address now."""
    return ngettext("%(num)s mail goes there now.", "%(num)s mails go there now.", sent)


def why_lost(letter: LostLetter) -> str:
    """Say why a letter was given up, with the status of the mail server."""
    why = _(TROUBLES[letter.trouble]) if letter.trouble else ""
    reader = letter.reader
    if reader is not None and letter.trouble in CAME_BACK:
        is_own = reader.kind is ReaderKind.CARD or (
            reader.kind is ReaderKind.GUEST and not reader.address
        )
        if is_own:
            # They alone can correct it, on their own page.
            whose = _("They left this address themselves.")
            why = f"{why} {whose}"
    return f"{why} ({letter.status})" if letter.status else why


def leaving_shown(reading: Session, event_id: int | None, *, now: datetime) -> LeavingShown:
    """Say in which order what waits leaves, and when the last one does."""
    here = settings()
    last = leaving.last_leaves_at(
        reading,
        now=now,
        per_minute=here.mail_rate if here.mailbox is None else RATE_TO_A_FOLDER,
        event_id=event_id,
    )
    words = ""
    if last is not None and here.mail_leaves:
        is_today = day_of(last, here.zone) == day_of(now, here.zone)
        moment = clock_time(last, here.zone) if is_today else day_and_time(last, here.zone)
        words = _("The last one leaves around %(moment)s.", moment=moment)
    kinds = [
        (_(KINDS[one.kind]), ngettext("%(num)s mail", "%(num)s mails", one.count))
        for one in leaving.waiting_kinds(reading, event_id=event_id)
    ]
    return LeavingShown(kinds, words)


def overtaken_shown(reading: Session, event_id: int | None) -> list[tuple[str, str]]:
    """Say what did not leave because it was not true any more, and what was written anew."""
    shown = [
        (
            ngettext("%(num)s mail did not leave", "%(num)s mails did not leave", count),
            _(TROUBLES[why]),
        )
        for why, count in leaving.count_overtaken(reading, event_id=event_id).items()
    ]
    if anew := leaving.count_rewritten(reading, event_id=event_id):
        title = ngettext("%(num)s mail was written anew", "%(num)s mails were written anew", anew)
        shown.append((title, _("Something had changed since they were written.")))
    return shown


def _who(letter: LostLetter) -> str:
    reader = letter.reader
    if reader is None:
        return letter.masked_address or _("Address erased")
    if reader.kind is ReaderKind.HANDED:
        return _("A card that somebody else hands out")
    if reader.kind is ReaderKind.CARD:
        return _("Card %(number)s", number=number(reader.id))
    return reader.name or _("A helper")


def _url_of(letter: LostLetter) -> str:
    reader = letter.reader
    return _page_of(reader, letter.event_id) if reader is not None else ""


def _page_of(reader: LetterReader, event_id: int | None) -> str:
    if reader.kind in {ReaderKind.GUEST, ReaderKind.CARD}:
        return url_for("guests.show_card", event_id=event_id, number=reader.id)
    if reader.kind is ReaderKind.HELPER:
        return url_for("helpers.show_person", event_id=event_id, entry_id=reader.id)
    if reader.kind is ReaderKind.PARTNER:
        return url_for("residents.show_partner", partner_id=reader.id)
    return url_for("people.show_colleagues") if reader.kind is ReaderKind.COLLEAGUE else ""


def _about(letter: LostLetter, zone: str) -> str:
    address = readable(letter.reader.address) if letter.reader else ""
    moment = day_and_time(letter.ended_at, zone) if letter.ended_at else ""
    return " · ".join(filter(None, (address, _(KINDS[letter.kind]), moment)))
