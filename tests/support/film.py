"""A film of printed cards passing before a camera, for the camera that Chromium pretends to have.

Cards slide in and out with blur and are held by a hand that shakes; they are tilted, some lie in
the dark, some are small, some have been in a pocket.
"""

import io
import math
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

WIDTH, HEIGHT = 640, 480
FRAMES_A_SECOND = 30
TABLE, PAPER, INK = 105, 245, 25
SLIDE = 5
BETWEEN = 20
"""Frames in which a card comes in, and as many in which it goes; and with none, until the next."""
WAYS = ("plain", "dim", "small", "creased")


def make_film(path: Path, texts: Sequence[str], *, seconds: float = 1.8) -> None:
    """Write a film in which each text passes once on a card.

    Args:
        path: gets concatenated JPEG pictures, which Chromium plays over and over.
        texts: what the codes say.
        seconds: for each card.
    """
    chance = random.Random(7)
    with path.open("wb") as film:
        for index, text in enumerate(texts):
            way = WAYS[index % len(WAYS)]
            for frame in _pass(draw_card(text), way, chance, round(seconds * FRAMES_A_SECOND)):
                picture = io.BytesIO()
                frame.save(picture, "JPEG", quality=75)
                film.write(picture.getvalue())
            empty = io.BytesIO()
            Image.new("L", (WIDTH, HEIGHT), TABLE).save(empty, "JPEG", quality=75)
            film.write(empty.getvalue() * BETWEEN)


def draw_card(text: str) -> Image.Image:
    """Draw a printed card, straight and clean."""
    code, module = _code(text), 8
    modules = len(code.modules)
    side = (modules + 8) * module
    card = Image.new("L", (side, side + 60), PAPER)
    draw = ImageDraw.Draw(card)
    for row, line in enumerate(code.modules):
        for column, is_dark in enumerate(line):
            if is_dark:
                x, y = (column + 4) * module, (row + 4) * module
                draw.rectangle([x, y, x + module - 1, y + module - 1], fill=INK)
    draw.rectangle([40, side, side - 40, side + 20], fill=INK)
    return card


def draw_white_on_black(text: str) -> Image.Image:
    """Draw a card as a phone in the dark shows it."""
    return ImageOps.invert(draw_card(text))


def draw_screen(text: str, *, seed: int = 3) -> Image.Image:
    """Take a picture of a screen that shows a code, with the stripes (moiré) that this gives.

    Each dot of the camera sees one point of the screen: red, green, blue, or the dark between.
    """
    code, chance, side = _code(text), random.Random(seed), HEIGHT
    modules = len(code.modules) + 8
    module = round(side * 0.7 / modules)  # about one dot of the screen to a dot of the camera
    turn, step = math.radians(chance.uniform(3, 9)), chance.uniform(0.93, 0.98)
    across, down = math.cos(turn) * step, math.sin(turn) * step
    middle = modules * module / 2
    picture = Image.new("L", (side, side), TABLE)
    dots = picture.load()
    assert dots is not None
    for y in range(side):
        for x in range(side):
            right, below = x - side / 2, y - side / 2
            u, v = right * across + below * down + middle, below * across - right * down + middle
            column, row = int(u // module) - 4, int(v // module) - 4
            if not (-4 <= column < modules - 4 and -4 <= row < modules - 4):
                continue
            within = 0 <= column < modules - 8 and 0 <= row < modules - 8
            is_dark = within and code.modules[row][column]
            light = 12.0 if is_dark else _subpixel(u % 1, v % 1)
            dots[x, y] = max(0, min(255, round(light + chance.gauss(0, 5))))
    return picture


def _subpixel(u: float, v: float) -> float:
    if v >= 0.8:
        return 0
    for begin, brightness in ((0, 135), (0.33, 255), (0.66, 50)):
        if begin <= u < begin + 0.31:
            return brightness
    return 0


def _code(text: str) -> QRCode[Any]:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text, optimize=4)
    code.make()
    return code


def _pass(card: Image.Image, way: str, chance: random.Random, frames: int) -> Iterator[Image.Image]:
    height = HEIGHT * (0.62 if way == "small" else 0.9)
    scale = height / card.height
    card = card.resize((round(card.width * scale), round(height)), Image.Resampling.BICUBIC)
    if way == "creased":
        draw = ImageDraw.Draw(card)
        for _ in range(3):
            x = chance.randint(0, card.width)
            draw.line([(x, 0), (x + chance.randint(-40, 40), card.height)], fill=225, width=2)
    tilt = chance.uniform(-12, 12)
    for index in range(frames):
        away = max(0, SLIDE - index, index - (frames - 1 - SLIDE)) / SLIDE
        yield _frame(card, way, tilt + chance.gauss(0, 0.4), away, chance)


def _frame(
    card: Image.Image, way: str, tilt: float, away: float, chance: random.Random
) -> Image.Image:
    turned = card.rotate(tilt, expand=True, fillcolor=TABLE, resample=Image.Resampling.BICUBIC)
    frame = Image.new("L", (WIDTH, HEIGHT), TABLE)
    x = (WIDTH - turned.width) / 2 + away * WIDTH + chance.gauss(0, 1.5)
    frame.paste(turned, (round(x), round((HEIGHT - turned.height) / 2 + chance.gauss(0, 1.5))))
    if away:
        moved = frame.resize((WIDTH // 7, HEIGHT))
        return moved.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
    frame = frame.filter(ImageFilter.GaussianBlur(0.7))
    if way == "dim":
        frame = ImageEnhance.Brightness(frame).enhance(0.35)
    noise = Image.effect_noise((WIDTH // 2, HEIGHT // 2), 18).resize((WIDTH, HEIGHT))
    return Image.blend(frame, noise, 0.06)
