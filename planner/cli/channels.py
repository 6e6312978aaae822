"""Connections that ask for more than they fetch, or faster than there is room for, have to wait.

A client may send several requests without waiting, and the server would answer them all, into files
while nobody fetches: one connection with a hundred requests for a large file would be a hundred
megabytes. So the next one is looked at when the answer to the one before is on its way. And whoever
is refused is told so a moment later: a program that asks again at once is then as slow as a person.
Neither takes a thread.
"""

from typing import Any

from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.task import WSGITask  # type: ignore[import-untyped]


class WholeAnswers(WSGITask):  # type: ignore[misc]
    """Answers one request; what is short leaves at once, its headers and all else together."""

    def __init__(self, channel: "OneAnswerAtATime", request: Any) -> None:
        super().__init__(channel, request)
        self.environ, channel.environ = channel.environ, None

    def finish(self) -> None:
        """End the answer, and send it while no other thread may."""
        super().finish()
        self.channel.send_all()


class OneAnswerAtATime(HTTPChannel):  # type: ignore[misc]
    """Waits, without a thread, until an answer was fetched before it begins the next."""

    task_class = WholeAnswers
    is_put_off = False
    environ: dict[str, Any] | None = None
    """Of the next request, where somebody looked at it before it is answered."""

    def make_environ(self) -> dict[str, Any]:
        """Look at the next request, which from here on is being answered."""
        self.socket.note_request()
        made: dict[str, Any] = WSGITask(self, self.requests[0]).get_environment()
        self.environ = made
        return made

    def send_all(self) -> None:
        """Send what is answered, as far as the other side takes it; the rest leaves later."""
        with self.outbuf_lock:
            self._flush_exception(self._flush_some, do_close=False)

    def writable(self) -> bool:
        """Say whether something is to be sent that may leave already."""
        return bool(super().writable()) and not self.socket.is_held

    def _flush_some(self, do_close: bool = True) -> bool:
        """Send what may leave; also threads that answer do so."""
        return not self.socket.is_held and bool(super()._flush_some(do_close))

    def service(self) -> None:
        """Answer the next request, or put it off."""
        with self.outbuf_lock:
            if self.total_outbufs_len and self.connected:
                self.is_put_off = True
                return
        super().service()

    def handle_write(self) -> None:
        """Send, and go on with what was put off once all is sent."""
        super().handle_write()
        with self.outbuf_lock:
            goes_on = self.is_put_off and not self.total_outbufs_len
            if goes_on:
                self.is_put_off = False
        if goes_on:
            self.server.add_task(self)
