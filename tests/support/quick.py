"""What every application of a test run has in common is worked out once.

Each test has an application of its own. To compile its templates and the addresses of its routes
took half of the time of a run, and gives the same every time.
"""

from collections.abc import Callable
from typing import Any, cast

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Builder = Callable[..., Any]


class KeptInMemory(BytecodeCache):
    """Compiled templates, by what stands in them."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


def compile_once() -> None:
    """Let all applications from here on share what they compile."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": KeptInMemory()}
    compile_builder = cast(Builder, Rule._compile_builder)
    kept: dict[Any, Any] = {}

    def builder_of(self: Rule, append_unknown: bool = True) -> Any:
        # A builder knows its rule only as its argument, so rules that look the same can share it.
        defaults = tuple(sorted((self.defaults or {}).items(), key=str))
        key = (tuple(self._trace), tuple(sorted(self.arguments)), defaults, append_unknown)
        if key not in kept:
            kept[key] = compile_builder(self, append_unknown)
        return kept[key]

    Rule._compile_builder = builder_of  # type: ignore[method-assign]
