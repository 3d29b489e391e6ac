"""A convolution is padded beyond its kernel, and enlarges its map.

## What it does
Reports a convolution whose padding is larger than `dilation * (kernel_size - 1) / 2`, so that each
pass adds rows and columns of which the outermost see nothing but padding. Even kernels may be a
pixel off, and maps that are cut afterwards, as causal convolutions and the first FCN do, are left
alone.

## Why is this bad?
Nothing fails. The map has a frame of constants, and sizes that no formula and no pretrained network
expects: a 3×3 convolution with the padding of a 7×7 makes 228 pixels of 224.

## Example
```python
model = nn.Sequential(
    nn.Conv2d(3, 8, 3, padding=3), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1), nn.ReLU()
)
```

Use instead:

```python
model = nn.Sequential(
    nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1), nn.ReLU()
)
```

## References
- Dumoulin and Visin 2016, A guide to convolution arithmetic for deep learning, section 2.3.
"""

from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, Node, NodeId, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.remedies.arguments.layer_fix import layer_fix
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer, plain, size

SPATIAL = 2
CUTTING = frozenset({OpKind.INDEX, OpKind.PAD, OpKind.RESIZE})
"""What takes the frame off again."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield each convolution of this kind."""
    if any(context.graph.of_kind(OpKind.INDEX)):
        return
    explained = set(_explained(context))
    for node in context.graph.of_kind(OpKind.CONV):
        if node.outputs and node.id not in explained and _overpadded(context, node):
            yield _finding(context, node)


def _explained(context: LintContext) -> Iterator[NodeId]:
    """Yield the operators that failed, and those of which a join is told to miss its size."""
    failed = {failure.node for failure in context.graph.failures}
    yield from (node for node in failed if node is not None)
    for join in context.joins:
        if join.node.id in failed:
            yield from (node.id for node in (*join.main, *join.shortcut))


def _overpadded(context: LintContext, node: Node) -> bool:
    attrs = node.attrs
    if not isinstance(attrs, ConvAttrs) or attrs.transposed:
        return False
    if any(reader.kind in CUTTING for reader in context.readers(node)):
        return False
    pixels = max(context.graph.tensor(node.inputs[0]).shape[SPATIAL:], default=0)
    return pixels > 1 and any(
        2 * padding > dilation * (kernel - 1) + 1
        for padding, kernel, dilation in zip(
            attrs.padding, attrs.kernel_size, attrs.dilation, strict=True
        )
    )


def _finding(context: LintContext, node: Node) -> Finding:
    attrs = node.attrs
    assert isinstance(attrs, ConvAttrs)  # noqa: S101 - only those are asked about
    right = tuple(d * (k - 1) // 2 for k, d in zip(attrs.kernel_size, attrs.dilation, strict=True))
    before = size(context.graph.tensor(node.inputs[0]).shape[SPATIAL:])
    needed = str(right[0] if len(set(right)) == 1 else right)
    return Finding(
        message=f"{layer(node)} turns {before} into {size(node.output.shape[SPATIAL:])}: padding "
        f"{plain(attrs.padding)} where its kernel needs {plain(right)}",
        place=context.setting(node, "padding"),
        label=f"{size(attrs.kernel_size)}, padding {plain(attrs.padding)}",
        modules=(node.module,),
        node=node.id,
        help=f"use `padding={needed}`",
        fix=layer_fix(context, node, "padding", needed, f"Pad by {needed}"),
    )


RULE = Rule(
    code="RES118", name="enlarged-by-padding", severity=Severity.WARNING, doc=__doc__, check=check
)
