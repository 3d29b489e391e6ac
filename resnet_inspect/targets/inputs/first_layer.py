"""What a network's first layer says about its input."""

from dataclasses import dataclass

from torch import nn
from torch.nn.modules.conv import _ConvNd

from resnet_inspect.graph import ConvAttrs, Graph, LinearAttrs, Node, NormAttrs, OpKind
from resnet_inspect.targets.inputs.input_shape import DEFAULT_CHANNELS


@dataclass(frozen=True, slots=True)
class FirstLayer:
    """What a network's first layer says about its input."""

    channels: int = DEFAULT_CHANNELS
    spatial: int = 2
    """Number of spatial dimensions; 0 where the first layer is linear."""


def first_layer(network: nn.Module) -> FirstLayer:
    """Return channels and dimensions of the first convolution, or the features of a linear layer.

    Where there is neither, a weight with three or more dimensions is taken for a convolution's.
    """
    linear = None
    for module in network.modules():
        if isinstance(module, _ConvNd):
            return FirstLayer(module.in_channels or DEFAULT_CHANNELS, len(module.kernel_size))
        if linear is None and isinstance(module, nn.Linear):
            linear = FirstLayer(module.in_features or DEFAULT_CHANNELS, 0)
    for parameter in network.parameters():
        if parameter.ndim > 2:  # noqa: PLR2004 - out, in and at least one kernel size
            return FirstLayer(parameter.shape[1], parameter.ndim - 2)
    return linear or FirstLayer()


def called_layer(graph: Graph) -> FirstLayer | None:
    """Return what the first layer that was called takes, if the input that it got was another.

    The first layer that is registered need not be the first that is called.
    """
    failed = {failure.node for failure in graph.failures}
    for node in graph.of_kind(OpKind.CONV, OpKind.NORM, OpKind.LINEAR):
        if isinstance(node.attrs, LinearAttrs) and node.id in failed and _reads_input(graph, node):
            return FirstLayer(node.attrs.in_features, 0)
        if not node.inputs or node.kind is OpKind.LINEAR:
            continue
        shape = graph.tensor(node.inputs[0]).shape
        wanted = _layer_of(node, len(shape) - 2)
        if wanted is None or len(shape) != wanted.spatial + 2:
            return wanted
        return wanted if node.id in failed and shape[1] != wanted.channels else None
    return None


def _reads_input(graph: Graph, node: Node) -> bool:
    """Whether a layer takes the first input of the network as it is: a latent vector."""
    first = next(iter(graph.inputs()), None)
    return first is not None and any(ref.node == first.id for ref in node.inputs)


def _layer_of(node: Node, spatial: int) -> FirstLayer | None:
    match node.attrs:
        case ConvAttrs(in_channels=channels, kernel_size=kernel):
            return FirstLayer(channels, len(kernel))
        case NormAttrs(channels=channels):
            return FirstLayer(channels, spatial)
    return None
