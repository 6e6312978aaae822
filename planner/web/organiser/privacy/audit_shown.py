"""An entry of who did what, as a sentence with the names it refers to."""

from dataclasses import dataclass
from datetime import datetime

from planner.core.words import Actor
from planner.store.models import AuditEntry
from planner.web.audit_words import FIELDS, SENTENCES
from planner.web.filters import day_and_time, local
from planner.web.i18n import gettext as _


@dataclass(frozen=True)
class EntryShown:
    """What was done."""

    sentence: str
    when: str
    moment: datetime
    """On the clocks of the installation."""
    who: str
    event: str


def entry_shown(entry: AuditEntry, zone: str) -> EntryShown:
    """Return an entry in words; a name that is gone is said to be gone."""
    blanks = {
        "who": _who(entry),
        "event": entry.event.title if entry.event else _("an event"),
        "batch": entry.batch.name if entry.batch else _("a stack of cards"),
        "fields": _fields(entry.fields),
    }
    words = SENTENCES.get(entry.what)
    sentence = _(words, **blanks) if words else f"{blanks['who']}: {entry.what}"
    return EntryShown(
        sentence=sentence,
        when=day_and_time(entry.at, zone),
        moment=local(entry.at, zone),
        who=blanks["who"],
        event=entry.event.title if entry.event else "",
    )


def _who(entry: AuditEntry) -> str:
    if entry.actor is Actor.COMMAND:
        return _("Whoever runs the planner")
    if entry.actor is Actor.INTERMEDIARY:
        name = entry.batch.name if entry.batch else _("a stack of cards")
        return _("Who hands out %(batch)s", batch=name)
    if entry.account is not None:
        return entry.account.name
    if entry.actor is Actor.ORGANISER:
        return _("Somebody who has left")
    return _("Somebody")


def _fields(names: list[str]) -> str:
    words = {_(FIELDS[name]) if name in FIELDS else _("details") for name in names}
    return ", ".join(sorted(words)) or _("details")
