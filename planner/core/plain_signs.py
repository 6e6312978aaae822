"""Signs that belong in no text of a calendar, and the ways in which lines end."""

import re

# RFC 5545 3.1 forbids them or UTF-8 cannot hold them; one of them spoils a whole calendar file.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ud800-\udfff]")
_LINE_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")


def one_kind_of_break(text: str) -> str:
    r"""Return a text whose lines all end in \n."""
    return _LINE_BREAKS.sub("\n", text)


def without_forbidden(text: str) -> str:
    """Return a text without the signs that no calendar may hold."""
    return _FORBIDDEN.sub("", text)
