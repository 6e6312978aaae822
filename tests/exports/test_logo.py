"""A logo is drawn anew: scripts, references, hidden texts and bombs do not come through."""

import struct
import zlib

import pytest

from planner.exports.logo import HEIGHT, WIDTH, LogoFault, LogoRefused, draw_logo, kind_of

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40" onload="alert(1)">'
    b"<script>alert(1)</script><metadata>somewhere secret</metadata>"
    b'<rect width="120" height="40" fill="#1f4e8c"/></svg>'
)


def png(width: int, height: int, *, text: bytes = b"") -> bytes:
    """Write a grey PNG, with a text inside that nobody sees."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    rows = b"".join(b"\0" + b"\x80" * width for _row in range(height))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
            chunk(b"tEXt", b"Comment\0" + text) if text else b"",
            chunk(b"IDAT", zlib.compress(rows)),
            chunk(b"IEND", b""),
        )
    )


def test_a_drawing_becomes_a_picture_with_nothing_else_in_it() -> None:
    drawn = draw_logo(SVG)
    assert (drawn.width, drawn.height) == (WIDTH, HEIGHT)
    assert drawn.image.startswith(b"\x89PNG")
    for hidden in (b"alert", b"secret", b"script", b"<"):
        assert hidden not in drawn.image[:200]
    assert b"secret" not in drawn.image
    assert len(drawn.image) < 50_000


def test_a_picture_loses_what_was_written_inside_it() -> None:
    sent = png(200, 100, text=b"taken at 50.8882, 5.9795")
    assert b"50.8882" in sent
    drawn = draw_logo(sent)
    assert b"50.8882" not in drawn.image
    assert (drawn.width, drawn.height) == (600, 300), "in the box, as wide for its height"


def test_the_same_picture_has_the_same_mark_and_another_has_another() -> None:
    assert draw_logo(SVG).mark == draw_logo(SVG).mark
    assert draw_logo(SVG).mark != draw_logo(SVG.replace(b"1f4e8c", b"7a3b69")).mark


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        (b"", LogoFault.NO_PICTURE),
        (b"GIF89a", LogoFault.NO_PICTURE),
        (b"<html><body>hello</body></html>", LogoFault.NO_PICTURE),
        (b"%PDF-1.7", LogoFault.NO_PICTURE),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', LogoFault.NO_PICTURE),
        (b"\x89PNG\r\n\x1a\nrubbish", LogoFault.BROKEN),
        (b"\xff\xd8\xff\xe0rubbish", LogoFault.BROKEN),
        (b"RIFF\0\0\0\0WEBPrubbish", LogoFault.BROKEN),
        (png(8, 8)[:60], LogoFault.BROKEN),
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 60_000, 60_000),
            LogoFault.TOO_MANY_PIXELS,
        ),
        (
            b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + b"\xff\xff\xff\xff\xff\xff",
            LogoFault.TOO_MANY_PIXELS,
        ),
        (SVG.replace(b"<rect", b'<image href="http://10.0.0.1/x.png"/><rect'), LogoFault.BROKEN),
        (SVG.replace(b"<rect", b'<image href="/etc/hostname"/><rect'), LogoFault.BROKEN),
    ],
)
def test_what_can_be_no_logo_is_refused(sent: bytes, fault: LogoFault) -> None:
    with pytest.raises(LogoRefused) as refused:
        draw_logo(sent)
    assert refused.value.fault is fault


def test_a_drawing_that_draws_itself_a_thousand_million_times_ends() -> None:
    steps = [b'<g id="a0"><rect width="1" height="1"/></g>']
    for number in range(1, 10):
        again = b'<use href="#a%d"/>' % (number - 1) * 10
        steps.append(b'<g id="a%d">%s</g>' % (number, again))
    bomb = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs>%s</defs>%s</svg>'
    with pytest.raises(LogoRefused):
        draw_logo(bomb % (b"".join(steps), b'<use href="#a9"/>'))


def test_a_file_is_what_it_is_and_not_what_it_is_called() -> None:
    assert kind_of(SVG) == "svg"
    assert kind_of(b"\xef\xbb\xbf\n<?xml version='1.0'?>" + SVG) == "svg"
    assert kind_of(png(1, 1)) == "png"
