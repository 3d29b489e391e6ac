"""A block lacks what the papers' block of that name has.

## What it does
Compares classes that carry a paper's name with what the paper has: in Res2Net each split reads the
one before, EDSR and RCAN add the first feature map to the last, the gates of
squeeze-and-excitation are sigmoids over the map that they scale, and pre-activation blocks do not
activate their sum.

## Why is this bad?
The network runs and trains, and is another one than it says: its results are not the paper's.

## Example
```python
class PreActBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(width), nn.BatchNorm2d(width)
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)

    def forward(self, x):
        out = self.conv1(F.relu(self.norm1(x)))
        out = self.conv2(F.relu(self.norm2(out)))
        return F.relu(out + x)


model = nn.Sequential(
    nn.Conv2d(3, 8, 3), PreActBlock(8), PreActBlock(8), nn.BatchNorm2d(8), nn.ReLU()
)
```

Use instead, the rest as above:

```python
class PreActBlock(nn.Module):
    def forward(self, x):
        out = self.conv1(F.relu(self.norm1(x)))
        out = self.conv2(F.relu(self.norm2(out)))
        return out + x
```

## References
- He et al. 2016, Identity Mappings in Deep Residual Networks, figure 4(e).
- Hu et al. 2018, Squeeze-and-Excitation Networks, equation 3.
- Gao et al. 2021, Res2Net, equation 1.
- Lim et al. 2017, EDSR, figure 3.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from resnet_inspect.graph import ModuleCall, Node, OpKind, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.axes import softmax_axis
from resnet_inspect.linter.evidence.blocks.block_form import normed_before
from resnet_inspect.linter.evidence.branches import branches
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule

Lack = tuple[Node, SourceSpan | None]
"""Where a part is missing: an operator, and the expression to change."""

SHAPING = frozenset({OpKind.RESHAPE, OpKind.INDEX})
POOLING = frozenset({OpKind.POOL, OpKind.REDUCE})
GATE = frozenset({
    OpKind.CONV, OpKind.LINEAR, OpKind.NORM, OpKind.ACTIVATION, OpKind.COPY, OpKind.DROPOUT
}) | SHAPING  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """What blocks of a name have."""

    name: re.Pattern[str]
    lacks: Callable[[LintContext, ModuleCall], Iterator[Lack]]
    """Yields where a call of such a class lacks it."""
    message: str
    help: str


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each class that lacks a part in every call."""
    seen = set[int]()
    for form in FORMS:
        named: dict[str, list[ModuleCall]] = {}
        for call in context.graph.calls:
            type_ = context.graph.module(call.module).type
            if form.name.search(type_):
                named.setdefault(type_, []).append(call)
        for type_, calls in named.items():
            lacks = [next(form.lacks(context, call), None) for call in calls]
            found = [one for one in lacks if one is not None]
            everywhere = len(found) == len(calls) or form.lacks is not _independent_splits
            if found and everywhere and found[0][0].id not in seen:
                seen.add(found[0][0].id)
                yield _finding(form, type_, *found[0])


def _finding(form: Form, type_: str, node: Node, place: SourceSpan | None) -> Finding:
    return Finding(
        message=f"`{type_}`: {form.message}",
        place=place,
        label="departs from the paper",
        modules=(node.module,) if node.module else (),
        node=node.id,
        help=form.help,
    )


def _independent_splits(context: LintContext, call: ModuleCall) -> Iterator[Lack]:
    """Yield a convolution of a split that reads nothing of the split before."""
    for join in context.graph.nodes_of(call):
        if join.kind is not OpKind.CONCAT or join.call != call.id:
            continue
        deep = [one for one in branches(context, join) if one.convolutions]
        split = all(context.producer(one.start).kind is OpKind.INDEX for one in deep)
        if len(deep) > 1 and split:
            conv = deep[1].convolutions[0]
            around = [one for one in context.calls_around(conv.call) if one.parent == call.id]
            yield conv, around[0].source if around else context.call_place(conv)


def _no_long_skip(context: LintContext, call: ModuleCall) -> Iterator[Lack]:
    """Yield the last block of a network whose first map is not added to its last."""
    sums = [join.node for join in context.joins]
    if call.parent is not None or len(sums) < 2:  # noqa: PLR2004 - blocks to reach across
        return
    longest = max(context.joins, key=lambda join: len(join.main))
    spanned = sum(node in longest.main for node in sums)
    if spanned < len(sums) - 1 - spanned:
        top = next(
            one
            for one in context.graph.children(call)
            if one.first_node <= sums[-1].id < one.end_node
        )
        yield sums[-1], top.source


def _softmax_gate(context: LintContext, call: ModuleCall) -> Iterator[Lack]:
    """Yield a softmax over the channels of a pooled map."""
    for node in context.graph.nodes_of(call):
        if node.kind is not OpKind.SOFTMAX or softmax_axis(node) != 1:
            continue
        sizes = node.output.shape
        if sizes[1] > 1 and max(sizes[2:], default=1) == 1 and _scales(context, node):
            yield node, context.call_place(node)


def _scales(context: LintContext, gate: Node) -> bool:
    """Whether what a gate makes multiplies a map."""
    readers = context.readers(gate)
    while len(readers) == 1 and readers[0].kind in SHAPING:
        readers = context.readers(readers[0])
    return any(reader.kind is OpKind.MULTIPLY for reader in readers)


def _foreign_gate(context: LintContext, call: ModuleCall) -> Iterator[Lack]:
    """Yield the pool of a gate that looks at the block's input instead of what it scales."""
    forks = {join.fork.node for join in context.joins if join.block == call.id}
    for product in context.graph.nodes_of(call):
        if product.kind is not OpKind.MULTIPLY or len(product.inputs) < 2:  # noqa: PLR2004
            continue
        for gate, scaled in (product.inputs, product.inputs[::-1]):
            pool = _pool_of(context, context.producer(gate))
            seen = context.origin(pool.inputs[0]).id if pool is not None else None
            if pool is not None and seen in forks and context.origin(scaled).id != seen:
                yield pool, pool.source


def _pool_of(context: LintContext, node: Node) -> Node | None:
    """Return the pool that a gate begins with; None where it is no gate of one."""
    squashed = False
    while node.kind in GATE and len(node.inputs) == 1:
        squashed = squashed or node.op in {"sigmoid", "hardsigmoid"}
        node = context.producer(node.inputs[0])
    return node if squashed and node.kind in POOLING else None


def _activated_sum(context: LintContext, call: ModuleCall) -> Iterator[Lack]:
    """Yield what activates the sum of a block that begins with a normalization."""
    for join in context.joins:
        if join.block != call.id or not normed_before(context, join):
            continue
        for reader in context.readers(join.node):
            if reader.kind is OpKind.ACTIVATION and reader.id < call.end_node:
                yield reader, context.call_place(reader)


FORMS = (
    Form(
        re.compile(r"res2|bottle2", re.IGNORECASE), _independent_splits,
        "the splits do not read each other, in Res2Net each adds the result of the one before",
        "add the last split's result to the next split",
    ),
    Form(
        re.compile(r"^(edsr|mdsr|rcan|srresnet)", re.IGNORECASE), _no_long_skip,
        "nothing is added across all blocks, the paper adds the first feature map to the last",
        "add the feature map from before the blocks to their result",
    ),
    Form(
        re.compile(r"^SE([A-Z_]|$)|[Ss]queeze|[Ee]xcit|[Cc]hannel_?([Gg]ate|[Aa]tt)|CBAM"),
        _softmax_gate,
        "the channels are weighed by a softmax, in the paper by sigmoids: they share a sum of 1",
        "use a sigmoid",
    ),
    Form(
        re.compile(r"^SE([A-Z_]|$)|[a-z]SE([A-Z_]|$)|[Ss]queeze|[Ee]xcit"), _foreign_gate,
        "the gate looks at the block's input, in the paper at the map that it scales",
        "pool what the gate multiplies",
    ),
    Form(
        re.compile(r"pre_?act", re.IGNORECASE), _activated_sum,
        "the sum is activated, in pre-activation blocks it goes on as it is",
        "leave out the activation",
    ),
)  # fmt: skip
"""The papers' blocks."""

RULE = Rule(
    code="RES557", name="lacks-its-form", severity=Severity.WARNING, doc=__doc__, check=check
)
