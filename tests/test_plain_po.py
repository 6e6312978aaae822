"""Files of texts are read quickly where they are plain, and by Babel where they are not."""

from pathlib import Path

import pytest

from planner.translations import reading
from planner.translations.plain_po import read_plain

OURS = sorted(reading.CATALOGUES.rglob("*.po*"))
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
TWO = HEAD + '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


@pytest.mark.parametrize("path", OURS, ids=lambda path: "-".join(path.parts[-3:]))
def test_all_our_files_are_plain_and_say_what_babel_reads_in_them(path: Path) -> None:
    plain, catalogue = read_plain(path.read_text(encoding="utf-8")), reading.read_catalogue(path)
    assert plain is not None
    assert plain.said.keys() == {reading.id_of(message) for message in catalogue if message.id}
    if path.suffix == ".po":
        whole = {text: forms for text, forms in plain.said.items() if all(forms)}
        assert whole == dict(reading.whole_sentences(catalogue))
        assert plain.plural_forms.rstrip(";") == catalogue.plural_forms.rstrip(";")


def test_signs_and_long_sentences_are_put_together() -> None:
    text = TWO + '\n#: a.py\nmsgid "a\\"b\\\\"\nmsgstr ""\n"one\\n"\n"two"\n'
    plain = read_plain(text)
    assert plain is not None
    assert plain.said == {'a"b\\': ("one\ntwo",)}


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param('\n#, fuzzy\nmsgid "a"\nmsgstr "b"\n', id="only guessed at"),
        pytest.param('\nmsgctxt "x"\nmsgid "a"\nmsgstr "b"\n', id="a context"),
        pytest.param('\n#~ msgid "a"\n#~ msgstr "b"\n', id="an old sentence"),
        pytest.param('\nmsgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', id="twice"),
        pytest.param('\nmsgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\n', id="a form too few"),
        pytest.param('\nmsgid "a"\nmsgstr "b\n', id="broken off"),
        pytest.param('\nmsgid "a"\nmsgstr "b\\q"\n', id="an unknown sign"),
        pytest.param("\n<<<<<<< ours\n", id="a merge that was not finished"),
    ],
)
def test_anything_else_is_left_to_babel(odd: str) -> None:
    assert read_plain(TWO + odd) is None


def test_a_file_without_its_head_is_left_to_babel() -> None:
    assert read_plain('msgid "a"\nmsgstr "b"\n') is None
    assert read_plain("") is None
