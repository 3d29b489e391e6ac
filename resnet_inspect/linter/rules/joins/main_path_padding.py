"""A convolution of the block is not padded for its kernel.

## What it does
Reports a join whose operands have different sizes since a convolution loses or gains border pixels:
its padding is not `dilation * (kernel_size - 1) / 2`.

## Why is this bad?
The addition fails: a shortcut keeps every pixel.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out + x)
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1)
```

## Fix safety
Safe: the forward pass failed before.

## References
- Dumoulin and Visin 2016, A guide to convolution arithmetic for deep learning, section 2.3.
- yang-song/score_sde_pytorch issue 62: padding that does not follow the dilation.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, Node, OpKind, PoolAttrs
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.failed import Aspect, Failed
from resnet_inspect.linter.failures.mismatch import SPATIAL, Mismatch, mismatch_at
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.join import stride_of
from resnet_inspect.linter.remedies.arguments.layer_fix import layer_fix
from resnet_inspect.linter.rule import Failures, Rule
from resnet_inspect.linter.source.blame import blame
from resnet_inspect.linter.words import layer, plain, size

NEAR = 3
"""Pixels that a crop misses another map's size by, when it was meant to have it."""

CROPPING = 2
"""Operators in a module that only crops: the slice, and making it contiguous."""


def explain(context: LintContext, failed: Failed) -> Iterator[Finding]:
    """Yield the convolution that loses the border, if that is why a join failed."""
    mismatch = mismatch_at(context, failed.node, failed.open)
    if mismatch is None:
        return
    conv = mismatch.border_loss
    crop = _shortcut_crop(mismatch)
    if crop is not None:
        yield _wrong_crop(mismatch, crop)
    elif mismatch.short_crop is not None and mismatch.sized:
        yield _crop(mismatch, mismatch.short_crop)
    elif conv is not None and _loses_border(mismatch, conv):
        yield _finding(mismatch, conv)
    elif not mismatch.resized and _rounds_otherwise(mismatch):
        yield _rounding(mismatch)


def _shortcut_crop(mismatch: Mismatch) -> Node | None:
    """Return the slice that cuts the shortcut to nearly, and not quite, the main path's size."""
    context, wanted = mismatch.context, mismatch.main[SPATIAL:]
    for node in mismatch.join.shortcut if mismatch.sized else ():
        if node.kind is not OpKind.INDEX or not node.outputs:
            continue
        before = context.graph.tensor(node.inputs[0]).shape[SPATIAL:]
        made = node.output.shape[SPATIAL:]
        apart = [abs(a - b) for a, b in zip(made, wanted, strict=False)]
        if made != before and len(made) == len(wanted) and max(apart) <= NEAR:
            return node
    return None


def _wrong_crop(mismatch: Mismatch, crop: Node) -> Finding:
    made, wanted = size(crop.output.shape[SPATIAL:]), size(mismatch.main[SPATIAL:])
    return mismatch.finding(
        f"the crop leaves {made} of {size(mismatch.source_size(crop))}, the main path has {wanted}",
        crop.source,
        label=f"{made}, not {wanted}",
        modules=(crop.module,),
        help=f"cut to {wanted}: as many pixels as the main path's convolutions lose",
    )


def _crop(mismatch: Mismatch, crop: Node) -> Finding:
    """Report a slice behind a padded convolution, where the slice's length is decided."""
    context, made = mismatch.context, crop.output.shape[SPATIAL:]
    before = context.producer(crop.inputs[0])
    wanted = mismatch.source_size(before)
    own = context.calls_around(crop.call)
    owner = next((one.module for one in own if one.end_node - one.first_node <= CROPPING), None)
    place = context.graph.module(owner).definition if owner else None
    return mismatch.finding(
        f"the slice behind {layer(before)} leaves {size(made)} of "
        f"{size(before.output.shape[SPATIAL:])}, the convolution read {size(wanted)}",
        place or crop.source,
        label=f"{size(made)}, not {size(wanted)}",
        modules=(crop.module,),
        help="take off what the padding added: dilation · (kernel - 1)",
    )


def _loses_border(mismatch: Mismatch, conv: Node) -> bool:
    """Whether padding and not the stride is why the sizes differ."""
    if mismatch.resized:
        return max(stride_of(conv)) == 1
    by_stride = mismatch.expected_size == mismatch.main[SPATIAL:]
    return mismatch.sized and (mismatch.strides_agree or not by_stride)


def _reach(conv: Node) -> tuple[int, ...]:
    """Return how far a kernel sees beyond its center, which is the padding that it needs."""
    attrs = conv.attrs
    if not isinstance(attrs, ConvAttrs):
        return ()
    return tuple(d * (k - 1) // 2 for k, d in zip(attrs.kernel_size, attrs.dilation, strict=True))


def _finding(mismatch: Mismatch, conv: Node) -> Finding:
    attrs = conv.attrs
    assert isinstance(attrs, ConvAttrs)  # noqa: S101 - what `border_loss` returns
    reach = _reach(conv)
    dilation = max(attrs.dilation)
    why = f"dilation {dilation} needs" if dilation > 1 else "its kernel needs"
    needed = str(reach[0] if len(set(reach)) == 1 else reach)
    fixes = tuple(_fixes(mismatch.context, conv, needed, reach))
    return mismatch.finding(
        f"{layer(conv)} turns {size(mismatch.source_size(conv))} into "
        f"{size(conv.output.shape[SPATIAL:])}: "
        f"padding {plain(attrs.padding)} where {why} {plain(reach)}",
        mismatch.context.setting(conv, "padding"),
        label=f"{size(attrs.kernel_size)}, padding {plain(attrs.padding)}",
        modules=(conv.module,),
        help=f"use `padding={needed}`",
        fix=fixes[0] if fixes else None,
        other_fixes=fixes[1:],
    )


def _fixes(context: LintContext, conv: Node, needed: str, reach: tuple[int, ...]) -> Iterator[Fix]:
    """Yield an odd kernel for an even one, half of a kernel that varies, and the number."""
    kernel = blame(context.places, conv.module, "kernel_size")
    match kernel.value if kernel is not None else None:
        case ast.Constant(value=int(side)) if kernel is not None and side % 2 == 0:
            edit = replace(kernel.file, kernel.value, str(side - 1))  # type: ignore[arg-type]
            yield Fix(title=f"Use a kernel of {side - 1}", edits=(edit,), safe=True)
    written = context.places.argument(conv.module, "kernel_size")
    if isinstance(written, ast.Name | ast.Attribute):
        half = f"{ast.unparse(written)} // 2"
        yield from filter(None, [layer_fix(context, conv, "padding", half, f"Pad by `{half}`")])
    yield from filter(None, [_fix(context, conv, needed, reach)])


def _fix(context: LintContext, conv: Node, needed: str, reach: tuple[int, ...]) -> Fix | None:
    """Write the number, or the expression of the dilation that the padding has to follow."""
    attrs = conv.attrs
    if isinstance(attrs, ConvAttrs) and max(attrs.dilation) > 1 and reach == attrs.dilation:
        dilation = context.places.argument(conv.module, "dilation")
        found = context.places.constructor(conv.module)
        if dilation is not None and found is not None:
            needed = found[0].code(dilation)
    return layer_fix(context, conv, "padding", needed, f"Pad by `{needed}`")


def _rounds_otherwise(mismatch: Mismatch) -> bool:
    """Whether both paths stride alike and a convolution rounds down where the other rounds up."""
    if not mismatch.sized or mismatch.bare or not mismatch.strides_agree:
        return False
    culprit = mismatch.rounding
    return not isinstance(culprit.attrs, PoolAttrs) and culprit.kind is not OpKind.INDEX


def _rounding(mismatch: Mismatch) -> Finding:
    conv = mismatch.rounding
    reach = _reach(conv)
    needed = str(reach[0] if len(set(reach)) == 1 else reach)
    change = f"{size(mismatch.source_size(conv))}", f"{size(conv.output.shape[SPATIAL:])}"
    return mismatch.finding(
        f"{layer(conv)} turns {change[0]} into {change[1]} while the other path makes "
        f"{size(mismatch.expected_size)}: one rounds down, the other up",
        mismatch.context.setting(conv, "padding"),
        label=" → ".join(change),
        modules=(conv.module,),
        help="round both alike",
        fix=_fix(mismatch.context, conv, needed, reach) if any(reach) else None,
    )


RULE = Rule(
    code="RES104", name="main-path-padding", severity=Severity.ERROR, doc=__doc__,
    failures=Failures(explain, before=("RES103",), settles=frozenset({Aspect.SIZE})),
)  # fmt: skip
