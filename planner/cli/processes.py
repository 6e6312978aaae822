"""Processes that do the same work: one that ends is begun again, until all are told to end."""

import logging
import mmap
import os
import signal
import struct
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence

LOOK_EVERY_SECONDS = 1.0
SILENT_FOR_SECONDS = 30.0
"""After which a process that does not show that it is alive is ended and begun again."""
PAUSE_SECONDS = 1.0
"""Between two beginnings of one process, should it end each time."""
BEAT = struct.Struct("d")
log = logging.getLogger("planner.server")


class Life:
    """What a process that works knows of being told to end.

    Attributes:
        is_over: set once it is to end.
    """

    def __init__(self, beats: mmap.mmap, place: int) -> None:
        self.is_over = threading.Event()
        self._beats, self._place, self._parent = beats, place, os.getppid()

    def beat(self) -> None:
        """Show that it is alive; to be called every few seconds."""
        BEAT.pack_into(self._beats, self._place * BEAT.size, time.monotonic())
        if os.getppid() != self._parent:
            self.is_over.set()  # nobody would begin it again, or tell it to end


Work = Callable[[Life], None]


class Processes:
    """Keeps processes at work.

    Args:
        works: what each of them does, until its life is over.
        grace_seconds: for which they may go on after they were told to end.
    """

    def __init__(self, works: Sequence[Work], *, grace_seconds: float) -> None:
        self._works, self._grace_seconds = works, grace_seconds
        self._beats = mmap.mmap(-1, BEAT.size * len(works))  # shared with those that fork off
        self._pids = dict.fromkeys(range(len(works)), 0)
        self._begun = dict.fromkeys(range(len(works)), float("-inf"))
        self._signals = {signal.SIGTERM, signal.SIGINT}
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            self._signals.add(signal.SIGHUP)  # the terminal is gone, and nohup was not asked for

    def run(self) -> None:
        """Begin them, and begin anew whichever ends, until SIGTERM, SIGINT or SIGHUP comes."""
        awaited = {*self._signals, signal.SIGCHLD}
        signal.pthread_sigmask(signal.SIG_BLOCK, awaited)
        try:
            came = None
            while came is None or came.si_signo not in self._signals:
                self._bury()
                self._end_silent()
                self._begin_missing()
                came = signal.sigtimedwait(awaited, LOOK_EVERY_SECONDS)
            self._end_all()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, awaited)

    def _begin_missing(self) -> None:
        for place, pid in self._pids.items():
            if pid == 0 and time.monotonic() - self._begun[place] > PAUSE_SECONDS:
                self._begun[place] = time.monotonic()
                BEAT.pack_into(self._beats, place * BEAT.size, time.monotonic())
                self._pids[place] = self._fork(place)

    def _fork(self, place: int) -> int:
        pid = os.fork()
        if pid:
            return pid
        status = 1
        try:
            life = Life(self._beats, place)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, lambda *_given: life.is_over.set())
            signal.pthread_sigmask(signal.SIG_SETMASK, ())
            log.info("Process %s serves", os.getpid())
            self._works[place](life)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            # What was registered to happen at an exit is for the one that began us to do.
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _bury(self) -> None:
        """Take note of those that ended."""
        for place, pid in self._pids.items():
            if pid and os.waitpid(pid, os.WNOHANG)[0]:
                self._pids[place] = 0
                log.warning("Process %s ended; another takes its place", pid)

    def _end_silent(self) -> None:
        for place, pid in self._pids.items():
            (beat,) = BEAT.unpack_from(self._beats, place * BEAT.size)
            if pid and time.monotonic() - beat > SILENT_FOR_SECONDS:
                log.error("Process %s does not answer and is ended", pid)
                os.kill(pid, signal.SIGKILL)

    def _end_all(self) -> None:
        left = [pid for pid in self._pids.values() if pid]
        for pid in left:
            os.kill(pid, signal.SIGTERM)
        ends = time.monotonic() + self._grace_seconds
        while left:
            left = [pid for pid in left if not os.waitpid(pid, os.WNOHANG)[0]]
            if left and time.monotonic() > ends:
                for pid in left:
                    os.kill(pid, signal.SIGKILL)
                ends = float("inf")
            signal.sigtimedwait({signal.SIGCHLD}, 0.1)
