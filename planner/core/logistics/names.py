"""When two names mean the same thing, supplier or shop: however they are spaced or capitalised."""


def same_name(name: str) -> str:
    """Return what two names share that mean the same; empty for no name.

    Databases are not asked: SQLite takes an É and an é for two letters.
    """
    return " ".join(name.split()).casefold()
