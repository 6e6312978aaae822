"""QR codes: what a phone reads back from the drawing."""

import io
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import zxingcpp
from PIL import Image

from planner.core.codes import derive_code
from planner.exports.qr import Mask, fits_version_3, qr_matrix, qr_png, qr_svg, qr_version
from tests.exports.drawings import SVG, parse

CODE = "MC9P3ZHHA4Y17"
ADDRESS = f"https://buurt.example/{CODE}"


def picture_of(svg: str, *, pixels_per_square: int = 4) -> Image.Image:
    """Paint the bars of the path as a browser would."""
    side = int(svg.split('viewBox="0 0 ')[1].split()[0])
    picture = Image.new("L", (side, side), 255)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", svg):
        for column in range(int(x), int(x) + int(length)):
            picture.putpixel((column, int(y)), 0)
    size = side * pixels_per_square
    return picture.resize((size, size), Image.Resampling.NEAREST)


def read(svg: str) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture_of(svg))]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ADDRESS, id="an invitation"),
        pytest.param("https://samen.heerlen-noord.example/0000000000000", id="only digits"),
        pytest.param("http://localhost:5000/MC9P3ZHHA4Y17", id="a try-out at home"),
        pytest.param("https://buurt.example/p/KJ8S1V0DEK9T6ZQ2N7B4XWYAHM", id="a gate"),
        pytest.param("MC9P-3ZHH-A4Y17", id="only a code"),
        pytest.param("https://bücher.example/ünïcode?q=مرحبا", id="other scripts"),
        pytest.param("https://buurt.example/" + "lang" * 60, id="a long address"),
    ],
)
def test_a_phone_reads_back_exactly_what_was_drawn(text: str) -> None:
    assert read(qr_svg(text)) == [text]


@pytest.mark.parametrize("mask", range(8))
def test_a_fixed_mask_for_bulk_printing_reads_as_well(mask: Mask) -> None:
    assert read(qr_svg(ADDRESS, mask=mask)) == [ADDRESS]


def test_the_quiet_zone_of_four_white_squares_is_part_of_the_drawing() -> None:
    side = len(qr_matrix(ADDRESS))
    assert f'viewBox="0 0 {side + 8} {side + 8}"' in qr_svg(ADDRESS)
    starts = re.findall(r"M(\d+) (\d+)h(\d+)", qr_svg(ADDRESS))
    assert min(int(x) for x, _, _ in starts) == 4
    assert min(int(y) for _, y, _ in starts) == 4
    assert max(int(x) + int(length) for x, _, length in starts) == side + 4


def test_the_drawing_is_one_background_and_one_path_that_a_strict_page_accepts() -> None:
    svg = qr_svg(ADDRESS)
    assert [child.tag for child in parse(svg)] == [f"{SVG}rect", f"{SVG}path"]
    assert "style" not in svg
    assert " id=" not in svg
    assert len(svg) < 4_000


def test_a_titled_code_is_a_picture_with_a_name_and_an_untitled_one_is_decoration() -> None:
    named = parse(qr_svg(ADDRESS, title='Kaart van "Jan" <b> & co'))
    assert named.get("role") == "img"
    assert named.findtext(f"{SVG}title") == 'Kaart van "Jan" <b> & co'
    bare = parse(qr_svg(ADDRESS))
    assert bare.get("aria-hidden") == "true"
    assert bare.find(f"{SVG}title") is None


@pytest.mark.parametrize(
    ("base_url", "fits", "version"),
    [
        pytest.param("https://nphn.example", True, 3, id="a short host"),
        pytest.param("https://a.nl/", True, 2, id="a very short host"),
        pytest.param("https://samen.heerlen-noord.nl", True, 3, id="a usual host"),
        pytest.param("https://gemeente.heerlen-noord.nl/feest/", False, 4, id="a path too many"),
    ],
)
def test_the_organiser_is_told_whether_the_address_keeps_the_code_small(
    base_url: str, fits: bool, version: int
) -> None:
    assert fits_version_3(base_url) is fits
    assert qr_version(f"{base_url.rstrip('/')}/{CODE}") == version


def test_what_fits_is_reckoned_as_the_library_draws_it() -> None:
    for length in range(1, 40):
        base = f"https://{'a' * length}.nl"
        assert fits_version_3(base) is (qr_version(f"{base}/{CODE}") <= 3)


def test_all_cards_of_a_batch_have_codes_of_one_size_whatever_their_digits() -> None:
    base = "https://samen.heerlen-noord.nl/"
    codes = [derive_code(b"k" * 16, number.to_bytes(16)) for number in range(500)]
    assert any(re.search("[0-9]{5}", code) for code in codes)
    assert {qr_version(base + code) for code in codes} == {3}


def test_codes_drawn_at_the_same_time_do_not_mix() -> None:
    texts = [f"{ADDRESS}/{number}" for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        drawings = list(pool.map(lambda text: qr_svg(text, mask=0), texts))
    assert drawings == [qr_svg(text, mask=0) for text in texts]


@pytest.mark.parametrize("length", [2332, 3000, 100_000])
def test_a_book_does_not_fit_in_a_code(length: int) -> None:
    with pytest.raises(ValueError, match=f"{length} characters are too many"):
        qr_svg("x" * length)


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
