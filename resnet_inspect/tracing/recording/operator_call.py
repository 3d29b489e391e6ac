"""One call of a torch function, while it runs."""

from dataclasses import dataclass
from typing import Any

import torch

from resnet_inspect.graph import Attrs, SizeArgument
from resnet_inspect.tracing.operators.catalogue import Function, Operator
from resnet_inspect.tracing.operators.memo import Key


@dataclass(slots=True)
class OperatorCall:
    """The function, its arguments, and where they were put."""

    operator: Operator
    func: Function
    args: tuple[Any, ...]
    """The arguments as the user gave them."""
    kwargs: dict[str, Any]
    tensors: list[torch.Tensor]
    """The tensors among them, in order."""
    placed: tuple[Any, ...]
    """The arguments on the device where the operator runs."""
    named: dict[str, Any]
    inplace: bool
    key: Key | None = None
    """What identifies a call whose result may be remembered."""

    sizes: tuple[SizeArgument, ...] = ()
    """The arguments that the user worked out from shapes."""

    def settings(self) -> Attrs:
        """Read the operator's settings off the arguments."""
        return self.operator.reader(self.operator.bind(self.args, self.kwargs))
