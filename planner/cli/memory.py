"""What keeps the processes of the server small: they share what was made before they fork off."""

import ctypes
from contextlib import suppress

from babel import Locale
from flask import Flask

from planner.translations.reading import ALWAYS_OFFERED

M_ARENA_MAX = -8
"""Of `mallopt(3)`, as the GNU C library has it."""
OFTEN_SHOWN = (
    *("macros/fields.html", "macros/ui.html", "macros/icons.html", "macros/languages.html"),
    *("macros/better_now.html", "base.html", "base_guest.html"),
    *("invitee/parts.html", "invitee/card.html"),
)
"""What nearly every page is made of; others are read when somebody first asks for them."""


def use_one_heap() -> None:
    """Let the threads of a process share a heap: forty of them had fifteen, each half empty."""
    with suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def make_what_is_shared(app: Flask) -> None:
    """Make what each process would make for itself at its first pages."""
    for language in ALWAYS_OFFERED:
        Locale(language).text_direction  # noqa: B018 - reads how the language writes days and numbers
    for name in OFTEN_SHOWN:
        app.jinja_env.get_template(name)
