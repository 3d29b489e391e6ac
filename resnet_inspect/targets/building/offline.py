"""Weights are never downloaded, nor missed where their file is not there: shapes do not need them.

What torch downloads weights with hands out none, and a network that loads none keeps its own. Code
that reaches for another machine in another way is told so at once.
"""

import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from inspect import unwrap
from pathlib import Path
from typing import Any, NoReturn

import torch
from torch import nn

from resnet_inspect.errors import ConstructionError
from resnet_inspect.tracing.process import replaced


class NoWeights(dict[str, Any]):
    """What a download would have brought: a state dict without an entry."""

    def __missing__(self, name: str) -> "NoWeights":
        """Stand for what lies in the file under a name, such as ``state_dict``."""
        return self


@contextmanager
def offline() -> Iterator[list[str]]:
    """Refuse connections to other machines inside the block, and bring no weights.

    Yields:
        The addresses of the weights that were asked for, as they come.
    """
    asked: list[str] = []
    with refusing_connections(), _without_weights(asked):
        yield asked


@contextmanager
def _without_weights(asked: list[str]) -> Iterator[None]:
    """Let torch's downloads of weights bring none, and let none be loaded."""
    load, read = nn.Module.load_state_dict, torch.load

    def load_unless_none(self: nn.Module, state_dict: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed on
        if isinstance(state_dict, NoWeights):
            return load(self, {}, strict=False)
        return load(self, state_dict, *args, **kwargs)

    def bring_none(url: str, *_: Any, **__: Any) -> NoWeights:  # noqa: ANN401 - passed over
        asked.append(url)
        return NoWeights()

    def read_if_there(file: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed on
        if isinstance(file, str | Path) and not Path(file).exists():
            return bring_none(str(file))
        return read(file, *args, **kwargs)

    with ExitStack() as stack:
        # Before the download: `net.load_state_dict(download())` looks the method up first.
        stack.enter_context(replaced(nn.Module, "load_state_dict", load_unless_none))
        stack.enter_context(replaced(torch, "load", read_if_there))
        for module, name in _downloads():
            stack.enter_context(replaced(module, name, bring_none))
        yield


def _downloads() -> list[tuple[Any, str]]:
    """Return where torch's function is found, also by modules that have imported it.

    A module that was imported in an earlier block has what stood for the function there.
    """
    function = torch.hub.load_state_dict_from_url
    return [
        (module, name)
        for module in list(sys.modules.values())
        for name in ("load_state_dict_from_url", "load_url")
        if name in getattr(module, "__dict__", ()) and unwrap(vars(module)[name]) is function
    ]


@contextmanager
def refusing_connections() -> Iterator[None]:
    """Refuse connections to other machines inside the block."""
    connect, lookup = socket.socket.connect, socket.getaddrinfo

    def refuse_connection(self: socket.socket, address: Any) -> None:  # noqa: ANN401 - passed on
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_local(address[0]):
            _refuse(address[0])
        connect(self, address)

    def refuse_lookup(host: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed on
        if not _is_local(host):
            _refuse(host)
        return lookup(host, *args, **kwargs)

    with (
        replaced(socket.socket, "connect", refuse_connection),
        replaced(socket, "getaddrinfo", refuse_lookup),
    ):
        yield


def _is_local(host: object) -> bool:
    return host in {None, "", "localhost", "127.0.0.1", "::1", b"localhost"}


def _refuse(host: object) -> NoReturn:
    name = host.decode() if isinstance(host, bytes) else host
    raise ConstructionError(
        f"the network's code tried to reach {name}; resnet-inspect never downloads weights",
        "Build it without weights, for example with --arg pretrained=False or --arg weights=None.",
    )
