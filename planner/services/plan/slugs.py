"""Names in web addresses: lower case, hyphens, and never two the same."""

import re
import unicodedata
from collections.abc import Iterator

from anyascii import anyascii
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from planner.store.base import take_turn
from planner.store.scoping import OF_ALL

LONGEST = 70
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def slug_of(text: str, *, otherwise: str = "event") -> str:
    """Write a title as a part of an address; a title without a single Latin letter gets a word."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_A_WORD.sub("-", plain).strip("-")[:LONGEST].strip("-") or otherwise


def in_latin(text: str) -> str:
    """Write the letters of a title in Latin ones, whatever their script; other signs stay out.

    Two words of another script may become the same, so it names things and never finds them again.
    """
    if text.isascii():
        return text
    letters = "".join(_kept(sign) for sign in text)
    # An apostrophe that comes of a letter, such as the Arabic hamza, would part the word.
    return anyascii(letters).replace("'", "")


def _kept(sign: str) -> str:
    """Return a sign that stays: a letter, a number, a mark on one; or the blank that a dash is."""
    category = unicodedata.category(sign)
    if category[0] in "LMN":
        return sign
    return " " if category in {"Pd", "Zs"} or sign.isascii() else ""


def free_slug(
    session: Session,
    column: InstrumentedAttribute[str],
    text: str,
    more: str,
    *,
    otherwise: str = "event",
) -> str:
    """Return an address part that nothing has yet: the title, with its date, with a number.

    Args:
        session: to look the taken ones up.
        column: where they are kept.
        text: the title, in any script.
        more: what tells two of the same title apart, such as the date.
        otherwise: stands before that where a title has no letter at all.
    """
    take_turn(session, "slug")  # or two would find the same one free
    base = slug_of(in_latin(text), otherwise="")
    if not base:
        base, more = "-".join(part for part in (otherwise, more) if part), ""
    # An address belongs to the installation, whoever's event it is.
    used = select(column).where(column.startswith(base, autoescape=True))
    taken = set(session.scalars(used, execution_options=OF_ALL))
    return next(slug for slug in _attempts(base, more) if slug not in taken)


def _attempts(base: str, more: str) -> Iterator[str]:
    yield base
    number = 1 if more else 2
    while True:
        parts = [base, more] if number == 1 else [base, more, str(number)]
        yield "-".join(part for part in parts if part)
        number += 1
