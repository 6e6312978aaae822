"""A reverse proxy that sends each connection to the next of some servers, as a balancer does."""

import socket
import threading
from contextlib import suppress
from itertools import cycle

SLICE = 65_536


class RoundRobin:
    """Listens on a port of its own and passes bytes on; `seen` counts connections per server."""

    def __init__(self, ports: list[int]) -> None:
        self.seen = dict.fromkeys(ports, 0)
        self._next = cycle(ports)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._socket.accept()
                server = self._reach()
                if server is None:
                    client.close()
                    continue
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=_pass_on, args=(source, target), daemon=True).start()

    def _reach(self) -> socket.socket | None:
        for _attempt in self.seen:  # one that is down is passed over
            port = next(self._next)
            with suppress(OSError):
                reached = socket.create_connection(("127.0.0.1", port), timeout=5)
                reached.settimeout(None)
                self.seen[port] += 1
                return reached
        return None


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(SLICE):
            target.sendall(data)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
