"""A code that was kept as a picture still opens the page."""

import io

import zxingcpp
from PIL import Image

from planner.exports.qr_png import qr_png


def test_a_picture_of_a_code_is_read_back() -> None:
    address = "http://feest.example/0123456789ABC"
    picture = Image.open(io.BytesIO(qr_png(address)))
    assert picture.mode == "1"
    assert picture.size[0] == picture.size[1] > 300
    (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    assert found.text == address


def test_a_picture_is_small_and_the_same_each_time() -> None:
    assert qr_png("http://feest.example/A") == qr_png("http://feest.example/A")
    assert len(qr_png("http://feest.example/0123456789ABC")) < 2_000
