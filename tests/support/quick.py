"""What every application of a test run has in common is worked out once.

Each test has an application and a database of its own. To compile its templates, the addresses of
its routes and its questions to the database took most of the time of a run, and gives the same
every time. So do the QR codes of its cards, which have the same numbers in most tests, and its
papers, each of which a process of its own typesets.
"""

import subprocess
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, cast

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine, event
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from planner.exports import qr
from planner.exports.pdf import typesetting

MOST_STATEMENTS = 5_000
MOST_CODES = 1_000
MOST_PAPERS = 100


class KeptInMemory(BytecodeCache):
    """Compiled templates, by what stands in them."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


class SharedStatements(LRUCache[Any, Any]):
    """Compiled statements, by the kind of database instead of by the connection's own dialect."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(self._shared(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(self._shared(key), value)

    @staticmethod
    def _shared(key: Any) -> Any:
        return (key[0].name, *key[1:])


def compile_once() -> None:
    """Let all applications from here on share what they compile."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": KeptInMemory()}
    _share_statements()
    _share_routes()
    qr.qr_matrix = lru_cache(MOST_CODES)(qr.qr_matrix)
    _typeset_once()


def _typeset_once() -> None:
    """Keep what the process gave that typesets; where it gave nothing, it is asked again."""

    @lru_cache(MOST_PAPERS)
    def run(command: tuple[str, ...], task: bytes, **named: Any) -> Any:
        return subprocess.run(command, input=task, **named)

    kept = SimpleNamespace(
        run=lambda command, *, input, **named: run(tuple(command), input, **named),
        TimeoutExpired=subprocess.TimeoutExpired,
        CalledProcessError=subprocess.CalledProcessError,
    )
    vars(typesetting)["subprocess"] = kept


def _share_statements() -> None:
    statements = SharedStatements(MOST_STATEMENTS)

    @event.listens_for(Engine, "engine_connect")
    def share(connection: Any) -> None:
        connection.engine._compiled_cache = statements


def _share_routes() -> None:
    compile_rule = Rule.compile
    kept: dict[Any, dict[str, Any]] = {}

    def compile_or_copy(self: Rule) -> None:
        # A builder knows its rule only as its argument, so rules that look the same can share it.
        defaults = tuple(sorted((self.defaults or {}).items(), key=str))
        key = (self.rule, self.subdomain, self.host, self.merge_slashes, defaults)
        if key not in kept:
            compile_rule(self)
            kept[key] = {
                "_parts": self._parts,
                "_trace": self._trace,
                "_converters": self._converters,
                "arguments": set(self.arguments),
                "_build": cast(Any, self._build).__func__,
                "_build_unknown": cast(Any, self._build_unknown).__func__,
            }
            return
        found = kept[key]
        self._parts, self._trace = list(found["_parts"]), list(found["_trace"])
        self._converters = dict(found["_converters"])
        self.arguments = set(found["arguments"])
        self._build = found["_build"].__get__(self, None)
        self._build_unknown = found["_build_unknown"].__get__(self, None)

    Rule.compile = compile_or_copy  # type: ignore[method-assign]
