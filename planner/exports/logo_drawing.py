"""Draw one picture: reads its kind, a line, and it from standard input, and writes a PNG."""

import contextlib
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 15
PIXELS_PER_INCH = 216
LAYOUT = """
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#context {
  let size = measure(image("logo.KIND"))
  let k = calc.min(300pt / size.width, 100pt / size.height)
  image("logo.KIND", width: size.width * k)
}
"""


def main() -> None:
    """Do one task and end."""
    _hold_back()
    import typst  # late: only what it draws may take memory

    kind = sys.stdin.buffer.readline().decode().strip()
    with TemporaryDirectory() as folder:
        Path(folder, f"logo.{kind}").write_bytes(sys.stdin.buffer.read())
        layout = Path(folder, "logo.typ")
        layout.write_text(LAYOUT.replace("KIND", kind), encoding="utf-8")
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[])
        made = typst.compile(
            str(layout), root=folder, format="png", ppi=PIXELS_PER_INCH, font_paths=fonts
        )
    sys.stdout.buffer.write(made[0] if isinstance(made, list) else made)


def _hold_back() -> None:
    """Take little memory and little time: a file may want more than there is."""
    with contextlib.suppress(AttributeError, OSError):  # not on every system
        os.nice(10)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


if __name__ == "__main__":
    main()
