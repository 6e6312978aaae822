"""Letters: every two things in a row that a household is written about, while mail is in trouble.

    python -m bench.letters [--every N]

All of it leaves through a real SMTP server on the same machine; a calendar program written from
RFC 5546 says what its reader is left with.
"""

import argparse
import logging
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from planner.app import create_app
from planner.settings import Settings
from planner.store.base import Store
from tests.support.clock import FixedClock
from tests.support.letter_pairs import PAIRS, letters_server, run_pair
from tests.support.messages import with_mail
from tests.support.template import copy_migrated


def main(*, every: int = 1) -> None:
    """Print how many pairs ended as they should; fail where one did not."""
    logging.getLogger("planner").setLevel(logging.ERROR)
    pairs, began = PAIRS[::every], time.perf_counter()
    wrong = play(pairs)
    for pair, complaints in wrong:
        print(f"  {' / '.join(pair)}: {'; '.join(complaints)}")
    took = time.perf_counter() - began
    print(f"  {len(pairs)} pairs in {took:.0f} s: {len(wrong)} ended wrong")
    if wrong:
        raise RuntimeError("a letter was lost, came twice, or left something wrong behind")


def play(pairs: Sequence[tuple[str, str, str]]) -> list[tuple[tuple[str, str, str], list[str]]]:
    """Play pairs, each in an empty database, and return those that ended wrong."""
    wrong = []
    with letters_server() as (server, script), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "planner.db"
        settings = with_mail(
            Settings(
                secret_key="a secret key for the bench, 0123456789",
                code_key="a key for codes of the bench, 9876543210",
                base_url="http://feest.example",
                database_url=f"sqlite:///{path}",
                instance=Path(folder),
                organisation="Bureau Noord",
                insecure_http=True,
            )
        )
        copy_migrated(path)
        app = create_app(settings, clock=FixedClock())
        store: Store = app.extensions["store"]
        for pair in pairs:
            store.engine.dispose()
            copy_migrated(path)
            complaints = run_pair(app, settings, server, script, pair)
            if complaints:
                wrong.append((pair, complaints))
        store.close()
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only each Nth")
    main(every=parser.parse_args().every)
