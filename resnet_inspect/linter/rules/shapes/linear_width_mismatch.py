"""A linear layer is fed with another number of features than it declares.

## What it does
Reports a linear layer whose `in_features` differs from what arrives, and says what arrives:
channels times height times width, or the expansion that was forgotten.

## Why is this bad?
The forward pass fails.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = F.relu(self.conv(x)).mean((2, 3))
        return self.fc(x)
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.fc = nn.Linear(16, 10)
```

## References
- LilitYolyan/CutPaste issue 26: ResNet-50's 2048 features into a layer made for ResNet-18.
- pytorch/vision issue 140: a fixed pool and another input size.
"""

import ast
from collections.abc import Iterator
from math import prod

from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    LinearAttrs,
    Node,
    OpKind,
    PoolAttrs,
    ReduceAttrs,
    SourceSpan,
)
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.block_form import expansion_of
from resnet_inspect.linter.evidence.widths.backbone import backbone_note, backbone_place
from resnet_inspect.linter.evidence.widths.told_width import told_width
from resnet_inspect.linter.failed import Failed
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.remedies.arguments.layer_fix import layer_fix, width_fix
from resnet_inspect.linter.remedies.arguments.width_fixes import at_decision
from resnet_inspect.linter.remedies.head_fix import pool_before_flattening, pooled_globally
from resnet_inspect.linter.rule import Failures, Rule
from resnet_inspect.linter.source.blame import blame
from resnet_inspect.linter.words import layer, shape, size

SPATIAL = 2
POINTWISE = frozenset({OpKind.ACTIVATION, OpKind.NORM, OpKind.RESHAPE})
"""What may stand between a pool and a linear layer."""

Advice = tuple[SourceSpan | None, str, Fix | None]
"""The place to change, what to do there, and the edit that does it."""


def explain(context: LintContext, failed: Failed) -> Iterator[Finding]:
    """Yield a linear layer that failed, with the number of features that arrive."""
    node, attrs = failed.node, failed.node.attrs
    if not isinstance(attrs, LinearAttrs):
        return
    have = context.graph.tensor(node.inputs[0]).shape[-1]
    reduced = _reduced_channels(context, node, attrs.in_features)
    if reduced is not None:
        yield _wrong_axis(context, node, reduced, have)
        return
    features = _unpooled(context, node, have)
    if features is None:
        what, advice = "", _declare(context, node, have, attrs.in_features)
    else:
        what, advice = _pool_first(context, node, features, attrs.in_features)
    place, help_text, fix = advice
    backbone = backbone_place(context, _channels_from(context, node), have)
    if backbone:
        help_text = f"use `in_features={have}`"
    source = node.source
    yield Finding(
        message=f"{layer(node)} takes {attrs.in_features} features, {have} arrive{what}",
        place=place,
        label=f"{attrs.in_features} declared, {have} arrive",
        secondary=(
            *backbone,
            *((Place(source, "fails here"),) if source and source != place else ()),
        ),
        modules=(node.module,),
        node=node.id,
        notes=backbone_note(have, attrs.in_features) if backbone else (),
        help=help_text,
        fix=fix,
        other_fixes=tuple(_further(context, node, have, attrs.in_features)),
    )


def _channels_from(context: LintContext, node: Node) -> Node | None:
    """Return the layer with weights that made the features, through pooling and flattening."""
    current = context.origin(node.inputs[0])
    while current.inputs and current.kind not in {OpKind.CONV, OpKind.NORM, OpKind.LINEAR}:
        current = context.origin(current.inputs[0])
    return current if current.module else None


def _reduced_channels(context: LintContext, node: Node, declared: int) -> Node | None:
    """Return the reduction that leaves the positions of a map and drops its channels."""
    before = context.origin(node.inputs[0])
    while before.kind in POINTWISE and before.inputs:
        before = context.origin(before.inputs[0])
    if not isinstance(before.attrs, ReduceAttrs) or not before.inputs:
        return None
    given = context.graph.tensor(before.inputs[0]).shape
    dropped = {dim % len(given) for dim in before.attrs.dims}
    return before if 1 in dropped and len(given) > SPATIAL and given[1] == declared else None


def _wrong_axis(context: LintContext, node: Node, reduced: Node, have: int) -> Finding:
    given = context.graph.tensor(reduced.inputs[0]).shape
    source = node.source
    return Finding(
        message=f"`{reduced.op}` drops the {given[1]} channels of {shape(given)} that "
        f"{layer(node)} takes, and leaves {have} features",
        place=context.call_place(reduced),
        label=f"{shape(given)} → {shape(reduced.output.shape)}",
        secondary=(Place(source, "fails here"),) if source else (),
        modules=(node.module,),
        node=node.id,
        help="reduce the positions, dimension 2 and what follows, and keep the channels",
    )


def _further(context: LintContext, node: Node, have: int, declared: int) -> Iterator[Fix]:
    """Yield what may be written where a block decides the number of features."""
    blamed = blame(context.places, node.module, "in_features", have) if node.module else None
    if blamed is not None:
        yield from at_decision(blamed, have, have // declared if have % declared == 0 else 1)


def _declare(context: LintContext, node: Node, have: int, declared: int) -> Advice:
    factor = expansion_of(context)
    fix, place = width_fix(context, node, "in_features", have), context.setting(node, "in_features")
    if (owner := told_width(context, node)) is not None:
        return owner, f"hand it {have}, the width of what it is called with", None
    if factor > 1 and have == factor * declared:
        return place, f"multiply by the expansion, {factor}: {have} features", fix
    return place, f"use `in_features={have}`", fix


def _unpooled(context: LintContext, node: Node, have: int) -> Node | None:
    """Return the map of more than one pixel whose channels and pixels are the features."""
    current = context.origin(node.inputs[0])
    while current.inputs and len(current.output.shape) <= SPATIAL:
        current = context.origin(current.inputs[0])
    sizes = current.output.shape
    area = prod(sizes[SPATIAL:])
    flattened = len(sizes) > SPATIAL and area > 1 and sizes[1] * area == have
    return current if flattened else None


def _pool_first(
    context: LintContext, node: Node, features: Node, declared: int
) -> tuple[str, Advice]:
    """Advise to pool where the layer takes the channels of a map that is not pooled globally."""
    width, have = features.output.shape[1], context.graph.tensor(node.inputs[0]).shape[-1]
    what = f": {width} channels of {size(features.output.shape[SPATIAL:])}"
    place = context.setting(node, "in_features")
    if declared != width:
        return what, (place, f"use `in_features={have}`", _written_out(context, node, features))
    pool = _pool(context, features)
    place = context.definition(pool) if pool else _flattening(context, node) or place
    idle = _idle_pool(context)
    if idle:
        return what, (place, f"call `self.{idle}` first, which nothing calls", None)
    fix = pooled_globally(context, pool) if pool else pool_before_flattening(context, place)
    return what, (place, "pool globally first: `nn.AdaptiveAvgPool2d(1)`", fix)


def _written_out(context: LintContext, node: Node, features: Node) -> Fix | None:
    """Declare channels times height times width, as a product where the source has one."""
    value = context.places.argument(node.module, "in_features") if node.module else None
    factors = features.output.shape[1:]
    product = " * ".join(map(str, factors)) if isinstance(value, ast.BinOp) else str(prod(factors))
    return layer_fix(context, node, "in_features", product, f"Declare `{product}` features")


def _pool(context: LintContext, features: Node) -> Node | None:
    """Return the fixed pool that made a map."""
    node = features
    while node.kind in POINTWISE and node.inputs:
        node = context.origin(node.inputs[0])
    return node if isinstance(node.attrs, PoolAttrs | AdaptivePoolAttrs) else None


def _idle_pool(context: LintContext) -> str:
    """Return the name of a pool that the network holds and never calls."""
    called = {call.module for call in context.graph.calls}
    for module in context.graph.modules:
        if "Pool" in module.type and module.path not in called and "." not in module.path:
            return module.path
    return ""


def _flattening(context: LintContext, node: Node) -> SourceSpan | None:
    """Return the expression that flattens what a linear layer reads."""
    current = context.origin(node.inputs[0])
    while current.inputs and current.kind is not OpKind.RESHAPE:
        current = context.origin(current.inputs[0])
    return context.call_place(current) if current.kind is OpKind.RESHAPE else None


RULE = Rule(
    code="RES111", name="linear-width-mismatch", severity=Severity.ERROR, doc=__doc__,
    failures=Failures(explain),
)  # fmt: skip
