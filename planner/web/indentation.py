"""Templates without the spaces at the beginning of their lines, which no browser shows.

Two fifths of a long list were those spaces: a row stands deep within its page, and is sent as often
as there are rows. They are taken out when a template is compiled, so a template is written as it
is read best.
"""

import re

from flask import Flask
from jinja2.ext import Extension

_INDENTATION = re.compile(r"(?<![%#]\})\n[ \t]+")
_BEHIND_A_BLOCK = re.compile(r"(?<=[%#]\})\n[ \t]+")
"""There the end of the line is taken out as well, and one space has to part words."""


class WithoutIndentation(Extension):
    """Takes the indentation out of pages, and leaves their lines where they were."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the template as it is compiled; what is no page, such as a letter, as it is."""
        if not (name or "").endswith(".html"):
            return source
        return _BEHIND_A_BLOCK.sub("\n ", _INDENTATION.sub("\n", source))


def init_indentation(app: Flask) -> None:
    """Have pages compiled without indentation."""
    app.jinja_env.add_extension(WithoutIndentation)
