"""What holds for every template and style sheet, whether a test happens to render it or not."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, StrictUndefined, meta, nodes

from planner.paths import resource_dir
from planner.web.filters import init_filters

TEMPLATES = resource_dir("templates")
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*"))
STYLES = sorted((resource_dir("static") / "css").glob("*.css"))
BLANK = "\x00"

SPOKEN = re.compile(r'\b(alt|title|placeholder|aria-label|label)="([^"]*)"')
NOT_WORDS = {"QR", "nl", "en", "حلال"}
# Blocks and macros that write a part of a tag: the name of a class, an attribute.
PIECES = re.compile(
    r"{%-? block \w*_class -?%}.*?{%-? endblock -?%}"
    r"|{%-? macro (?:\w*_class|attributes)\(.*?{%-? endmacro -?%}",
    re.S,
)
MARKED_SAFE = {"base_guest.html": 1, "mail/letter.html": 1}
"""Where text goes into a page or a mail unescaped: only our own style sheets."""

# Physical sides break pages that run from right to left; `inline-start` and `inline-end` do not.
SIDES = re.compile(
    r"(?:^|[\s;{])(?:(?:margin|padding|border|inset)[a-z-]*-(?:left|right)[a-z-]*\s*:"
    r"|(?:left|right)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right))"
)


@pytest.fixture(scope="module")
def env() -> Environment:
    """The environment of the application, without a database behind it."""
    application = Flask("planner", template_folder=str(TEMPLATES))
    init_filters(application)
    application.jinja_env.undefined = StrictUndefined
    return application.jinja_env


def source_of(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def markup_of(env: Environment, name: str) -> str:
    """Return the HTML of a template, with a blank where an expression stands."""
    parts: list[str] = []
    depth = 0
    for _line, kind, value in env.lex(PIECES.sub("", source_of(name))):
        if kind == "data":
            parts.append(value)
        elif kind == "variable_begin":
            depth += 1
        elif kind == "variable_end":
            depth -= 1
            parts.append(BLANK)
    assert not depth
    return "".join(parts)


def untranslated(html: str) -> Iterator[str]:
    """Give each piece of text that stands in the HTML itself, spoken attributes included."""
    for match in SPOKEN.finditer(html):
        yield match[2]
    html = re.sub(r"<(style|script)\b.*?</\1>", " ", html, flags=re.S)
    yield from re.sub(r"<!--.*?-->|<[^>]*>|&\w+;|&#\d+;", BLANK, html, flags=re.S).split(BLANK)


def test_the_application_refuses_names_that_do_not_exist(app: Flask) -> None:
    assert app.jinja_env.undefined is StrictUndefined
    assert app.jinja_env.autoescape


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles_and_finds_what_it_extends_and_imports(
    env: Environment, name: str
) -> None:
    tree = env.parse(source_of(name))
    env.compile(tree, name=name)
    for other in meta.find_referenced_templates(tree):
        assert other is None or other in NAMES, f"{other} does not exist"


@pytest.mark.parametrize("name", NAMES)
def test_a_template_imports_only_what_it_uses(env: Environment, name: str) -> None:
    tree = env.parse(source_of(name))
    imported = {
        entry[1] if isinstance(entry, tuple) else entry
        for node in tree.find_all(nodes.FromImport)
        for entry in node.names
    }
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    assert imported <= used, f"imported and never used: {imported - used}"


# Pages of help are written whole, a file for each language: tests/web/test_help.py reads them.
@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("help/")])
def test_every_text_can_be_translated(env: Environment, name: str) -> None:
    found = [
        " ".join(text.split())
        for text in untranslated(markup_of(env, name))
        if set(re.findall(r"[^\W\d_]{2,}", text.replace(BLANK, " "))) - NOT_WORDS
    ]
    assert not found, "put these in _()"


@pytest.mark.parametrize("name", NAMES)
def test_no_style_and_no_script_stands_in_a_page(env: Environment, name: str) -> None:
    html = markup_of(env, name)
    assert not re.search(r"<[^>]*\sstyle\s*=", html), "our policy blocks style attributes"
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", html), "our policy blocks inline handlers"
    assert "javascript:" not in html
    assert not re.search(r"<script(?![^>]*\s(?:src|type=\"application/(?:ld\+)?json\"))", html), (
        "our policy blocks inline scripts"
    )
    styles = re.findall(r"<style[^>]*>(.*?)</style>", html, flags=re.S)
    assert all(style == BLANK for style in styles), "the policy allows one style sheet by its hash"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_from_outside_is_loaded(env: Environment, name: str) -> None:
    loaded = re.findall(r"<(?:link|script|img|iframe|source)\b[^>]*", markup_of(env, name))
    assert not [tag for tag in loaded if re.search(r'(?:src|href)="(?:https?:)?//', tag)]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_but_our_style_sheet_goes_in_unescaped(env: Environment, name: str) -> None:
    tree = env.parse(source_of(name))
    marked = [node for node in tree.find_all(nodes.Filter) if node.name == "safe"]
    assert len(marked) == MARKED_SAFE.get(name, 0)
    switched = list(tree.find_all(nodes.ScopedEvalContextModifier))
    assert not switched, "autoescape is switched off"


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_name_no_left_and_no_right(path: Path) -> None:
    wrong = [
        f"{number}: {line.strip()}"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if SIDES.search(line)
    ]
    assert not wrong


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_load_nothing_from_outside(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert "@import" not in text
    assert not re.findall(r"url\(\s*['\"]?(?:https?:)?//", text)


@pytest.mark.parametrize(
    ("html", "found"),
    [
        pytest.param("<p>\x00</p>", False, id="translated"),
        pytest.param("<p>Hello there</p>", True, id="a text"),
        pytest.param('<input placeholder="Your name">', True, id="a spoken attribute"),
        pytest.param('<p class="large" id="top"> · &nbsp;→</p>', False, id="signs"),
    ],
)
def test_the_search_for_untranslated_texts_finds_them(html: str, found: bool) -> None:
    assert any(re.search(r"[^\W\d_]{2,}", text) for text in untranslated(html)) is found
