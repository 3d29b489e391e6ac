"""The main path ends in an activation although another one follows the join.

## What it does
Reports a block whose main path applies an activation right before its join and whose join is
activated again. Without an activation after the join, as in Darknet, it is only mentioned.

## Why is this bad?
A residual that is never negative can only add: `relu(relu(F) + x)` cannot correct the input
downwards. In the paper the activation comes after the addition.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = F.relu(self.conv2(out))
        return F.relu(out + x)
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out + x)
```

## References
- He et al. 2015, Deep Residual Learning, figure 2.
- kuangliu/pytorch-cifar issue 4: a ReLU before the addition.
"""

import re
from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.block_form import is_inverted
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import unwrapped
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.join import Join, convolutions
from resnet_inspect.linter.remedies.shortcuts.moved_activation import moved_activation
from resnet_inspect.linter.rule import Rule

SIGNED = frozenset({"elu", "celu", "selu", "leaky_relu", "prelu", "rrelu", "tanh", "hardtanh"})
"""Activations with negative results: a block can still subtract."""

LINEAR = re.compile(r"inverted|mb_?conv|linear_?bottleneck|mobile", re.IGNORECASE)
"""Classes of blocks whose last convolution stays linear (Sandler et al. 2018)."""

SHALLOW = 2
"""Main paths with fewer convolutions are parallel branches."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such activation."""
    elsewhere = any(_activates_sum(context, join) for join in context.joins)
    for join in context.joins:
        last = context.origin(join.main_ref)
        if last.kind is not OpKind.ACTIVATION or len(convolutions(join.main)) < SHALLOW:
            continue
        if context.origin(last.inputs[0]).kind not in {OpKind.NORM, OpKind.CONV, OpKind.LINEAR}:
            continue
        again = _activated(context, join.node)
        sure = again and last.op not in SIGNED
        yield Finding(
            message=f"the main path ends in `{last.op}`, "
            + ("and the join is activated again" if again else _so(last)),
            place=context.call_place(last),
            label="before the join",
            modules=(last.module,),
            node=last.id,
            fix=_fix(context, join, last, again=again),
            help="leave the main path linear before the join, and activate the sum",
            severity=None
            if sure or (elsewhere and _in_block(context, join)) or _is_linear(context, join)
            else Severity.INFO,
        )


def _is_linear(context: LintContext, join: Join) -> bool:
    """Whether a block's class says that it is a linear bottleneck: wide inside, narrow outside."""
    inside = any(isinstance(one.attrs, ConvAttrs) and one.attrs.depthwise for one in join.main)
    named = LINEAR.search(context.graph.module(context.block(join).module).type)
    return inside and named is not None and is_inverted(context, join)


def _fix(context: LintContext, join: Join, last: Node, *, again: bool) -> Fix | None:
    """Remove the activation where the sum has one, else let the sum have it."""
    if again:
        return unwrapped(context.sources, context.call_place(last), "Remove it")
    return moved_activation(context, join, last)


def _so(last: Node) -> str:
    return "before the join" if last.op in SIGNED else "so the block can only add"


def _activates_sum(context: LintContext, join: Join) -> bool:
    """Whether a block activates its sum and leaves its main path linear, as the paper does."""
    linear = context.origin(join.main_ref).kind in {OpKind.NORM, OpKind.CONV}
    deep = len(convolutions(join.main)) >= SHALLOW
    return linear and deep and _activated(context, join.node)


def _in_block(context: LintContext, join: Join) -> bool:
    """Whether a module of its own joins, not the network that hands maps across it."""
    return context.block(join).parent is not None


def _activated(context: LintContext, join: Node) -> bool:
    readers = context.readers(join)
    for reader in list(readers):
        if reader.kind is OpKind.NORM:
            readers += context.readers(reader)
    return any(
        reader.kind is OpKind.ACTIVATION and _same_block(context, reader, join)
        for reader in readers
    )


def _same_block(context: LintContext, node: Node, join: Node) -> bool:
    """Whether ``node`` runs inside the call that makes the join."""
    call = context.graph.calls[join.call]
    return node.id < call.end_node


RULE = Rule(
    code="RES213", name="activation-before-join", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
