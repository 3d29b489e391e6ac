"""Whether a network's modules can be walked."""

import torch
from torch import nn

from resnet_inspect.errors import ConstructionError, InspectError, said_by

DEEPEST = 200
"""Levels of modules inside of modules: the interpreter's stack ends soon behind."""


def check_tree(network: nn.Module) -> None:
    """Check that the network's modules can be walked, as torch and we do all the time.

    Raises:
        ConstructionError: A module holds itself, they are nested too deep, or cannot be told apart.
    """
    name = type(network).__name__
    try:
        depth = max(path.count(".") for path, _ in network.named_modules(remove_duplicate=True))
        _check_cycles(network)
        _check_answers(network)
    except RecursionError:
        raise ConstructionError(
            f"the modules of `{name}` are nested too deep to be walked"
        ) from None
    except InspectError:
        raise
    except Exception as error:  # noqa: BLE001 - from a method of the user's in place of torch's
        raise ConstructionError(
            f"the modules of `{name}` cannot be walked: {type(error).__name__}: {said_by(error)}",
            "A module that defines __eq__ needs __hash__, too.",
        ) from None
    if depth > DEEPEST:
        raise ConstructionError(f"the modules of `{name}` are nested {depth} levels deep")


def _check_answers(network: nn.Module) -> None:
    """Ask what torch and we ask of a network, which may have methods of its own for it."""
    answers = {
        "named_modules": [module for _, module in network.named_modules()],
        "children": list(network.children()),
    }
    for method, modules in answers.items():
        if not all(isinstance(module, nn.Module) for module in modules):
            raise TypeError(f"`{method}` gives what is no module")
    for _, tensor in (*network.named_parameters(), *network.named_buffers()):
        if not isinstance(tensor, torch.Tensor):
            raise TypeError(f"`named_parameters` gives a {type(tensor).__name__}")
    if not all(isinstance(tensor, torch.Tensor) for tensor in network.parameters()):
        raise TypeError("`parameters` gives what is no tensor")
    _ = network.training


def _check_cycles(network: nn.Module) -> None:
    """Look for a module among its own descendants, without recursion."""
    pending: list[tuple[nn.Module, frozenset[int]]] = [(network, frozenset())]
    seen: set[int] = set()
    while pending:
        module, above = pending.pop()
        if id(module) in above:
            raise ConstructionError(
                f"a `{type(module).__name__}` is registered as a module inside of itself",
                "Keep such a reference in a list or tuple: self.parent = [parent].",
            )
        if id(module) not in seen:
            seen.add(id(module))
            below = above | {id(module)}
            pending += [(child, below) for child in module.children()]
