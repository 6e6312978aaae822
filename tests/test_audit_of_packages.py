"""`make audit` says what it could and what it could not ask; silence is never taken for health."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from planner.paths import PACKAGE
from tests import audit

GOOD_NPM = json.dumps({"vulnerabilities": {}})


def answer(lock: str, **special: object) -> str:
    """Return what pip-audit writes: no hole in any package, but for the special ones."""
    told = []
    for name, version in audit.locked(lock).items():
        told.append(special.get(name) or {"name": name, "version": version, "vulns": []})
    return json.dumps({"dependencies": told})


class World:
    """What the programs would say; None where one is not there or reaches nobody."""

    def __init__(self, *, pypi: str | None = "", osv: str | None = "", npm: str = GOOD_NPM) -> None:
        self.bases = {"pypi": pypi, "osv": osv}
        self.npm = npm
        self.special: dict[str, object] = {}

    def run(self, words: Sequence[str], folder: Path) -> str:
        if words[0] == "npm":
            return self.npm
        base = words[3].partition("=")[2]
        lock = words[-1].partition("=")[2]
        if self.bases[base] is None:
            return ""
        return self.bases[base] or answer(lock, **self.special)


def test_all_that_was_asked_is_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(World().run) == 0
    said = capsys.readouterr().out
    count = len(audit.locked("requirements/extras.txt"))
    assert f"{count} of {count} packages were asked for." in said
    assert "All were asked; none has a known hole." in said
    assert "NOT ASKED" not in said


def test_a_hole_is_named_with_its_cure(capsys: pytest.CaptureFixture[str]) -> None:
    world = World(osv=None)
    world.special["flask"] = {
        "name": "flask", "version": "3.1.3",
        "vulns": [{"id": "PYSEC-2030-1", "fix_versions": ["3.1.4"]}],
    }  # fmt: skip
    assert audit.main(world.run) == 1
    said = capsys.readouterr().out
    assert "HOLE flask 3.1.3: PYSEC-2030-1, repaired in 3.1.4" in said
    assert "known holes." in said


def test_without_a_network_nothing_is_known_of_any(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(World(pypi=None, osv=None, npm="").run) == 2
    said = capsys.readouterr().out
    assert "0 of" in said
    assert "index could not be reached; the advisories of OSV could not be reached: " in said
    assert "npm is not on this machine: " in said
    assert "that is no sign that they have no hole" in said
    assert "none has a known hole" not in said


def test_a_package_that_a_base_does_not_know_is_not_taken_for_a_good_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    world = World(osv=None)
    world.special["flask"] = {"name": "flask", "skip_reason": "Dependency not found"}
    assert audit.main(world.run) == 2
    said = capsys.readouterr().out
    assert "index do not know it; the advisories of OSV could not be reached: flask\n" in said
    assert "Of 1 packages nothing is known" in said


@pytest.mark.parametrize("npm", ["no JSON", json.dumps({"message": "405"})])
def test_npm_that_can_not_ask_is_told(capsys: pytest.CaptureFixture[str], npm: str) -> None:
    assert audit.main(World(npm=npm).run) == 2
    assert "the advisories of npm could not be reached: " in capsys.readouterr().out


def test_what_is_for_another_machine_is_left_out_and_said_to_be(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = json.loads(answer("requirements/extras.txt"))
    told["dependencies"] = [one for one in told["dependencies"] if one["name"] != "colorama"]
    world = World()

    def run(words: Sequence[str], folder: Path) -> str:
        is_first = words[-1].endswith("extras.txt")
        return json.dumps(told) if is_first else world.run(words, folder)

    assert audit.main(run) == 0
    assert "LEFT OUT, for another kind of machine: colorama\n" in capsys.readouterr().out


def test_a_second_base_is_asked_for_what_the_first_does_not_know() -> None:
    assert audit.main(World(pypi=None).run) == 0


def test_what_make_calls_is_this() -> None:
    makefile = (PACKAGE.parent / "Makefile").read_text(encoding="utf-8")
    assert "python -m tests.audit" in makefile
