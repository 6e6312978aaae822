"""Whether what comes back by mail is read, in words: since when, and what stands in the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from planner.core.enums import WayInTrouble
from planner.core.mail_way_in import PipeIn
from planner.core.texts import N_
from planner.services.incoming import state
from planner.web.filters import day_and_time
from planner.web.i18n import gettext as _
from planner.web.installation import settings

READ_LATELY = timedelta(minutes=15)
"""The server looks each minute; where it did not for so long, it stands still."""

WAY_IN_TROUBLES: Mapping[WayInTrouble, str] = {
    WayInTrouble.NO_ANSWER: N_("The mailbox does not answer."),
    WayInTrouble.NOT_SAFE: N_("The connection to the mailbox is not safe."),
    WayInTrouble.SIGN_IN: N_("The mailbox does not accept our password."),
    WayInTrouble.FOLDER: N_("The mailbox has no folder of that name."),
    WayInTrouble.BROKEN: N_("The mailbox broke off half way."),
}


@dataclass(frozen=True)
class WayInShown:
    """How mail that comes in is read.

    Attributes:
        trouble: what stands in the way; empty for nothing.
        words: when it was last read, and what follows from that.
    """

    trouble: str
    words: str


def way_in_shown(reading: Session, *, now: datetime) -> WayInShown:
    """Say when mail was last read, what is wrong, or that nobody reads it here."""
    here = settings()
    if here.way_in is None:
        return WayInShown(
            "",
            _(
                "Nobody reads what comes back. "
                "A yes in a calendar does not count, and our mails say so."
            ),
        )
    found = state.find_state(reading)
    if found is None:
        return WayInShown(_("The mailbox was not read yet."), _waits())
    last = day_and_time(found.read_at, here.zone)
    if isinstance(here.way_in, PipeIn):
        if found.read_at == found.began_at:
            return WayInShown("", _("Nothing came in yet, since %(moment)s.", moment=last))
        return WayInShown("", _("The last mail came in on %(moment)s.", moment=last))
    read = _("Last read on %(when)s.", when=last)
    if found.trouble is not None:
        return WayInShown(_(WAY_IN_TROUBLES[found.trouble]), f"{read} {_waits()}")
    if now - found.read_at > READ_LATELY:
        return WayInShown(_("The mailbox was not read for a while."), f"{read} {_waits()}")
    return WayInShown("", read)


def _waits() -> str:
    return _("A yes in a calendar is not read until then. Tell who looks after the server.")
