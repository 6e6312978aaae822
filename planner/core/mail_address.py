"""One rule for what an e-mail address is, in whatever letters its domain is written.

Addresses are stored as they are sent: in small letters, the domain in ASCII (IDNA 2008, RFC 5891).
No name server is ever asked: only mail that comes back shows that nobody has an address. What reads
them is loaded late: it takes as long as ten files of ours, and a start reads no address.
"""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from planner.core.guest_names import clean_name

LONGEST_ADDRESS = 254
"""RFC 5321 4.5.3.1.3: a path has 256 characters with its angle brackets."""

_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL}){{0,8}}")
_OTHER_DOTS = frozenset("\u3002\uff0e\uff61")
"""Read as dots in domains (RFC 3490): somebody else's address would only look like another."""
_NAMES = ("gmail", "hotmail", "outlook", "icloud", "yahoo", "ziggo", "kpnmail", "hetnet", "live")
"""Where most people here have their mail; long enough that a slip makes nothing else of them."""
_ENDINGS: Mapping[str, str] = {
    "con": "com",
    "cmo": "com",
    "ocm": "com",
    "comm": "com",
    "coom": "com",
    "vom": "com",
    "xom": "com",
    "nll": "nl",
    "ln": "nl",
    "nk": "nl",
}
"""Ends that no domain has, and which was meant."""


class AddressFault(StrEnum):
    """Why something is no address that we can write to."""

    NONE_AT_ALL = "none at all"
    SIGNS = "signs"
    """Letters before the @ that few mail servers take (RFC 6531)."""


def read_address(typed: str) -> str | AddressFault:
    """Return an address as it is stored, or why it is none; empty stays empty.

    Anything but one bare address is none: no name beside it, no list, no quotes, no comment.
    """
    text = unicodedata.normalize("NFC", clean_name(typed))
    if not text:
        return ""
    if unicodedata.normalize("NFKC", text) != text or _OTHER_DOTS.intersection(text):
        return AddressFault.NONE_AT_ALL
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        name, at, _host = text.rpartition("@")
        is_sign = at and not name.isascii() and all(_is_of_names(sign) for sign in name)
        return AddressFault.SIGNS if is_sign else AddressFault.NONE_AT_ALL
    address = (found.ascii_email or "").lower()
    return address if 0 < len(address) <= LONGEST_ADDRESS else AddressFault.NONE_AT_ALL


def clean_email(typed: str) -> str | None:
    """Return an address as it is stored; empty stays empty, None when it is none."""
    found = read_address(typed)
    return None if isinstance(found, AddressFault) else found


def as_stored(typed: str) -> str:
    """Return what an address that somebody types to be found by is stored as."""
    return clean_email(typed) or typed.strip().lower()


def can_be_written_to(address: str) -> bool:
    """Say whether this is one mail address as a mail server takes it, and nothing else."""
    return bool(address) and address.isascii() and clean_email(address) == address.lower()


def can_send_from(address: str) -> bool:
    """Say whether mail of ours may come from here: also from a host that only our own net knows."""
    name, _at, host = address.rpartition("@")
    return can_be_written_to(f"{name}@feest.example") and _HOST.fullmatch(host) is not None


def readable(address: str) -> str:
    """Return an address as its owner writes it: the domain in its own letters."""
    name, at, host = address.rpartition("@")
    if "xn--" not in host:
        return address
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(f"a@{host}", check_deliverability=False)
    except EmailNotValidError:
        return address
    return f"{name}{at}{found.domain}"


def meant_by(address: str) -> str:
    """Return the address that somebody most likely meant; empty where this one looks right.

    Only for asking: nobody's address is ever changed by us.
    """
    name, at, host = address.rpartition("@")
    first, dot, ending = host.partition(".")
    right = _ENDINGS.get(ending, ending)
    known = next((one for one in _NAMES if _is_slip(first, one)), first)
    meant = f"{name}{at}{known}{dot}{right}"
    return meant if dot and meant != address else ""


def _is_of_names(sign: str) -> bool:
    return sign.isalnum() or sign in ".-_+'" or unicodedata.combining(sign) > 0


def _is_slip(typed: str, right: str) -> bool:
    """Say whether one letter is missing, too many, or changed places with the next one."""
    # A first letter is seldom wrong, and `email`, `ymail` and `mail` are others' names.
    if typed == right or len(right) < 5 or typed[:1] != right[:1]:
        return False
    longer, shorter = sorted((typed, right), key=len, reverse=True)
    if len(longer) == len(shorter) + 1:
        return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
    wrong = [at for at, (one, other) in enumerate(zip(typed, right, strict=False)) if one != other]
    if len(typed) != len(right):
        return False
    return len(wrong) == 1 or (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and typed[wrong[0]] == right[wrong[1]]
        and typed[wrong[1]] == right[wrong[0]]
    )
