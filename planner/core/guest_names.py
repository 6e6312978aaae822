"""Names of guests as people type them: cleaned and comparable."""

import unicodedata

from planner.core.bidi import without_controls

LONGEST_NAME = 80
LONGEST_KEY = 320
"""Some signs stand for a whole sentence, and come apart into eighteen letters."""
LONGEST_PHONE = 20

# Letters that Unicode does not take apart into a plain one and a sign.
_PLAIN = str.maketrans("ıłøđħŧ", "ilodht")
_CONTROLS = {"Cc", "Cs", "Cn", "Zl", "Zp"}


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
