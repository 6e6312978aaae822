"""The printed cards to rehearse with at the gate: for who prints them and for who scans one."""

from flask import url_for

PRACTICE_CARDS = (1, 2, 3, 4)
"""Two families, a card that nobody knows, and one that was taken back."""


def practice_card_addresses() -> list[tuple[int, str]]:
    """Give the number and the whole address of each practice card, as it is printed."""
    return [
        (number, url_for("gate_app.show_practice_card", number=number, _external=True))
        for number in PRACTICE_CARDS
    ]
