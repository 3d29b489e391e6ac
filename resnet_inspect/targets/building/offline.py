"""Weights are never downloaded: a constructor that tries is told so at once."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from resnet_inspect.errors import ConstructionError


@contextmanager
def offline() -> Iterator[None]:
    """Refuse connections to other machines inside the ``with`` block."""
    connect, lookup = socket.socket.connect, socket.getaddrinfo

    def refuse_connection(self: socket.socket, address: Any) -> None:  # noqa: ANN401 - passed on
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_local(address[0]):
            _refuse(address[0])
        connect(self, address)

    def refuse_lookup(host: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed on
        if not _is_local(host):
            _refuse(host)
        return lookup(host, *args, **kwargs)

    socket.socket.connect = refuse_connection  # type: ignore[method-assign, assignment]
    socket.getaddrinfo = refuse_lookup
    try:
        yield
    finally:
        socket.socket.connect = connect  # type: ignore[method-assign]
        socket.getaddrinfo = lookup


def _is_local(host: object) -> bool:
    return host in {None, "", "localhost", "127.0.0.1", "::1", b"localhost"}


def _refuse(host: object) -> NoReturn:
    name = host.decode() if isinstance(host, bytes) else host
    raise ConstructionError(
        f"the network's code tried to reach {name}; resnet-inspect never downloads weights",
        "Build it without weights, for example with --arg pretrained=False or --arg weights=None.",
    )
