"""Parameter counts by tensor identity: a shared tensor counts once."""

from dataclasses import dataclass

from resnet_inspect.graph import Graph, ModulePath


@dataclass(frozen=True, slots=True)
class ParameterCount:
    """Numbers of elements."""

    trainable: int = 0
    frozen: int = 0
    buffers: int = 0

    @property
    def total(self) -> int:
        """Trainable and frozen parameters; buffers are not parameters."""
        return self.trainable + self.frozen


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterCounts:
    """Counts for the network and for each module with everything below it."""

    network: ParameterCount
    by_module: dict[ModulePath, ParameterCount]
    bytes: int
    """Size of parameters and buffers."""
    shared: tuple[tuple[str, ...], ...] = ()
    """The names of each tensor that has several."""


def count_parameters(graph: Graph) -> ParameterCounts:
    """Count each parameter and buffer once, under every module that holds it."""
