"""What people type for a language: its code, or its name in any language of guests."""

from collections.abc import Mapping
from functools import cache

from babel import Locale

from planner.core.guest_names import search_key
from planner.translations.reading import GUEST_LANGUAGES


def language_of(typed: str) -> str:
    """Return the code of the language of guests that is meant; empty where it is none of them.

    'Arabisch', 'arabic', 'العربية', 'ar' and 'ar-SY' are all Arabic.
    """
    key = search_key(typed)
    known = _known()
    return known.get(key) or known.get(key.replace("_", "-").partition("-")[0], "")


@cache
def _known() -> Mapping[str, str]:
    """Return each language of guests by what it is called anywhere."""
    found = {code: code for code in GUEST_LANGUAGES}
    for spoken in GUEST_LANGUAGES:
        names = Locale(spoken).languages
        found |= {search_key(str(names[code])): code for code in GUEST_LANGUAGES}
    return found
