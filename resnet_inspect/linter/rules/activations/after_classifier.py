"""A ReLU, a dropout or a normalization follows the classifier.

## What it does
Reports a rectifier, dropout or batch normalization behind the layer with one output a class, where
an argument says how many classes there are.

## Why is this bad?
Logits are negative as well as positive: a ReLU cuts off the gradient of each class that is not yet
likely, and of all at once at worst. A dropout replaces logits by 0 at random.

## Example
```python
class Net(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.fc = nn.Linear(8, num_classes)

    def forward(self, x):
        return F.relu(self.fc(F.relu(self.conv(x)).mean((2, 3))))


model = Net()
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        return self.fc(F.relu(self.conv(x)).mean((2, 3)))
```

## Fix safety
Unsafe: what the network computes changes.

## References
- He et al. 2015, Deep Residual Learning, section 3.3: a fully-connected layer ends the network.
"""

import ast
import re
from collections.abc import Iterator

from resnet_inspect.graph import LinearAttrs, ModulePath, Node, OpKind, Ref
from resnet_inspect.graph.paths import name
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import unwrapped
from resnet_inspect.linter.rule import Rule, Traces
from resnet_inspect.linter.source.blame import blame
from resnet_inspect.linter.source.class_count import is_class_count
from resnet_inspect.linter.source.syntax import names_read, self_attribute
from resnet_inspect.linter.words import layer

RECTIFIERS = frozenset({"relu", "relu6", "leaky_relu", "elu", "prelu", "gelu", "silu"})
SHAPING = frozenset({OpKind.RESHAPE, OpKind.COPY})
CLASSIFIER = re.compile(r"^(classifier|cls(_head)?|logits?)$", re.IGNORECASE)


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each operator between the classifier and the output."""
    seen = set[int]()
    for output in context.graph.outputs:
        between = list(_behind(context, output.ref)) if output.ref is not None else []
        last = between[-1] if between else None
        classifier = context.producer(last.inputs[0]) if last is not None else None
        if last is None or classifier is None or not isinstance(classifier.attrs, LinearAttrs):
            continue
        certain = _classifies(context, classifier)
        for node in between:
            wrong = certain or (node.kind is OpKind.DROPOUT and _sees_images(context))
            if wrong and node.kind not in SHAPING and node.id not in seen:
                seen.add(node.id)
                yield _finding(context, node, classifier)


def _sees_images(context: LintContext) -> bool:
    """Whether a network convolves, so that its last linear layer is a head."""
    return any(True for _ in context.graph.of_kind(OpKind.CONV))


def _behind(context: LintContext, ref: Ref) -> Iterator[Node]:
    """Yield what stands before an output, back to the first layer, which is left out."""
    node = context.producer(ref)
    while _on_logits(node) and node.inputs:
        yield node
        node = context.producer(node.inputs[0])


def _on_logits(node: Node) -> bool:
    rectified = node.kind is OpKind.ACTIVATION and node.op in RECTIFIERS
    return rectified or node.kind in SHAPING | {OpKind.DROPOUT, OpKind.NORM}


def _classifies(context: LintContext, node: Node) -> bool:
    """Whether a linear layer makes one number a class, as the number's name or its own says."""
    if not node.module:
        return False
    if CLASSIFIER.match(name(ModulePath(node.module))):
        return True
    found = blame(context.places, node.module, "out_features")
    values = [found.value] if found is not None and found.file in context.own_files else []
    made = context.places.constructor(node.module)
    if made is not None and made[0] in context.own_files:  # a package's word says nothing here
        values.append(context.places.argument(node.module, "out_features"))
    return any(_counts(value) for value in values if value is not None)


def _counts(value: ast.expr) -> bool:
    attributes = {self_attribute(part) for part in ast.walk(value)}
    return any(is_class_count(one) for one in names_read(value) | attributes if one)


def _finding(context: LintContext, node: Node, classifier: Node) -> Finding:
    return Finding(
        message=f"`{node.op}` follows {layer(classifier)}, which classifies: {_harm(node)}",
        place=context.call_place(node),
        label="behind the logits",
        modules=(node.module,) if node.module else (),
        node=node.id,
        fix=unwrapped(context.sources, context.call_place(node), "Return the logits"),
        help="return the logits as they are",
    )


def _harm(node: Node) -> str:
    match node.kind:
        case OpKind.DROPOUT:
            return "logits of training are replaced by 0 at random"
        case OpKind.NORM:
            return "logits of training depend on the other images"
    return "logits are cut off below zero"


RULE = Rule(
    code="RES341", name="after-classifier", severity=Severity.WARNING, doc=__doc__, check=check,
    traces=Traces.TRAINING,
)  # fmt: skip
