"""Values that no form expects: too much, too little, of another kind, or meant to do harm."""

import random
from collections.abc import Sequence

NOTHING = ("", " ", "\t", "\u00a0", "\u200b")
NUMBERS = (
    *("0", "-1", "1", "2", "999", "1000000000", "9" * 40, "1e9", "NaN", "Infinity", "-0", "0x10"),
    *("1.5", "1,5", "٣", "½", "①", "+3", " 7 ", "--1", "2147483648", "9223372036854775808"),
)
FAR_YEARS = (1, 1000, 1949, 4053, 7202, 9999)
"""Of days that nobody means, each of which broke something somewhere."""
MOMENTS = (
    *(f"{year:04}-06-12" for year in FAR_YEARS),
    *("2027-06-12", "12-06-2027", "2027-02-30", "0000-00-00", "9999-12-31", "0001-01-01"),
    *("15:00", "24:00", "25:61", "00:00", "2027-06-12T15:00", "2027-03-28T02:30", "yesterday"),
)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "{0.__class__}",
    "%(n)s %s %n",
    "' OR '1'='1",
    "'; DROP TABLE event; --",
    "=cmd|' /C calc'!A0",
    "a\r\nBcc: x@evil.example",
    "a\nEND:VEVENT",
    "a\x00b",
    "\ud7ff\ue000",
    "\u202eevil",
    "e\u0301" * 500,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "../../etc/passwd",
    "javascript:alert(1)",
    "//evil.example",
    "x@y",
    "a@b.example",
    "0612345678",
    "K" * 300,
    "(" * 5_000,
    "a" * 20_000 + "!",
    "ß" * 256,
    "null",
    "true",
    "[]",
    "{}",
)
ALL = (*NOTHING, *NUMBERS, *MOMENTS, *HOSTILE)


def draw(dice: random.Random, usual: Sequence[str]) -> str:
    """Return a value for a field: a usual one, one of the list, or a string of random signs."""
    chance = dice.random()
    if usual and chance < 0.35:
        return dice.choice(usual)
    if chance < 0.9:
        return dice.choice(ALL)
    signs = (
        chr(dice.choice((dice.randrange(32, 127), dice.randrange(1, 0xD7FF)))) for _ in range(8)
    )
    return "".join(signs)
