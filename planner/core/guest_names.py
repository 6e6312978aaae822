"""Names, telephone numbers and addresses of guests as people type them: cleaned and comparable."""

import re
import unicodedata

from planner.core.bidi import without_controls

LONGEST_NAME = 80
LONGEST_KEY = 320
"""Some signs stand for a whole sentence, and come apart into eighteen letters."""
LONGEST_EMAIL = 254
LONGEST_PHONE = 20
FEWEST_DIGITS = 6
"""The shortest numbers of the Netherlands with their area; shorter ones are extensions."""

# Letters that Unicode does not take apart into a plain one and a sign.
_PLAIN = str.maketrans("ıłøđħŧ", "ilodht")
_CONTROLS = {"Cc", "Cs", "Cn", "Zl", "Zp"}
_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\\\"|]+@[^\s@,;:<>()\[\]\\\"|]+\.[^\s@,;:<>()\[\]\\\"|.]{2,}")
_PHONE_SIGNS = re.compile(r"[\s().\-/\u2010-\u2015\u00a0]")
# A spreadsheet that took a Dutch number for an amount dropped the zero before it.
_WITHOUT_ZERO = re.compile(r"[1-9]\d{8}", re.ASCII)
_PHONE = re.compile(rf"\+?\d{{{FEWEST_DIGITS},15}}", re.ASCII)


def clean_name(typed: str) -> str:
    """Return a name on one line, without signs that steer a terminal or turn text around."""
    plain = without_controls(unicodedata.normalize("NFC", typed))
    kept = (" " if sign.isspace() else sign for sign in plain)
    return " ".join("".join(s for s in kept if unicodedata.category(s) not in _CONTROLS).split())


def search_key(text: str) -> str:
    """Return a text as it is searched and compared: small letters, without accents."""
    apart = unicodedata.normalize("NFKD", clean_name(text).casefold().translate(_PLAIN))
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(plain.split())[:LONGEST_KEY]


def clean_phone(typed: str) -> str | None:
    """Return a telephone number without spaces, in the Dutch way where it is Dutch.

    Empty stays empty; None when it is no telephone number.
    """
    digits = _PHONE_SIGNS.sub("", unicodedata.normalize("NFKC", clean_name(typed)))
    if not digits:
        return ""
    if not _PHONE.fullmatch(digits):
        return None
    if _WITHOUT_ZERO.fullmatch(digits):
        return f"0{digits}"
    digits = re.sub("^00", "+", digits)
    return re.sub(r"^\+310?", "0", digits)


def clean_email(typed: str) -> str | None:
    """Return an e-mail address in small letters; empty stays empty, None when it is none."""
    address = clean_name(typed).lower()
    if not address:
        return ""
    return address if len(address) <= LONGEST_EMAIL and _EMAIL.fullmatch(address) else None
