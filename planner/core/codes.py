"""Invitation codes: derive one, print one, read what people type.

A code is twelve random characters (60 bits) and one check character, in Crockford's base 32:
the digits and 22 capitals, without I, L and O, which look like 1 and 0, and without U.

A code is never stored. Each invitation keeps a random seed; the secret key turns the seed into
the code, so a lost card can be printed again, and stolen tables open nobody's page. To find the
invitation of a code, `hash_code` gives the key to look it up by.
"""

import hmac
import re
import unicodedata
from enum import Enum

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_LENGTH = 12
CODE_LENGTH = RANDOM_LENGTH + 1
SECRET_LENGTH = 26
SEED_BYTES = 16

_BITS = 5
_LONGEST_TYPED = 500
_VALUES = {character: value for value, character in enumerate(ALPHABET)}

# What people type for what they see. A Ukrainian or Turkish keyboard has capitals that look like
# the printed ones and are other characters; whoever reads the card cannot know that.
_LOOKALIKES = dict(zip(map(ord, "OILİ" + "АВЕІКМНОРСТУХ"), "0111" + "ABE1KMH0PCTYX", strict=True))

# What a hand scanner puts before what it read, if it is set so: the kind of code (AIM: "]Q1"), and
# the character set (ECI: "\000026").
_SCANNER_PREFIX = re.compile(r"^(?:\][A-Za-z][0-9A-Z])?(?:\\[0-9]{6})*")

# A hand scanner presses the keys of an American keyboard. Where the phone has a French or a Belgian
# one, each key writes something else; in that order: digits, letters, signs of an address.
_AMERICAN = "1234567890" + "qwazQWAZmM;:" + "/.-" + "]\\"
_AZERTY = (
    "&é\"'(-è_çà" + "azqwAZQW,?mM" + "!:)" + "$*",  # French
    "&é\"'(§è!çà" + "azqwAZQW,?mM" + "=:)" + "$µ",  # Belgian
)
_AZERTY_SIGNS = re.compile("[&é\"'(§è!_çà]")


class CodeFault(Enum):
    """Why something typed or scanned is not a code."""

    EMPTY = "empty"
    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    UNKNOWN_CHARACTER = "unknown character"  # such as U, which stands on no card
    MISREAD = "misread"  # one character is wrong, or two have changed places


def derive_code(key: bytes, seed: bytes) -> str:
    """Make the invitation code that belongs to a seed: always the same one.

    Args:
        key: the secret key of this installation, at least 16 bytes.
        seed: the random bytes kept with the invitation, at least `SEED_BYTES`.

    Returns:
        13 characters of `ALPHABET`, the last one the check character.
    """
    body = _characters(_from_seed(key, "code", seed), RANDOM_LENGTH)
    return body + check_character(body)


def derive_secret(key: bytes, seed: bytes, purpose: str) -> str:
    """Make the secret of a link, such as a gate's: 26 characters, 130 bits.

    Nobody types it, so it has no check character. Secrets of one seed for different purposes say
    nothing about each other. A purpose is a word of ours, such as "gate".
    """
    return _characters(_from_seed(key, f"secret/{purpose}", seed), SECRET_LENGTH)


def hash_code(key: bytes, code: str) -> bytes:
    """Give the 32 bytes under which a code is stored and looked up.

    Keyed, because a plain hash of 60 bits can be searched; and under another label than
    `derive_code`, so that neither result helps to find the other.

    Raises:
        ValueError: not a code as `read_code` gives it. A code hashed in another spelling would
            never be found again.
    """
    return _digest(key, "lookup", _exact(code).encode("ascii"))


def read_code(typed: str) -> str | CodeFault:
    """Read what somebody typed, pasted or scanned; forgive everything that cannot mislead.

    Case, spaces, dashes and dots do not matter, nor O for 0, I and L for 1, digits of other
    scripts, letters of other keyboards that look the same, a whole web address around the code,
    what a hand scanner puts before it, or that scanner's keys on a French or Belgian keyboard.
    """
    if _is_code(typed):
        return typed  # as phones send it: nothing to forgive
    if len(typed) > _LONGEST_TYPED:
        return CodeFault.TOO_LONG
    reading = _read_scanned(typed)
    if isinstance(reading, str) or not _AZERTY_SIGNS.search(typed):
        return reading
    others = (_read_scanned(_as_american(typed, azerty)) for azerty in _AZERTY)
    return next((other for other in others if isinstance(other, str)), reading)


def _read_scanned(typed: str) -> str | CodeFault:
    typed = _SCANNER_PREFIX.sub("", typed)
    # An address may go on after the code, so each part of it is tried; the host comes last.
    host, *path = re.split("[/?#]", typed.partition("://")[2] or typed)
    readings = [_read_plain(part) for part in (*path, host) if part.strip()]
    codes = [reading for reading in readings if isinstance(reading, str)]
    return (codes or readings or [CodeFault.EMPTY])[0]


def _as_american(typed: str, azerty: str) -> str:
    return typed.translate(str.maketrans(azerty, _AMERICAN))


def show_code(code: str) -> str:
    """Write a code as it stands on a card: XXXX-XXXX-XXXXX."""
    code = _exact(code)
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def check_character(body: str) -> str:
    """Give the character that makes a misread code recognisable.

    In the field of 32 elements: add the next character, double, and so on; the result is the check
    character. So each place has another weight, a power of two, and a power of two times a
    difference is never zero. That catches every single wrong character and every exchange of any
    two characters.

    Source: H. M. Damm, Total anti-symmetrische Quasigruppen (2004), operation x * y = 2(x + y).
    """
    state = 0
    for character in body:
        state = _DOUBLED[state ^ _VALUES[character]]
    return ALPHABET[state]


def _double(value: int) -> int:
    """Multiply by x in GF(32) modulo x^5 + x^2 + 1, a primitive polynomial."""
    return value << 1 if value < 16 else (value << 1) ^ 0b100101


_DOUBLED = tuple(map(_double, range(len(ALPHABET))))


def _read_plain(typed: str) -> str | CodeFault:
    cleaned = "".join(map(_printed, unicodedata.normalize("NFKC", typed).upper()))
    if not cleaned:
        return CodeFault.EMPTY
    if not _VALUES.keys() >= set(cleaned):
        return CodeFault.UNKNOWN_CHARACTER
    if len(cleaned) < CODE_LENGTH:
        return CodeFault.TOO_SHORT
    if len(cleaned) > CODE_LENGTH:
        return CodeFault.TOO_LONG
    return cleaned if _is_code(cleaned) else CodeFault.MISREAD


def _printed(character: str) -> str:
    """Give the character of the card that is meant, or nothing for spaces and signs."""
    if not character.isalnum():
        return ""
    digit = unicodedata.decimal(character, None)
    return str(digit) if digit is not None else character.translate(_LOOKALIKES)


def _is_code(typed: str) -> bool:
    return (
        len(typed) == CODE_LENGTH
        and _VALUES.keys() >= set(typed)
        and check_character(typed[:-1]) == typed[-1]
    )


def _exact(code: str) -> str:
    if not _is_code(code):
        raise ValueError("not an invitation code as read_code gives it")
    return code


def _from_seed(key: bytes, label: str, seed: bytes) -> bytes:
    if len(seed) < SEED_BYTES:
        raise ValueError(f"a seed must have at least {SEED_BYTES} bytes")
    return _digest(key, label, seed)


def _digest(key: bytes, label: str, message: bytes) -> bytes:
    if len(key) < 16:
        raise ValueError("the secret key must have at least 16 bytes")
    # The zero byte ends the label, so no label with a message is another label with another one.
    return hmac.digest(key, f"planner/{label}".encode() + b"\0" + message, "sha256")


def _characters(digest: bytes, count: int) -> str:
    number = int.from_bytes(digest) >> (8 * len(digest) - _BITS * count)
    return "".join(ALPHABET[number >> _BITS * place & 31] for place in reversed(range(count)))
