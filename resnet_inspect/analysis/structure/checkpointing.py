"""The stages or blocks of a network as parts that backward could compute again."""

from collections.abc import Iterable

from resnet_inspect.analysis.structure.parts import Block, Structure
from resnet_inspect.errors import UsageError
from resnet_inspect.graph import Checkpoint


def checkpointable(structure: Structure, *, by_block: bool) -> tuple[Checkpoint, ...]:
    """Return a network's stages, or its blocks, in order; one inside of another is left out.

    Raises:
        UsageError: The network has none.
    """
    groups: Iterable[tuple[Block, ...]] = (stage.blocks for stage in structure.stages)
    if by_block:
        groups = ((block,) for block in structure.blocks)
    parts: list[Checkpoint] = []
    for blocks in groups:
        first, end = blocks[0].first_node, blocks[-1].end_node
        if not parts or first >= parts[-1].end_node:
            parts.append(Checkpoint(first_node=first, end_node=end))
    if not parts:
        raise UsageError(
            "the network has no residual blocks, so it has no stages to checkpoint",
            "Checkpoint parts of it yourself with torch.utils.checkpoint: the trace sees them.",
        )
    return tuple(parts)
