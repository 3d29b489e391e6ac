"""Whether a network promises to work at other sizes than the one it was traced at."""

from resnet_inspect.graph import Graph
from resnet_inspect.lint.context import LintContext
from resnet_inspect.lint.source.places import parameter_names
from resnet_inspect.lint.source.syntax import method

MAP_RANK = 4
SIZE_ARGUMENTS = frozenset(
    {"image_size", "img_size", "input_size", "size", "resolution", "im_size", "imsize", "crop_size"}
)


def returns_maps(graph: Graph) -> bool:
    """Whether an output is a feature map, as those of backbones, pyramids and decoders are."""
    shapes = [graph.tensor(one.ref).shape for one in graph.outputs if one.ref is not None]
    return any(len(shape) >= MAP_RANK and max(shape[2:]) > 1 for shape in shapes)


def takes_a_size(context: LintContext) -> bool:
    """Whether the network's constructor is told the size of its input."""
    network = context.graph.modules[0]
    file = context.class_file(network)
    line = network.class_source.line if network.class_source is not None else None
    init = method(file.class_at(network.type, line), "__init__") if file is not None else None
    return init is not None and not SIZE_ARGUMENTS.isdisjoint(parameter_names(init))
