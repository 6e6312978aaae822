"""Which part may know which: imports go one way, and the rules know nothing but Python."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

from planner.paths import PACKAGE
from tests.conftest import WITHOUT_APPLICATION

LAYERS = ("core", "exports", "store", "services", "web", "app", "cli")
ANYWHERE = {
    "planner.paths",
    "planner.settings",
    "planner.translations",
}
WEB_PACKAGES = (
    "organiser",
    "invitee",
    "gate",
    "public",
    "calendars",
    "crew",
    "helper",
    "intermediary",
    "partner",
)
FRAMEWORKS = {
    "core": {"flask", "flask_wtf", "wtforms", "sqlalchemy", "jinja2", "click", "numpy", "werkzeug"},
    "exports": {"flask", "flask_wtf", "wtforms", "sqlalchemy", "werkzeug"},
    "store": {"flask", "flask_wtf", "wtforms", "jinja2", "click", "werkzeug"},
    "services": {"flask", "flask_wtf", "wtforms", "jinja2", "click", "werkzeug"},
    "web": {"click"},
}
CLOCKS = {"now", "today", "utcnow", "time", "monotonic"}
CLOCK_OWNERS = {"datetime", "date", "time"}
# The one place that says what time it is, the frame of the commands, and where they write.
MAY_ASK_THE_CLOCK = {
    "planner.app",
    "planner.cli.common",
    "planner.cli.checks",
    "planner.cli.connections",  # how long a connection has been open
    "planner.cli.processes",  # how long a process has been silent
    "planner.services.calendars.fetching",  # how long another server takes
}
MOST_LINES = 400
"""The subject of a file decides how long it is; beyond this it is hardly one subject."""
ONE_WAY = ("core", "exports", "store", "services", "web", "web.organiser")
"""Whose packages import each other one way only."""
Node = TypeVar("Node", bound=ast.AST)


class Modules(Mapping[str, ast.Module]):
    """Our modules by name, each read once and only where a test looks at it.

    Every worker of a test run imports this file, and one of them runs these tests.
    """

    def __init__(self) -> None:
        self._paths = dict(self._named())
        self._read: dict[str, ast.Module] = {}

    @staticmethod
    def _named() -> Iterator[tuple[str, Path]]:
        for path in sorted(PACKAGE.rglob("*.py")):
            parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path

    def __getitem__(self, name: str) -> ast.Module:
        if name not in self._read:
            self._read[name] = ast.parse(self._paths[name].read_text(encoding="utf-8"))
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


MODULES = Modules()


def layer_of(name: str) -> str | None:
    """Return the layer of one of our modules; None for what everybody may import."""
    if name == "planner" or any(name == one or name.startswith(f"{one}.") for one in ANYWHERE):
        return None
    return name.split(".")[1]


@cache
def imports_of(name: str) -> set[str]:
    """Return the full names of all modules that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name} imports by dots; write the full name"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in MODULES else node.module or "")
    return found


OURS = sorted(name for name in MODULES if layer_of(name))


def of_layer(layer: str) -> list[str]:
    return [name for name in OURS if layer_of(name) == layer]


def nodes_of(name: str, kind: type[Node]) -> Iterator[Node]:
    return (node for node in ast.walk(MODULES[name]) if isinstance(node, kind))


def called_names(name: str) -> Iterator[tuple[int, str]]:
    """Give the line and the name of every plain call, such as print()."""
    for call in nodes_of(name, ast.Call):
        if isinstance(call.func, ast.Name):
            yield call.lineno, call.func.id


def test_a_module_imports_only_from_its_own_layer_and_those_before() -> None:
    wrong = [
        f"{name} imports {imported}"
        for name in OURS
        for imported in imports_of(name)
        if imported.split(".")[0] == "planner" and layer_of(imported)
        if LAYERS.index(layer_of(imported) or "") > LAYERS.index(layer_of(name) or "")
    ]
    assert not wrong


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """Return the groups in which each leads to each other, by however many steps."""

    def reached_from(start: str) -> set[str]:
        reached: set[str] = set()
        ahead = [start]
        while ahead:
            new = graph.get(ahead.pop(), set()) - reached
            reached |= new
            ahead += new
        return reached

    reached = {name: reached_from(name) for name in graph}
    groups = {
        frozenset(other for other in reached[name] if name in reached.get(other, set()))
        for name in graph
        if name in reached[name]
    }
    return [set(group) for group in groups]


def test_circles_are_found_however_long() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}, "e": set()}
    assert circles(graph) == [{"a", "b", "c"}]


def test_no_file_imports_itself_by_a_detour() -> None:
    graph = {name: (imports_of(name) & set(MODULES)) - {name} for name in MODULES}
    assert not circles(graph)


@pytest.mark.parametrize("part", ONE_WAY)
def test_packages_import_each_other_one_way(part: str) -> None:
    whole = f"planner.{part}."
    graph: dict[str, set[str]] = {}
    for name in MODULES:
        package = name.removeprefix(whole).split(".")[0]
        if not name.startswith(whole):
            continue
        used = {
            one.removeprefix(whole).split(".")[0]
            for one in imports_of(name)
            if one.startswith(whole) and one in MODULES
        }
        graph.setdefault(package, set()).update(used - {package})
    assert not circles(graph)


def test_rules_and_services_know_no_framework_of_pages_or_tables() -> None:
    wrong = [
        f"{name} imports {imported}"
        for name in OURS
        for imported in imports_of(name)
        if imported.split(".")[0] in FRAMEWORKS.get(layer_of(name) or "", set())
    ]
    assert not wrong


def test_pages_of_one_kind_of_user_know_nothing_of_those_of_another() -> None:
    def package_of(module: str) -> str | None:
        parts = module.split(".")
        is_page = parts[:2] == ["planner", "web"] and len(parts) > 2 and parts[2] in WEB_PACKAGES
        return parts[2] if is_page else None

    wrong = [
        f"{name} imports {imported}"
        for name in of_layer("web")
        for imported in imports_of(name)
        if package_of(name) and package_of(imported) not in {None, package_of(name)}
    ]
    assert not wrong


def test_nobody_but_the_frame_asks_the_clock() -> None:
    wrong = []
    for name in sorted(set(MODULES) - MAY_ASK_THE_CLOCK):
        for call in nodes_of(name, ast.Call):
            if not isinstance(call.func, ast.Attribute) or call.func.attr not in CLOCKS:
                continue
            owner = call.func.value
            owner_name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if owner_name in CLOCK_OWNERS:
                wrong.append(f"{name}:{call.lineno} asks the clock; take `now` as an argument")
    assert not wrong


def test_nothing_is_printed_past_the_commands() -> None:
    wrong = [
        f"{name}:{line}" for name in MODULES for line, call in called_names(name) if call == "print"
    ]
    assert not wrong


def test_rules_read_and_write_nothing() -> None:
    outside = {"os", "pathlib", "socket", "subprocess", "sqlite3", "urllib", "shutil", "random"}
    wrong = [
        f"{name}:{line} calls {call}"
        for name in of_layer("core")
        for line, call in called_names(name)
        if call in {"open", "input"}
    ]
    wrong += [
        f"{name} imports {used}" for name in of_layer("core") for used in imports_of(name) & outside
    ]
    assert not wrong


def test_services_leave_the_commit_to_the_view() -> None:
    wrong = [
        f"{name}:{node.lineno} commits"
        for name in of_layer("services")
        for node in nodes_of(name, ast.Attribute)
        if node.attr == "commit"
    ]
    assert not wrong


def test_every_part_is_in_a_layer() -> None:
    found = {layer_of(name) for name in MODULES} - {None}
    assert found <= set(LAYERS), f"unknown parts: {found - set(LAYERS)}"
    packages = {path.parent.name for path in (PACKAGE / "web").glob("*/__init__.py")}
    assert packages <= set(WEB_PACKAGES), f"unknown kinds of user: {packages - set(WEB_PACKAGES)}"


def test_no_file_has_grown_too_big_to_read() -> None:
    long = {
        path.relative_to(PACKAGE).as_posix(): lines
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long, "where one subject has become two, make two files"


def test_tests_of_rules_and_formats_start_without_the_application() -> None:
    """Each word here is half a second and more for somebody who changes one rule."""
    slow = {"alembic", "anyio", "flask", "flask_wtf", "schemathesis", "sqlalchemy", "wtforms"}
    collect = (
        "import sys, pytest; code = pytest.main(['--collect-only', '-qq', *sys.argv[1:]]);"
        f"sys.exit(code or ' '.join({slow!r} & sys.modules.keys()) or 0)"
    )
    command = [sys.executable, "-c", collect, *map(str, WITHOUT_APPLICATION)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr or done.stdout[-2000:]


def test_a_name_of_a_class_means_one_thing() -> None:
    found: dict[str, list[str]] = {}
    for module in OURS:
        for node in MODULES[module].body:
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(module)
    assert not {name: modules for name, modules in found.items() if len(modules) > 1}


def test_a_file_that_is_named_in_a_text_is_there() -> None:
    root = PACKAGE.parent
    texts = [
        path
        for folder in ("planner", "docs", "templates", "tests")
        for path in (root / folder).rglob("*")
    ]
    named = re.compile(r"\b((?:core|exports|store|services|web|cli|translations)/[\w/]+\.py)\b")
    gone = {
        f"{path.relative_to(root)}: {name}"
        for path in [*texts, root / "CONTRIBUTING.md"]
        if path.suffix in {".py", ".md", ".html"}
        for name in named.findall(path.read_text(encoding="utf-8"))
        if not (PACKAGE / name).exists() and not (root / "tests" / name).exists()
    }
    assert not gone
