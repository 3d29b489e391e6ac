"""The join adds a tensor from inside the block instead of its input.

## What it does
Reports a block whose only residual connection starts behind its first convolution although the
block's input has the shape of the join. Where the shapes differ it is only mentioned, since
there a convolution may well come first by design.

## Why is this bad?
The first convolution has no shortcut: the block is not the residual unit that it seems to be, and
the identity path through the network is interrupted.

## Example
```python
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        identity = x
        out = self.conv2(x)
        return F.relu(out + identity)


model = nn.Sequential(Block(), Block())
```

Use instead, the rest as above:

```python
class Block(nn.Module):
    def forward(self, x):
        identity = x
        x = F.relu(self.conv1(x))
        out = self.conv2(x)
        return F.relu(out + identity)
```

## References
- He et al. 2015, Deep Residual Learning, figure 2.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, ModuleCall, Node, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.operands import operand_expressions, shortcut_operand
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.join import Join, convolutions
from resnet_inspect.linter.remedies.shortcuts.kept_input import kept_input
from resnet_inspect.linter.rule import Rule


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such join."""
    for join in context.joins:
        block = context.block(join)
        if block.parent is None or not join.identity or len(block.inputs) != 1:
            continue
        before = _convolutions_before(context, block, join)
        if not before or not any(_dense(node) for node in convolutions(join.main)):
            continue
        if any(other is not join and other.block == join.block for other in context.joins):
            continue
        same = context.graph.tensor(block.inputs[0]).shape == join.node.output.shape
        projected = _projection_call(context, join)
        yield Finding(
            message=f"the shortcut starts behind `{before[-1].module or before[-1].op}`, "
            "not at the block's input",
            place=_taken(context, join) or projected or join.node.source,
            label="not the block's input",
            secondary=_away(context, join),
            modules=(block.module,),
            node=join.node.id,
            help="keep the block's input before the first layer: `identity = x`",
            fix=_fix(context, join) if same else None,
            severity=None if same else Severity.INFO,
        )


def _projection_call(context: LintContext, join: Join) -> SourceSpan | None:
    """Return the call of a projection that reads the main path's result: ``downsample(out)``."""
    convs = convolutions(join.main)
    if len(convs) != 1 or not isinstance(convs[0].attrs, ConvAttrs):
        return None
    inside = [one for one in context.calls_around(convs[0].call) if one.parent is not None]
    own = next((one for one in inside if one.parent == join.block), None)
    return own.source if own is not None and set(convs[0].attrs.kernel_size) == {1} else None


def _fix(context: LintContext, join: Join) -> Fix | None:
    """Add the block's input in place of the variable, kept first where it is overwritten."""
    found = context.forward(context.block(join))
    place = join.node.inputs.index(join.shortcut_ref)
    operands = operand_expressions(context, join.node)
    if found is None or place >= len(operands) or not isinstance(operands[place], ast.Name):
        return None
    file, function = found
    name, kept = kept_input(file, function)
    if not name or file.function(operands[place]) is not function:
        return None
    edits = (*kept, replace(file, operands[place], name))
    return Fix(title=f"Add `{name}`", edits=edits, safe=False)


def _away(context: LintContext, join: Join) -> tuple[Place, ...]:
    source = join.node.source
    return (Place(source, "joined here"),) if source and _taken(context, join) else ()


def _dense(node: Node) -> bool:
    return not isinstance(node.attrs, ConvAttrs) or not node.attrs.depthwise


def _convolutions_before(context: LintContext, block: ModuleCall, join: Join) -> list[Node]:
    """Return the convolutions inside the block that the fork is computed from."""
    found: list[Node] = []
    pending = [join.fork.node]
    seen: set[int] = set()
    while pending:
        node = context.graph.nodes[pending.pop()]
        if node.id < block.first_node or node.id in seen:
            continue
        seen.add(node.id)
        pending += [ref.node for ref in node.inputs]
        if node in convolutions([node]) and _dense(node):
            found.append(node)
    return sorted(found, key=lambda node: node.id)


def _taken(context: LintContext, join: Join) -> SourceSpan | None:
    """Return the statement ``identity = x`` that takes the wrong tensor."""
    operand = shortcut_operand(context, join)
    if operand is None:
        return None
    copies = [one for one in operand.assignments() if isinstance(one.value, ast.Name)]
    last = operand.assignments()[-1:]
    return operand.file.span(copies[-1]) if copies and copies[-1] in last else None


RULE = Rule(
    code="RES203", name="shortcut-not-block-input", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
