"""Addresses of pages whose way of being written is worked out when a page first links there."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class LateRule(Rule):
    """A rule that reads addresses at once and learns to write them when it first has to.

    Werkzeug writes and compiles two functions for each rule, of which most are never called: for
    six hundred pages that was a tenth of the start.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        write, made = super()._compile_builder, None

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            nonlocal made
            made = made or write(append_unknown)
            return made(rule, **values)

        return build
