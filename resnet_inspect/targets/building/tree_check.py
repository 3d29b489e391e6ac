"""Whether a network's modules can be walked."""

import torch
from torch import nn

from resnet_inspect.errors import ConstructionError, InspectError, said_by
from resnet_inspect.tracing.recording.calls import DEEPEST


def check_tree(network: nn.Module) -> None:
    """Check that the network's modules can be walked, as torch and we do all the time.

    Raises:
        ConstructionError: A module holds itself, they are nested too deep, or cannot be told apart.
    """
    name = type(network).__name__
    try:
        modules, depth = _walked(network)
        if depth <= DEEPEST:
            _check_answers(network, modules)
    except RecursionError:
        raise ConstructionError(
            f"the modules of `{name}` are nested too deep to be walked"
        ) from None
    except InspectError:
        raise
    except Exception as error:  # noqa: BLE001 - from a method of the user's in place of torch's
        raise ConstructionError(
            f"the modules of `{name}` cannot be walked: {type(error).__name__}: {said_by(error)}",
            _hint(error),
        ) from None
    if depth > DEEPEST:
        raise ConstructionError(f"the modules of `{name}` are nested more than {DEEPEST} levels")


def _hint(error: Exception) -> str:
    said = said_by(error)
    if "unhashable" in said:
        return "A module that defines __eq__ needs __hash__, too."
    if isinstance(error, AttributeError) and "object has no attribute '_" in said:
        return "Call super().__init__() first in each constructor."
    return ""


def _walked(network: nn.Module) -> tuple[list[nn.Module], int]:
    """Return a network's modules and their levels, without recursion.

    Raises:
        ConstructionError: A module is among its own descendants.
    """
    pending: list[tuple[nn.Module, frozenset[int]]] = [(network, frozenset())]
    found: dict[int, nn.Module] = {}
    depth = 0
    while pending:
        module, above = pending.pop()
        if id(module) in above:
            raise ConstructionError(
                f"a `{type(module).__name__}` is registered as a module inside of itself",
                "Keep such a reference in a list or tuple: self.parent = [parent].",
            )
        if id(module) in found:
            continue
        found[id(module)] = module
        depth = max(depth, len(above))
        if module._modules and len(above) <= DEEPEST:  # noqa: SLF001 - the registry itself
            below = above | {id(module)}
            children = module._modules  # noqa: SLF001 - see above
            if not all(isinstance(name, str) for name in children):
                raise TypeError("a module's name is no text")
            pending += [(child, below) for child in children.values() if child is not None]
    return list(found.values()), depth


_ASKED = frozenset({"children", "modules", "named_modules", "named_parameters", "named_buffers",
                    "parameters"})  # fmt: skip


def _check_answers(network: nn.Module, modules: list[nn.Module]) -> None:
    """Ask what torch and we ask of a network, where a module has methods of its own for it."""
    _ = network.training
    for module in modules:
        tensors = (*module._parameters.values(), *module._buffers.values())  # noqa: SLF001 - the registry itself
        if not all(tensor is None or isinstance(tensor, torch.Tensor) for tensor in tensors):
            raise TypeError("a parameter or buffer is no tensor")
    if any(_ASKED & vars(module).keys() for module in modules) or any(
        map(_answers_itself, {type(module) for module in modules})
    ):
        _check_own_answers(network)


def _answers_itself(of_type: type) -> bool:
    inherited = all(getattr(of_type, method) is getattr(nn.Module, method) for method in _ASKED)
    return not inherited or of_type.__hash__ is not nn.Module.__hash__  # type: ignore[comparison-overlap]


def _check_own_answers(network: nn.Module) -> None:
    answers = {
        "named_modules": [module for _, module in network.named_modules()],
        "modules": list(network.modules()),
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
