"""The shortcut's stride is not the main path's.

## What it does
Reports a join whose operands have different sizes since the shortcut's convolution or pool strides
more or less than the main path.

## Why is this bad?
The addition fails.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.shortcut = nn.Conv2d(3, 8, 1)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out + self.shortcut(x))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.shortcut = nn.Conv2d(3, 8, 1, stride=2)
```

## Fix safety
Safe: the forward pass failed before.

## References
- He et al. 2015, Deep Residual Learning, section 3.3: shortcuts across sizes have a stride of 2.
- google-research/google-research issue 2954: a projection built for a change of width only.
"""

from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, Node, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.failed import Aspect, Failed
from resnet_inspect.linter.failures.mismatch import Mismatch, mismatch_of
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.join import convolutions, stride_of
from resnet_inspect.linter.remedies.arguments.in_block import as_written, in_block, is_variable
from resnet_inspect.linter.remedies.arguments.layer_fix import layer_fix
from resnet_inspect.linter.rule import Failures, Rule
from resnet_inspect.linter.words import layer, plain, shape


def explain(context: LintContext, failed: Failed) -> Iterator[Finding]:
    """Yield the convolution that lacks a stride, or has one too many, where a join failed."""
    mismatch = mismatch_of(context, failed)
    if mismatch is None or not mismatch.sized or mismatch.bare or mismatch.strides_agree:
        return
    shifted = _as_groups(mismatch)
    if shifted is not None:
        yield _groups(mismatch, shifted)
        return
    yield _main_path(mismatch) if _main_lacks_stride(mismatch) else _shortcut(mismatch)


def _as_groups(mismatch: Mismatch) -> Node | None:
    """Return the convolution that has the shortcut's stride as its groups or dilation."""
    stride = max(mismatch.shortcut_stride)
    if stride == 1 or max(mismatch.main_stride) > 1:
        return None
    for conv in convolutions(mismatch.join.main):
        attrs = conv.attrs
        if isinstance(attrs, ConvAttrs) and stride in {attrs.groups, max(attrs.dilation)}:
            return conv
    return None


def _groups(mismatch: Mismatch, conv: Node) -> Finding:
    attrs, stride = conv.attrs, max(mismatch.shortcut_stride)
    assert isinstance(attrs, ConvAttrs)  # noqa: S101 - what `_as_groups` returns
    name = "groups" if attrs.groups == stride else "dilation"
    return mismatch.finding(
        f"the shortcut strides by {stride}, the main path not, and {layer(conv)} has {name} "
        f"{stride}: the stride was passed in the place of the {name}",
        mismatch.context.setting(conv, name),
        label=f"{name} {stride}, stride 1",
        modules=(conv.module,),
        help="pass the stride by its name: `stride=`",
    )


def _main_lacks_stride(mismatch: Mismatch) -> bool:
    """Whether the shortcut follows the block's stride, by a variable, and the main path not."""
    if max(mismatch.shortcut_stride) == 1 or not _follows(mismatch, mismatch.strided_shortcut):
        return False
    return not any(_follows(mismatch, conv) for conv in convolutions(mismatch.join.main))


def _follows(mismatch: Mismatch, conv: Node) -> bool:
    """Whether a layer has its stride from a variable of the block."""
    return is_variable(in_block(mismatch.context, mismatch.join, conv, "stride"))


def _main_path(mismatch: Mismatch) -> Finding:
    conv = _strided(mismatch) or mismatch.main_convolution
    ours, theirs = plain(mismatch.main_stride), plain(mismatch.shortcut_stride)
    return mismatch.finding(
        f"the shortcut strides by {theirs}, the main path by {ours}",
        _decided(mismatch, conv),
        label=f"stride {plain(stride_of(conv))}",
        modules=(conv.module,),
        help="give this convolution the block's stride",
        fix=_main_fix(mismatch, conv),
    )


def _decided(mismatch: Mismatch, conv: Node) -> SourceSpan | None:
    """Return the call in the block's constructor that decides a stride."""
    found = in_block(mismatch.context, mismatch.join, conv, "stride")
    return found.span if found is not None else mismatch.context.setting(conv, "stride")


def _strided(mismatch: Mismatch) -> Node | None:
    """Return the convolution of the main path that strides."""
    convs = convolutions(mismatch.join.main)
    return next((one for one in convs if max(stride_of(one) or (1,)) > 1), None)


def _main_fix(mismatch: Mismatch, conv: Node) -> Fix | None:
    """Stride as the shortcut does, by the same expression."""
    shortcut = mismatch.strided_shortcut
    return as_written(mismatch.context, mismatch.join, conv, shortcut, "stride")


def _shortcut(mismatch: Mismatch) -> Finding:
    shortcut = mismatch.strided_shortcut
    fixes = [one for one in _fixes(mismatch, shortcut) if one is not None]
    ours, theirs = plain(mismatch.main_stride), plain(mismatch.shortcut_stride)
    return mismatch.finding(
        f"the shortcut's {layer(shortcut)} strides by {theirs}, the main path by {ours}",
        _decided(mismatch, shortcut),
        label=f"{shape(mismatch.shortcut)}, the main path {shape(mismatch.main)}",
        modules=(shortcut.module,),
        help=f"give it the main path's stride, here {ours}",
        fix=fixes[0] if fixes else None,
        other_fixes=tuple(fixes[1:]),
    )


def _fixes(mismatch: Mismatch, shortcut: Node) -> Iterator[Fix | None]:
    """Stride as the main path does; where two operators of the shortcut stride, only once."""
    strided = [one for one in mismatch.join.shortcut if max(stride_of(one) or (1,)) > 1]
    for one in reversed(strided if len(strided) > 1 else ()):
        yield layer_fix(mismatch.context, one, "stride", "1", "Stride once")
    conv = _strided(mismatch)
    if conv is not None:
        yield as_written(mismatch.context, mismatch.join, shortcut, conv, "stride")
    yield _fix(mismatch, shortcut)


def _fix(mismatch: Mismatch, shortcut: Node) -> Fix | None:
    """Stride by the number of the main path."""
    context = mismatch.context
    for conv in convolutions(mismatch.join.main):
        stride = stride_of(conv) or (1,)
        if max(stride) > 1 and context.is_layer(conv):
            number = stride[0] if len(set(stride)) == 1 else tuple(stride)
            return layer_fix(context, shortcut, "stride", str(number), f"Stride by {number}")
    return None


RULE = Rule(
    code="RES102", name="projection-stride", severity=Severity.ERROR, doc=__doc__,
    failures=Failures(explain, settles=frozenset({Aspect.SIZE})),
)  # fmt: skip
