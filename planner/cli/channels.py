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

COPIED = 64 * 1024
"""Bytes that are sent in one piece with their headers; what is longer is not copied for that."""


class HeadWithBody(WSGITask):  # type: ignore[misc]
    """Answers one request; its headers leave with what follows them, in one piece."""

    def __init__(self, channel: "OneAnswerAtATime", request: Any) -> None:
        super().__init__(channel, request)
        self.environ, channel.environ = channel.environ, None
        channel.head = b""

    def build_response_header(self) -> bytes:
        """Keep the headers for what is written next."""
        self.channel.head = super().build_response_header()
        return b""

    def finish(self) -> None:
        """End the answer, also one without a body."""
        super().finish()
        self.channel.write_head()


class OneAnswerAtATime(HTTPChannel):  # type: ignore[misc]
    """Waits, without a thread, until an answer was fetched before it begins the next."""

    task_class = HeadWithBody
    head = b""
    """What is to be sent before all else."""
    is_put_off = False
    environ: dict[str, Any] | None = None
    """Of the next request, where somebody looked at it before it is answered."""

    def make_environ(self) -> dict[str, Any]:
        """Look at the next request, which from here on is being answered."""
        self.socket.note_request()
        made: dict[str, Any] = WSGITask(self, self.requests[0]).get_environment()
        self.environ = made
        return made

    def write_soon(self, data: Any) -> int:
        """Write a piece of an answer, after the headers if these are still here."""
        if not data:
            return 0
        if self.head and isinstance(data, bytes) and len(data) < COPIED:
            head, self.head = self.head, b""
            super().write_soon(head + data)
            return len(data)
        self.write_head()
        return int(super().write_soon(data))

    def write_head(self) -> None:
        """Write the headers, if these are still here."""
        head, self.head = self.head, b""
        super().write_soon(head)

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
