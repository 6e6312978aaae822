"""The one place that knows the typesetter: a layout of ours and data go in, a PDF comes out.

The typesetter is a compiled program without a network that reads only the folder of layouts. Each
document is made in a process of its own, which ends with it: the typesetter keeps what it has laid
out and would never give the memory back, and a busy server must not wait for a printer.
"""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from planner.exports.pdf.drawing import code_of, pictograms
from planner.exports.pdf.fonts import font_dir

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


class PdfFailed(RuntimeError):
    """The typesetter gave no document."""


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
    if not is_available():
        raise PdfNotInstalled("PDFs need the package typst, which is not installed.")
    task = json.dumps([layout, data, list(urls), form], ensure_ascii=False).encode()
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "planner.exports.pdf"],
            input=task,
            capture_output=True,
            timeout=longest_seconds,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise PdfFailed(f"no PDF after {longest_seconds} seconds") from None
    except subprocess.CalledProcessError as error:
        # The last line names what is wrong; the others show data, which belongs in no log.
        last = error.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise PdfFailed(f"the typesetter gave no PDF: {last[:200]}") from None
    return done.stdout


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
