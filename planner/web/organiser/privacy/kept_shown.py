"""What is kept of somebody and what was erased, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from planner.core.texts import N_
from planner.services.privacy.erased import Went
from planner.services.privacy.find_somebody import Found, What
from planner.web.filters import day, number, short_day
from planner.web.i18n import gettext as _

KINDS: Mapping[str, str] = {
    "account_links": N_("links to accounts that are too old"),
    "accounts": N_("closed accounts"),
    "accesses": N_("private pages of who hands cards out"),
    "addresses": N_("addresses that guests left"),
    "answers": N_("answers"),
    "asked": N_("because somebody asked"),
    "audits": N_("notes of who did what"),
    "calendar_keys": N_("stopped addresses of private calendars"),
    "changes": N_("earlier answers"),
    "contacts": N_("names to call"),
    "diets": N_("what people eat"),
    "gate_words": N_("what guests are told at the entrance"),
    "intermediaries": N_("people who hand cards out"),
    "letters": N_("words of mail that was given up"),
    "links": N_("stacks and who handed them out"),
    "mails": N_("notes on mail that was sent"),
    "merges": N_("cards of the same people"),
    "names": N_("names of guests"),
    "phones": N_("phones at the gate"),
    "requests": N_("requests"),
    "scans": N_("times of arrival"),
    "sign_ins": N_("old sign-ins"),
    "throttles": N_("counts of failures"),
    "told": N_("notes that somebody was told of a change"),
    "uploads": N_("calendar files that nobody took over"),
    "waits": N_("places in the line"),
}


@dataclass(frozen=True)
class FoundShown:
    """One thing that is kept of somebody."""

    title: str
    where: str
    lines: list[str]
    erase_url: str
    note: str
    what: str
    key: int


def found_shown(found: Found) -> FoundShown:
    """Say what is kept, how much and where; never what somebody eats."""
    event = found.event
    where = f"{event.title} · {day(event.starts_at, event.zone)}" if event else ""
    is_empty = found.what is What.CARD and not _lines(found)
    can_go = found.what is not What.ACCOUNT and not is_empty
    return FoundShown(
        title=_title(found),
        where=where,
        lines=_lines(found),
        erase_url=url_for("privacy.ask_to_erase", what=found.what.value, id=found.key)
        if can_go
        else "",
        note=_("Nothing is kept with this card.") if is_empty else _note(found),
        what=found.what.value,
        key=found.key,
    )


def went_shown(went: Went, zone: str) -> tuple[str, str, list[tuple[str, str]]]:
    """Return the day, the event and what went, in words."""
    kinds = [(_(KINDS.get(kind, kind)), number(rows)) for kind, rows in sorted(went.rows.items())]
    title = went.event.title if went.event else _("Of no event")
    return short_day(went.at, went.event.zone if went.event else zone), title, kinds


def _title(found: Found) -> str:
    if found.what is What.CARD:
        card = _("Card %(number)s", number=number(found.number))
        return f"{card} · {found.name}" if found.name else card
    if found.what is What.GIVER:
        return _("%(name)s hands cards out", name=found.name)
    if found.what is What.CONTACT:
        return _("%(name)s can be called", name=found.name or _("Somebody"))
    return _("%(name)s is an organiser", name=found.name)


def _lines(found: Found) -> list[str]:
    if found.what is not What.CARD:
        return []
    kept = found.kept
    counts = (
        (kept.answers, _("answer")),
        (kept.changes, _("earlier answers")),
        (kept.diets, _("what people eat")),
        (kept.scans, _("times of arrival")),
        (kept.waits, _("place in the line")),
        (int(kept.has_name), _("name, telephone number and e-mail address")),
    )
    return [f"{words}: {number(count)}" for count, words in counts if count]


def _note(found: Found) -> str:
    if found.what is What.CARD:
        return _("Times of arrival stay until the answers go: they say how many came.")
    if found.what is What.GIVER:
        return _("The cards stay good. The private page closes.")
    if found.what is What.CONTACT:
        return _("Guests then call the number of the organisation.")
    return _("Whoever runs the planner closes an account; some days later it is erased.")
