"""`make audit`: ask for known holes in every package, and say which could not be asked.

Exit status 0: all were asked and none has a known hole; 1: one has; 2: none is known, and not all
could be asked.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
RUNNING, EVERYTHING = "requirements/extras.txt", "requirements/dev.txt"
FRONTEND = "frontend/package-lock.json"
BASES = {"pypi": "the advisories of Python's own index", "osv": "the advisories of OSV"}
NPM = "the advisories of npm"
LOCKED = re.compile(r"^([a-z0-9-]+)(?:\[\w+\])?==(\S+)", re.M)
UNREACHABLE = "could not be reached"
UNKNOWN_THERE = "do not know it"
NOBODY_ASKS = (
    "Asked of nobody: fonts, icons and the list of passwords in static/vendor/LICENCES.md, for "
    "nobody keeps advisories of them."
)
OK, HOLES, NOT_ALL = 0, 1, 2

Run = Callable[[Sequence[str], Path], str]


@dataclass
class Asked:
    """What became of the packages of one list.

    Attributes:
        holes: a line for each.
        unasked: why, by name of the package.
        elsewhere: for another kind of machine, and so not installed on this one.
    """

    where: str
    packages: dict[str, str]
    holes: list[str] = field(default_factory=list)
    unasked: dict[str, str] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)


def run_quietly(words: Sequence[str], folder: Path) -> str:
    """Run a program and return what it wrote, whatever its status; empty where it is not there."""
    try:
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout


def ask_python(names: dict[str, str], where: str, lock: str, run: Run = run_quietly) -> Asked:
    """Ask each base in turn for what the ones before did not know."""
    asked = Asked(where, names, unasked=dict.fromkeys(names, ""))
    for base, called in BASES.items():
        if asked.unasked:
            _take(asked, called, _answers(base, lock, run))
    return asked


def _answers(base: str, lock: str, run: Run) -> dict[str, Any] | None:
    """Return what a base says of each package of a lock; None where it says nothing at all."""
    words = ["--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json"]
    program = [sys.executable, "-m", "pip_audit", f"--vulnerability-service={base}"]
    try:
        told = json.loads(run([*program, *words, f"--requirement={lock}"], ROOT))
    except ValueError:
        return None
    return {one["name"]: one for one in told["dependencies"]}


def _take(asked: Asked, called: str, answers: dict[str, Any] | None) -> None:
    for name in list(asked.unasked):
        if answers is not None and name not in answers:
            asked.elsewhere.append(name)
            del asked.unasked[name]
            continue
        told = None if answers is None else answers[name]
        if told is None or "skip_reason" in told:
            why = f"{called} {UNREACHABLE if told is None else UNKNOWN_THERE}"
            asked.unasked[name] = "; ".join(filter(None, [asked.unasked[name], why]))
            continue
        del asked.unasked[name]
        for hole in told["vulns"]:
            cure = ", ".join(hole["fix_versions"]) or "no version yet"
            asked.holes.append(f"{name} {told['version']}: {hole['id']}, repaired in {cure}")


def ask_frontend(packages: dict[str, str], run: Run = run_quietly) -> Asked:
    """Ask for the packages that the gate's application is made of and built with."""
    asked = Asked(FRONTEND, packages)
    said = run(["npm", "audit", "--json", "--package-lock-only"], ROOT / "frontend")
    if not said:
        asked.unasked = dict.fromkeys(packages, "npm is not on this machine")
        return asked
    try:
        found = json.loads(said)["vulnerabilities"]
    except (ValueError, KeyError):
        asked.unasked = dict.fromkeys(packages, f"{NPM} {UNREACHABLE}")
        return asked
    for name, told in sorted(found.items()):
        asked.holes.append(f"{name} {packages.get(name, '')}: {told['severity']}")
    return asked


def locked(name: str) -> dict[str, str]:
    """Return the packages of a lock and their versions."""
    return dict(LOCKED.findall((ROOT / name).read_text(encoding="utf-8")))


def frontend_packages() -> dict[str, str]:
    """Return the packages of the gate's application and their versions."""
    known = json.loads((ROOT / FRONTEND).read_text(encoding="utf-8"))["packages"]
    named = ((path.rpartition("node_modules/")[2], one) for path, one in known.items())
    return {name: str(one["version"]) for name, one in named if name}


def report(asked: Sequence[Asked]) -> Iterator[str]:
    """Give the lines that are told, list by list."""
    for one in asked:
        known = len(one.packages) - len(one.unasked) - len(one.elsewhere)
        yield f"{one.where}: {known} of {len(one.packages)} packages were asked for."
        yield from (f"  HOLE {line}" for line in one.holes)
        for why in sorted(set(one.unasked.values())):
            names = sorted(name for name, given in one.unasked.items() if given == why)
            yield f"  NOT ASKED, {why}: {', '.join(names)}"
        if one.elsewhere:
            yield f"  LEFT OUT, for another kind of machine: {', '.join(one.elsewhere)}"
    yield NOBODY_ASKS
    holes = sum(len(one.holes) for one in asked)
    unasked = sum(len(one.unasked) for one in asked)
    if holes:
        yield f"{holes} known holes."
    elif unasked:
        yield f"Of {unasked} packages nothing is known: that is no sign that they have no hole."
    else:
        yield "All were asked; none has a known hole."


def status_of(asked: Sequence[Asked]) -> int:
    """Return the exit status."""
    if any(one.holes for one in asked):
        return HOLES
    return NOT_ALL if any(one.unasked for one in asked) else OK


def main(run: Run = run_quietly) -> int:
    """Ask for everything and say what came of it."""
    running, everything = locked(RUNNING), locked(EVERYTHING)
    others = {name: version for name, version in everything.items() if name not in running}
    asked = [
        ask_python(running, f"what runs ({RUNNING})", RUNNING, run),
        ask_python(others, f"what tests and builds ({EVERYTHING})", EVERYTHING, run),
        ask_frontend(frontend_packages(), run),
    ]
    sys.stdout.write("".join(f"{line}\n" for line in report(asked)))
    return status_of(asked)


if __name__ == "__main__":
    sys.exit(main())
