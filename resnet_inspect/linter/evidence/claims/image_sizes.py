"""Whether a network says that it takes images of other sizes than the one it was traced at."""

import re

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import method

_SIZE = re.compile(r"(im|img|image|input|in|sample|spatial)_?(size|shape|dim)$|resolution$")


def claims_sizes(context: LintContext) -> bool:
    """Whether the network's constructor takes a size, as ``image_size`` or ``input_shape``."""
    network = context.graph.modules[0]
    file = context.class_file(network)
    if file is None or network.class_source is None:
        return False
    init = method(file.class_at(network.type, network.class_source.line), "__init__")
    return init is not None and any(map(_SIZE.match, parameter_names(init)))
