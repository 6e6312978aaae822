"""Ask about a number that can hardly be meant, beside its field, and refuse nothing.

A form says what it asks: `form.asks = {"expected": question}`, where `question(3000)` is a sentence
or empty. Then the form comes back once with it and with all that was typed, and a hidden field
carries that very number. Pressed again, it is meant. Another number is asked about anew; what is
stored or proposed already is not.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from markupsafe import Markup

SURE = "sure-"
"""How the names of hidden fields begin that say which number is meant."""

Asks = Mapping[str, Callable[[int], str]]
"""By the name of a field, what is asked about a number in it; empty where there is no question."""


class AskedBack(str):
    """What stands beside a field that is not wrong."""

    __slots__ = ()


def ask_back(form: Any, asks: Asks) -> bool:
    """Put a question beside each field that needs one; say whether there is none to answer."""
    is_clear = True
    for name, question in asks.items():
        field = form[name]
        if field.data is None or field.errors or field.data == field.object_data:
            continue
        words = question(field.data)
        if words:
            is_clear = is_meant(field, field.data, words) and is_clear
    return is_clear


def is_meant(field: Any, value: int | str, words: str) -> bool:
    """Ask beside a field whether this value is meant; say whether that was answered already."""
    name = SURE + field.name
    field.sure = Markup('<input type="hidden" name="{}" value="{}">').format(name, value)
    if request.form.get(name) == str(value):
        return True
    field.errors = [*field.errors, AskedBack(words)]
    return False


def only_asks(form: Any) -> bool:
    """Say whether nothing is wrong with a form: it only asks."""
    said = [each for found in form.errors.values() for each in found]
    return bool(said) and all(isinstance(each, AskedBack) for each in said)
