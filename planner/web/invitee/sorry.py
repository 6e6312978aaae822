"""What a guest reads who holds a card that does not work: never a code, always the next step."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from planner.core.texts import N_
from planner.core.words import EventType
from planner.exports.covers import cover_svg
from planner.store.models import Event
from planner.web import event_facts
from planner.web.i18n import gettext as _


@dataclass(frozen=True, kw_only=True)
class Sorry:
    """A page for a card that does not work."""

    status: int
    heading: str
    advice: str
    may_type_again: bool = False
    retry_after_seconds: int = 0

    def shown(self, event: Event | None, *, typed: str) -> dict[str, Any]:
        """Return the values of the page, in the reader's language, with what was typed."""
        return {
            "heading": _(self.heading),
            "advice": _(self.advice),
            "may_type_again": self.may_type_again,
            "typed": typed,
            "cover": Markup(cover_svg(EventType.PARTY, wide=False)),  # noqa: S704 - our own drawing
            "help_phone": event_facts.phone_of(event) if event else event_facts.phone_of_town(),
        }


MISREAD = Sorry(
    status=404,
    heading=N_("We can't read this code."),
    advice=N_("One character is different from your card. Scan the card again, or type the code."),
    may_type_again=True,
)
UNKNOWN = Sorry(
    status=404,
    heading=N_("We don't know this code."),
    advice=N_("Look at your card and type the code again. Or just call us."),
    may_type_again=True,
)
REVOKED = Sorry(
    status=410,
    heading=N_("This card does not work any more."),
    advice=N_("Ask the person who gave it to you for a new one, or call us."),
)
REPLACED = Sorry(
    status=410,
    heading=N_("There is a new card instead of this one."),
    advice=N_("Use the new card. Did you not get it? Call us."),
)
TOO_OFTEN = Sorry(
    status=429,
    heading=N_("That was too often."),
    advice=N_("Wait a few minutes and try again. Or just call us."),
    retry_after_seconds=60,
)
