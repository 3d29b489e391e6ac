"""The number of classes is an argument that the classifier does not follow.

## What it does
Reports a network whose constructor takes `num_classes` (or `n_classes`, `num_labels` and the like)
while its last linear layer's `out_features` is a number, or the argument is never read.

## Why is this bad?
Whoever builds it for 10 classes gets 1000 outputs: the loss runs, and is wrong.

## Example
```python
class Net(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.fc = nn.Linear(8, 1000)

    def forward(self, x):
        return self.fc(F.relu(self.conv(x)).mean((2, 3)))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.fc = nn.Linear(8, num_classes)
```

## Fix safety
Unsafe: a network built with the default has another number of outputs then.

## References
- PyTorch documentation, `torchvision.models.resnet50(num_classes=...)`.
"""

import ast
from collections.abc import Iterator
from dataclasses import replace

from resnet_inspect.graph import LinearAttrs, Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.class_count import is_class_count
from resnet_inspect.linter.source.kept_arguments import keeps_all
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile, method, names_read
from resnet_inspect.linter.words import layer


def check(context: LintContext) -> Iterator[Finding]:
    """Yield a finding for the classifier of such a network, or for the factory that forgets it."""
    yield from _factory(context)
    found = _constructor(context)
    if found is None:
        return
    file, init = found
    counts = [name for name in parameter_names(init) if is_class_count(name)]
    if not counts or keeps_all(init):
        return
    classifier = _classifier(context)
    read = {name for statement in init.body for name in names_read(statement)}
    if classifier is None:
        if counts[0] not in read:
            yield _unread(file, init, counts[0])
        return
    value = context.places.argument(classifier.module, "out_features")
    literal = isinstance(value, ast.Constant)
    if counts[0] not in read or (literal and _is_own(context, file, init, classifier)):
        ignored = _finding(context, file, init, counts[0], classifier)
        yield replace(ignored, severity=Severity.INFO if counts[0] in read else None)


def _factory(context: LintContext) -> Iterator[Finding]:
    source = context.graph.run.source
    file = context.sources.of(source)
    function = file.function_at(source.line) if file is not None and source is not None else None
    if file is None or function is None or isinstance(file.parents.get(function), ast.ClassDef):
        return
    read = {name for statement in function.body for name in names_read(statement)}
    for name in parameter_names(function):
        if is_class_count(name) and name not in read:
            made = [
                one.value
                for one in ast.walk(function)
                if isinstance(one, ast.Return) and isinstance(one.value, ast.Call)
            ]
            yield Finding(
                message=f"`{function.name}` never uses its argument `{name}`",
                place=file.span(made[-1] if made else _parameter(function, name)),
                label=f"built without `{name}`",
                secondary=(Place(file.span(_parameter(function, name)), "the argument"),),
                help=f"pass `{name}` on",
            )


def _constructor(context: LintContext) -> tuple[SourceFile, FunctionNode] | None:
    network = context.graph.modules[0]
    file = context.class_file(network)
    if file is None or network.class_source is None:
        return None
    init = method(file.class_at(network.type, network.class_source.line), "__init__")
    return (file, init) if init is not None else None


def _classifier(context: LintContext) -> Node | None:
    """Return the linear layer, or 1×1 convolution, that makes the output."""
    for output in context.graph.outputs:
        node = context.graph.nodes[output.ref.node] if output.ref is not None else None
        while node is not None and node.inputs and node.kind is not OpKind.LINEAR:
            if node.kind in {OpKind.CONV, OpKind.NORM, OpKind.ADD}:
                break
            node = context.origin(node.inputs[0])
        if node is not None and node.kind is OpKind.LINEAR and context.is_layer(node):
            return node
    return None


def _is_own(context: LintContext, file: SourceFile, init: FunctionNode, classifier: Node) -> bool:
    """Whether the network's own constructor constructs the classifier."""
    found = context.places.constructor(classifier.module)
    return found is not None and found[0] is file and file.function(found[1]) is init


def _parameter(init: FunctionNode, name: str) -> ast.arg:
    arguments = (*init.args.posonlyargs, *init.args.args, *init.args.kwonlyargs)
    return next(one for one in arguments if one.arg == name)


def _unread(file: SourceFile, init: FunctionNode, name: str) -> Finding:
    return Finding(
        message=f"`{name}` is never used",
        place=file.span(_parameter(init, name)),
        label="never read",
        help="give it to the last layer",
    )


def _finding(
    context: LintContext, file: SourceFile, init: FunctionNode, name: str, node: Node
) -> Finding:
    attrs = node.attrs
    made = attrs.out_features if isinstance(attrs, LinearAttrs) else 0
    return Finding(
        message=f"{layer(node)} always makes {made} outputs: `{name}` is ignored",
        place=context.setting(node, "out_features"),
        label=f"{made} outputs whatever `{name}` is",
        secondary=(Place(file.span(_parameter(init, name)), "the argument"),),
        modules=(node.module,),
        node=node.id,
        help=f"use `{name}` as its out_features",
        fix=_fix(context, file, init, name, node),
    )


def _fix(
    context: LintContext, file: SourceFile, init: FunctionNode, name: str, node: Node
) -> Fix | None:
    value = context.places.argument(node.module, "out_features")
    if not isinstance(value, ast.Constant) or not _is_own(context, file, init, node):
        return None
    return Fix(title=f"Use `{name}`", edits=(Edit.replace(file.span(value), name),), safe=False)


RULE = Rule(
    code="RES505", name="class-count-ignored", severity=Severity.WARNING, doc=__doc__, check=check
)
