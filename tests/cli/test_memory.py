"""What the processes of the server share, and what lies between it: counts, in processes apart."""

import ctypes
import subprocess
import sys

import pytest

FREE_BYTES = """
import ctypes
from planner.cli.memory import fill_holes

class Heap(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks",
        "fordblks", "keepcost")]

library = ctypes.CDLL(None)
library.mallinfo2.restype = Heap
def free_between():
    heap = library.mallinfo2()
    return heap.fordblks - heap.keepcost

before = free_between()
fill_holes()
print(before, free_between())
"""


@pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="only the GNU C library tells"
)
def test_nothing_is_free_between_what_the_processes_share() -> None:
    """A process that began to ask would scatter it there, and copy a page for each piece."""
    before, after = map(int, _told_by(FREE_BYTES).split())
    assert after < before / 2


def test_what_was_loaded_is_never_looked_through_for_garbage() -> None:
    frozen = _told_by(
        "import gc, click\n"
        "from planner.cli import main\n"
        "main.get_command(click.Context(main), 'serve')\n"
        "print(gc.get_freeze_count(), len(gc.get_objects()), gc.isenabled())"
    )
    kept, looked_through, is_enabled = frozen.split()
    assert int(kept) > 50_000
    assert int(looked_through) < 1_000
    assert is_enabled == "True"


def _told_by(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout
