"""A layer or variable is named for another thing than it is.

## What it does
Reports layers called `depthwise` that have one group, `pointwise` or `conv1x1` with a larger
kernel, `conv3x3` with another one, `max_pool` that takes the mean and `avg_pool` that takes the
maximum, `sigmoid` that is none; and variables called `avg`, `max` or `std` that hold another
statistic.

## Why is this bad?
Of the name and the layer one is wrong, and usually it is the layer: it was copied from its
neighbor and not changed.

## Example
```python
class Separable(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.depthwise = nn.Conv2d(inputs, inputs, 3, padding=1)
        self.pointwise = nn.Conv2d(inputs, outputs, 1)

    def forward(self, x):
        return F.relu(self.pointwise(self.depthwise(x)))


model = nn.Sequential(nn.Conv2d(3, 8, 3), Separable(8, 16), Separable(16, 16))
```

Use instead, the rest as above:

```python
class Separable(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.depthwise = nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs)
        self.pointwise = nn.Conv2d(inputs, outputs, 1)

    def forward(self, x):
        return F.relu(self.pointwise(self.depthwise(x)))


model = nn.Sequential(nn.Conv2d(3, 8, 3), Separable(8, 16), Separable(16, 16))
```

## References
- Chollet 2017, Xception: depthwise separable convolutions.
- Woo et al. 2018, CBAM: mean and maximum of the map.
"""

import ast
import re
from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, Module, Node, OpKind
from resnet_inspect.graph.paths import name
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import SourceFile, called_name

DEPTHWISE = re.compile(r"^(conv_?)?(depth_?wise|dw)(_?conv)?\d?$", re.IGNORECASE)
POINTWISE = re.compile(r"^(conv_?)?(point_?wise|pw)(_?conv)?\d?$", re.IGNORECASE)
KERNEL = re.compile(r"(?:^|_)(?:conv|branch)_?(\d)x(\d)(?:_|$)", re.IGNORECASE)
MAXIMUM = re.compile(r"(^|_)(global)?max_?(pool)?(ing)?\d?($|_)", re.IGNORECASE)
MEAN = re.compile(r"(^|_)(global_?)?(avg|average)_?(pool)?(ing)?\d?($|_)", re.IGNORECASE)

STATISTICS = {
    "mean": re.compile(r"^(avg|average|mean|mu)(_?(out|pool|pooled|feat|x|map))?$", re.IGNORECASE),
    "maximum": re.compile(r"^(mx|maximum|max)(_?(out|pool|pooled|feat|x|map))?$", re.IGNORECASE),
    "standard deviation": re.compile(r"^(std|sigma|stddev|stdev)(_?(out|pool))?$", re.IGNORECASE),
}
OPERATORS = {
    "mean": "mean", "avg_pool1d": "mean", "avg_pool2d": "mean", "adaptive_avg_pool1d": "mean",
    "adaptive_avg_pool2d": "mean", "max": "maximum", "amax": "maximum", "max_pool2d": "maximum",
    "adaptive_max_pool1d": "maximum", "adaptive_max_pool2d": "maximum",
    "std": "standard deviation",
}  # fmt: skip


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such layer, and for each such variable."""
    seen = set[object]()
    for node in context.graph.nodes:
        module = context.module(node)
        why = _contradiction(module, node) if context.is_layer(node) else ""
        place = context.definition(node)
        if why and place not in seen:
            seen.add(place)
            yield Finding(
                message=f"`{node.module}` {why}",
                place=place,
                label="not what its name says",
                modules=(node.module,),
                node=node.id,
                help="change the layer, or its name",
            )
    for file in context.own_files:
        yield from _variables(file)


def _contradiction(module: Module, node: Node) -> str:
    """Return what a layer is that its name denies; empty where they agree."""
    called = name(module.path)
    if isinstance(node.attrs, ConvAttrs):
        return _of_convolution(called, node.attrs)
    if node.kind is not OpKind.POOL:
        return "is no sigmoid" if _no_sigmoid(called, module) else ""
    maximum, mean = MAXIMUM.search(called), MEAN.search(called)
    if maximum and not mean and "Avg" in module.type:
        return f"takes the mean: it is `{module.type}`"
    if mean and not maximum and "Max" in module.type:
        return f"takes the maximum: it is `{module.type}`"
    return ""


def _no_sigmoid(called: str, module: Module) -> bool:
    return called.lower() == "sigmoid" and module.type in {"ReLU", "Tanh", "Softmax", "Identity"}


def _of_convolution(called: str, attrs: ConvAttrs) -> str:
    written = KERNEL.search(called)
    if DEPTHWISE.match(called) and attrs.groups == 1 < attrs.in_channels:
        return f"has one group for {attrs.in_channels} channels: it is an ordinary convolution"
    if POINTWISE.match(called) and max(attrs.kernel_size) > 1:
        return f"has a kernel of {'×'.join(map(str, attrs.kernel_size))}"
    if written and len(attrs.kernel_size) == 2 and attrs.kernel_size != _sizes(written):  # noqa: PLR2004
        return f"has a kernel of {'×'.join(map(str, attrs.kernel_size))}"
    return ""


def _sizes(written: re.Match[str]) -> tuple[int, ...]:
    return tuple(int(one) for one in written.groups())


def _variables(file: SourceFile) -> Iterator[Finding]:
    """Yield variables named for a statistic that hold another one."""
    for statement in ast.walk(file.tree):
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            continue
        for target, value in _pairs(statement.targets[0], statement.value):
            said = next((one for one, words in STATISTICS.items() if words.match(target)), "")
            held = {OPERATORS[one] for one in _called(value) if one in OPERATORS}
            if said and held and said not in held and len(held) == 1:
                yield Finding(
                    message=f"`{target}` holds the {held.pop()}",
                    place=file.span(value),
                    label="not what its name says",
                    help=f"take the {said}",
                )


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield variables with what they get; the first of several gets the values of a maximum."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, its in zip(target.elts, value.elts, strict=False):
            yield from _pairs(one, its)
    elif isinstance(target, ast.Tuple) and target.elts:
        yield from _pairs(target.elts[0], value)
    elif isinstance(target, ast.Name):
        yield target.id, value


def _called(value: ast.expr) -> Iterator[str]:
    """Yield the functions that an expression calls, pools by what their names say."""
    for part in ast.walk(value):
        called = called_name(part)
        yield {"avg_pool": "mean", "avgpool": "mean", "max_pool": "max", "maxpool": "max"}.get(
            called, called
        )


RULE = Rule(
    code="RES541", name="name-contradicts-layer", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
