"""A post-activation block does not activate its sum.

## What it does
Reports a block of convolutions that ends without an activation, adds its shortcut, and hands the
sum to the next convolution as it is. Pre-activation blocks and linear bottlenecks do so by design
and are left alone; networks that never activate a sum and never stride are only mentioned.

## Why is this bad?
Between the last convolution of a block and the first of the next one nothing is non-linear: the two
collapse into one.

## Example
```python
class Block(nn.Module):
    def __init__(self, width, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.shortcut = nn.Identity()
        if stride != 1:
            conv = nn.Conv2d(width, width, 1, stride, bias=False)
            self.shortcut = nn.Sequential(conv, nn.BatchNorm2d(width))

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return out + self.shortcut(x)


model = nn.Sequential(
    nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
    Block(8), Block(8, 2), Block(8), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10)
)
```

Use instead, the rest as above:

```python
class Block(nn.Module):
    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out + self.shortcut(x))
```

## References
- He et al. 2015, Deep Residual Learning, figure 2: the second ReLU comes after the addition.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Node, NodeId, OpKind, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.block_form import (
    Form,
    activated,
    convolutions_of,
    form_of,
    normed,
)
from resnet_inspect.linter.evidence.scope import activation_text
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import wrapped
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.statements import added_behind, statement_in
from resnet_inspect.linter.join import Join, stride_of
from resnet_inspect.linter.rule import Rule

SHALLOW = 2
"""Main paths with fewer convolutions are parallel branches."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such join."""
    plain = [join for join in context.joins if _is_plain(context, join)]
    others = [join for join in plain if activated(context, join.node)]
    for join in plain:
        if activated(context, join.node) is not False or _correlated(context, join.node):
            continue
        meant = (others or _classifies(context)) and not _styles(join) and _builds(context, join)
        activate = activation_text(context, join.node.source)
        yield Finding(
            message="the sum is not activated before the next convolution reads it",
            place=join.node.source,
            label="no activation follows",
            modules=(context.block(join).module,),
            node=join.node.id,
            fix=_fix(context, join.node.source, activate) if meant else None,
            help="activate the sum: `relu(out + identity)`",
            severity=None if meant else Severity.INFO,
        )


def _correlated(context: LintContext, total: Node) -> bool:
    """Whether what convolves a sum are other features: a correlation wants signed ones."""
    pending, seen, convs = [total], set[NodeId](), list[Node]()
    while pending:
        for reader in context.graph.users(pending.pop()):
            if reader.kind is OpKind.CONV:
                convs.append(reader)
            elif reader.id not in seen:
                seen.add(reader.id)
                pending.append(reader)
    return bool(convs) and not any(conv.parameters for conv in convs)


def _fix(context: LintContext, span: SourceSpan | None, activate: str) -> Fix | None:
    """Activate the sum, where it is written or in a statement behind ``out += identity``."""
    file = context.sources.of(span)
    statement = statement_in(file, span)
    if file is not None and isinstance(statement, ast.AugAssign):
        name = file.code(statement.target)
        edit = added_behind(file, statement, f"{name} = {activate}({name})")
        return Fix(title="Activate the sum", edits=(edit,), safe=False)
    return wrapped(context.sources, span, f"{activate}(", "Activate the sum")


def _is_plain(context: LintContext, join: Join) -> bool:
    """Whether a block is made as in the paper of 2015, activation after the join aside."""
    convs = convolutions_of(join)
    inner = any(node.kind is OpKind.ACTIVATION for node in join.main)
    return (
        form_of(context, join) is Form.POST
        and len(convs) >= SHALLOW
        and inner
        and all(normed(context, conv) for conv in convs[-1:])
    )


def _styles(join: Join) -> bool:
    """Whether a block normalizes each image, as style transfer's without last activation do."""
    return any(node.op == "instance_norm" for node in join.main)


def _builds(context: LintContext, join: Join) -> bool:
    """Whether the block constructs a layer of its main path, and is no wrapper of what it gets."""
    module = context.graph.module(context.block(join).module)
    file = context.class_file(module)
    line = module.class_source.line if module.class_source is not None else None
    owner = file.class_at(module.type, line) if file is not None else None
    convs = [conv for conv in convolutions_of(join) if context.is_layer(conv)]
    return (
        owner is None
        or not convs
        or any(
            found is file and file.enclosing(call, ast.ClassDef) is owner
            for conv in convs
            for found, call in context.places.construction(conv.module)
        )
    )


def _classifies(context: LintContext) -> bool:
    """Whether the network strides and ends in a linear layer, as ResNets do."""
    strides = any(max(stride_of(node), default=1) > 1 for node in context.graph.nodes)
    return strides and any(True for _ in context.graph.of_kind(OpKind.LINEAR))


RULE = Rule(
    code="RES214", name="missing-activation-after-join", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
