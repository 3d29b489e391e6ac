"""There is no activation between two convolutions, or after the stem.

## What it does
Reports the stem's normalization where its output reaches the first block without an activation, and
a normalization that the next convolution reads directly: in a main path, a transition, a head.
Depthwise separable and factorized convolutions, linear bottlenecks, projections that a sum reads,
and pre-activation networks are left alone.

## Why is this bad?
Two linear maps in a row are one linear map: the first one's capacity is lost.

## Example
```python
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out + x)


model = nn.Sequential(
    nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8), nn.MaxPool2d(2),
    Block(8), Block(8), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10)
)
```

Use instead, the rest as above:

```python
model = nn.Sequential(
    nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
    Block(8), Block(8), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10)
)
```

## References
- He et al. 2015, Deep Residual Learning, section 3.3.
- michuanhaohao/reid-strong-baseline issue 4: the ReLU of the stem was missing.
"""

from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, ModulePath, Node, NodeId, OpKind, SourceSpan
from resnet_inspect.graph.paths import name, parent
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.block_form import (
    THROUGH,
    are_factors,
    convolutions_of,
    dense_convolutions,
    is_inverted,
    starts_with_convolution,
)
from resnet_inspect.linter.evidence.scope import activation_text
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import call_at, wrapped
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer

SQUASHING = frozenset({"sigmoid", "hardsigmoid"})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for the stem, for each gap in a main path, and for each one elsewhere."""
    yield from _stem(context)
    known: set[int] = set()
    for join in context.joins:
        main = {node.id for node in join.main}
        known |= main | {node.id for node in join.shortcut}
        for conv in convolutions_of(join):
            norm = _read_directly(context, conv, main)
            if norm is not None:
                yield _finding(context, norm, conv, "the next convolution reads it as it is")
    if not any(_mobile(node) for node in context.graph.of_kind(OpKind.CONV)):
        yield from _elsewhere(context, known)
    yield from _gates(context)


def _elsewhere(context: LintContext, known: set[int]) -> Iterator[Finding]:
    """Look at transitions, heads and branches: whatever no residual connection passes."""
    for conv in context.graph.of_kind(OpKind.CONV):
        if conv.id in known or not conv.outputs or max(conv.output.shape[2:], default=1) == 1:
            continue
        if _embeds(context, conv):
            continue
        norm = _read_directly(context, conv, None)
        if norm is not None and norm.id not in known:
            yield _finding(context, norm, conv, "the next convolution reads it as it is")


def _gates(context: LintContext) -> Iterator[Finding]:
    """Look between the two layers of a gate, which are one without an activation."""
    for last in context.graph.of_kind(OpKind.ACTIVATION):
        if last.op not in SQUASHING or not last.inputs:
            continue
        second = context.origin(last.inputs[0])
        first = context.origin(second.inputs[0]) if _mixes(second) else second
        if first is not second and _mixes(first) and _scales(context, last):
            yield Finding(
                message=f"no activation follows {layer(first)}: {layer(second)} reads it as it is, "
                "and the gate has one layer in effect",
                place=context.call_place(first),
                label="not activated",
                modules=(first.module,),
                node=first.id,
                help="activate between them: `torch.relu(out)`",
            )


def _mixes(node: Node) -> bool:
    """Whether an operator is a layer on a globally pooled map."""
    pooled = node.kind is OpKind.LINEAR or (
        node.kind is OpKind.CONV
        and bool(node.outputs)
        and max(node.output.shape[2:], default=0) == 1
    )
    return pooled and bool(node.inputs) and bool(node.parameters)


def _scales(context: LintContext, gate: Node) -> bool:
    """Whether what a gate makes multiplies a map."""
    readers = context.readers(gate)
    while len(readers) == 1 and readers[0].kind in {OpKind.RESHAPE, OpKind.INDEX}:
        readers = context.readers(readers[0])
    return any(reader.kind is OpKind.MULTIPLY for reader in readers)


def _mobile(node: Node) -> bool:
    """Whether a convolution is depthwise: such networks have linear bottlenecks on purpose."""
    return isinstance(node.attrs, ConvAttrs) and node.attrs.depthwise and bool(node.parameters)


def _fix(context: LintContext, norm: Node) -> Fix | None:
    """Activate the call, or put an activation behind the element of a container."""
    place = context.call_place(norm)
    if not context.in_container(norm):
        activate = activation_text(context, place)
        return wrapped(context.sources, place, f"{activate}(", f"Call `{activate}`")
    act = f"{_namespace(context, place)}.ReLU(inplace=True)"
    element = _element(context, norm)
    return wrapped(context.sources, element, "", f"Add `{act}`", f", {act}")


def _namespace(context: LintContext, place: SourceSpan | None) -> str:
    """Return how a file names torch's modules."""
    found = call_at(context.sources, place)
    owner = found[0].code(found[1].func).rpartition(".")[0] if found is not None else ""
    return owner or "nn"


def _element(context: LintContext, norm: Node) -> SourceSpan | None:
    """Return the outermost element that ends in a norm: what a helper made, not inside of it."""
    path = norm.module
    while (outer := parent(path)) and context.in_module_container(outer) and _last(context, path):
        path = outer
    whole = context.places.assignment(path)
    return context.call_place(norm) if path == norm.module or whole is None else whole


def _last(context: LintContext, path: ModulePath) -> bool:
    """Whether a module is the last of its container."""
    after = ModulePath(f"{parent(path)}.{int(name(path)) + 1}") if name(path).isdigit() else path
    return context.places.find(after) is None


def _stem(context: LintContext) -> Iterator[Finding]:
    """Look whether the first blocks get the output of a normalization without activation."""
    if any(is_inverted(context, join) for join in context.joins):
        return
    for join in context.joins:
        if not (dense_convolutions(join) and starts_with_convolution(context, join)):
            continue
        norm = _back_to_norm(context, context.origin(join.fork))
        if norm is None or norm.id >= context.block(join).first_node > 0:
            continue
        conv = context.origin(norm.inputs[0])
        if conv.kind is OpKind.CONV and _is_stem(context, conv):
            yield _finding(context, norm, conv, "the first block reads it as it is")
        return


def _back_to_norm(context: LintContext, node: Node) -> Node | None:
    while node.kind in THROUGH and node.inputs:
        if len(node.outputs) > 1:  # halves of a split go other ways, as in CSPNet
            return None
        node = context.origin(node.inputs[0])
    return node if node.kind is OpKind.NORM and node.inputs else None


def _is_stem(context: LintContext, conv: Node) -> bool:
    """Whether no join comes before a convolution."""
    first = next((join.node.id for join in context.joins), 0)
    attrs = conv.attrs
    if not isinstance(attrs, ConvAttrs) or len(set(attrs.kernel_size)) > 1:  # filters over time
        return False
    return conv.id < first and not attrs.depthwise and not _embeds(context, conv)


def _embeds(context: LintContext, conv: Node) -> bool:
    """Whether a convolution mixes the input's channels only: a spatial filter, an embedding."""
    attrs = conv.attrs
    pointwise = isinstance(attrs, ConvAttrs) and max(attrs.kernel_size) == 1
    return pointwise and context.origin(conv.inputs[0]).kind is OpKind.INPUT


def _read_directly(context: LintContext, conv: Node, main: set[NodeId] | None) -> Node | None:
    """Return the normalization after ``conv`` if an ordinary convolution reads it directly."""
    if not _ordinary(conv):
        return None
    norms = [node for node in context.readers(conv) if node.kind is OpKind.NORM]
    if len(norms) != 1 or len(context.readers(conv)) != 1:
        return None
    readers = context.readers(norms[0])
    while len(readers) == 1 and readers[0].kind in THROUGH:
        readers = context.readers(readers[0])
    inside = all(main is None or node.id in main for node in readers)
    gap = readers and inside and all(_ordinary(node) for node in readers)
    return norms[0] if gap and not are_factors(conv, readers[0]) else None


def _ordinary(node: Node) -> bool:
    attrs = node.attrs
    return (isinstance(attrs, ConvAttrs) and attrs.groups < attrs.in_channels) or (
        isinstance(attrs, ConvAttrs) and attrs.in_channels == 1
    )


def _finding(context: LintContext, norm: Node, conv: Node, why: str) -> Finding:
    return Finding(
        message=f"no activation follows {layer(conv)} and {layer(norm)}: {why}",
        place=context.call_place(norm),
        label="not activated",
        modules=(norm.module,),
        node=norm.id,
        fix=_fix(context, norm),
        help="activate after the normalization",
    )


RULE = Rule(
    code="RES306", name="missing-activation", severity=Severity.WARNING, doc=__doc__, check=check
)
