"""A code as a small black and white picture, for who keeps pictures rather than addresses."""

import struct
import zlib

from planner.exports.qr import qr_matrix

QUIET = 4
"""Modules of white around a code. Source: ISO/IEC 18004, 9.1."""
SCALE = 12
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def qr_png(text: str) -> bytes:
    """Draw a code as a PNG of one bit a pixel; the same text gives the same bytes.

    Source of the format: ISO/IEC 15948.
    """
    matrix = qr_matrix(text)
    side = (len(matrix) + 2 * QUIET) * SCALE
    empty = [False] * (len(matrix) + 2 * QUIET)
    edge = [False] * QUIET
    rows = [empty] * QUIET + [edge + list(row) + edge for row in matrix] + [empty] * QUIET
    lines = b"".join(_line(row) * SCALE for row in rows)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        SIGNATURE
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(lines, 9))
        + _chunk(b"IEND", b"")
    )


def _line(row: list[bool]) -> bytes:
    """Pack a row of modules: no filter, then a bit for each pixel, 1 for white."""
    bits = "".join(("0" if dark else "1") * SCALE for dark in row)
    bits += "0" * (-len(bits) % 8)
    return b"\x00" + int(bits, 2).to_bytes(len(bits) // 8, "big")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
