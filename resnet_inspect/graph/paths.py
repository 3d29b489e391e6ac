"""Module paths: ``layer1.0.conv2`` taken apart."""

from resnet_inspect.graph.node import ModulePath


def parent(path: ModulePath) -> ModulePath:
    """Return the path of the owner; the network's own path, the empty one, is its own parent.

    Example:
        >>> parent(ModulePath("layer1.0.conv2"))
        'layer1.0'
    """
    return ModulePath(path.rpartition(".")[0])


def name(path: ModulePath) -> str:
    """Return the last part of a path.

    Example:
        >>> name(ModulePath("layer1.0.conv2"))
        'conv2'
    """
    return path.rpartition(".")[2]


def is_within(path: ModulePath, ancestor: ModulePath) -> bool:
    """Tell whether ``path`` is ``ancestor`` or lies below it.

    Example:
        >>> is_within(ModulePath("layer1.0"), ModulePath("layer1"))
        True
        >>> is_within(ModulePath("layer10"), ModulePath("layer1"))
        False
    """
    return not ancestor or path == ancestor or path.startswith(f"{ancestor}.")
