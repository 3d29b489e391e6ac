"""Operations of Fourier transforms, by the count with which their speed is usually measured."""

from math import log2, prod

from resnet_inspect.graph import Graph, Node, OtherAttrs, TensorSpec

PREFIX = "fft_"
MOVES = frozenset({"fft_fftshift", "fft_ifftshift", "fft_fftfreq", "fft_rfftfreq"})
"""What reorders frequencies, or names them."""
FROM_REAL = ("rfft", "ihfft")
TO_REAL = ("irfft", "hfft")


def transform_operations(graph: Graph, node: Node) -> int | None:
    """Count 5 N log₂ N for each transform of N positions, half of it where one side is real.

    None where real values are cropped or padded on the way, which the shapes do not tell.

    References:
        Frigo and Johnson 2005, The Design and Implementation of FFTW3, section 2.
    """
    name = node.op.removeprefix(PREFIX)
    if node.op in MOVES:
        return 0
    whole = graph.tensor(node.inputs[0]) if name.startswith(FROM_REAL) else node.output
    if name.startswith(FROM_REAL) and (_given(node, "n") or _given(node, "s")):
        return None
    positions = prod(whole.shape[dim] for dim in _dimensions(node, name, whole))
    half = 2 if name.startswith((*FROM_REAL, *TO_REAL)) else 1
    return round(5 * whole.numel * log2(max(1, positions))) // half


def _dimensions(node: Node, name: str, whole: TensorSpec) -> tuple[int, ...]:
    """Return the dimensions that are transformed: those named, or as many last ones as usual."""
    named = _given(node, "dim")
    if isinstance(named, int):
        return (named,)
    if isinstance(named, tuple):
        return tuple(dim for dim in named if isinstance(dim, int))
    if name.endswith("n"):
        return tuple(range(len(whole.shape)))
    return (-2, -1) if name.endswith("2") else (-1,)


def _given(node: Node, name: str) -> object:
    return node.attrs.get(name) if isinstance(node.attrs, OtherAttrs) else None
