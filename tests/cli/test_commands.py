"""What holds for every command: help, quick start, one sentence for what went wrong."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from planner.cli import COMMANDS, main
from planner.paths import PACKAGE
from tests.cli.conftest import Run


def every_command() -> list[tuple[str, ...]]:
    """All commands, with those inside groups."""
    found: list[tuple[str, ...]] = []
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        found.append((name,))
        if isinstance(command, click.Group):
            found += [(name, inner) for inner in command.list_commands(context)]
    return found


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_every_command_explains_itself(run: Run, words: tuple[str, ...]) -> None:
    text = run(*words, "--help").stdout
    assert text.startswith(f"Usage: main {' '.join(words)}")
    description = text.partition("\n\n")[2].strip()
    assert description, "it says nothing about what it does"
    assert not description.startswith("Options:"), "it says nothing about what it does"


def test_every_command_is_documented_with_all_it_takes() -> None:
    text = (PACKAGE.parent / "docs" / "interfaces.md").read_text(encoding="utf-8")
    context = click.Context(main)
    for words in every_command():
        command: click.Command | None = main
        for word in words:
            assert isinstance(command, click.Group)
            command = command.get_command(context, word)
        assert command is not None
        if isinstance(command, click.Group):
            continue
        assert " ".join(words) in text, words
        for option in command.params:
            if isinstance(option, click.Option) and option.name != "password_stdin":
                assert option.opts[0] in text, (words, option.opts)


def test_help_lists_every_command_without_loading_one() -> None:
    code = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from planner.cli import COMMANDS, main\n"
        "text = CliRunner().invoke(main, ['--help']).stdout\n"
        "assert all(name in text for name in COMMANDS), text\n"
        "heavy = {'flask', 'sqlalchemy', 'icalendar', 'qrcode', 'alembic', 'waitress', 'babel'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_forecast_loads_neither_web_nor_database() -> None:
    code = (
        "import sys\n"
        "import planner.cli.forecasts, planner.services.forecast.forecast_json\n"
        "heavy = {'flask', 'sqlalchemy', 'icalendar', 'qrcode', 'alembic', 'waitress', 'babel'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_command_that_does_not_exist_says_so(run: Run) -> None:
    assert "No such command 'fly'" in run("fly", status=2).stderr


@pytest.mark.parametrize(
    "words",
    [
        ("check",), ("serve",), ("db", "upgrade"), ("db", "current"), ("user", "list"),
        ("backup", "copy.db"), ("purge",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_without_settings_a_command_names_each_one_with_its_cure(
    run: Run, instance: Path, words: tuple[str, ...]
) -> None:
    result = run(*words, status=1)
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert [line.split()[0] for line in lines] == [
        "PLANNER_SECRET_KEY", "PLANNER_CODE_KEY", "PLANNER_BASE_URL",
    ]  # fmt: skip
    assert all("planner secret" in line for line in lines[:2])


def test_what_nobody_foresaw_is_one_sentence_and_a_way_to_see_more(
    run: Run, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(name: str) -> None:
        raise RuntimeError("a name that must not be shown")

    monkeypatch.setattr("planner.cli.secret.new_keys", lambda: fail("x"))
    assert run("secret", status=1).stderr == (
        "We did not foresee this: RuntimeError. Set PLANNER_TRACE=1 and try again to see where.\n"
    )


def test_the_two_keys_are_good_enough_for_the_settings(
    run: Run, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = run("secret").stdout
    assert run("secret").stdout != text
    (instance / "settings.env").write_text(text + "PLANNER_BASE_URL=https://feest.example\n")
    run("db", "upgrade")
    assert run("db", "current").stdout == "0001\n" or run("db", "current").stdout.strip()
