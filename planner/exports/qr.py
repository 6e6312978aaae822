"""QR codes as inline SVG, one path, and as pictures: black on white, quiet zone included.

Level M, because at a fixed size on paper bigger squares beat more error correction for everything
but stains; and as few squares as the address allows, so keep hosts short and in small letters.
"""

import io
import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from planner.core.codes import CODE_LENGTH

if TYPE_CHECKING:
    from qrcode.main import QRCode

Mask = Literal[0, 1, 2, 3, 4, 5, 6, 7]

QUIET_ZONE = 4
"""White squares on every side. Readers need them, in dark pages too."""

PIXELS_PER_SQUARE = 12
"""Of a picture to keep."""

CARD_BITS = 352
"""Of version 3 at level M: 29 squares, with the quiet zone 37 mm of card at 1 mm a square."""
PLAIN_HEAD_BITS, DENSE_HEAD_BITS = 4 + 8, 4 + 9
"""The mode and the length, before what is written in it (ISO 18004, 7.4.4 and 7.4.5)."""

# The end of an address, from the last small letter on, when it pays to write it in the denser
# alphanumeric mode: 2.5 bits less a character against 13 bits to announce it.
_DENSE_END = re.compile(r"[0-9A-Z $%*+\-./:]{6,}\Z")


def qr_svg(text: str, *, title: str | None = None, mask: Mask | None = None) -> str:
    """Draw a QR code.

    The colours are attributes, not classes, on purpose: a dark page must not turn a code over.

    Args:
        text: the address as the phone will open it.
        title: read aloud instead of the picture; without it the picture is decoration.
        mask: one fixed mask, five times as fast, for hundreds of codes at once; it reads as well
            in practice. Without it the best mask is chosen, as ISO 18004 7.8.3 asks.

    Raises:
        ValueError: the text is too long for a QR code.
    """
    side, bars = _drawn(text, mask)
    if title:
        opening = f' role="img"><title>{escape(title, quote=False)}</title>'
    else:
        opening = ' aria-hidden="true" focusable="false">'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {side} {side}"'
        f' shape-rendering="crispEdges"{opening}'
        f'<rect class="qr-paper" width="{side}" height="{side}" fill="#fff"/>'
        f'<path class="qr-ink" fill="#000" d="{bars}"/></svg>'
    )


# To draw one takes longer than all the rest of the page of a guest, who opens it more than once.
@lru_cache(maxsize=500)
def _drawn(text: str, mask: Mask | None) -> tuple[int, str]:
    """Give how many squares a drawing has on a side, the quiet zone included, and its bars."""
    matrix = qr_matrix(text, mask=mask)
    return len(matrix) + 2 * QUIET_ZONE, _path(matrix)


def qr_matrix(text: str, *, mask: Mask | None = None) -> list[list[bool]]:
    """Give the rows of squares, true for dark, without the quiet zone.

    Raises:
        ValueError: the text is too long for a QR code.
    """
    code = _encode(text, mask)
    code.make(fit=False)  # it was fitted when it was encoded
    return [[bool(dark) for dark in row] for row in code.modules]


def qr_png(text: str) -> bytes:
    """Draw a code as a PNG for who keeps pictures rather than addresses; the same bytes each time.

    Raises:
        ValueError: the text is too long for a QR code.
    """
    from qrcode.image.pure import PyPNGImage

    code, picture = _encode(text, None), io.BytesIO()
    code.box_size, code.border = PIXELS_PER_SQUARE, QUIET_ZONE
    code.make_image(PyPNGImage).save(picture)
    return picture.getvalue()


def qr_version(text: str) -> int:
    """Say how big the code of a text is: version 1 has 21 squares a side, each next one 4 more.

    Raises:
        ValueError: the text is too long for a QR code.
    """
    return _encode(text, None).version


def fits_version_3(base_url: str) -> bool:
    """Say whether every invitation under this address gets the small code that cards are made for.

    True up to 24 characters of host, path and last slash after `https://`.
    """
    plain, dense = _parts(f"{base_url.rstrip('/')}/{'A' * CODE_LENGTH}")
    plain_bits = PLAIN_HEAD_BITS + 8 * len(plain.encode())
    dense_bits = DENSE_HEAD_BITS + 11 * (len(dense) // 2) + 6 * (len(dense) % 2)
    return plain_bits + dense_bits <= CARD_BITS


def _parts(text: str) -> tuple[str, str]:
    """Split a text into what is written letter by letter and what is written densely."""
    found = _DENSE_END.search(text)
    start = found.start() if found else len(text)
    return text[:start], text[start:]


def _encode(text: str, mask: Mask | None) -> "QRCode[Any]":
    # Loaded late: with Pillow around it takes 70 ms, and most commands draw no code.
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.exceptions import DataOverflowError
    from qrcode.main import QRCode
    from qrcode.util import QRData

    # A new object each time: the library's clear() leaves things behind.
    code: QRCode[Any] = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=mask)
    # Not the library's own splitting: that also takes out runs of digits, which makes the codes of
    # some cards bigger than those of their neighbours.
    for part in filter(None, _parts(text)):
        code.add_data(QRData(part))
    try:
        code.best_fit()
    except (DataOverflowError, ValueError):  # which of the two depends on how far it is off
        raise ValueError(f"{len(text)} characters are too many for a QR code") from None
    return code


def _path(matrix: list[list[bool]]) -> str:
    """Join the dark squares of each row into bars; all bars in one path leave no hairlines."""
    bars = []
    for y, row in enumerate(matrix, start=QUIET_ZONE):
        line = "".join("#" if dark else " " for dark in row)
        for bar in re.finditer("#+", line):
            x, length = bar.start() + QUIET_ZONE, len(bar.group())
            bars.append(f"M{x} {y}h{length}v1h-{length}z")
    return "".join(bars)
