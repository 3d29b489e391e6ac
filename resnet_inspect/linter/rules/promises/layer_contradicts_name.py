"""A layer is not what its name or the comment behind it says.

## What it does
Compares what layers are called, `conv1x1`, `depthwise`, `dilated`, `avgpool`, `sigmoid`, `reduce`,
`upsample`, and what the comment in a convolution's own line says of its kernel, stride, dilation,
groups or bias, with what they are and what they do to the map. A line that makes several layers is
reported where none of them is what it says.

## Why is this bad?
One of the two was changed alone. Mostly it is an argument that was forgotten: `groups` of a
depthwise convolution, `dilation` of a dilated one.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.depthwise = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x):
        return F.relu(self.depthwise(F.relu(self.stem(x))))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.depthwise = nn.Conv2d(8, 8, 3, padding=1, groups=8)
```

## References
- Howard et al. 2017, MobileNets, section 3.1: depthwise and pointwise convolutions.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, Module, ModuleCall, OpKind, SourceSpan
from resnet_inspect.graph.paths import name
from resnet_inspect.linter.context import LintContext, is_builtin
from resnet_inspect.linter.evidence.claims.layer_words import broken_promises, of_the_layer
from resnet_inspect.linter.evidence.naming.words import parts
from resnet_inspect.linter.evidence.text_of_line import comment_of
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.installed import is_installed

SPATIAL = 2
NARROWING = frozenset({"reduce", "reduction", "squeeze", "compress"})
WIDENING = frozenset({"expand", "expansion", "excite"})
SHRINKING = frozenset({"down", "downsample", "downsampling"})
ENLARGING = frozenset({"up", "upsample", "upsampling", "upconv", "upsampler"})
GATES = ("sigmoid", "softmax", "tanh")


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such layer."""
    if context.graph.failures:
        return
    broken: dict[tuple[str, SourceSpan], list[tuple[ModuleCall, str]]] = defaultdict(list)
    calls: Counter[SourceSpan] = Counter()
    for call in context.graph.calls[1:]:
        module = context.graph.module(call.module)
        place = _place(context, module)
        if place is not None:
            calls[place] += 1
            for says, found in _contradictions(context, call, module):
                broken[says, place].append((call, found))
    for (says, place), cases in broken.items():
        if len(cases) == calls[place]:
            yield _finding(*cases[0], says, place)


def _finding(call: ModuleCall, found: str, says: str, place: SourceSpan) -> Finding:
    return Finding(
        message=f"`{call.module}` is to be {says}, and has {found}",
        place=place,
        label=found,
        modules=(call.module,),
        help="make it what its name says, or name it anew",
    )


def _place(context: LintContext, module: Module) -> SourceSpan | None:
    """Return where a user's file makes a layer under a name of its own."""
    if name(module.path).isdecimal():
        return None
    place = context.places.assignment(module.path) or module.definition
    return place if place is not None and not is_installed(place.file) else None


def _contradictions(
    context: LintContext, call: ModuleCall, module: Module
) -> Iterator[tuple[str, str]]:
    """Yield what a module should be, and what it is."""
    convs = [one.attrs for one in context.graph.nodes_of(call) if isinstance(one.attrs, ConvAttrs)]
    own = name(module.path).lower()
    if (convs and not own[-1:].isdecimal()) or own.startswith("conv"):
        yield from broken_promises(_whole(own), convs)
    if len(convs) == 1 and is_builtin(module):
        yield from broken_promises(
            of_the_layer(comment_of(context.sources, module.definition)), convs
        )
    yield from _pooling(context, call, own)
    yield from _gate(module, own)
    yield from _size(context, call, set(parts(name(module.path))))
    yield from _width(convs, set(parts(name(module.path))))


def _whole(own: str) -> str:
    """Return a name without a kernel that it belongs to only: `conv3x3_reduce`, `branch3x3_1`."""
    return own if re.search(r"\d[x×]\d(?:_?conv)?$", own) else re.sub(r"\d+[x×]\d+", "", own)


def _pooling(context: LintContext, call: ModuleCall, own: str) -> Iterator[tuple[str, str]]:
    pools = [one for one in context.graph.nodes_of(call) if one.kind is OpKind.POOL]
    for word, other, says in (("avg", "max", "an average pool"), ("max", "avg", "a max pool")):
        named = "pool" in own and word in own and other not in own
        if named and pools and all(other in one.op for one in pools):
            yield says, f"`{pools[0].op}`"


def _gate(module: Module, own: str) -> Iterator[tuple[str, str]]:
    """Yield a gate's function that is another one of them."""
    kind = module.type.lower()
    if (
        is_builtin(module)
        and own in GATES
        and own not in kind
        and any(one in kind for one in GATES)
    ):
        yield f"a {own}", f"`{module.type}`"


def _size(context: LintContext, call: ModuleCall, words: set[str]) -> Iterator[tuple[str, str]]:
    """Yield a layer that makes a map larger that it should make smaller, or the other way round."""
    if len(call.inputs) != 1 or not call.outputs:
        return
    before = context.graph.tensor(call.inputs[0]).shape[SPATIAL:]
    after = context.graph.tensor(call.outputs[0]).shape[SPATIAL:]
    if not before or len(before) != len(after) or {"up", "down"} <= words:
        return
    found = f"a map of {'×'.join(map(str, after))} out of {'×'.join(map(str, before))}"
    if words & ENLARGING and all(b < a for a, b in zip(before, after, strict=True)):
        yield "an enlarging layer", found
    if words & SHRINKING and all(b > a for a, b in zip(before, after, strict=True)):
        yield "a layer that makes its map smaller", found


def _width(convs: list[ConvAttrs], words: set[str]) -> Iterator[tuple[str, str]]:
    if len(convs) != 1:
        return
    found = f"{convs[0].out_channels} channels out of {convs[0].in_channels}"
    if words & NARROWING and not words & WIDENING and convs[0].out_channels > convs[0].in_channels:
        yield "a narrowing layer", found
    if words & WIDENING and not words & NARROWING and convs[0].out_channels < convs[0].in_channels:
        yield "a widening layer", found


RULE = Rule(
    code="RES541", name="layer-contradicts-name", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
