"""The weights that a traced network asks for."""

from resnet_inspect.graph import Graph, Parameter, ParameterKind
from resnet_inspect.graph.tensor import TensorSpec

STATISTICS = ("running_mean", "running_var", "num_batches_tracked")


def graph_specs(graph: Graph) -> dict[str, TensorSpec]:
    """Return shapes by name: parameters and running statistics, as a state dict has them.

    Other buffers are left out, since a trace does not tell which of them are saved.
    """
    return {name: one.tensor for one in graph.parameters if _saved(one) for name in one.names}


def _saved(one: Parameter) -> bool:
    return one.kind is ParameterKind.PARAMETER or one.name.endswith(STATISTICS)
