"""A residual block has no residual connection.

## What it does
Reports a block that returns without the join that other blocks of its class have, and blocks that
are called residual by their class (`ResidualBlock`, `ResBlk`, `Bottleneck`) or its docstring and
never add their input. A second input, such as a time embedding, makes no difference.

## Why is this bad?
The network trains as a plain one: deeper means worse.

## Example
```python
class ResidualBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out)


model = nn.Sequential(ResidualBlock(), ResidualBlock())
```

Use instead, the rest as above:

```python
class ResidualBlock(nn.Module):
    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out + x)
```

## References
- He et al. 2015, Deep Residual Learning, figure 2.
- delira-dev/delira issue 91: blocks of a ResNet without a residual connection.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, ModuleCall, Node, OpKind
from resnet_inspect.linter.context import LintContext, is_builtin
from resnet_inspect.linter.evidence.blocks.claimed_joins import claim
from resnet_inspect.linter.evidence.usage.returns import return_of
from resnet_inspect.linter.evidence.usage.unused_shortcuts import joined_calls, unused_shortcuts
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import expression_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.join import convolutions
from resnet_inspect.linter.remedies.shortcuts.sum_fix import before_activation, with_shortcut
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import method, self_attribute


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such class, listing its blocks."""
    explained = {unused.block_type for unused in unused_shortcuts(context)}
    joined = joined_calls(context)
    by_class: dict[str, list[ModuleCall]] = {}
    for call in context.graph.calls[1:]:
        module = context.graph.module(call.module)
        if not is_builtin(module) and module.type not in explained:
            by_class.setdefault(module.qualified_type, []).append(call)
    for calls in by_class.values():
        yield from _of_class(context, calls, joined)


def _of_class(context: LintContext, calls: list[ModuleCall], joined: set[int]) -> Iterator[Finding]:
    bare = [
        call
        for call in calls
        if call.id not in joined and _could_join(context, call) and not _is_main_path(context, call)
    ]
    if not bare:
        return
    kind = context.graph.module(bare[0].module)
    said = claim(context, kind)
    siblings = [call for call in calls if call.id in joined and _has_own_join(context, call)]
    claims = bool(said) and not any(call.id in joined for call in calls)
    if _switched(context, bare[0]):
        return
    alike = any(_keeps_shape(context, call) for call in siblings) or _projects(context, siblings)
    plain = any(_skips_nothing(context, [call]) for call in bare)
    if not (claims and plain) and not (siblings and alike):
        return
    product = _product(context, bare[0])
    if product is not None:
        yield Finding(
            message="the block multiplies its result by its input where it should add it",
            place=product.source,
            label="not a sum",
            modules=tuple(dict.fromkeys(call.module for call in bare)),
            node=product.id,
            fix=_added(context, product),
            help="add: `out = out + identity`",
        )
        return
    why = f"other blocks of class `{kind.type}` have one" if siblings else said
    place = return_of(context, bare[0])
    fixes = list(with_shortcut(context, place))
    where = " before the last activation" if before_activation(context, place) else ""
    yield Finding(
        message=f"the block returns without a residual connection, though {why}",
        place=place,
        label="returned without the shortcut",
        modules=tuple(dict.fromkeys(call.module for call in bare)),
        fix=fixes[0] if fixes else None,
        other_fixes=tuple(fixes[1:]),
        help=f"add the block's input (or its projection){where}",
    )


def _added(context: LintContext, product: Node) -> Fix | None:
    """Write ``+`` for ``*``."""
    match expression_at(context.sources, product.source):
        case (file, ast.BinOp(left=left, op=ast.Mult(), right=right) as expression):
            text = f"{file.code(left)} + {file.code(right)}"
            return Fix(title="Add them", edits=(replace(file, expression, text),), safe=False)
    return None


def _switched(context: LintContext, call: ModuleCall) -> bool:
    """Whether a constructor argument of the class switches its shortcut on and off."""
    found = context.forward(call)
    if found is None:
        return False
    file, forward = found
    owner = file.enclosing(forward, ast.ClassDef)
    init = method(owner, "__init__") if isinstance(owner, ast.ClassDef) else None
    if init is None:
        return False
    tests = [node.test for node in ast.walk(forward) if isinstance(node, ast.If | ast.IfExp)]
    asked = {name for test in tests for one in ast.walk(test) if (name := self_attribute(one))}
    parameters = set(parameter_names(init))
    return any(
        not parameters.isdisjoint(_truths(node.value))
        for node in ast.walk(init)
        if isinstance(node, ast.Assign) and not asked.isdisjoint(map(self_attribute, node.targets))
    )


def _truths(expression: ast.expr) -> Iterator[str]:
    """Yield the names whose truth an expression asks for."""
    match expression:
        case ast.Name(id=name):
            yield name
        case ast.BoolOp(values=values):
            for value in values:
                yield from _truths(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _truths(operand)


def _is_main_path(context: LintContext, call: ModuleCall) -> bool:
    """Whether a call is all that the main path of a residual connection around it convolves."""
    return any(
        join.block in {around.id for around in context.calls_around(call.parent)}
        and all(call.first_node <= conv.id < call.end_node for conv in convolutions(join.main))
        for join in context.joins
        if convolutions(join.main)
    )


def _projects(context: LintContext, siblings: list[ModuleCall]) -> bool:
    """Whether blocks that change the shape project their input, so that the others could add it."""
    blocks = {call.id for call in siblings}
    return any(join.block in blocks and join.projection is not None for join in context.joins)


def _product(context: LintContext, call: ModuleCall) -> Node | None:
    """Return a product of the block's input, or its projection, with the main path's end."""
    for node in context.graph.of_kind(OpKind.MULTIPLY):
        inside = node.call == call.id and len(node.inputs) == 2  # noqa: PLR2004 - of two tensors
        if inside and any(ref in call.inputs for ref in node.inputs):
            return node
    return None


def _could_join(context: LintContext, call: ModuleCall) -> bool:
    """Whether a block with convolutions could add its input to its output as it is."""
    nodes = convolutions(context.graph.nodes_of(call))
    dense = [node for node in nodes if isinstance(node.attrs, ConvAttrs)]
    return len(dense) > 1 and _keeps_shape(context, call)


def _keeps_shape(context: LintContext, call: ModuleCall) -> bool:
    if not call.inputs or len(call.outputs) != 1:
        return False
    tensor = context.graph.tensor
    return tensor(call.inputs[0]).shape == tensor(call.outputs[0]).shape


def _has_own_join(context: LintContext, call: ModuleCall) -> bool:
    """Whether a block joins its own input, and not only some block inside it."""
    return any(call.id in {join.block, join.node.call} for join in context.joins)


def _skips_nothing(context: LintContext, calls: list[ModuleCall]) -> bool:
    """Whether no other kind of skip, such as a concatenation, crosses the blocks."""
    return not any(
        call.first_node <= connection.join < call.end_node
        and connection.fork in call.inputs
        and connection.kind in {"concat", "fusion"}
        for connection in context.facts.residuals
        for call in calls
    )


RULE = Rule(code="RES205", name="missing-join", severity=Severity.ERROR, doc=__doc__, check=check)
