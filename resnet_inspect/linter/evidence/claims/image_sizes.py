"""What a network's constructor does with the size of the images that it takes."""

import re

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import FunctionNode, method, names_read

_SIZE = re.compile(r"(im|img|image|input|in|sample|spatial)_?(size|shape|dim)$|resolution$")


def ignores_size(context: LintContext) -> bool:
    """Whether it takes a size and never reads it: as if any would do."""
    return any(not read for read in _sizes(context))


def built_for_size(context: LintContext) -> bool:
    """Whether it reads the size that it is given: another one takes another network."""
    return any(_sizes(context))


def _sizes(context: LintContext) -> list[bool]:
    """Return for each size that the constructor takes whether it reads it."""
    init = _constructor(context)
    if init is None:
        return []
    read = {name for statement in init.body for name in names_read(statement)}
    return [name in read for name in parameter_names(init) if _SIZE.match(name)]


def _constructor(context: LintContext) -> FunctionNode | None:
    network = context.graph.modules[0]
    file = context.class_file(network)
    if file is None or network.class_source is None:
        return None
    return method(file.class_at(network.type, network.class_source.line), "__init__")
