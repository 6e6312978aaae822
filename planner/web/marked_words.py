"""Ask about what points at somebody in what others will read: once, beside the field."""

from collections.abc import Mapping
from typing import Any
from zlib import crc32

from planner.core.residents.marks import MarkKind, marks_in
from planner.core.texts import N_
from planner.web.asking_back import is_meant
from planner.web.i18n import gettext as _

KINDS: Mapping[MarkKind, str] = {
    MarkKind.NAME: N_("a name"),
    MarkKind.HOUSE: N_("a house number"),
    MarkKind.PLATE: N_("a number plate"),
    MarkKind.PHONE: N_("a phone number"),
    MarkKind.MAIL: N_("an e-mail address"),
    MarkKind.POSTCODE: N_("a postcode"),
}


def is_nobody_in(form: Any, *names: str) -> bool:
    """Ask beside each field whether what points at somebody shall stay; say whether none is there.

    It is asked once for the same words: pressed again they are kept as they are.
    """
    clear = [
        _is_clear(form[name]) for name in names
    ]  # each field is asked about, not the first alone
    return all(clear)


def _is_clear(field: Any) -> bool:
    words = field.data or ""
    marked = [words[mark.start : mark.end] for mark in marks_in(words)]
    if not marked or field.errors:
        return True
    question = _(
        "This looks like somebody: %(what)s. Take it out, or press again to keep it.",
        what=", ".join(marked),
    )
    return is_meant(field, crc32(words.encode()), question)
