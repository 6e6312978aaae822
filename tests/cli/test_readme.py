"""The commands that the README tells a newcomer to type, typed in that order."""

import os
import re
import shlex
from pathlib import Path

from planner.paths import PACKAGE
from tests.cli.conftest import Run
from tests.support.application import PASSWORD

ROOT = PACKAGE.parent


def commands_under(heading: str) -> list[str]:
    """Return the lines of the first block of commands under a heading."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    part = text.split(f"\n## {heading}\n", 1)[1]
    block = re.search(r"```sh\n(.*?)```", part, flags=re.S)
    assert block is not None
    lines = [line.partition("  #")[0].strip() for line in block[1].splitlines()]
    return [line for line in lines if line]


def type_line(run: Run, instance: Path, line: str) -> None:
    """Do what a shell would do with one of these lines."""
    line, _sign, file = line.partition(" >> ")
    words = shlex.split(line)
    said = ""
    if words[0] == "umask":
        os.umask(int(words[1], 8))
    elif words[0] == "echo":
        said = f"{words[1]}\n"
    elif words[0] == ".venv/bin/planner":
        said = run(*words[1:], stdin=f"{PASSWORD}\n{PASSWORD}\n").stdout
    else:
        raise AssertionError(f"this test can't do {line!r}")
    if file:
        path = instance / file.removeprefix("instance/")
        with path.open("a", encoding="utf-8") as target:
            target.write(said)


def test_an_installation_is_made_with_the_commands_of_the_readme(run: Run, instance: Path) -> None:
    lines = commands_under("Run it for real")
    assert lines[0].startswith("make ")
    assert lines[-1].endswith("planner serve")
    for line in lines[1:-1]:
        type_line(run, instance, line)
    assert run("user", "list").stdout.endswith("\tactive\tadministrator\n")


def test_what_can_be_made_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for line in commands_under("Try it"):
        assert re.search(rf"^{line.split()[1]}:", makefile, flags=re.M), line
