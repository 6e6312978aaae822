"""QR codes as inline SVG, one path, and as pictures: black on white, quiet zone included.

Level M, because at a fixed size on paper bigger squares beat more error correction for everything
but stains; and as few squares as the address allows, so keep hosts short and in small letters.
"""

import io
import re
from typing import TYPE_CHECKING, Literal
from xml.sax.saxutils import escape

from planner.core.codes import CODE_LENGTH

if TYPE_CHECKING:
    from segno import QRCode

Mask = Literal[0, 1, 2, 3, 4, 5, 6, 7]

QUIET_ZONE = 4
"""White squares on every side. Readers need them, in dark pages too."""

PIXELS_PER_SQUARE = 12
"""Of a picture to keep."""

CARD_VERSION = 3
"""29 squares: with the quiet zone 37 mm of card at 1 mm a square."""

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
    matrix = qr_matrix(text, mask=mask)
    side = len(matrix) + 2 * QUIET_ZONE
    if title:
        opening = f' role="img"><title>{escape(title)}</title>'
    else:
        opening = ' aria-hidden="true" focusable="false">'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {side} {side}"'
        f' shape-rendering="crispEdges"{opening}'
        f'<rect class="qr-paper" width="{side}" height="{side}" fill="#fff"/>'
        f'<path class="qr-ink" fill="#000" d="{_path(matrix)}"/></svg>'
    )


def qr_matrix(text: str, *, mask: Mask | None = None) -> list[list[bool]]:
    """Give the rows of squares, true for dark, without the quiet zone.

    Raises:
        ValueError: the text is too long for a QR code.
    """
    return [[bool(dark) for dark in row] for row in _encode(text, mask).matrix]


def qr_png(text: str) -> bytes:
    """Draw a code as a PNG for who keeps pictures rather than addresses; the same bytes each time.

    Raises:
        ValueError: the text is too long for a QR code.
    """
    picture = io.BytesIO()
    _encode(text, None).save(picture, kind="png", scale=PIXELS_PER_SQUARE, border=QUIET_ZONE)
    return picture.getvalue()


def qr_version(text: str) -> int:
    """Say how big the code of a text is: version 1 has 21 squares a side, each next one 4 more.

    Raises:
        ValueError: the text is too long for a QR code.
    """
    return int(_encode(text, None).version)


def fits_version_3(base_url: str) -> bool:
    """Say whether every invitation under this address gets the small code that cards are made for.

    True up to 24 characters of host, path and last slash after `https://`.
    """
    return qr_version(f"{base_url.rstrip('/')}/{'A' * CODE_LENGTH}") <= CARD_VERSION


def _encode(text: str, mask: Mask | None) -> "QRCode":
    # Loaded late: most commands draw no code.
    from segno import DataOverflowError, make_qr

    found = _DENSE_END.search(text)
    start = found.start() if found else len(text)
    # Only two parts. With runs of digits apart too, the codes of some cards would be bigger than
    # those of their neighbours.
    parts = [part.encode() for part in (text[:start], text[start:]) if part]
    try:
        return make_qr(parts, error="m", boost_error=False, mask=mask)  # type: ignore[arg-type]
    except DataOverflowError:
        raise ValueError(f"{len(text)} characters are too many for a QR code") from None


def _path(matrix: list[list[bool]]) -> str:
    """Join the dark squares of each row into bars; all bars in one path leave no hairlines."""
    bars = []
    for y, row in enumerate(matrix, start=QUIET_ZONE):
        line = "".join("#" if dark else " " for dark in row)
        for bar in re.finditer("#+", line):
            x, length = bar.start() + QUIET_ZONE, len(bar.group())
            bars.append(f"M{x} {y}h{length}v1h-{length}z")
    return "".join(bars)
