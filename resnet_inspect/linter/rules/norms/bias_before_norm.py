"""A convolution has a bias although batch normalization follows it.

## What it does
Mentions a convolution or linear layer with a bias whose only reader is a batch or instance
normalization. It is only mentioned: many networks have such biases throughout.

## Why is this bad?
The normalization subtracts the channel mean, and the bias with it: the parameters are learned,
stored and moved for nothing.

## Example
```python
model = nn.Sequential(
    nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
    nn.Conv2d(8, 8, 3), nn.BatchNorm2d(8), nn.ReLU(),
    nn.Conv2d(8, 8, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU()
)
```

Use instead:

```python
model = nn.Sequential(
    nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
    nn.Conv2d(8, 8, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
    nn.Conv2d(8, 8, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU()
)
```

## Fix safety
Unsafe: a checkpoint that holds the bias no longer loads with `strict=True`.

## References
- Ioffe and Szegedy 2015, Batch Normalization, section 3.2.
"""

from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, LinearAttrs, Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import set_argument
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer

CANCELLING = frozenset({"batch_norm", "instance_norm"})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such layer."""
    returned = {output.ref.node for output in context.graph.outputs if output.ref is not None}
    normed = [
        node
        for node in context.graph.of_kind(OpKind.CONV, OpKind.LINEAR)
        if node.id not in returned and _cancelled(context, node)
    ]
    for node in normed:
        if _has_bias(node):
            yield _finding(context, node, context.readers(node)[0])


def _cancelled(context: LintContext, node: Node) -> bool:
    readers = context.readers(node)
    return bool(readers) and all(reader.op in CANCELLING for reader in readers)


def _has_bias(node: Node) -> bool:
    return isinstance(node.attrs, ConvAttrs | LinearAttrs) and node.attrs.has_bias


def _finding(context: LintContext, node: Node, norm: Node) -> Finding:
    width = node.output.shape[1] if len(node.output.shape) > 1 else node.output.shape[0]
    return Finding(
        message=f"{layer(node)} has a bias of {width} values that {layer(norm)} cancels",
        place=context.setting(node, "bias"),
        label="this bias has no effect",
        modules=(node.module,),
        node=node.id,
        help="pass `bias=False`",
        fix=_drop(context, node),
    )


def _drop(context: LintContext, node: Node) -> Fix | None:
    if not context.is_layer(node):
        return None
    edit = set_argument(context.places, node.module, "bias", "False")
    return Fix(title="Pass `bias=False`", edits=(edit,), safe=False) if edit else None


RULE = Rule(
    code="RES303", name="bias-before-norm", severity=Severity.INFO, doc=__doc__, check=check
)
