"""Compare a word that somebody read on a wall and typed on a phone with the one that was meant."""

import unicodedata


def is_same_word(typed: str, meant: str) -> bool:
    """Say whether two words are the same but for capitals, accents, spaces and signs.

    In the letters and digits of any script; nothing is the same as nothing.
    """
    return can_be_typed(meant) and _bare(typed) == _bare(meant)


def can_be_typed(word: str) -> bool:
    """Say whether a word has anything in it that is compared."""
    return bool(_bare(word))


def _bare(word: str) -> str:
    signs = unicodedata.normalize("NFKD", word.casefold())
    return "".join(str(unicodedata.digit(sign, sign)) for sign in signs if sign.isalnum())
