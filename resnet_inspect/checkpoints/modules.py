"""The state dict of a network that was saved whole, from its record."""

from typing import Any

from resnet_inspect.checkpoints.pickles.record import Record
from resnet_inspect.checkpoints.tensor import StoredTensor

DEEPEST = 40
"""Modules inside of modules."""


def is_module(value: Any) -> bool:  # noqa: ANN401 - what a file holds
    """Tell whether a record is that of an ``nn.Module``."""
    return isinstance(value, Record) and isinstance(value.state, dict) and (
        {"_modules", "_parameters", "_buffers"} <= value.state.keys()
    )  # fmt: skip


def module_state(module: Any, prefix: str = "", depth: int = 0) -> dict[str, StoredTensor]:  # noqa: ANN401 - see above
    """Return the tensors of a module's record by the names that its state dict gives them."""
    if not is_module(module) or depth > DEEPEST:
        return {}
    passing = _dictionary(module.state.get("_non_persistent_buffers_set"))
    state: dict[str, StoredTensor] = {}
    for part in ("_parameters", "_buffers"):
        for name, value in _dictionary(module.state[part]).items():
            if isinstance(value, StoredTensor) and name not in passing.values():
                state[f"{prefix}{name}"] = value
    for name, child in _dictionary(module.state["_modules"]).items():
        state |= module_state(child, f"{prefix}{name}.", depth + 1)
    return state


def script_state(module: Any, prefix: str = "", depth: int = 0) -> dict[str, StoredTensor]:  # noqa: ANN401 - see above
    """Return the tensors of a TorchScript module, whose attributes are all in one dictionary."""
    if not isinstance(module, Record) or depth > DEEPEST:
        return {}
    state: dict[str, StoredTensor] = {}
    for name, value in _dictionary(module.state).items():
        if isinstance(value, StoredTensor):
            state[f"{prefix}{name}"] = value
        else:
            state |= script_state(value, f"{prefix}{name}.", depth + 1)
    return state


def _dictionary(value: Any) -> dict[Any, Any]:  # noqa: ANN401 - see above
    if isinstance(value, Record):
        return value.entries
    return value if isinstance(value, dict) else {}
