"""A logo drawn anew: of what somebody sent, only the picture that one sees is kept.

The file is looked at by its own first bytes, not by its name, and is refused where it would unpack
to more than fits. Then the typesetter draws it in a process of its own, with little memory and
time, in a folder that holds nothing else: scripts, references, hidden texts and places go nowhere.
"""

import re
import struct
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from planner.exports.pdf.typesetting import is_available

MOST_SIDE = 6_000
MOST_PIXELS = 16_000_000
WIDTH, HEIGHT = 900, 300
"""The box that a logo fits in, in pixels of what is kept: 254 to the inch on paper of 30 mm."""
_LONGEST_SECONDS = 20
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ENTITIES = re.compile(rb"<!\s*(doctype|entity)", re.IGNORECASE)


class PictureKind(StrEnum):
    """What pictures can be; each is the end of a name of a file."""

    PNG = "png"
    JPEG = "jpg"
    WEBP = "webp"
    SVG = "svg"


class LogoFault(StrEnum):
    """Why a file can't be a logo."""

    NO_PICTURE = "no_picture"
    TOO_MANY_PIXELS = "too_many_pixels"
    BROKEN = "broken"
    NO_TYPESETTER = "no_typesetter"


class LogoRefused(Exception):
    """It can't be a logo."""

    def __init__(self, fault: LogoFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class DrawnLogo:
    """A PNG of our own making, its size in pixels, and the mark of its bytes."""

    image: bytes
    width: int
    height: int
    mark: str


def draw_logo(sent: bytes) -> DrawnLogo:
    """Draw what was sent as a PNG of at most `WIDTH` x `HEIGHT` pixels.

    Raises:
        LogoRefused: it is no picture, would be too large, or can't be drawn.
    """
    kind = kind_of(sent)
    if kind is None:
        raise LogoRefused(LogoFault.NO_PICTURE)
    size = _pixels(kind, sent)
    if size is None:
        raise LogoRefused(LogoFault.BROKEN)
    if max(size) > MOST_SIDE or size[0] * size[1] > MOST_PIXELS:
        raise LogoRefused(LogoFault.TOO_MANY_PIXELS)
    if not is_available():
        raise LogoRefused(LogoFault.NO_TYPESETTER)
    image = _drawn(kind, sent)
    width, height = _png_size(image) or (0, 0)
    if not (0 < width <= WIDTH + 2 and 0 < height <= HEIGHT + 2):
        raise LogoRefused(LogoFault.BROKEN)
    return DrawnLogo(image, width, height, sha256(image).hexdigest()[:16])


def kind_of(sent: bytes) -> PictureKind | None:
    """Tell by its first bytes what a file is; None for no picture of ours."""
    if sent.startswith(_SIGNATURE):
        return PictureKind.PNG
    if sent.startswith(b"\xff\xd8\xff"):
        return PictureKind.JPEG
    if sent[:4] == b"RIFF" and sent[8:12] == b"WEBP":
        return PictureKind.WEBP
    begin = sent[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    is_svg = begin[:1] == b"<" and b"<svg" in begin and not _ENTITIES.search(sent)
    return PictureKind.SVG if is_svg else None


def _pixels(kind: PictureKind, sent: bytes) -> tuple[int, int] | None:
    """Return the size that a file says it unpacks to; None where it says none."""
    if kind is PictureKind.PNG:
        return _png_size(sent)
    if kind is PictureKind.JPEG:
        return _jpeg_size(sent)
    if kind is PictureKind.WEBP:
        return _webp_size(sent)
    return (1, 1)  # an SVG unpacks to what it is drawn at


def _png_size(sent: bytes) -> tuple[int, int] | None:
    if not sent.startswith(_SIGNATURE) or len(sent) < 24:
        return None
    width, height = struct.unpack(">II", sent[16:24])
    return width, height


def _jpeg_size(sent: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(sent):
        if sent[at] != 0xFF:
            return None
        marker = sent[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", sent[at + 5 : at + 9])
            return width, height
        if marker == 0xFF:
            at += 1
            continue
        at += 2 + int.from_bytes(sent[at + 2 : at + 4], "big")
    return None


def _webp_size(sent: bytes) -> tuple[int, int] | None:
    part, body = sent[12:16], sent[20:30]
    if len(body) < 10:
        return None
    if part == b"VP8X":
        return _of_three(body[4:7]) + 1, _of_three(body[7:10]) + 1
    if part == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if part == b"VP8 ":
        width, height = struct.unpack("<HH", body[6:10])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _of_three(part: bytes) -> int:
    return int.from_bytes(part, "little")


def _drawn(kind: PictureKind, sent: bytes) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "planner.exports.logo_drawing"],
            input=kind.value.encode() + b"\n" + sent,
            capture_output=True,
            timeout=_LONGEST_SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        # What it says about the file may quote it, which belongs in no log.
        raise LogoRefused(LogoFault.BROKEN) from None
    return done.stdout
