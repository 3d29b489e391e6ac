"""The name claims another depth than the blocks make.

## What it does
Reports a factory or class named after a depth, such as `resnet50`, whose numbers of blocks are not
those of the paper, or do not add up to the depth.

## Why is this bad?
Results cannot be compared, and published weights do not load.

## Example
```python
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x):
        return F.relu(self.conv2(F.relu(self.conv1(x))) + x)


class ResNet(nn.Module):
    def __init__(self, depths):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
        self.stages = nn.Sequential(*[Block(8) for depth in depths for _ in range(depth)])

    def forward(self, x):
        return self.stages(self.stem(x))


def resnet18():
    return ResNet([2, 2, 3, 2])


model = resnet18()
```

Use instead, the rest as above:

```python
def resnet18():
    return ResNet([2, 2, 2, 2])
```

## References
- He et al. 2015, Deep Residual Learning, table 1; section 4.2 for the CIFAR networks.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Node, ParameterKind, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.stages.grouping import stages_of
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import call_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.join import Join, convolutions
from resnet_inspect.linter.remedies.arguments.block_counts import counted_anew
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.claims import DEPTHS, claimed_depth, depth_lists, is_plain
from resnet_inspect.linter.source.installed import is_installed
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import SourceFile, method

STAGES = 4
CONVOLUTIONS = (2, 3)
"""Convolutions on the main path of a basic block and of a bottleneck."""
DEPTH_ARGUMENTS = frozenset({"depth", "n_layers", "num_layers", "layer_num", "resnet_depth"})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each list of depths, else for the network as it was built."""
    found = False
    for file in _files(context):
        for listed in depth_lists(file):
            wanted = DEPTHS.get(listed.depth)
            if len(listed.counts) != STAGES or wanted is None or listed.counts == wanted:
                continue
            if not is_plain(listed.name):
                continue
            found = True
            yield Finding(
                message=f"`{listed.name}` has {_text(listed.counts)} blocks, "
                f"ResNet-{listed.depth} has {_text(wanted)}",
                place=file.span(listed.node),
                label=f"{_text(wanted)} in the paper",
                fix=_fix(file, listed.node, wanted),
                help=f"use [{', '.join(map(str, wanted))}], or another name",
            )
    formula = _formula(context) if context.graph.complete else None
    if formula is not None:
        yield formula
    elif not found and context.graph.complete and not context.graph.failures:
        yield from _as_built(context)


LAYERS_IN_STAGES = {6: 2, 9: 3}
"""What the formulas of He et al. 2016 divide by, and the convolutions of a block that it is for."""


def _formula(context: LintContext) -> Finding | None:
    """Find `(depth - 2) // 9`, which is for bottlenecks, with basic blocks, or the reverse."""
    made = {_learned(context, join) for join in context.joins}
    if len(made) != 1 or not made <= set(CONVOLUTIONS):
        return None
    found = [pair for file in _files(context) for pair in _quotients(file)]
    divisors = {divisor for *_, divisor in found}
    wrong = [one for one in found if LAYERS_IN_STAGES[one[2]] not in made]
    if len(divisors) != 1 or not wrong:
        return None
    file, node, divisor = wrong[0]
    blocks = made.pop()
    right = next(one for one, layers in LAYERS_IN_STAGES.items() if layers == blocks)
    return Finding(
        message=f"`{file.code(node)}` is for blocks of {LAYERS_IN_STAGES[divisor]} convolutions, "
        f"these have {blocks}: three stages of n blocks make {right}n + 2 layers",
        place=file.span(node),
        label=f"divide by {right}",
        fix=Fix(
            title=f"Divide by {right}", edits=(replace(file, node.right, str(right)),), safe=False
        ),
        help=f"write `// {right}`",
        by_counting=True,
    )


def _quotients(file: SourceFile) -> Iterator[tuple[SourceFile, ast.BinOp, int]]:
    """Yield ``(depth - 2) // 6`` and the like, with what they divide by."""
    for node in ast.walk(file.tree):
        match node:
            case ast.BinOp(
                left=ast.BinOp(op=ast.Sub(), right=ast.Constant(value=2)),
                op=ast.FloorDiv() | ast.Div(),
                right=ast.Constant(value=int(divisor)),
            ) if divisor in LAYERS_IN_STAGES:
                yield file, node, divisor


def _files(context: LintContext) -> list[SourceFile]:
    """Return the files of the network's class and factory."""
    network = context.graph.modules[0]
    places = [network.class_source, context.graph.run.source]
    files = {place.file for place in places if place is not None}
    if context.class_file(network) is None:
        return []
    return [file for path in sorted(files) if (file := context.sources.file(path)) is not None]


def _as_built(context: LintContext) -> Iterator[Finding]:
    name = context.graph.run.network
    source = context.graph.run.source or context.graph.modules[0].class_source
    depth = claimed_depth(name)
    if depth is None or not is_plain(name) or source is None or is_installed(source.file):
        return
    if _takes_depth(context):
        return
    per_block = [_learned(context, join) for join in context.joins]
    if not per_block or any(number not in CONVOLUTIONS for number in per_block):
        return
    made = sum(per_block) + 2
    if made == depth or _cifar_bottleneck(made, depth) or _cut(context, depth):
        return
    listed = tuple(counted_anew(_files(context), len(per_block), depth, per_block[0]))
    count = _count_fix(context, name, (depth - 2) // per_block[0], len(per_block))
    fixes = (*listed, *filter(None, [count]))
    yield Finding(
        message=f"`{name}` has {made} layers: {len(per_block)} blocks of "
        f"{per_block[0]} convolutions, the stem and the classifier",
        place=_header(context, name),
        label=f"{made} layers",
        by_counting=True,
        fix=fixes[0] if fixes else None,
        other_fixes=fixes[1:],
        help=f"for {depth} layers build {(depth - 2) // per_block[0]} blocks",
    )


def _learned(context: LintContext, join: Join) -> int:
    """Count the layers of a main path, fixed filters such as blur pools left out, and gates."""
    kinds = context.graph.parameters
    return sum(
        any(kinds[one].kind is ParameterKind.PARAMETER for one in node.parameters)
        for node in convolutions(join.main)
        if not _of_gate(node, join)
    )


def _of_gate(node: Node, join: Join) -> bool:
    """Whether a layer sees pooled features: one position, or channels in a row as in ECA-Net."""
    ours, theirs = node.output.shape, join.node.output.shape
    flat = len(ours) < len(theirs)
    return flat or max(theirs[2:], default=1) > 1 >= max(ours[2:], default=1)


def _takes_depth(context: LintContext) -> bool:
    """Whether the network's constructor is told the depth, so that its name promises none."""
    network = context.graph.modules[0]
    file = context.class_file(network)
    line = network.class_source.line if network.class_source is not None else None
    init = method(file.class_at(network.type, line), "__init__") if file is not None else None
    return init is not None and not DEPTH_ARGUMENTS.isdisjoint(parameter_names(init))


def _cifar_bottleneck(made: int, depth: int) -> bool:
    return abs(made - depth) <= 1


def _cut(context: LintContext, depth: int) -> bool:
    """Whether a backbone has the first stages of the depth only, as a detector's often has."""
    counts = tuple(len(joins) for _, joins in stages_of(context))
    return counts == DEPTHS.get(depth, ())[: len(counts)]


def _header(context: LintContext, name: str) -> SourceSpan | None:
    source = context.graph.run.source or context.graph.modules[0].class_source
    file = context.sources.of(source)
    if file is None:
        return source
    for node in (*file.functions, *file.classes):
        if node.name == name:
            return _returned(file, node) or file.header(node)
    return source


def _returned(file: SourceFile, node: ast.AST) -> SourceSpan | None:
    """Return the call that a factory returns."""
    if isinstance(node, ast.ClassDef):
        return None
    calls = [
        one.value
        for one in ast.walk(node)
        if isinstance(one, ast.Return) and isinstance(one.value, ast.Call)
    ]
    return file.span(calls[-1]) if calls else None


def _text(counts: tuple[int, ...]) -> str:
    return ", ".join(map(str, counts))


def _fix(file: SourceFile, listed: ast.expr, wanted: tuple[int, ...]) -> Fix:
    """Write the numbers of blocks that the name stands for."""
    edits = tuple(
        replace(file, one, str(number))
        for one, number in zip(getattr(listed, "elts", ()), wanted, strict=False)
        if file.code(one) != str(number)
    )
    return Fix(title=f"Build {_text(wanted)} blocks", edits=edits, safe=False)


def _count_fix(context: LintContext, name: str, wanted: int, built: int) -> Fix | None:
    """Change the one number of a factory's call that the number of blocks follows."""
    found = call_at(context.sources, _header(context, name))
    for value in found[1].args if found is not None else ():
        match value:
            case ast.Constant(value=int(number)) if number and wanted * number % built == 0:
                text = str(wanted * number // built)
                edits = (replace(found[0], value, text),) if found is not None else ()
                return Fix(title=f"Build {wanted} blocks", edits=edits, safe=False)
    return None


RULE = Rule(
    code="RES506", name="depth-contradicts-name", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
