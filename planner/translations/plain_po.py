"""Files of texts as `collect` writes them, read in a tenth of the time.

All texts are read at each start. A file with anything else in it than what stands below is left
to Babel, which knows all that a .po file can hold, and says what is wrong with it.
"""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass

_COMMENT = re.compile(r"^#(?:[ :,.].*)?\n", re.MULTILINE)
_FUZZY = re.compile(r"^#,.*fuzzy", re.MULTILINE)
_QUOTED = r'(?:"[^"\\\n]*(?:\\["\\nrt][^"\\\n]*)*"\n)+'
_MESSAGE = re.compile(
    rf"\n*msgid (?P<one>{_QUOTED})"
    rf"(?:msgstr (?P<said>{_QUOTED})"
    rf"|msgid_plural {_QUOTED}(?P<forms>(?:msgstr\[\d\] {_QUOTED})+))"
)
_FORM = re.compile(rf"msgstr\[(\d)\] ({_QUOTED})")
_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"n": "\n", "r": "\r", "t": "\t"}
_PLURALS = re.compile(r"^Plural-Forms: (nplurals=(\d); .*)$", re.MULTILINE)
_CHARSET = "charset=utf-8\n"


@dataclass(frozen=True)
class PlainTexts:
    """The sentences of a file.

    Attributes:
        plural_forms: how the language counts, as the file says it; empty for no language.
        said: by their English, which is that for one where a sentence is about a number; words
            that are missing are empty.
    """

    plural_forms: str
    said: Mapping[str, tuple[str, ...]]


def read_plain(text: str) -> PlainTexts | None:
    """Read a file; None where it holds anything that only Babel knows."""
    if _FUZZY.search(text):
        return None
    text = _COMMENT.sub("", text)
    head = _MESSAGE.match(text)
    about = _words(head["said"] or "") if head and head["one"] == '""\n' else ""
    if head is None or _CHARSET not in about:
        return None
    plurals = _PLURALS.search(about)
    numbers = [str(number) for number in range(int(plurals[2]) if plurals else 2)]
    said: dict[str, tuple[str, ...]] = {}
    place, end = head.end(), len(text.rstrip("\n"))
    while place < end:
        found = _MESSAGE.match(text, place)
        if found is None:
            return None
        place = found.end()
        forms = _FORM.findall(found["forms"] or "")
        if forms and [number for number, _form in forms] != numbers:
            return None
        # Seven languages and the pages themselves name a sentence by the same words.
        one = sys.intern(_words(found["one"]))
        if not one or one in said:
            return None
        said[one] = tuple(_words(form) for _number, form in forms) or (_words(found["said"]),)
    return PlainTexts(plurals[1] if plurals else "", said)


def _words(quoted: str) -> str:
    words = quoted[1:-2].replace('"\n"', "")
    if "\\" in words:
        words = _ESCAPED.sub(lambda sign: _MEANT.get(sign[1], sign[1]), words)
    return words
