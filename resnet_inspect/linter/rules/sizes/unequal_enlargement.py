"""Two paths enlarge a map by different amounts.

## What it does
Reports a sum or concatenation of feature maps one of whose paths upsamples, where the sizes differ:
a transposed convolution that makes one pixel less than twice the map, or a shortcut that is not
upsampled with the main path.

## Why is this bad?
The forward pass fails. A transposed convolution with stride 2, kernel 3 and padding 1 makes 2n - 1
pixels; it needs `output_padding=1`, or a kernel of 4.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(3, 8, 3, stride=2, padding=1)
        self.skip = nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(3, 8, 1))

    def forward(self, x):
        return F.relu(self.up(x) + self.skip(x))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(3, 8, 3, stride=2, padding=1, output_padding=1)
        self.skip = nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(3, 8, 1))
```

## References
- Dumoulin and Visin 2016, A guide to convolution arithmetic for deep learning, section 4.6.
"""

from collections.abc import Iterator, Sequence

from resnet_inspect.graph import ConvAttrs, Node, OpKind, Ref
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.map_chain import map_before
from resnet_inspect.linter.failed import Aspect, Failed
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.fixes.expressions import call_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.join import stride_of
from resnet_inspect.linter.remedies.arguments.layer_fix import layer_fix
from resnet_inspect.linter.rule import Failures, Rule
from resnet_inspect.linter.words import layer, size

SPATIAL = 2
PAIR = 2
Path = Sequence[Node]


def explain(context: LintContext, failed: Failed) -> Iterator[Finding]:
    """Yield the operator that enlarges by too little, or the path that does not enlarge."""
    node = failed.node
    if node.kind is not OpKind.ADD or len(node.inputs) != PAIR:
        return
    shapes = [context.graph.tensor(ref).shape for ref in node.inputs]
    if Aspect.SIZE not in failed.open or shapes[0][SPATIAL:] == shapes[1][SPATIAL:]:
        return
    paths = _paths(context, node)
    enlarging = [path for path in paths if any(map(_enlarges, path))]
    short = next((one for path in paths for one in path if _falls_short(context, one)), None)
    if short is not None and len(enlarging) == PAIR:
        yield _transposed(context, node, short)
    elif len(enlarging) == 1 and not any(_strides(one) for one in enlarging[0]):
        flat = next(path for path in paths if path is not enlarging[0])
        if flat and not any(map(_strides, flat)):
            yield _not_enlarged(context, node, flat[0], enlarging[0])


def _paths(context: LintContext, join: Node) -> list[Path]:
    """Return the operators from each operand back to the tensor that both begin with."""
    first, second = (list(_back(context, ref)) for ref in join.inputs)
    shared = {node.id for node in first} & {node.id for node in second}
    if not shared:
        return [(), ()]
    return [[node for node in path if node.id > max(shared)] for path in (first, second)]


def _back(context: LintContext, ref: Ref) -> Iterator[Node]:
    node = context.producer(ref)
    yield node
    while node.inputs:
        node = map_before(context, node)
        yield node


def _enlarges(node: Node) -> bool:
    return node.kind is OpKind.RESIZE or (
        isinstance(node.attrs, ConvAttrs) and node.attrs.transposed
    )


def _strides(node: Node) -> bool:
    return max(stride_of(node), default=1) > 1


def _falls_short(context: LintContext, node: Node) -> bool:
    """Whether a transposed convolution does not make stride times the map."""
    attrs = node.attrs
    if not isinstance(attrs, ConvAttrs) or not attrs.transposed or not node.outputs:
        return False
    return node.output.shape[SPATIAL:] != _multiple(_read(context, node), attrs.stride)


def _read(context: LintContext, node: Node) -> tuple[int, ...]:
    return context.graph.tensor(node.inputs[0]).shape[SPATIAL:]


def _multiple(sizes: tuple[int, ...], stride: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(side * by for side, by in zip(sizes, stride, strict=False))


def _transposed(context: LintContext, join: Node, node: Node) -> Finding:
    before, made = _read(context, node), node.output.shape[SPATIAL:]
    wanted = _multiple(before, node.attrs.stride if isinstance(node.attrs, ConvAttrs) else ())
    lacking = max(a - b for a, b in zip(wanted, made, strict=False))
    return Finding(
        message=f"{layer(node)} turns {size(before)} into {size(made)}, the other path makes "
        f"{size(wanted)}",
        place=context.setting(node, "output_padding"),
        label=f"{size(before)} → {size(made)}",
        secondary=(Place(join.source, "fails here"),) if join.source else (),
        modules=(node.module,),
        node=join.id,
        help=f"pass `output_padding={lacking}`" if lacking > 0 else "crop, or pad more",
        fix=layer_fix(context, node, "output_padding", str(lacking), f"Add {lacking}")
        if lacking > 0
        else None,
    )


def _not_enlarged(context: LintContext, join: Node, last: Node, other: Path) -> Finding:
    made = last.output.shape[SPATIAL:]
    return Finding(
        message=f"the path that ends in {layer(last)} keeps {size(made)}, the other one upsamples",
        place=context.call_place(last),
        label=f"still {size(made)}",
        secondary=(Place(join.source, "fails here"),) if join.source else (),
        modules=(last.module,),
        node=join.id,
        help="upsample this path as well",
        fix=_like_the_other(context, last, other),
    )


def _like_the_other(context: LintContext, last: Node, other: Path) -> Fix | None:
    """Enlarge what a layer reads by the same call as on the other path."""
    found = call_at(context.sources, context.call_place(last))
    resize = next((one for one in other if one.kind is OpKind.RESIZE), None)
    model = call_at(context.sources, context.call_place(resize)) if resize is not None else None
    if found is None or model is None or not found[1].args or not model[1].args:
        return None
    file, inner = found[0], found[1].args[0]
    call, argument = model[0].code(model[1]), model[0].code(model[1].args[0])
    text = call.replace(argument, file.code(inner), 1)
    return Fix(title=f"Read `{text}`", edits=(replace(file, inner, text),), safe=True)


RULE = Rule(
    code="RES121", name="unequal-enlargement", severity=Severity.ERROR, doc=__doc__,
    failures=Failures(explain, before=("RES108", "RES109"), settles=frozenset({Aspect.SIZE})),
)  # fmt: skip
