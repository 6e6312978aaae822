"""Where answers without a card come from, made up: each from a household's own connection."""

from itertools import count

from planner.services.answer.provenance import Origin

_numbers = count(1)


def origin(network: str = "", *, word: str = "", is_quick: bool = False) -> Origin:
    """Return an origin with a form of its own; without a network, with one of its own too."""
    number = next(_numbers)
    return Origin(
        network=(network or f"home {number}").encode()[:16],
        form=f"form {number}".encode()[:16],
        is_quick=is_quick,
        word=word,
    )
