"""Names that run the other way than the sentence around them, and signs that turn text around.

Source: Unicode Standard Annex 9, the bidirectional algorithm.
"""

import re
import unicodedata

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"
# Embeddings, overrides and isolates. A name with one of them turns the text after it around, so
# that 'gpj.exe' reads 'exe.jpg' and a number reads backwards. The marks U+200E, U+200F and U+061C
# turn nothing around and belong in real text: they stay. U+FDD0 to U+FDEF belong in no text:
# Unicode keeps them for use inside a program, and `translations/reading.py` marks sentences.
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef]")
_FROM_RIGHT = {"R", "AL"}
_STRONG = {"L", *_FROM_RIGHT}


def without_controls(text: str) -> str:
    """Return a text without the signs that turn what follows around."""
    return text if text.isascii() else _CONTROLS.sub("", text)


def runs_from_right(text: str) -> bool:
    """Say whether anything in a text is of a script that runs from right to left."""
    return not text.isascii() and any(
        unicodedata.bidirectional(sign) in _FROM_RIGHT for sign in text
    )


def begins_from_right(text: str) -> bool:
    """Say whether the first letter of a text is of a script that runs from right to left."""
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind in _FROM_RIGHT for kind in strong if kind in _STRONG), False)


def isolated(text: str) -> str:
    """Return a text between signs that keep its direction to itself, for use inside a sentence.

    What holds no letter, such as a telephone number, runs from left to right in it.
    """
    return FIRST_STRONG_ISOLATE + without_controls(text) + POP_ISOLATE
