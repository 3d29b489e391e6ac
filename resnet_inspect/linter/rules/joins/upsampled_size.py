"""An enlarged map misses the size of the map that it is joined with by a pixel or two.

## What it does
Reports a sum or concatenation that fails since one operand was enlarged, by interpolation or a
transposed convolution, to a size that is up to three pixels off the other's.

## Why is this bad?
The forward pass fails. Halving rounds and doubling does not undo it: 45 → 23 → 46. A decoder that
takes its sizes from its encoder works at any size.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, stride=2)
        self.head = nn.Conv2d(11, 2, 1)

    def forward(self, x):
        y = F.relu(self.conv(x))
        y = F.interpolate(y, scale_factor=2)
        return self.head(torch.cat([x, y], 1))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        y = F.relu(self.conv(x))
        y = F.interpolate(y, size=x.shape[2:])
        return self.head(torch.cat([x, y], 1))
```

## Fix safety
Safe: the forward pass failed before.

## References
- Ronneberger et al. 2015, U-Net, section 2: maps are cropped, since borders are lost.
- PyTorch documentation, `torch.nn.functional.interpolate`: `size` or `scale_factor`.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, Node, OpKind, Ref, SourceSpan
from resnet_inspect.graph.shapes import Shape
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.operands import operand_name
from resnet_inspect.linter.evidence.map_chain import map_before, maps_read
from resnet_inspect.linter.failed import Failed
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import add_keyword, replace
from resnet_inspect.linter.remedies.arguments.layer_fix import layer_fix
from resnet_inspect.linter.rule import Failures, Rule
from resnet_inspect.linter.source.syntax import SourceFile
from resnet_inspect.linter.words import layer, size

JOINS = frozenset({OpKind.ADD, OpKind.CONCAT})
SPATIAL = 2
NEAR = 3
"""Pixels that rounding and unpadded borders cost; more is another level of the decoder."""


def explain(context: LintContext, failed: Failed) -> Iterator[Finding]:
    """Yield the operator that enlarged one of two maps, where they nearly fit."""
    node = failed.node
    if node.kind not in JOINS or len(node.inputs) != 2:  # noqa: PLR2004 - map and skip
        return
    makers = [_enlarging(context, ref) for ref in node.inputs]
    if not _nearly_fit(context, node) or (makers[0] is None) == (makers[1] is None):
        return
    place = 0 if makers[0] is not None else 1
    maker = makers[place]
    if maker is not None:
        yield _finding(context, node, maker, place)


def _is_odd(context: LintContext, maker: Node) -> bool:
    """Whether an enlarged map is not a multiple of what it was made from."""
    before = context.graph.tensor(maker.inputs[0]).shape[SPATIAL:]
    return any(b % a for a, b in zip(before, maker.output.shape[SPATIAL:], strict=False))


def _nearly_fit(context: LintContext, node: Node) -> bool:
    one, other = (context.graph.tensor(ref).shape for ref in node.inputs)
    apart = [abs(a - b) for a, b in zip(one[SPATIAL:], other[SPATIAL:], strict=False)]
    return len(one) == len(other) > SPATIAL and 0 < max(apart) <= NEAR


def _enlarging(context: LintContext, ref: Ref) -> Node | None:
    """Return the operator of a chain that enlarged a map last."""
    node = context.origin(ref)
    while node.inputs and not _enlarges(node) and maps_read(context, node) == 1:
        node = map_before(context, node)
    return node if _enlarges(node) else None


def _enlarges(node: Node) -> bool:
    return node.kind is OpKind.RESIZE or getattr(node.attrs, "transposed", False)


def _finding(context: LintContext, node: Node, maker: Node, place: int) -> Finding:
    sizes = [context.graph.tensor(ref).shape[SPATIAL:] for ref in node.inputs]
    enlarged, other = sizes[place], sizes[1 - place]
    skip = operand_name(context, node, 1 - place)
    argument = _argument(maker, enlarged, other, skip or "skip")
    fixes = [*_fixes(context, maker, argument if skip else "", max(other) - max(enlarged))]
    crop = f"crop it to the other's size, {size(other)}, before they are joined"
    return Finding(
        message=f"{layer(maker)} enlarges a map to {size(enlarged)} "
        f"that is joined with one of {size(other)}",
        place=_place(context, maker),
        label=f"{size(enlarged)}, {size(other)} is due",
        secondary=(Place(node.source, "fails here"),) if node.source else (),
        modules=(node.module,),
        node=node.id,
        help=f"enlarge to the size of the other: `{argument}`" if argument else crop,
        fix=fixes[0] if fixes else None,
        other_fixes=tuple(fixes[1:]),
    )


def _place(context: LintContext, maker: Node) -> SourceSpan | None:
    """Return the call, or the layer where its own settings make an odd size: 2n - 1."""
    attrs = maker.attrs
    if isinstance(attrs, ConvAttrs) and _is_odd(context, maker):
        return context.setting(maker, "output_padding") or context.call_place(maker)
    return context.call_place(maker)


def _argument(maker: Node, enlarged: Shape, other: Shape, skip: str) -> str:
    """Return the argument that makes up for the size; a transposed convolution only adds to it."""
    if not isinstance(maker.attrs, ConvAttrs):
        return f"size={skip}.shape[2:]"
    return f"output_size={skip}.shape[2:]" if max(enlarged) < max(other) else ""


def _fixes(context: LintContext, maker: Node, argument: str, missing: int) -> Iterator[Fix]:
    """Yield the other's size as an argument, or what a transposed convolution falls short of it."""
    if argument:
        yield from filter(None, [_fix(context, maker, argument)])
    if isinstance(maker.attrs, ConvAttrs) and missing > 0:
        text = str(missing)
        title = f"Add `output_padding={text}`"
        yield from filter(None, [layer_fix(context, maker, "output_padding", text, title)])


def _fix(context: LintContext, maker: Node, argument: str) -> Fix | None:
    """Write the size in place of the scale factor, or as a further argument."""
    span = context.call_place(maker)
    file = context.sources.of(span)
    call = file.at(span) if file is not None else None
    if file is None or not isinstance(call, ast.Call) or _is_constructor(file, call):
        return None
    factors = [one for one in call.keywords if one.arg == "scale_factor"]
    name, _, value = argument.partition("=")
    edit = replace(file, factors[0], argument) if factors else add_keyword(file, call, name, value)
    return Fix(title=f"Enlarge to `{argument}`", edits=(edit,), safe=True)


def _is_constructor(file: SourceFile, call: ast.Call) -> bool:
    """Whether a call makes a layer, which a container calls, instead of calling it."""
    function = file.function(call)
    return function is None or function.name != "forward"


RULE = Rule(
    code="RES109", name="upsampled-size", severity=Severity.ERROR, doc=__doc__,
    failures=Failures(explain),
)  # fmt: skip
