"""Tensors whose names tell nothing: layers are read off their order and shapes.

A list of arrays, or names such as ``0``, ``1`` and ``param_017``, still follow the order in which a
network registers its layers: a kernel, what belongs to it, the next kernel.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from resnet_inspect.graph.tensor import TensorSpec

LEAVES = frozenset({
    "weight", "bias", "running_mean", "running_var", "num_batches_tracked", "kernel", "gamma",
    "beta", "scale", "moving_mean", "moving_variance", "mean", "var",
})  # fmt: skip
"""What tensors of a layer are called."""

OF_VECTORS: Mapping[int, tuple[tuple[str, str], ...]] = {
    1: (("kernel", "bias"),),
    2: (("norm", "weight"), ("norm", "bias")),
    3: (("kernel", "bias"), ("norm", "weight"), ("norm", "bias")),
    4: (("norm", "weight"), ("norm", "bias"), ("norm", "running_mean"), ("norm", "running_var")),
    5: (("kernel", "bias"), ("norm", "weight"), ("norm", "bias"), ("norm", "running_mean"),
        ("norm", "running_var")),
}  # fmt: skip
"""What as many vectors behind a kernel are: its bias, a normalization, or both."""


def layers_by_order(specs: Mapping[str, TensorSpec]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield a path and the names of a layer's tensors by what they are.

    Example:
        >>> shapes = (64, 3, 7, 7), (64,), (64,)
        >>> specs = {str(number): TensorSpec(shape) for number, shape in enumerate(shapes)}
        >>> list(layers_by_order(specs))
        [('0.kernel', {'weight': '0'}), ('0.norm', {'weight': '1', 'bias': '2'})]
    """
    for number, run in enumerate(_runs(list(specs), specs)):
        yield from _layers(number, run, specs)


def _runs(names: Sequence[str], specs: Mapping[str, TensorSpec]) -> Iterator[list[str]]:
    """Yield each kernel with the vectors and counters behind it."""
    run: list[str] = []
    for name in names:
        if len(specs[name].shape) > 1 and run:
            yield run
            run = []
        run.append(name)
    if run:
        yield run


def _layers(
    number: int, run: list[str], specs: Mapping[str, TensorSpec]
) -> Iterator[tuple[str, dict[str, str]]]:
    kernel, *rest = run
    vectors = list(takewhile(lambda name: len(specs[name].shape) == 1, rest))
    layers: dict[str, dict[str, str]] = {"kernel": {"weight": kernel}}
    for name, (layer, leaf) in zip(vectors, OF_VECTORS.get(len(vectors), ()), strict=False):
        layers.setdefault(layer, {})[leaf] = name
    others = rest[len(vectors) :]
    if others and "norm" in layers:
        layers["norm"]["num_batches_tracked"] = others[0]
    yield from ((f"{number}.{layer}", names) for layer, names in layers.items())
