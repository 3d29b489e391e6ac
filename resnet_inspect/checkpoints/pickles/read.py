"""One pickle in a file, with what it asked for."""

from dataclasses import dataclass
from typing import Any

from resnet_inspect.checkpoints.pickles.bounded import Bounded
from resnet_inspect.checkpoints.pickles.unpickler import InertUnpickler
from resnet_inspect.errors import CheckpointError


@dataclass(frozen=True, slots=True)
class Pickled:
    """What a pickle holds."""

    contents: Any
    asked: tuple[str, ...] = ()
    """Classes and functions that it names besides torch's tensors and plain containers."""


def read_pickle(file: Bounded, path: str) -> Pickled:
    """Read one pickle as data.

    Raises:
        CheckpointError: It is damaged, or longer than a checkpoint is.
    """
    unpickler = InertUnpickler(file)  # type: ignore[arg-type] # all that it reads with
    try:
        contents = unpickler.load()
    except EOFError:
        raise CheckpointError(
            f"`{path}` ends in the middle", "Download it again, or copy it again."
        ) from None
    except Exception as error:  # noqa: BLE001 - a forged pickle may raise anything
        raise CheckpointError(
            f"`{path}` is a damaged pickle: {_reason(error)}",
            "Nothing in it was executed. Download it again from where it was published.",
        ) from None
    return Pickled(contents, tuple(unpickler.asked))


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split())[:200]
    return text if text.isprintable() and text else type(error).__name__
