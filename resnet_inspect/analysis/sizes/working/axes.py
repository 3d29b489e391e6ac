"""The sizes of the input that can be varied, by the letters that papers use for them."""

from dataclasses import dataclass

from resnet_inspect.analysis.sizes.extents.extent import Size, symbol
from resnet_inspect.analysis.sizes.shapes.call import Shape
from resnet_inspect.graph import ConvAttrs, Graph, Node, NodeId, PoolAttrs

BATCH = "N"
LETTERS = {1: ("L",), 2: ("H", "W"), 3: ("D", "H", "W")}
WORDS = {"D": "depth", "H": "height", "W": "width", "L": "length"}


@dataclass(frozen=True, slots=True)
class Axis:
    """A size of the input that can be another one."""

    name: str
    """``H``; ``H2`` for a further input of another size."""
    traced: int

    @property
    def word(self) -> str:
        """What it is called in a sentence: ``height``, ``height of input 2``."""
        letter, further = self.name[0], self.name[1:]
        word = WORDS.get(letter, letter)
        return f"{word} of input {further}" if further else word


@dataclass(frozen=True, slots=True)
class InputSizes:
    """The inputs' shapes with symbols for what varies."""

    axes: tuple[Axis, ...]
    """The spatial sizes; the batch is not among them."""
    shapes: dict[NodeId, Shape]
    sample: dict[str, int]
    """The traced value of each symbol, that of the batch included."""


def input_sizes(graph: Graph) -> InputSizes:
    """Name the sizes that can be varied: those of maps, and the batch.

    Inputs whose maps have the same size keep having the same.
    """
    rank = _spatial_rank(graph)
    sample: dict[str, int] = {}
    named: dict[tuple[int, ...], tuple[str, ...]] = {}
    shapes: dict[NodeId, Shape] = {}
    for node in graph.inputs():
        spatial = _spatial(node, rank)
        if spatial and spatial not in named:
            further = str(len(named) + 1) if named else ""
            letters = LETTERS.get(len(spatial), ())
            named[spatial] = tuple(f"{letter}{further}" for letter in letters)
            sample |= dict(zip(named[spatial], spatial, strict=False))
        shapes[node.id] = _named(node, spatial, named.get(spatial, ()), sample)
    axes = tuple(Axis(name, size) for name, size in sample.items() if name != BATCH)
    return InputSizes(axes, shapes, sample)


def _spatial_rank(graph: Graph) -> int | None:
    """Return along how many dimensions the first window slides."""
    for node in graph.nodes:
        if isinstance(node.attrs, ConvAttrs | PoolAttrs):
            return len(node.attrs.kernel_size)
    return None


def _spatial(node: Node, rank: int | None) -> tuple[int, ...]:
    shape = node.output.shape
    if not node.output.dtype.startswith(("float", "bfloat", "complex")):
        return shape[1:] if len(shape) == 2 else ()  # noqa: PLR2004 - a batch of token sequences
    usual = len(shape) - 2
    taken = rank if rank is not None and rank < len(shape) else usual
    return shape[-taken:] if taken in LETTERS and usual >= 1 else ()


def _named(
    node: Node, spatial: tuple[int, ...], names: tuple[str, ...], sample: dict[str, int]
) -> Shape:
    leading: list[Size] = list(node.output.shape[: len(node.output.shape) - len(spatial)])
    if len(leading) > (1 if len(node.output.shape) > 2 else 0):  # noqa: PLR2004 - (C, H, W) has no batch
        batch = node.output.shape[0]
        if sample.setdefault(BATCH, batch) == batch:
            leading[0] = symbol(BATCH)
    return (*leading, *(symbol(name) for name in names))
