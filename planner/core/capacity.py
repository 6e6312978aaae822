"""How many places are left, and whether a party still fits."""


def places_left(*, capacity: int | None, taken: int) -> int | None:
    """Return the free places, never below 0; None where there is no limit."""
    return None if capacity is None else max(0, capacity - taken)


def fits(heads: int, *, capacity: int | None, taken: int) -> bool:
    """Say whether a party still fits.

    Args:
        heads: adults and children of the party.
        capacity: most people that can take part; None for no limit.
        taken: people of all other parties that said yes.
    """
    left = places_left(capacity=capacity, taken=taken)
    return left is None or heads <= left
