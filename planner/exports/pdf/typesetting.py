"""The one place that knows the typesetter: a layout of ours and data go in, a PDF comes out.

The typesetter is a compiled program without a network that reads only the folder of layouts. Each
document is made in a process of its own, which ends with it: see `typesetter.py`.
"""

import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from planner.exports.pdf.drawing import code_of, pictograms
from planner.exports.pdf.fonts import font_dir
from planner.exports.pdf.typesetter import PdfFailed, Typesetter

__all__ = ["PdfFailed"]

Layout = Literal[
    "cards",
    "day_plan",
    "leaflet",
    "letters",
    "poster",
    "programme",
    "promise_poster",
    "share_picture",
    "table_list",
]
Form = Literal["pdf", "svg", "png"]
_LAYOUTS = Path(__file__).resolve().parent / "typst"
_LONGEST_SECONDS = 300
_PIXELS_PER_INCH = 72
"""So that a point of a layout is a pixel of its picture."""


class PdfNotInstalled(RuntimeError):
    """The typesetter is not installed."""


def is_available() -> bool:
    """Say whether PDFs can be made here."""
    return importlib.util.find_spec("typst") is not None


def typeset_apart(
    layout: Layout,
    data: dict[str, Any],
    urls: Sequence[str] = (),
    *,
    form: Form = "pdf",
    longest_seconds: float = _LONGEST_SECONDS,
) -> bytes:
    """Give a tagged PDF (PDF/UA-1) of a layout filled with data, made in a process of its own.

    Args:
        layout: which file of the folder of layouts, without its end.
        data: what JSON can carry; texts made fit to print by `text.as_data`.
        urls: the addresses whose codes the layout draws, as `data.codes`.
        form: whether to give the first page as a picture instead.
        longest_seconds: how long who asks can wait.

    Raises:
        PdfNotInstalled: the typesetter is not installed.
        PdfFailed: the typesetter gave no document, or none in time.
    """
    with begin(longest_seconds) as typesetter:
        return typesetter.typeset([layout, data, list(urls), form])


def begin(longest_seconds: float = _LONGEST_SECONDS) -> Typesetter:
    """Begin a process that makes documents, for who has several to make.

    Raises:
        PdfNotInstalled: the typesetter is not installed.
    """
    if not is_available():
        raise PdfNotInstalled("PDFs need the package typst, which is not installed.")
    return Typesetter(longest_seconds=longest_seconds)


def load() -> None:
    """Load what every document needs."""
    import qrcode.main  # noqa: F401 - for the forks, as the next
    import typst  # noqa: F401


def typeset_here(layout: Layout, data: dict[str, Any], urls: Sequence[str], form: Form) -> bytes:
    """Do the work of `typeset_apart` in this process."""
    # Loaded late: it is 80 MB of program, and only this process needs it.
    import typst

    filled = {**data, "codes": [code_of(url) for url in urls], "pictograms": pictograms(data)}
    made = typst.compile(
        str(_LAYOUTS / f"{layout}.typ"),
        root=str(_LAYOUTS),
        format=form,
        ppi=_PIXELS_PER_INCH if form == "png" else None,
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_dir())]
        ),
        sys_inputs={"data": json.dumps(filled, ensure_ascii=False)},
        pdf_standards=["ua-1"] if form == "pdf" else [],
    )
    # Pictures come as several files, one for each page.
    return made[0] if isinstance(made, list) else made
