"""What is sent has no indentation; what is no page is sent as it is written."""

from flask import Flask

from planner.web.indentation import WithoutIndentation
from tests.support.application import ON_SQLITE
from tests.support.pages import PageClient

WRITTEN = "<ul>\n    <li>\n\t{{ words }}</li>\n</ul>"


@ON_SQLITE
def test_no_line_of_a_page_begins_with_spaces(client: PageClient) -> None:
    for url in ("/", "/sign-in"):
        page = client.page(url).text
        assert page.count("\n") > 50
        assert not [line for line in page.splitlines() if line.startswith(("  ", "\t"))]


@ON_SQLITE
def test_lines_stay_where_they_were_and_values_as_they_are(app: Flask) -> None:
    extension = WithoutIndentation(app.jinja_env)
    compiled = extension.preprocess(WRITTEN, "list.html")
    assert compiled == "<ul>\n<li>\n{{ words }}</li>\n</ul>"
    shown = app.jinja_env.from_string(compiled).render(words="two\n  lines")
    assert shown == "<ul>\n<li>\ntwo\n  lines</li>\n</ul>"
    assert extension.preprocess(WRITTEN, "letter.txt") == WRITTEN
    assert extension.preprocess(WRITTEN, None) == WRITTEN


@ON_SQLITE
def test_words_behind_a_block_stay_apart(app: Flask) -> None:
    written = "<p>\n    {% if True %}One.{% endif %}\n    {# two #}\n    {{ words }}\n</p>"
    compiled = WithoutIndentation(app.jinja_env).preprocess(written, "page.html")
    assert app.jinja_env.from_string(compiled).render(words="Two.").split() == [
        *("<p>", "One.", "Two.", "</p>")
    ]
