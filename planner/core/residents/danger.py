"""What can't wait for a promise: words that say so, and whom to call first.

It is a hint and no judgement: a remark that says it otherwise is no less urgent.
Numbers: 112.nl; gasenstroomstoringen.nl; politie.nl; veiligthuis.nl; 113.nl (November 2026).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from planner.core.texts import N_


class Danger(StrEnum):
    """What may be going on."""

    LIFE = "life"
    GAS = "gas"
    HOME = "home"
    SELF = "self"
    STREET = "street"


@dataclass(frozen=True, slots=True)
class FirstCall:
    """Whom to call before anything else.

    Attributes:
        words: a sentence, to be translated, with the number in it.
        number: as one dials it.
    """

    words: str
    number: str


FIRST_CALLS: dict[Danger, FirstCall] = {
    Danger.LIFE: FirstCall(N_("Is somebody in danger now? Call 112 first."), "112"),
    Danger.GAS: FirstCall(
        N_("Do you smell gas? Everybody out, and call 0800-9009 first."), "08009009"
    ),
    Danger.HOME: FirstCall(
        N_("Is somebody not safe at home? Call Veilig Thuis first: 0800-2000."), "08002000"
    ),
    Danger.SELF: FirstCall(
        N_("Does somebody not want to live any more? Call 113 first, day and night."), "113"
    ),
    Danger.STREET: FirstCall(
        N_("Is there dealing or violence in the street? Call the police first: 0900-8844."),
        "09008844",
    ),
}

_PATTERNS: tuple[tuple[Danger, str], ...] = (
    (
        Danger.GAS,
        r"gaslucht|gaslek|gas leak|ruik[^.]{0,30}\bgas\b|\bgas\b[^.]{0,20}ruik|"
        r"smell[^.]{0,30}\bgas\b",
    ),
    (
        Danger.LIFE,
        r"\bbrand(?!\w)|in brand|brandt het|\bmes\b|\bwapen|pistool|geschoten|schieten|vuurwapen|"
        r"explosie|on fire|\bgun\b|\bknife\b|bloot\w* (?:stroom)?dra",
    ),
    (
        Danger.HOME,
        r"sla(?:at|gen) (?:haar|hem|zijn|de|me|mij)\b|mishandel|huiselijk geweld|kind\w* geslagen|"
        r"domestic violence|beats (?:her|him)",
    ),
    (Danger.SELF, r"zelfmoord|suïcid|suicid|niet meer leven|kill (?:him|her|my)self"),
    (
        Danger.STREET,
        r"\bdeal(?:t|en|er|ers)\b|drugs|steekpartij|vechten|geweld|\bdealing\b|violence",
    ),
)


def dangers_in(words: str) -> list[Danger]:
    """Return what may be urgent in some words, the most urgent first."""
    said = words.casefold()
    found = {danger for danger, pattern in _PATTERNS if re.search(pattern, said)}
    return [danger for danger in Danger if danger in found]
