"""The list of cards ready to show: words for states, addresses to press."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from planner.core.enums import AnsweredBy, MailTrouble
from planner.core.texts import N_
from planner.services.guests.list_values import GuestPage, GuestState, Outside, SortOrder
from planner.web.filters import number
from planner.web.i18n import OWN_NAMES, ngettext
from planner.web.i18n import gettext as _
from planner.web.organiser.guests.query import Query
from planner.web.organiser.labels import numbered_name

STATE_NAMES: Mapping[GuestState, str] = {
    GuestState.MADE: N_("Not handed out"),
    GuestState.HANDED_OUT: N_("Handed out"),
    GuestState.YES: N_("Yes"),
    GuestState.MAYBE: N_("Maybe"),
    GuestState.NO: N_("No"),
    GuestState.WAITING: N_("Waits for a place"),
    GuestState.SET_ASIDE: N_("Set aside"),
    GuestState.COME: N_("Came"),
    GuestState.REVOKED: N_("Stopped"),
    GuestState.REPLACED: N_("Replaced"),
}
MAIL_CAME_BACK: Mapping[MailTrouble, str] = {
    MailTrouble.NOT_KNOWN: N_("mail came back: no such address"),
    MailTrouble.FULL: N_("mail came back: the mailbox is full"),
    MailTrouble.CAME_BACK: N_("mail came back"),
    MailTrouble.RESTS: N_("mail came back before"),
    MailTrouble.ADDRESS: N_("mail came back: no such address"),
    MailTrouble.UNWRITABLE: N_("this is no e-mail address"),
}
TONES: Mapping[GuestState, str] = {
    GuestState.YES: " chip-ok",
    GuestState.COME: " chip-ok",
    GuestState.MAYBE: " chip-warn",
    GuestState.WAITING: " chip-warn",
    GuestState.SET_ASIDE: " chip-warn",
    GuestState.HANDED_OUT: " chip-action",
}
COLUMNS: Sequence[tuple[SortOrder | None, str, str]] = (
    (SortOrder.NUMBER, N_("Card"), "n"),
    (SortOrder.NAME, N_("Name"), ""),
    (None, N_("State"), ""),
    (SortOrder.PARTY, N_("People"), "n"),
    (SortOrder.STACK, N_("Stack"), "wide"),
)


class RowShown(NamedTuple):
    """One card as the list shows it.

    `note` says who filled the answer in, if not the guest, and whether mail to them came back.
    A tuple, and everything in it a text: there may be 200 of them on a page.
    """

    number: str
    label: str
    url: str
    name: str
    state: str
    tone: str
    note: str
    people: str
    stack: str
    language: str


@dataclass(frozen=True, slots=True)
class HeadShown:
    """The head of a column; the address sorts by it."""

    words: str
    css: str
    url: str
    is_sorted: bool


def rows_shown(page: GuestPage, card_url: str) -> list[RowShown]:
    """Return the rows; every word is looked up once, and so is the address of all cards."""
    states = {state: _(name) for state, name in STATE_NAMES.items()}
    stacks = {stack.batch_id: numbered_name(stack.name) for stack in page.stacks}
    notes = {
        AnsweredBy.ORGANISER: _("filled in by us"),
        AnsweredBy.INTERMEDIARY: _("filled in for them"),
        AnsweredBy.CALENDAR: _("by their calendar"),
    }
    card = _("Card")
    lost = {why: _(words) for why, words in MAIL_CAME_BACK.items()}
    return [
        RowShown(
            str(row.number),
            f"{card} {row.number}",
            f"{card_url}?number={row.number}",
            row.name,
            states[row.state],
            TONES.get(row.state, ""),
            _note(
                notes.get(row.answered_by, "") if row.answered_by else "",
                lost[row.mail_trouble] if row.mail_trouble else "",
            ),
            "" if row.adults is None else str(row.adults + (row.children or 0)),
            stacks[row.batch_id],
            OWN_NAMES.get(row.language, ""),
        )
        for row in page.rows
    ]


def _note(filled_in: str, lost: str) -> str:
    return ", ".join(filter(None, (filled_in, lost)))


def heads_shown(query: Query, path: str) -> list[HeadShown]:
    """Return the heads of the columns."""
    return [
        HeadShown(
            _(words),
            css,
            query.url(path, order=order, page=1) if order else "",
            is_sorted=query.order is order,
        )
        for order, words, css in COLUMNS
    ]


def position_shown(query: Query, found: int, shown: int) -> str:
    """Say which part of the list this is."""
    first = (query.page - 1) * query.rows
    if shown == found:
        return ngettext("%(n)s card", "%(n)s cards", found, n=number(found))
    return _(
        "%(first)s to %(last)s of %(found)s cards",
        first=number(first + 1),
        last=number(first + shown),
        found=number(found),
    )


def outside_shown(outside: Sequence[Outside]) -> list[tuple[str, str]]:
    """Return the stacks that somebody else hands out, each with its totals in words."""
    return [
        (
            numbered_name(one.name),
            _(
                "%(cards)s. Yes on %(yes)s, for %(people)s people. Maybe on %(maybe)s,"
                " no on %(no)s.",
                cards=ngettext("%(n)s card", "%(n)s cards", one.cards, n=number(one.cards)),
                yes=number(one.yes),
                people=number(one.yes_heads),
                maybe=number(one.maybe),
                no=number(one.no),
            ),
        )
        for one in outside
    ]
