"""Marks texts in the rules that are translated where they are shown."""


def N_(text: str) -> str:  # noqa: N802 - the name by which gettext tools find such texts
    """Give the text back: it is only collected here, and translated by the page."""
    return text
