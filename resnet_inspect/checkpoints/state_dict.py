"""Which of the dictionaries in a file holds the weights, and what the others are."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from resnet_inspect.checkpoints.arrays import as_tensor
from resnet_inspect.checkpoints.checkpoint import Checkpoint, Other
from resnet_inspect.checkpoints.contents import Container, Contents
from resnet_inspect.checkpoints.modules import is_module, module_state, script_state
from resnet_inspect.checkpoints.pickles.record import Record
from resnet_inspect.checkpoints.pickles.torch_names import Named
from resnet_inspect.checkpoints.tensor import StoredTensor
from resnet_inspect.errors import CheckpointError

DEEPEST = 5
"""How far inside of other dictionaries weights are looked for."""
MOST_ENTRIES = 200_000
MOST_OTHERS = 40
LONGEST_TEXT = 60
LARGEST_INTEGER = 10**18

INNER = (dict, Record, list, tuple)
"""What may hold tensors."""

OF_TRAINING = ("optim", "opt", "sched", "scaler", "loops", "rng")
AVERAGED = ("ema", "average", "shadow")


@dataclass(frozen=True, slots=True)
class _Found:
    """One dictionary of tensors."""

    keys: tuple[str, ...]
    tensors: dict[str, StoredTensor]
    network: str = ""
    listed: bool = False

    @property
    def worth(self) -> tuple[bool, int, bool]:
        """The greater, the more likely these are the weights that are meant."""
        words = " ".join(self.keys).lower().split()
        trained = not any(word.startswith(OF_TRAINING) for word in words)
        averaged = any(part in word for word in words for part in AVERAGED)
        return trained, len(self.tensors) - averaged * len(self.tensors) // 8, not averaged


def find_weights(contents: Contents, path: str) -> Checkpoint:
    """Return the state dict of a file.

    Raises:
        CheckpointError: There is none.
    """
    found = list(_found(contents))
    if not found:
        raise CheckpointError(
            f"`{path}` holds no weights: {_short(contents.root)}", _hint(contents.root)
        )
    best = max(found, key=lambda one: one.worth)
    return Checkpoint(
        path=path, container=contents.container, tensors=best.tensors, keys=best.keys,
        others=tuple(_others(contents.root, best, found)), asked=contents.asked,
        listed=best.listed, network=best.network, bytes=contents.bytes,
    )  # fmt: skip


def _found(contents: Contents) -> Iterator[_Found]:
    if contents.container is Container.SCRIPT:
        if tensors := script_state(contents.root):
            yield _Found((), tensors, _class_name(contents.root))
        return
    seen: set[int] = set()
    todo: list[tuple[tuple[str, ...], Any]] = [((), contents.root)]
    while todo and len(seen) < MOST_ENTRIES:
        keys, value = todo.pop()
        if id(value) in seen or len(keys) > DEEPEST:
            continue
        seen.add(id(value))
        if is_module(value):
            if tensors := module_state(value):
                yield _Found(keys, tensors, _class_name(value))
            continue
        if listed := _listed(value):
            yield _Found(keys, listed, listed=True)
            continue
        entries = _entries(value)
        tensors = {name: one for name, v in entries.items() if (one := as_tensor(v)) is not None}
        if tensors:
            yield _Found(keys, tensors)
        inner = (((*keys, name), v) for name, v in entries.items() if isinstance(v, INNER))
        todo.extend(reversed(list(inner)))


def _listed(value: Any) -> dict[str, StoredTensor]:  # noqa: ANN401 - see above
    """Return the tensors of a list of nothing but tensors, by their places."""
    if not isinstance(value, list | tuple):
        return {}
    tensors = [as_tensor(one) for one in value]
    return {str(place): one for place, one in enumerate(tensors) if one is not None} if all(
        one is not None for one in tensors
    ) else {}  # fmt: skip


def _hint(root: Any) -> str:  # noqa: ANN401 - see above
    """Say what to do with a file without weights; an optimizer's state is often taken for them."""
    states = [root, *root.values()] if isinstance(root, dict) else []
    if any(isinstance(one, dict) and one.keys() >= {"state", "param_groups"} for one in states):
        return "It is an optimizer's state. Look for the file that was saved beside it."
    return "Weights are a dictionary from names to tensors, however deep inside of others."


def _entries(value: Any) -> dict[str, Any]:  # noqa: ANN401 - what a file holds
    """Return what has a name in a dictionary, or in the state of an object."""
    if isinstance(value, Record):
        value = value.state if isinstance(value.state, dict) else value.entries
    if not isinstance(value, dict):
        return {}
    return {key: one for key, one in value.items() if isinstance(key, str)}


def _class_name(value: Any) -> str:  # noqa: ANN401 - see above
    return value.origin if isinstance(value, Record) else ""


def _others(root: Any, best: _Found, found: list[_Found]) -> Iterator[Other]:  # noqa: ANN401 - see above
    """Yield what lies beside the weights, at each level down to them."""
    states = {one.keys: one for one in found}
    value = root
    for depth in range(len(best.keys) + 1):
        chosen = best.keys[depth] if depth < len(best.keys) else None
        entries = {} if is_module(value) or isinstance(value, Record) else _entries(value)
        beside = [name for name in entries if name != chosen and name not in best.tensors]
        for name in beside[:MOST_OTHERS]:
            keys = (*best.keys[:depth], name)
            state = states.get(keys)
            text = f"another {len(state.tensors):,} tensors" if state else _short(entries[name])
            yield Other(".".join(keys), text)
        value = entries.get(chosen) if chosen is not None else None


def _short(value: Any) -> str:  # noqa: ANN401 - see above
    """Say in a few words what a value is; nothing of it is called."""
    match value:
        case None | int() | float():
            plain = value is None or abs(value) < LARGEST_INTEGER
            text = str(value) if plain else "a number"
        case str():
            text = value[:LONGEST_TEXT]
        case StoredTensor():
            text = f"a tensor of shape {value.spec.shape}"
        case dict():
            text = f"a dictionary of {len(value):,}: {_names(value)}" if value else "empty"
        case list() | tuple():
            text = f"a list of {len(value):,}" if value else "empty"
        case Named(dtype=dtype):
            text = dtype or "a number type"
        case Record():
            text = f"an object of {value.origin}" if value.origin else "a set"
        case _:
            text = type(value).__name__
    return text if text.isprintable() else ascii(text)


def _names(value: dict[Any, Any]) -> str:
    names = [_short(key) for key in list(value)[:3] if isinstance(key, str | int)]
    return ", ".join(names) + (" …" if len(value) > len(names) else "")
