"""A comparison as plain data, for JSON."""

from typing import Any

from resnet_inspect.analysis.facts import BlockPair, Change, LayerPair, PartPair, Status
from resnet_inspect.render.comparison.pair import Pair
from resnet_inspect.render.comparison.totals import changed_numbers

VERSION = 1


def document(pair: Pair) -> dict[str, Any]:
    """Return what changed: totals, parts with their blocks and layers, and renames."""
    comparison = pair.comparison
    return {
        "version": VERSION,
        "before": pair.before.graph.run.target,
        "after": pair.after.graph.run.target,
        "same": comparison.same,
        "totals": {
            number.name.replace(" ", "_").lower(): {
                "before": number.before, "after": number.after, "change": number.change,
                **({"at_least": list(number.at_least)} if any(number.at_least) else {}),
            }
            for number in changed_numbers(pair)
        },
        "parts": [_part(pair, part) for part in comparison.parts],
        "returns": comparison.returns and _change(comparison.returns),
        "renames": [{"before": one.before, "after": one.after} for one in comparison.renames],
    }  # fmt: skip


def _part(pair: Pair, part: PartPair) -> dict[str, Any]:
    return {
        "status": part.status.value, "before": part.before, "after": part.after,
        "layers": [_layer(pair, layer) for layer in part.layers if layer.status != Status.EQUAL],
        "blocks": [_block(pair, block) for block in part.blocks if block.status != Status.EQUAL],
    }  # fmt: skip


def _block(pair: Pair, block: BlockPair) -> dict[str, Any]:
    sides = (pair.before, block.before), (pair.after, block.after)
    names = [one and side.graph.calls[one.call].module for side, one in sides]
    return {
        "status": block.status.value, "before": names[0], "after": names[1],
        "changes": [_change(change) for change in block.changes],
        "layers": [_layer(pair, layer) for layer in block.layers if layer.status != Status.EQUAL],
    }  # fmt: skip


def _layer(pair: Pair, layer: LayerPair) -> dict[str, Any]:
    sides = (pair.before, layer.before), (pair.after, layer.after)
    nodes = [None if at is None else side.graph.nodes[at] for side, at in sides]
    return {
        "status": layer.status.value, "role": layer.role.value or None,
        "before": nodes[0] and nodes[0].module, "after": nodes[1] and nodes[1].module,
        "operator": next(node.op for node in reversed(nodes) if node is not None),
        "changes": [_change(change) for change in layer.changes],
    }  # fmt: skip


def _change(change: Change) -> dict[str, str]:
    return {"attribute": change.attribute, "before": change.before, "after": change.after}
