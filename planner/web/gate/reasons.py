"""Every reason of the protocol and what the gate says of it: on pages, in answers, on phones.

The one place for it. Tests go through all reasons in all languages, and hold the phone's own list
of reasons (frontend/src/protocol.ts) to this one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.core.admission import Reason
from planner.web.i18n import lazy_gettext as _l


@dataclass(frozen=True, kw_only=True)
class ReasonWords:
    """What a screen says when a scan was not simply fine.

    Args:
        sentence: what there is to know.
        say: what the helper may say; no guest is ever shamed.
        heading: in two words.
        look: `ok` is green, `look` is plum, `warn` is amber.
        picture: a pictogram with a shape of its own.
    """

    sentence: str
    say: str = ""
    heading: str = _l("Have a look")
    look: str = "look"
    picture: str = "hand-waving"

    def shown(self) -> dict[str, str]:
        """Give it in the reader's language, for a program."""
        return {
            "sentence": str(self.sentence),
            "say": str(self.say),
            "heading": str(self.heading),
            "look": self.look,
            "picture": self.picture,
        }


REASONS: Mapping[Reason, ReasonWords] = {
    Reason.UNKNOWN: ReasonWords(
        sentence=_l("We do not know this card. Look at the number on it."),
        say=_l("How nice that you are here. May I see the card once more?"),
        look="warn",
        picture="question",
    ),
    Reason.MISREAD: ReasonWords(
        sentence=_l("The code was not read well. Scan it again, or type the number on the card."),
        say=_l("May I see the card once more?"),
    ),
    Reason.REVOKED: ReasonWords(
        sentence=_l("This card was taken back by the organiser."),
        say=_l("How nice that you are here. Who gave you the card?"),
    ),
    Reason.REPLACED: ReasonWords(
        sentence=_l("There is a new card instead of this one."),
        say=_l("How nice that you are here. Do you have a newer card?"),
    ),
    Reason.WRONG_EVENT: ReasonWords(
        sentence=_l("This card is for another day or another place."),
        say=_l("How nice that you are here. Shall we read the card together?"),
    ),
    Reason.NEEDS_PART_CARD: ReasonWords(
        sentence=_l(
            "This card is for the evening. Here one needs a card of the part, such as the dinner."
        ),
        say=_l("How nice that you are here. Do you have a card for this part too?"),
    ),
    Reason.TOO_EARLY: ReasonWords(
        sentence=_l("It has not begun yet. Practising? Undo it afterwards."),
        heading=_l("Early!"),
        look="warn",
        picture="clock",
    ),
    Reason.PRACTICE: ReasonWords(
        sentence=_l("The doors are not open yet. This does not count."),
        heading=_l("Practice"),
        look="warn",
        picture="clock",
    ),
    Reason.CANCELLED_BY_GUEST: ReasonWords(
        sentence=_l("They had said no, and came after all. That is fine."),
        heading=_l("Welcome!"),
        look="ok",
        picture="check",
    ),
    Reason.MORE_THAN_PARTY: ReasonWords(
        sentence=_l("There are more people inside than this card is for."),
        say=_l("How nice that there are so many of you."),
    ),
    Reason.FULL_PARTY_ALREADY_IN: ReasonWords(
        sentence=_l("Everybody of this card is inside already."),
        say=_l("How nice that you are here. Who gave you the card?"),
    ),
    Reason.EVENT_OVER: ReasonWords(
        sentence=_l("The event is over. Nobody is counted any more."),
        say=_l("What a pity, it is over. Shall we look when the next one is?"),
    ),
    Reason.EVENT_CANCELLED: ReasonWords(
        sentence=_l("This event was cancelled."),
        say=_l("I am sorry, it was cancelled. Shall we look when the next one is?"),
    ),
    Reason.GATE_CLOSED: ReasonWords(
        sentence=_l("The organiser closed this gate."),
        say=_l("Will you come along to the other gate?"),
    ),
    Reason.WRONG_GATE: ReasonWords(
        sentence=_l(
            "This phone may not count at that gate any more. Ask for the code of that gate."
        )
    ),
    Reason.NOT_UNDERSTOOD: ReasonWords(
        sentence=_l("Something went wrong with this scan. Scan again.")
    ),
    Reason.NOTHING_TO_UNDO: ReasonWords(sentence=_l("There is nothing to undo here.")),
    Reason.ALREADY_UNDONE: ReasonWords(sentence=_l("That was undone before.")),
}
PHONE_REASONS: Mapping[str, ReasonWords] = {
    "nobody_inside": ReasonWords(sentence=_l("Nobody of this card is inside.")),
}
"""What the phone finds out by itself; the server never answers so."""


def reasons_on_phones() -> dict[str, dict[str, str]]:
    """Give every reason by its name in the protocol, in the reader's language."""
    words = {reason.value: words for reason, words in REASONS.items()} | dict(PHONE_REASONS)
    return {name: each.shown() for name, each in words.items()}
