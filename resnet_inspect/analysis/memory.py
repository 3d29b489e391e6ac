"""Peak memory of inference and of training."""

from dataclasses import dataclass

from resnet_inspect.graph import Graph


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Bytes, with what each figure includes said in its comment."""

    parameters: int
    """Parameters and buffers."""
    activations: int
    """All outputs of all operators, those that are views of their input not counted again."""
    inference_peak: int
    """Parameters, buffers and the tensors alive at the worst moment of a forward pass without
    gradients, each freed after its last use."""
    training_peak: int
    """Parameters, buffers, gradients, and every tensor that backward needs; the optimizer's state
    and the workspace of kernels are not included."""


def estimate_memory(graph: Graph) -> Memory:
    """Follow the life of each tensor through the forward pass."""
