"""A hundred thousand guesses of codes: none opens anything, and nobody with a card waits for them.

python -m bench.guesses [--count 100000]
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.sites import make_site
from planner.core.codes import ALPHABET, RANDOM_LENGTH, check_character

SEED = 20270612


def main() -> None:
    """Guess as often as the command says."""
    parser = argparse.ArgumentParser(description="Guesses of codes.")
    parser.add_argument("--count", type=int, default=100_000)
    run(parser.parse_args().count)


def run(count: int) -> None:
    """Guess codes that read as codes, and print how they were answered."""
    dice = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder))
        guesser, guest = site.client(), site.client()
        card = site.access.invitation_url.removeprefix("http://localhost")
        before = _millis(lambda: guest.get(card).status_code)
        answers = Counter(guesser.get(f"/{_code(dice)}").status_code for _ in range(count))
        after = _millis(lambda: guest.get(card).status_code)
    sys.stdout.write(
        f"  {count} guesses: {dict(answers)}; a card from the same address"
        f" before {before:.1f} ms, after {after:.1f} ms\n"
    )


def _code(dice: random.Random) -> str:
    body = "".join(dice.choice(ALPHABET) for _ in range(RANDOM_LENGTH))
    return body + check_character(body)


def _millis(ask: object) -> float:
    began = time.perf_counter()
    if not callable(ask) or ask() != 200:
        raise RuntimeError("a good card was refused")
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
