"""Run a program with the calls of the kernel that a unit of systemd leaves it.

`python -m tests.support.confined UNIT PROGRAM WORD...`. A filter of systemd's is made by the same
library; memory that can be written is never run, as `MemoryDenyWriteExecute` has it.
"""

import ctypes
import errno
import os
import subprocess
import sys
from ctypes.util import find_library
from functools import cache
from pathlib import Path

ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
NO_NEW_PRIVILEGES, DENY_WRITE_EXECUTE, REFUSE_GAIN = 38, 65, 1


def lacking() -> str:
    """Say what this machine lacks for it; empty where it lacks nothing."""
    if not find_library("seccomp"):
        return "No libseccomp here (on Debian or Ubuntu: apt install libseccomp2)."
    kernel = ctypes.CDLL(None)
    if kernel.prctl(DENY_WRITE_EXECUTE + 1, 0, 0, 0, 0) < 0:
        return "The kernel is older than 6.3 and can't deny memory that is written and run."
    return ""


def values(unit: Path, name: str) -> list[str]:
    """Return all values of a setting of a unit, in their order."""
    lines = unit.read_text(encoding="utf-8").splitlines()
    return [line.partition("=")[2] for line in lines if line.startswith(f"{name}=")]


def allowed_calls(unit: Path) -> set[str]:
    """Return the calls that the filters of a unit leave."""
    left: set[str] = set()
    for value in values(unit, "SystemCallFilter"):
        named = set().union(*(calls_of(word) for word in value.removeprefix("~").split()))
        left = left - named if value.startswith("~") else left | named
    return left


@cache
def calls_of(name: str) -> frozenset[str]:
    """Return the calls in a group of systemd's, or a call by itself."""
    if not name.startswith("@"):
        return frozenset({name})
    done = subprocess.run(
        ["systemd-analyze", "syscall-filter", name], check=True, capture_output=True, text=True
    )
    words = [line.strip() for line in done.stdout.splitlines()[1:]]
    named = [word for word in words if word and not word.startswith("#")]
    return frozenset().union(*(calls_of(word) for word in named))


def confine(unit: Path) -> None:
    """Give up, in this process and all that it starts, what the unit does not leave."""
    kernel, library = ctypes.CDLL(None, use_errno=True), ctypes.CDLL(find_library("seccomp"))
    library.seccomp_init.restype = ctypes.c_void_p
    rules = ctypes.c_void_p(library.seccomp_init(ALLOW))
    for name in sorted(calls_of("@known") - allowed_calls(unit)):
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number >= 0 and library.seccomp_rule_add(rules, REFUSE, number, 0):
            raise OSError(f"no rule for {name}")
    if kernel.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no_new_privs")
    if kernel.prctl(DENY_WRITE_EXECUTE, REFUSE_GAIN, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "memory that is written and run")
    if library.seccomp_load(rules):
        raise OSError("the filter was not taken")


if __name__ == "__main__":
    confine(Path(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - that is what this is for
