"""What the style sheets promise: light enough, readable, mirrored by itself, and our own."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from planner.paths import resource_dir

STATIC = resource_dir("static")
TEMPLATES = resource_dir("templates")
SHEETS = sorted((STATIC / "css").glob("*.css"))


def css(name: str) -> str:
    """Read a sheet without its comments."""
    text = (STATIC / "css" / name).read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("sheets", "kilobytes"),
    [
        pytest.param(["guest.css"], 4, id="the guest pays for the download"),
        pytest.param(["organiser.css", "fonts.css"], 12, id="the organiser waits for it once"),
        pytest.param(["gate.css", "fonts.css"], 6, id="the gate loads in a field"),
    ],
)
def test_a_sheet_stays_small(sheets: list[str], kilobytes: int) -> None:
    text = "".join(css(name) for name in sheets)
    assert len(gzip.compress(text.encode())) <= kilobytes * 1024


@pytest.mark.parametrize("word", ["url(", "@import", "@font-face", "</"])
def test_the_guests_sheet_needs_nothing_else(word: str) -> None:
    assert word not in css("guest.css")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_nothing_comes_from_another_server(sheet: Path) -> None:
    assert not re.search(r"https?:|url\([\"']?//", css(sheet.name))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_arabic_mirrors_by_itself(sheet: Path) -> None:
    sides = re.findall(r"[\w-]*\b(?:left|right)\b[\w-]*|text-align:\s*\w+", css(sheet.name))
    assert {side for side in sides if side not in {"text-align: start", "text-align: end"}} <= {
        "text-align: center"
    }


def test_every_font_file_is_there_and_used() -> None:
    wanted = set(re.findall(r"\.\./fonts/([\w-]+\.woff2)", css("fonts.css")))
    assert wanted == {path.name for path in (STATIC / "fonts").glob("*.woff2")}


def test_what_others_made_is_what_we_say_it_is() -> None:
    table = (STATIC / "vendor" / "LICENCES.md").read_text(encoding="utf-8")
    listed = re.findall(r"`static/([^`]+)` \| `([0-9a-f]{64})`", table)
    assert {name for name, _ in listed} >= {
        f"fonts/{path.name}" for path in (STATIC / "fonts").glob("*.woff2")
    }
    for name, digest in listed:
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest, name


def test_the_number_of_pictograms_is_the_one_we_thank_for() -> None:
    shapes = re.findall(r'^\s+"?[\w-]+"?: "M', icons(), flags=re.MULTILINE)
    table = (STATIC / "vendor" / "LICENCES.md").read_text(encoding="utf-8")
    assert f"Phosphor Icons, {len(shapes)} shapes" in table


@pytest.mark.parametrize(
    "template",
    sorted(TEMPLATES.rglob("*.html")),
    ids=lambda path: path.relative_to(TEMPLATES).as_posix(),
)
def test_every_pictogram_that_is_named_exists(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    named = set(re.findall(r"\bicon\([\"']([\w-]+)[\"']", text))
    named |= set(re.findall(r"\bpicture=[\"']([\w-]+)[\"']", text))
    known = set(re.findall(r"[\"']([\w-]+)[\"']: [\"']M", icons())) | {"halal"}
    assert named <= known


def icons() -> str:
    return (TEMPLATES / "macros" / "icons.html").read_text(encoding="utf-8")


def tokens(name: str, *, dark: bool) -> dict[str, str]:
    """Read the colours of a sheet; those of the dark lie over those of the day."""
    text = css(name)
    colours = dict(re.findall(r"(--[\w-]+): (#[0-9A-F]{3,6});", _block(text, ":root {")))
    if not dark:
        return colours
    after = text[text.index("prefers-color-scheme: dark") :]
    return colours | dict(re.findall(r"(--[\w-]+): (#[0-9A-F]{3,6});", _block(after, "--paper:")))


def _block(text: str, start: str) -> str:
    begin = text.index(start)
    return text[begin : text.index("}", begin)]


def contrast(one: str, other: str) -> float:
    """Source: WCAG 2.2, relative luminance and contrast ratio."""

    def luminance(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
        parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT, EDGE = 4.5, 3.0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        *(("--ink", ground, 7.0) for ground in ("--paper", "--surface", "--sunken")),
        *(("--ink-2", ground, TEXT) for ground in ("--paper", "--surface", "--sunken")),
        *(("--ink-3", ground, TEXT) for ground in ("--paper", "--surface", "--sunken")),
        *(("--action", ground, TEXT) for ground in ("--paper", "--surface", "--action-tint")),
        ("--on-action", "--action", TEXT),
        ("--on-action", "--action-hover", TEXT),
        ("--ok", "--ok-tint", TEXT),
        ("--warn", "--warn-tint", TEXT),
        ("--bad", "--bad-tint", TEXT),
        ("--bad", "--surface", TEXT),
        ("--bad", "--paper", TEXT),
        ("--ember", "--paper", TEXT),
        ("--ember", "--sunken", EDGE),
        ("--line-strong", "--paper", EDGE),
        ("--line-strong", "--surface", EDGE),
        *((f"--data-{number}", "--surface", EDGE) for number in (1, 2, 3, 4)),
        ("--band-edge", "--surface", EDGE),
        ("--data-1", "--action-tint", EDGE),
    ],
)
def test_the_organisers_colours_can_be_read(
    front: str, back: str, least: float, dark: bool
) -> None:
    found = tokens("organiser.css", dark=dark)
    assert contrast(found[front], found[back]) >= least


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("--ink", "--paper", 7.0),
        ("--ink-2", "--paper", TEXT),
        ("--ink-2", "--surface", TEXT),
        ("--ink", "--warn-tint", 7.0),
        ("--ink", "--tint", 7.0),
        ("--action", "--paper", TEXT),
        ("--action", "--tint", TEXT),
        ("--on-action", "--action", TEXT),
        ("--ember", "--paper", TEXT),
        ("--bad", "--bad-tint", TEXT),
        ("--on-ok", "--ok", TEXT),
        ("--line-strong", "--surface", EDGE),
        ("--line-strong", "--paper", EDGE),
    ],
)
def test_the_guests_colours_can_be_read(front: str, back: str, least: float, dark: bool) -> None:
    found = tokens("guest.css", dark=dark)
    assert contrast(found[front], found[back]) >= least


@pytest.mark.parametrize(
    ("front", "back"),
    [
        pytest.param("#FFFFFF", "--gate-ok", id="welcome"),
        pytest.param("#FFFFFF", "--gate-look", id="look again"),
        pytest.param("#14110D", "--gate-offline", id="no internet"),
        pytest.param("#F7F1E6", "--gate-night", id="night"),
        pytest.param("--on-action", "--action", id="the big keys"),
        pytest.param("--saved", "--bg", id="kept"),
        pytest.param("--waiting", "--bg", id="waiting"),
        pytest.param("--bad", "--bg", id="an error"),
    ],
)
def test_the_gate_can_be_read_in_the_sun(front: str, back: str) -> None:
    found = tokens("gate.css", dark=False)
    assert contrast(found.get(front, front), found.get(back, back)) >= 7
