"""The network has another number of outputs than the data set that its file names has classes.

## What it does
Reports a classifier whose number of outputs is not that of the one data set which the file loads,
or which the network's docstring or name promises: "CIFAR-100", "a 7-way classifier". A number that
somebody gave is theirs.

## Why is this bad?
Too few outputs stop the training with an index out of range, on a GPU without saying where; too
many are trained never to be right.

## Example
```python
class Net(nn.Module):
    '''A small classifier for CIFAR-100.'''

    def __init__(self, classes=10):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.fc = nn.Linear(8, classes)

    def forward(self, x):
        return self.fc(F.relu(self.conv(x)).mean((2, 3)))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self, classes=100):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.fc = nn.Linear(8, classes)
```

## References
- Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images, section 3.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import LinearAttrs, Node
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.claims.classes import claimed_classes, loaded_classes
from resnet_inspect.linter.evidence.claims.description import description
from resnet_inspect.linter.evidence.training.final_operator import final_operators
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.blame import blame
from resnet_inspect.linter.source.class_count import is_class_count
from resnet_inspect.linter.source.defaults import defaults
from resnet_inspect.linter.source.syntax import SourceFile, called_name
from resnet_inspect.linter.words import count

MATRIX = 2


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for the classifier of such a network."""
    node = _classifier(context)
    promised = _promised(context)
    if node is None or promised is None or not isinstance(node.attrs, LinearAttrs):
        return
    number, source, file = promised
    made = node.attrs.out_features
    calls = _own_calls(context, file)
    place = calls[0] if calls else _place(context, node, made)
    if place is None or _number_at(place[1]) in {number, None}:
        return
    made = _number_at(place[1]) or made
    yield Finding(
        message=f"the network has {count(made, 'output')}, and {source} {number} classes",
        place=place[0].span(place[1]),
        label=f"{made}, not {number}",
        modules=(node.module,),
        node=node.id,
        help=f"make it {number}, or correct the words",
    )


def _classifier(context: LintContext) -> Node | None:
    """Return the linear layer that makes the only output, a vector for each image."""
    finals = final_operators(context)
    if len(finals) != 1 or context.graph.failures or len(finals[0].output.shape) != MATRIX:
        return None
    node = finals[0]
    if node.inputs and not isinstance(node.attrs, LinearAttrs):
        node = context.producer(node.inputs[0])
    return node if isinstance(node.attrs, LinearAttrs) and context.is_layer(node) else None


def _promised(context: LintContext) -> tuple[int, str, SourceFile] | None:
    """Return the number of classes that the network's file promises, and in which words."""
    file = context.class_file(context.graph.modules[0])
    if file is None or file not in context.own_files:
        return None
    loaded = loaded_classes(file)
    if loaded is not None:
        return loaded[0], f"`{loaded[1]}` has", file
    said = description(context)
    number = claimed_classes("\n".join((*said.names, said.text)))
    return (number, "the docstring speaks of", file) if number is not None else None


def _own_calls(context: LintContext, file: SourceFile) -> list[tuple[SourceFile, ast.expr]]:
    """Return the class counts that the file's own code builds the network with."""
    names = {context.graph.modules[0].type, *description(context).names}
    return [
        (file, one.value)
        for call in ast.walk(file.tree)
        if isinstance(call, ast.Call) and called_name(call) in names
        for one in call.keywords
        if one.arg is not None and is_class_count(one.arg)
    ]


def _place(context: LintContext, node: Node, made: int) -> tuple[SourceFile, ast.expr] | None:
    """Return the number that the author wrote for the outputs, an argument's default included."""
    blamed = blame(context.places, node.module, "out_features")
    if blamed is None or blamed.value is None:
        return None
    value: ast.expr | None = blamed.value
    function = blamed.file.function(blamed.call)
    if isinstance(value, ast.Name) and function is not None:
        value = defaults(function).get(value.id)
    return (blamed.file, value) if value is not None and _number_at(value) == made else None


def _number_at(value: ast.expr) -> int | None:
    match value:
        case ast.Constant(value=int(number)):
            return number
    return None


RULE = Rule(
    code="RES606", name="classes-contradict-data", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
