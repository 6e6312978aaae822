"""What a phone's camera sees, chosen by the test: cards beside each other, or none."""

import base64
import io
import itertools
from collections.abc import Sequence

from PIL import Image
from playwright.sync_api import Page

from tests.browser.gate_phone import GatePhone
from tests.support.film import draw_card

FOREIGN = "140"
_COUNT = itertools.count()
SCENE = """(() => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [640, 480];
  const paint = canvas.getContext('2d');
  let pictures = [], film = [];
  const draw = () => {
    if (film.length) film.push(pictures = film.shift());
    paint.fillStyle = '#696969';
    paint.fillRect(0, 0, canvas.width, canvas.height);
    pictures.forEach((picture, place) => {
      const side = pictures.length === 1 ? 480 : 230;
      paint.drawImage(picture, 80 + place * 250, (480 - side) / 2, side, side);
    });
  };
  setInterval(draw, 40);  // a stream has no pictures while nothing is drawn
  if (navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(25);
  window.show = async (addresses, isFilm) => {
    const loaded = await Promise.all(addresses.map(async address => {
      const picture = new Image();
      picture.src = address;
      await picture.decode();
      return picture;
    }));
    film = isFilm ? loaded.map(picture => [picture]) : [];
    pictures = isFilm ? [] : loaded;
  };
})()"""
# Time that passes when the test says so, and never by itself.
LATER = """(() => {
  let now = Date.now();
  Date.now = () => now;
  window.later = milliseconds => { now += milliseconds; };
})()"""
FELT = """(() => {
  window.felt = [];
  navigator.vibrate = pattern => window.felt.push(pattern.join(' '));
})()"""


def show(page: Page, pictures: Sequence[Image.Image | str], *, film: bool = False) -> None:
    """Hold pictures before the camera, or cards with these texts: together, or as a film."""
    page.evaluate("all => show(...all)", [[_address(each) for each in pictures], film])


def take_away(phone: GatePhone) -> None:
    """Take all cards out of sight, so long that what comes then is the next guest's."""
    page = phone.page
    felt(page)
    show(page, [f"https://menu.example/{next(_COUNT)}"])
    page.evaluate("later(1000)")
    # It has its answer, so it is what the camera sees now.
    phone.until(f"() => window.felt.includes('{FOREIGN}')")
    felt(page)
    page.evaluate("later(2000)")


def felt(page: Page) -> list[str]:
    """Give how the phone has buzzed since the last time: milliseconds, on and off."""
    found: list[str] = page.evaluate("window.felt.splice(0)")
    return found


def _address(picture: Image.Image | str) -> str:
    drawn = draw_card(picture) if isinstance(picture, str) else picture
    square = Image.new("L", (max(drawn.size),) * 2, 105)
    square.paste(drawn, ((square.width - drawn.width) // 2, 0))
    made = io.BytesIO()
    square.save(made, "PNG")
    return f"data:image/png;base64,{base64.b64encode(made.getvalue()).decode()}"
