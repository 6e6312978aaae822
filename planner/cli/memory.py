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
HOLES = (65536, 32768, 16384, 8192, 4096, 2048, 1024, 512, 256, 128, 64, 32, 24)
"""Sizes in bytes that fill every hole between what was loaded; the last is the least there is."""
NEAR_THE_END = 8192
ENOUGH_ABOVE = 16
"""Pieces of a size that came from above all else: then no hole of that size is left. More than the
C library keeps at hand of one size, wherever those are."""
MOST_BYTES = 16 * 1024 * 1024
"""Of one size; holes have a few megabytes, and another library may have none that end."""


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


def fill_holes() -> None:
    """Let what the processes will ask for lie together, above all that they share.

    Loading leaves thousands of holes. A connection to SQLite alone fills them with the names of all
    columns, and each would take a page of its own from what was shared: eight megabytes for half a
    megabyte. What fills them is never written to.
    """
    with suppress(AttributeError, OSError):  # another C library
        _fill_holes(ctypes.CDLL(None))


def _fill_holes(library: ctypes.CDLL) -> None:
    library.malloc_trim(0)
    take, give_back, end_of_heap = library.malloc, library.free, library.sbrk
    take.restype = end_of_heap.restype = ctypes.c_void_p
    take.argtypes, give_back.argtypes = (ctypes.c_size_t,), (ctypes.c_void_p,)
    end_of_heap.argtypes = (ctypes.c_ssize_t,)
    end = end_of_heap(0) - NEAR_THE_END
    for size in HOLES:
        above = list[int | None]()
        left = MOST_BYTES // size
        while left and len(above) < ENOUGH_ABOVE:
            left -= 1
            piece = take(size)
            if piece is None or piece >= end:
                above.append(piece)
        for piece in above:
            give_back(piece)
    library.malloc_trim(0)
